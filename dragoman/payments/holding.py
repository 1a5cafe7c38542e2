"""What payments hold of a person: sums, references, and the e-mail that the provider's receipt went to."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from dragoman.command import Work
from dragoman.command.holding import Erased, Held
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
        rows = await work.sql.fetch(
            f"select created_at, state, amount_minor, currency, reason from refund where booking_id in ({_OF_PERSON}) order by id",  # noqa: S608
            person,
        )
        refunds = tuple(
            {"at": r["created_at"].isoformat(), **{k: v for k, v in r.items() if k != "created_at"}} for r in rows
        )
        return Held("Payments", charges), Held("Refunds", refunds)

    async def hinders(self, work: Work, person: str) -> str:
        """Money on its way back needs to arrive."""
        open_now = await work.sql.fetchval(
            f"select exists (select from refund where booking_id in ({_OF_PERSON}) and state = 'REFUND_PENDING')",  # noqa: S608
            person,
        )
        return "A refund is on its way; wait until it has arrived." if open_now else ""

    async def erase(self, work: Work, person: str) -> Sequence[Erased]:
        """Take the e-mail out; the sums stay."""
        rows = await _payments(work, person)
        for payment in rows:
            payment.sealed = work.seal("payment", "sealed", payment.id, "")
        await work.session.flush()
        return (Erased("Payments and ledger", kept=len(rows), why=_KEPT),)

    async def hand_on(self, work: Work, newcomer: str, known: str) -> None:
        """Charges and refunds follow their bookings."""

    async def actors(self, work: Work, person: str) -> Sequence[str]:
        """Name the mailboxes of the charges."""
        return [payment.actor for payment in await _payments(work, person)]


async def _payments(work: Work, person: str) -> Sequence[Payment]:
    ids = [row["id"] for row in await work.sql.fetch(_OF_PERSON, person)]
    found = await work.session.scalars(select(Payment).where(Payment.booking_id.in_(ids)).order_by(Payment.id))
    return found.all()
