"""Compare a day of the provider's charges with the ledger; what is missing in the books is read and settled at once.

Actor: `reconcile:<provider or "all">`; its timer `daily` starts the comparison of every day that ended and was not compared yet.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from dragoman.access import APPROVE, SYSTEM_ONLY
from dragoman.command import Work, command
from dragoman.engine import Turn
from dragoman.kit.money import Money
from dragoman.ledger.accounts import Account
from dragoman.ledger.queries import booked_for
from dragoman.ledger.reconciliation import Difference, Gap, differences
from dragoman.payments import effects
from dragoman.payments.commands import ask_record, ask_stray, payment_by_reference
from dragoman.payments.comparisons import fee_named, keep_comparison
from dragoman.payments.facts import BooksCompared
from dragoman.payments.gateway import ProviderRecord, RecordStatus
from dragoman.payments.models import Payment

ACTOR = "reconcile:all"
# Charges settle within minutes; six hours after midnight UTC every webhook of the day had its retries.
_AFTER_MIDNIGHT = timedelta(hours=6)
CATCH_UP = timedelta(days=31)


@command("payments:reconcile", by=SYSTEM_ONLY | APPROVE)
async def reconcile_day(work: Work, since: datetime) -> None:
    """Compare 24 hours of the provider's charges, from `since` (UTC), with the books."""
    until = since + timedelta(days=1)
    key = f"{effects.CHARGES}:{since.isoformat()}:{work.request}"
    await work.effect(effects.CHARGES, key, effects.ChargesAsk(since, until), actor=ACTOR)


@command("payments:reconcile_daily", by=SYSTEM_ONLY)
async def reconcile_daily(work: Work) -> None:
    """Set the timer of the daily comparison; called at every start. One that is overdue stays, so that its day is compared."""
    await work.unit.timer(actor=ACTOR, name="daily", due=_next(work.now), move=False)


def _next(now: datetime) -> datetime:
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + _AFTER_MIDNIGHT
    return today if today > now else today + timedelta(days=1)


async def reconcile_turn(work: Work, turn: Turn) -> None:
    """Start the day's comparison, or take over the provider's list."""
    for event in turn.events:
        if event.source == "timer":
            for day in await missed_days(work):
                await reconcile_day(work, day)
            await work.timer(ACTOR, "daily", _next(work.now))
        elif event.kind == f"{effects.CHARGES}.done":
            await compare(work, work.read_answer(event.effect_key, event.body, effects.ChargesHere))
        elif event.kind.startswith(f"{effects.CHARGES}."):
            await work.note("reconciliation:failed", "payments:reconcile_failed", kind=event.kind)


async def missed_days(work: Work) -> tuple[datetime, ...]:
    """Return the ended days (UTC) since the first charge that were never compared, oldest first: an outage leaves none out.

    At most a month is caught up; what is older is compared by hand (`reconcile_day`).
    """
    ended = _next(work.now) - _AFTER_MIDNIGHT - timedelta(days=1)
    first: datetime | None = await work.sql.fetchval("select min(created_at) from payment")
    if first is None:
        return (ended - timedelta(days=1),)
    since = max(first.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0), ended - CATCH_UP)
    known = await work.sql.fetch("select distinct day from comparison where day >= $1", since.date())
    compared = {row["day"] for row in known}
    days = (since + timedelta(days=n) for n in range((ended - since).days))
    return tuple(day for day in days if day.date() not in compared)


async def compare(work: Work, here: effects.ChargesHere) -> tuple[Difference, ...]:
    """Name every difference, note it, tell BooksCompared, and read again what the books do not know."""
    theirs = {r.reference: _net(r) for r in here.records if r.status is RecordStatus.PAID}
    paid = await work.session.scalars(
        select(Payment.reference).where(
            Payment.paid_at >= here.since, Payment.paid_at < here.until, Payment.provider == here.provider
        )
    )
    ours, fees = {}, {r.reference: r.fees for r in here.records}
    our_fees: dict[str, Money] = {}
    for reference in sorted({*paid, *theirs}):
        booked = await booked_for(work, f"charge:{reference}")
        net = booked.get((f"charge:{reference}", Account.CLEARING))
        if net is not None:
            ours[reference] = net
            our_fees[reference] = booked.get((f"charge:{reference}", Account.FEES), Money(0, net.currency))
    found = tuple(fee_named(d, our_fees.get(d.reference), fees.get(d.reference)) for d in differences(ours, theirs))
    day = here.since.date().isoformat()
    await keep_comparison(work, here.provider, here.since.date(), len(theirs), found)
    for difference in found:
        await work.note(
            f"reconciliation:{day}", f"payments:{difference.gap}", reference=difference.reference,
            ours=str(difference.ours), theirs=str(difference.theirs),
        )  # fmt: skip
        if difference.gap is Gap.NOT_BOOKED:
            await _read_again(work, difference.reference)
    await work.tell(BooksCompared(here.provider, day, len(theirs), len(found)))
    return found


async def _read_again(work: Work, reference: str) -> None:
    payment = await payment_by_reference(work, reference)
    if payment is not None:
        await ask_record(work, payment)
        return
    await ask_stray(work, reference, work.request)


def _net(record: ProviderRecord) -> Money:
    if record.fees is None or record.fees.currency != record.charged.currency:
        return record.charged
    return record.charged - record.fees
