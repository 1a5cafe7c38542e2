"""What nobody knows yet: orders, charges, refunds and calls whose outcome a person should look into, oldest first."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct

from dragoman.command import Work
from dragoman.conversations.effects import SEND
from dragoman.engine.traces import unknown_calls
from dragoman.flights import effects as flights
from dragoman.flights.states import UNKNOWN
from dragoman.kit.money import Money
from dragoman.payments import effects as payments
from dragoman.payments.visibility import own_sales, seller

# What stands for $1 in the conditions is the present instant: one rule for the lists, the queues and their counts.
# Most orders answer within seconds; the airline has 130 s before the call is given up (flights/executors.py).
_ORDER_LATE = timedelta(minutes=3)
ORDER_UNKNOWN = (
    "(o.state = 'UNKNOWN' or (o.state = 'ISSUING' and (o.code = 'awaits_tickets'"
    f" or o.created_at < $1::timestamptz - interval '{_ORDER_LATE.total_seconds():.0f} s')))"
)
"""An order `o` without an answer, or that is paid and has no tickets."""
CANCELLATION_UNKNOWN = f"(c.state = 'CONFIRMING' and c.code = '{UNKNOWN}')"
"""A cancellation `c` that we confirmed and of which no look found what became."""
# A refund takes hours to days at the provider (partners.md B4: up to 10 business days); three days without a word are looked into.
_REFUND_LATE = timedelta(days=3)
REFUND_UNKNOWN = (
    "((r.state = 'REFUND_PENDING' and (r.attention"
    f" or r.created_at < $1::timestamptz - interval '{_REFUND_LATE.total_seconds():.0f} s'))"
    " or (r.state = 'REFUND_FAILED' and not exists (select from refund later where later.payment_id = r.payment_id"
    " and later.amount_minor = r.amount_minor and later.id > r.id)))"
)
"""A refund `r` that needs a person: failed and not sent again since, stuck for bank details, or silent for days."""
_CHARGE_KEPT = timedelta(days=7)
CALLS = (SEND, payments.INITIALIZE, payments.REFUND, flights.ISSUE, flights.HOLD_PAY, flights.CANCEL)


class UnknownOrder(Struct, frozen=True):
    """An order whose outcome or tickets are missing. `standing`: unknown, late, awaits_tickets."""

    id: str
    booking: str
    reference: str
    since: datetime
    standing: str
    looks: int
    amount: Money


class UnknownRefund(Struct, frozen=True):
    """A refund that failed, wants bank details, or has been silent too long. `standing`: failed, attention, late."""

    id: str
    payment: str
    booking: str
    reference: str
    since: datetime
    standing: str
    amount: Money


class UnknownCharge(Struct, frozen=True):
    """A charge that may exist at the provider without anybody having its page."""

    id: str
    booking: str
    reference: str
    since: datetime
    amount: Money


class UnknownCall(Struct, frozen=True):
    """A call to the outside that may have happened. `since` is real time; `booking` and `reference` are those that an order's call
    concerns, "" otherwise.
    """

    kind: str
    actor: str
    since: datetime
    code: str
    booking: str = ""
    reference: str = ""


async def unknown_orders(work: Work, *, limit: int = 100) -> tuple[UnknownOrder, ...]:
    """List orders that have no answer, and those that are paid and have no tickets; sales see their own."""
    seller(work)
    own, arguments = own_sales(work.by, 3)
    rows = await work.sql.fetch(
        "select o.id, o.booking_id, b.reference, o.created_at, case when o.state = 'UNKNOWN' then 'unknown'"  # noqa: S608
        " when o.code = 'awaits_tickets' then 'awaits_tickets' else 'late' end as standing, o.looks, o.amount_minor, o.currency"
        f" from flight_order o join booking b on b.id = o.booking_id where {ORDER_UNKNOWN} and {own}"
        " order by o.created_at, o.id limit $2",
        work.now, limit, *arguments,
    )  # fmt: skip
    return tuple(
        UnknownOrder(
            r["id"],
            r["booking_id"],
            r["reference"],
            r["created_at"],
            r["standing"],
            r["looks"],
            Money(r["amount_minor"], r["currency"]),
        )
        for r in rows
    )


async def unknown_refunds(work: Work, *, limit: int = 100) -> tuple[UnknownRefund, ...]:
    """List refunds that need a person: failed and not sent again since, stuck for bank details, or without a word for three days."""
    seller(work)
    own, arguments = own_sales(work.by, 3)
    rows = await work.sql.fetch(
        "select r.id, r.payment_id, r.booking_id, p.reference, r.created_at, case when r.state = 'REFUND_FAILED' then 'failed'"  # noqa: S608
        " when r.attention then 'attention' else 'late' end as standing, r.amount_minor, r.currency"
        " from refund r join payment p on p.id = r.payment_id join booking b on b.id = r.booking_id"
        f" where {REFUND_UNKNOWN} and {own} order by r.created_at, r.id limit $2",
        work.now, limit, *arguments,
    )  # fmt: skip
    return tuple(
        UnknownRefund(
            r["id"],
            r["payment_id"],
            r["booking_id"],
            r["reference"],
            r["created_at"],
            r["standing"],
            Money(r["amount_minor"], r["currency"]),
        )
        for r in rows
    )


async def unknown_charges(work: Work, *, limit: int = 100) -> tuple[UnknownCharge, ...]:
    """List open charges whose page was lost with the provider's answer."""
    seller(work)
    own, arguments = own_sales(work.by, 3)
    rows = await work.sql.fetch(
        "select p.id, p.booking_id, p.reference, p.created_at, p.amount_minor, p.currency from payment p"  # noqa: S608
        " join booking b on b.id = p.booking_id where p.verdict = 'lost' and p.state in ('PENDING', 'EXPIRED')"
        f" and p.created_at > $1 and {own} order by p.created_at, p.id limit $2",
        work.now - _CHARGE_KEPT, limit, *arguments,
    )  # fmt: skip
    return tuple(
        UnknownCharge(
            r["id"], r["booking_id"], r["reference"], r["created_at"], Money(r["amount_minor"], r["currency"])
        )
        for r in rows
    )


async def unknown_outside(work: Work, more: tuple[str, ...] = (), *, limit: int = 100) -> tuple[UnknownCall, ...]:
    """List calls that may have happened and that nobody could prove: messages, charges, refunds, orders, and kinds of `more` rooms.

    They belong to nobody's sales alone: sales see none.
    """
    if seller(work) is not None:
        return ()
    found = await unknown_calls(work.unit, (*CALLS, *more), limit=limit)
    rows = await work.sql.fetch(
        "select 'order:' || o.id, b.id, b.reference from flight_order o join booking b on b.id = o.booking_id where o.id = any($1)",
        [c.actor.removeprefix("order:") for c in found if c.actor.startswith("order:")],
    )
    of = {actor: (booking, reference) for actor, booking, reference in rows}
    return tuple(UnknownCall(c.kind, c.actor, c.asked_at, c.code, *of.get(c.actor, ("", ""))) for c in found)
