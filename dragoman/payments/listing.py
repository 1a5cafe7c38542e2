"""Charges as a list: by state, verdict, day and reference, paged by key."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from msgspec import Struct

from dragoman.access import INVENTORY
from dragoman.command import Refused, Work, command
from dragoman.kit.money import Money
from dragoman.payments.states import PaymentState
from dragoman.payments.visibility import OWN_SALES, seller

PAGE_MAX = 100
VERDICTS = ("full", "over", "short", "foreign", "double", "orphan", "failed", "lost", "reversed")


class PaymentFilters(Struct, frozen=True, omit_defaults=True):
    """What is looked for; empty means anything. Days are the business's, both ends in. `refunds`: only charges that were refunded."""

    reference: str = ""
    state: str = ""
    verdict: str = ""
    made_from: date | None = None
    made_to: date | None = None
    refunds: bool = False


class PaymentRow(Struct, frozen=True):
    """A charge as a line of a list; `refunded` is promised or done. Times are UTC."""

    id: str
    reference: str
    booking: str
    booking_reference: str
    state: str
    verdict: str
    amount: Money
    received: Money
    fees: Money
    refunded: Money
    provider: str
    made_at: datetime
    paid_at: datetime | None


async def payments_listed(
    work: Work, filters: PaymentFilters, *, after: str = "", limit: int = 50
) -> tuple[PaymentRow, ...]:
    """Return a page of charges, newest first; `after` is the last id seen. Sales sees those of their own bookings.

    Raises Refused("not_found") for roles that see no money, "filter.<field>" naming what cannot be read.
    """
    own = seller(work)
    if filters.state and filters.state not in {s.value for s in PaymentState}:
        raise Refused("filter.state", "There is no such state.", field="state", status=422)
    if filters.verdict and filters.verdict not in VERDICTS:
        raise Refused("filter.verdict", "There is no such verdict.", field="verdict", status=422)
    rows = await work.sql.fetch(  # values are arguments; OWN_SALES is a constant
        "select p.*, b.reference as booking_reference, coalesce(r.refunded, 0)::bigint as refunded from payment p"  # noqa: S608
        " join booking b on b.id = p.booking_id left join lateral (select sum(amount_minor) as refunded from refund"
        " where payment_id = p.id and state <> 'REFUND_FAILED') r on true"
        " where ($1 = '' or p.id < $1) and ($2 = '' or p.state = $2) and ($3 = '' or p.verdict = $3)"
        " and ($4::timestamptz is null or p.created_at >= $4) and ($5::timestamptz is null or p.created_at < $5)"
        " and ($6 = '' or p.reference = $6 or b.reference = $6) and (not $7 or r.refunded > 0)"
        f" and ($8 = '' or {OWN_SALES.format('$8')}) order by p.id desc limit $9",
        after, filters.state, filters.verdict, _begin(work, filters.made_from), _begin(work, filters.made_to, days=1),
        filters.reference.strip().upper(), filters.refunds, own or "",
        min(max(limit, 1), PAGE_MAX + 1),
    )  # fmt: skip
    return tuple(_row(row) for row in rows)


def _begin(work: Work, day: date | None, *, days: int = 0) -> datetime | None:
    if day is None:
        return None
    return work.begin(day + timedelta(days=days))


def _row(row: Any) -> PaymentRow:
    received = row["received_currency"] or row["currency"]
    return PaymentRow(
        row["id"], row["reference"], row["booking_id"], row["booking_reference"], row["state"], row["verdict"],
        Money(row["amount_minor"], row["currency"]), Money(row["received_minor"], received), Money(row["fees_minor"], received),
        Money(row["refunded"], received), row["provider"], row["created_at"], row["paid_at"],
    )  # fmt: skip


@command("payments:export", by=INVENTORY)
async def export_payments(work: Work) -> None:
    """Take the list of payments out of the house; it stands in the audit trail."""
    await work.note(f"export:{work.by.id}", "payments:export")
