"""What payments hold of a person: sums, references, and the e-mail that the provider's receipt went to."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from dragoman.command import Work
from dragoman.command.holding import Counted, Erased, Held
from dragoman.payments.models import Payment

_OF_PERSON = "select id from booking where person = $1"
_KEPT = "Sums, references and times, without a name: the ledger must stay whole and be shown to tax authorities."


class PaymentsHold:
    """Implements `Holds` for charges and refunds."""

    async def held(self, work: Work, person: str) -> Sequence[Held]:
        """Tell every charge and refund."""
        charges = tuple(
            {
                "reference": p.reference, "state": p.state, "made": p.created_at.isoformat(), "amount": f"{p.amount.decimal_text()} {p.currency}",
                "provider": p.provider, "email": work.open("payment", "sealed", p.id, p.sealed, str),
            }
            for p in await _payments(work, person)
        )  # fmt: skip
        notes = await work.sql.fetch(
            "select id, created_at, about, reason, sealed, 'payment_note' as kept_in from payment_note where booking_id = any($1)"
            " union all select id, created_at, id, reason, sealed, 'refund_request' from refund_request where booking_id = any($1)"
            " order by 2, 1",
            await _booking_ids(work, person),
        )  # fmt: skip
        rows = await work.sql.fetch(
            f"select created_at, state, amount_minor, currency, reason from refund where booking_id in ({_OF_PERSON}) order by id",  # noqa: S608
            person,
        )
        refunds = tuple(
            {"at": r["created_at"].isoformat(), **{k: v for k, v in r.items() if k != "created_at"}} for r in rows
        )
        written = tuple(
            {
                "at": r["created_at"].isoformat(), "about": r["about"], "reason": r["reason"],
                "text": work.open(r["kept_in"], "sealed", r["id"], bytes(r["sealed"]), str),
            }
            for r in notes
        )  # fmt: skip
        return Held("Payments", charges), Held("Refunds", refunds), Held("Notes about refunds", written)

    async def counted(self, work: Work, person: str) -> Sequence[Counted]:
        """Count them."""
        row = await work.sql.fetchrow(
            'select (select count(*) from payment where booking_id = any($1)) as "Payments",'
            ' (select count(*) from refund where booking_id = any($1)) as "Refunds",'
            " (select count(*) from payment_note where booking_id = any($1))"
            '  + (select count(*) from refund_request where booking_id = any($1)) as "Notes about refunds"',
            await _booking_ids(work, person),
        )  # fmt: skip
        assert row is not None
        return tuple(Counted(title, count) for title, count in row.items())

    async def hinders(self, work: Work, person: str) -> str:
        """Money on its way back needs to arrive."""
        open_now = await work.sql.fetchval(
            f"select exists (select from refund where booking_id in ({_OF_PERSON}) and state = 'REFUND_PENDING')",  # noqa: S608
            person,
        )
        return "A refund is on its way; wait until it has arrived." if open_now else ""

    async def erase(self, work: Work, person: str) -> Sequence[Erased]:
        """Take the e-mail and what staff wrote out; the sums stay."""
        rows = await _payments(work, person)
        for payment in rows:
            payment.sealed = work.seal("payment", "sealed", payment.id, "")
        await work.session.flush()
        ids = await _booking_ids(work, person)
        gone = await work.sql.fetch("delete from payment_note where booking_id = any($1) returning id", ids)
        for row in await work.sql.fetch("select id from refund_request where booking_id = any($1)", ids):
            nothing = work.seal("refund_request", "sealed", row["id"], "")
            await work.sql.execute("update refund_request set sealed = $2 where id = $1", row["id"], nothing)
        return Erased("Payments and ledger", kept=len(rows), why=_KEPT), Erased("Notes about refunds", gone=len(gone))

    async def hand_on(self, work: Work, newcomer: str, known: str) -> None:
        """Charges and refunds follow their bookings."""

    async def actors(self, work: Work, person: str) -> Sequence[str]:
        """Name the mailboxes of the charges."""
        return [payment.actor for payment in await _payments(work, person)]


async def _booking_ids(work: Work, person: str) -> list[str]:
    return [row["id"] for row in await work.sql.fetch(_OF_PERSON, person)]


async def _payments(work: Work, person: str) -> Sequence[Payment]:
    ids = await _booking_ids(work, person)
    found = await work.session.scalars(select(Payment).where(Payment.booking_id.in_(ids)).order_by(Payment.id))
    return found.all()
