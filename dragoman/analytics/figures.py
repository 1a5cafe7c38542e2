"""The figures themselves, one query each; response and resolution times come from the inbox, counted in opening hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dragoman.access import Role
from dragoman.analytics.ranges import Range
from dragoman.command import Work, forbidden
from dragoman.kit.money import Money

ANALYSTS = frozenset({Role.MANAGER, Role.SYSTEM})  # roles.md: all figures are the manager's
CONVERSATIONS_MAX = 500


def need_analyst(work: Work) -> None:
    """Refuse who may not see the business's figures."""
    if work.by.role not in ANALYSTS:
        raise forbidden("analytics:read")


@dataclass(frozen=True, slots=True)
class Day:
    """Messages of one day: heard from travellers, said by the bot and by staff, and not delivered."""

    day: date
    heard: int
    bot: int
    staff: int
    failed: int


async def messages(work: Work, span: Range) -> tuple[Day, ...]:
    """Count messages by day; days without any are there with zeros."""
    need_analyst(work)
    rows = await work.sql.fetch(
        "select (created_at at time zone $3)::date as day, count(*) filter (where heard) as heard,"
        " count(*) filter (where not heard and author = 'bot') as bot, count(*) filter (where not heard and author <> 'bot') as staff,"
        " count(*) filter (where delivery = 'failed') as failed from message where created_at >= $1 and created_at < $2 group by 1",
        span.since, span.until, span.zone,
    )  # fmt: skip
    found = {row["day"]: Day(*row) for row in rows}
    return tuple(found.get(day) or Day(day, 0, 0, 0, 0) for day in span.days())


@dataclass(frozen=True, slots=True)
class Responses:
    """Needs for a person: how many, answered, late against the promise, and seconds of opening hours until answer and end."""

    needs: int
    answered: int
    late: int
    response_median_s: int | None
    response_p90_s: int | None
    resolution_median_s: int | None


async def responses(work: Work, span: Range) -> Responses:
    """Say how fast people answered what began in the range."""
    need_analyst(work)
    row = await work.sql.fetchrow(
        "select count(*) as needs, count(answered_at) as answered, count(*) filter (where breached) as late,"
        " percentile_disc(0.5) within group (order by response_s) as median,"
        " percentile_disc(0.9) within group (order by response_s) as p90,"
        " percentile_disc(0.5) within group (order by resolution_s) as resolution from spell where created_at >= $1 and created_at < $2",
        span.since, span.until,
    )  # fmt: skip
    assert row is not None
    return Responses(*row)


@dataclass(frozen=True, slots=True)
class Stage:
    """How many of those who wrote came this far."""

    name: str
    count: int


async def conversion(work: Work, span: Range) -> tuple[Stage, ...]:
    """Count travellers by how far they came: wrote, searched, had a quote, were asked to pay, paid, were ticketed.

    Searches of API keys, and those that a booking makes again by itself, are nobody's wish and do not count.
    """
    need_analyst(work)
    row = await work.sql.fetchrow(
        "select (select count(distinct c.person_id) from message m join conversation c on c.id = m.conversation_id"
        "   where m.heard and m.created_at >= $1 and m.created_at < $2) as wrote,"
        " (select count(distinct c.person_id) from flight_search s join conversation c on c.actor = s.asked_by"
        "   where s.created_at >= $1 and s.created_at < $2) as searched,"
        " count(distinct person) filter (where quoted_at is not null) as quoted,"
        " count(distinct person) filter (where exists (select from payment p where p.booking_id = b.id)) as asked,"
        " count(distinct person) filter (where exists (select from payment p where p.booking_id = b.id and p.state = 'PAID')) as paid,"
        " count(distinct person) filter (where state in ('CONFIRMED', 'ACTIVE', 'COMPLETED', 'NO_SHOW')) as ticketed"
        " from booking b where created_at >= $1 and created_at < $2",
        span.since, span.until,
    )  # fmt: skip
    assert row is not None
    return tuple(Stage(name, count) for name, count in row.items())


@dataclass(frozen=True, slots=True)
class Takings:
    """Money of one currency: what came in, what went back, and the number of payments."""

    taken: Money
    returned: Money
    payments: int


async def revenue(work: Work, span: Range) -> tuple[Takings, ...]:
    """Sum payments by when they were paid and refunds by when they were asked for, per currency."""
    need_analyst(work)
    rows = await work.sql.fetch(
        "with taken as (select received_currency as currency, sum(received_minor)::bigint as minor, count(*) as n from payment"
        "   where state = 'PAID' and paid_at >= $1 and paid_at < $2 group by 1),"
        " returned as (select currency, sum(amount_minor)::bigint as minor from refund"
        "   where state = 'REFUNDED' and created_at >= $1 and created_at < $2 group by 1)"
        " select coalesce(t.currency, r.currency) as currency, coalesce(t.minor, 0) as taken, coalesce(r.minor, 0) as returned,"
        " coalesce(t.n, 0) as payments from taken t full join returned r using (currency) order by 1",
        span.since, span.until,
    )  # fmt: skip
    return tuple(
        Takings(Money(r["taken"], r["currency"]), Money(r["returned"], r["currency"]), r["payments"]) for r in rows
    )


@dataclass(frozen=True, slots=True)
class Failure:
    """Messages that did not reach anybody, by the network's code (0: none was given)."""

    code: int
    count: int


async def failures(work: Work, span: Range) -> tuple[Failure, ...]:
    """Count undelivered messages by code, most first."""
    need_analyst(work)
    rows = await work.sql.fetch(
        "select code, count(*) from message where delivery = 'failed' and created_at >= $1 and created_at < $2"
        " group by code order by 2 desc, 1",
        span.since, span.until,
    )  # fmt: skip
    return tuple(Failure(*row) for row in rows)


_BEHIND = {
    "messages": "select distinct conversation_id from message where created_at >= $1 and created_at < $2",
    "failed": "select distinct conversation_id from message where delivery = 'failed' and created_at >= $1 and created_at < $2"
    " and ($3 = '' or code::text = $3)",
    "needs": "select distinct conversation_id from spell where created_at >= $1 and created_at < $2",
    "late": "select distinct conversation_id from spell where breached and created_at >= $1 and created_at < $2",
    "unanswered": "select distinct conversation_id from spell where answered_at is null and created_at >= $1 and created_at < $2",
    "paid": "select distinct c.id from conversation c join booking b on b.asked_by = c.actor join payment p on p.booking_id = b.id"
    " where p.state = 'PAID' and p.paid_at >= $1 and p.paid_at < $2",
}
BEHIND = tuple(_BEHIND)


async def conversations_behind(work: Work, figure: str, span: Range, code: str = "") -> tuple[str, ...]:
    """Name the conversations behind a figure, newest first; at most 500. KeyError for a figure that has none."""
    need_analyst(work)
    wanted = _BEHIND[figure] if "$3" in _BEHIND[figure] else f"{_BEHIND[figure]} and $3::text is not null"
    rows = await work.sql.fetch(
        f"select id from conversation where id in ({wanted}) order by id desc limit {CONVERSATIONS_MAX}",  # noqa: S608
        span.since, span.until, code,
    )  # fmt: skip
    return tuple(row["id"] for row in rows)


@dataclass(frozen=True, slots=True)
class Firsts:
    """What has happened at least once; for the first-run guide."""

    staff: int
    heard: bool
    paid: bool


async def firsts(work: Work) -> Firsts:
    """Say who is in, whether anybody has written, and whether anybody has paid."""
    row = await work.sql.fetchrow(
        "select (select count(*) from staff where active) as staff, exists (select from message where heard) as heard,"
        " exists (select from payment where state = 'PAID') as paid"
    )
    assert row is not None
    return Firsts(*row)
