"""Sales in figures over spans of the business's days: bookings made, how many of them were ticketed, turnover and margin."""

from __future__ import annotations

from datetime import date, timedelta

from msgspec import Struct

from dragoman.command import Work
from dragoman.kit.money import Money
from dragoman.payments.visibility import seller


class DayFigures(Struct, frozen=True):
    """One day: bookings made, sales ticketed; what travellers paid for tickets, and what of it stayed with the business.

    What a cancelled ticket gave back is taken off on the day of the cancellation, so both may be below zero.
    """

    day: date
    made: int
    sold: int
    turnover: Money
    margin: Money


class SpanFigures(Struct, frozen=True):
    """A span of days up to today. `conversion_bp` is the share of the bookings made in it that have a ticket by now."""

    days: int
    made: int
    sold: int
    turnover: Money
    margin: Money
    conversion_bp: int | None


async def daily(work: Work, days: int = 30) -> tuple[DayFigures, ...]:
    """Return the last `days` days, today last, empty ones included. For operations and managers; sales see their queue alone."""
    if seller(work) is not None:
        return ()
    first = work.today - timedelta(days=days - 1)
    rows = await work.sql.fetch(
        "with made as (select (created_at at time zone $2)::date as day, count(*) as made from booking where created_at >= $1 group by 1),"
        " sales as (select (x.created_at at time zone $2)::date as day, count(distinct x.id) filter (where x.key like 'sale:%') as sold,"
        " coalesce(sum(e.amount_minor) filter (where e.account = 'supplier' and e.subject like 'order:%' or e.account = 'customer'), 0)"
        "   ::bigint as turnover,"
        " coalesce(-sum(e.amount_minor) filter (where e.account = 'platform'), 0)::bigint as margin"
        " from ledger_tx x join ledger_entry e on e.tx_id = x.id where x.created_at >= $1 and (x.key like 'sale:%' or x.key like 'unsold:%')"
        " and e.currency = $3"
        " group by 1) select coalesce(m.day, s.day) as day, coalesce(m.made, 0) as made, coalesce(s.sold, 0) as sold,"
        " coalesce(s.turnover, 0) as turnover, coalesce(s.margin, 0) as margin from made m full join sales s using (day)",
        work.begin(first), work.tenant.zone, work.tenant.currency,
    )  # fmt: skip
    known = {r["day"]: r for r in rows}
    currency = work.tenant.currency
    empty = {"made": 0, "sold": 0, "turnover": 0, "margin": 0}
    found = []
    for n in range(days):
        day = first + timedelta(days=n)
        r = known.get(day, empty)
        found.append(
            DayFigures(day, r["made"], r["sold"], Money(r["turnover"], currency), Money(r["margin"], currency))
        )
    return tuple(found)


async def spans(
    work: Work, found: tuple[DayFigures, ...], lengths: tuple[int, ...] = (1, 7, 30)
) -> tuple[SpanFigures, ...]:
    """Add days up to spans that end today, with the conversion of each."""
    result = []
    for days in lengths if found else ():
        part = found[-days:]
        [row] = await work.sql.fetch(
            "select count(*) as made, count(*) filter (where state in ('CONFIRMED', 'ACTIVE', 'COMPLETED', 'NO_SHOW')) as ticketed"
            " from booking where created_at >= $1",
            work.begin(part[0].day),
        )
        nothing = Money(0, work.tenant.currency)
        result.append(
            SpanFigures(
                days, sum(d.made for d in part), sum(d.sold for d in part), sum((d.turnover for d in part), nothing),
                sum((d.margin for d in part), nothing), row["ticketed"] * 10_000 // row["made"] if row["made"] else None,
            )
        )  # fmt: skip
    return tuple(result)
