"""Messages in figures: how many were heard and said on each of the business's days."""

from __future__ import annotations

from datetime import timedelta

from dragoman.command import Work


async def messages_daily(work: Work, days: int = 30) -> tuple[tuple[int, int], ...]:
    """Return (heard, said) for each of the last `days` days, today last."""
    first = work.today - timedelta(days=days - 1)
    rows = await work.sql.fetch(
        "select (created_at at time zone $2)::date as day, count(*) filter (where heard) as heard,"
        " count(*) filter (where not heard) as said from message where created_at >= $1 group by 1",
        work.begin(first), work.tenant.zone,
    )  # fmt: skip
    known = {r["day"]: (r["heard"], r["said"]) for r in rows}
    return tuple(known.get(first + timedelta(days=n), (0, 0)) for n in range(days))
