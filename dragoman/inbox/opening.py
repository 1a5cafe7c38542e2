"""The opening hours of a business and its branches as they are stored and changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from dragoman.access import SETTINGS
from dragoman.command import Refused, Work, command, not_found
from dragoman.inbox.hours import Week

BLOCKS_MAX = 6  # a day
CLOSED_DAYS_MAX = 400


@dataclass(frozen=True, slots=True)
class Block:
    """One stretch of a weekday (0 is Monday) in local time."""

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """A day on which the place is closed whatever its hours say."""

    day: date
    name: str


async def week_of(work: Work, branch: str | None) -> Week:
    """Return the hours of a branch, or of the whole business where the branch has none; closed days of both count."""
    zone = await work.sql.fetchval("select zone from branch where id = $1", branch) if branch else None
    rows = await work.sql.fetch(
        "select branch_id, weekday, opens, closes from opening where branch_id is null or branch_id = $1 order by weekday, opens",
        branch,
    )
    own = [row for row in rows if row["branch_id"] is not None] or [row for row in rows if row["branch_id"] is None]
    blocks: dict[int, tuple[tuple[time, time], ...]] = {}
    for row in own:
        blocks[row["weekday"]] = (*blocks.get(row["weekday"], ()), (row["opens"], row["closes"]))
    closed = await work.sql.fetch("select day from closed_day where branch_id is null or branch_id = $1", branch)
    return Week(zone or work.tenant.zone, blocks, frozenset(row["day"] for row in closed))


async def blocks_of(work: Work, branch: str | None) -> tuple[Block, ...]:
    """List the blocks stored for exactly this branch, or for the whole business (None)."""
    rows = await work.sql.fetch(
        "select weekday, opens, closes from opening where branch_id is not distinct from $1 order by weekday, opens",
        branch,
    )
    return tuple(Block(*row) for row in rows)


async def closed_days(work: Work, branch: str | None) -> tuple[ClosedDay, ...]:
    """List the closed days stored for exactly this branch, or for the whole business (None)."""
    rows = await work.sql.fetch(
        "select day, name from closed_day where branch_id is not distinct from $1 order by day", branch
    )
    return tuple(ClosedDay(*row) for row in rows)


@command("inbox:set_hours", by=SETTINGS)
async def set_hours(work: Work, branch: str | None, blocks: Sequence[Block]) -> None:
    """Set the opening hours of a branch or of the whole business (None); no blocks at all means always open."""
    await _need_branch(work, branch)
    for weekday in range(7):
        day = sorted((b.opens, b.closes) for b in blocks if b.weekday == weekday)
        if len(day) > BLOCKS_MAX:
            raise Refused("hours.many", f"At most {BLOCKS_MAX} blocks a day.", field="hours", status=422)
        ends = [closes for _, closes in day]
        if any(opens >= closes for opens, closes in day) or any(
            opens < before for (opens, _), before in zip(day[1:], ends, strict=False)
        ):
            raise Refused(
                "hours.order", "A block ends after it begins, and blocks of a day do not overlap.", field="hours", status=422
            )  # fmt: skip
    if any(not 0 <= b.weekday <= 6 for b in blocks):
        raise Refused("hours.weekday", "Weekdays run from 0 (Monday) to 6 (Sunday).", field="hours", status=422)
    await work.sql.execute("delete from opening where branch_id is not distinct from $1", branch)
    for b in blocks:
        await work.sql.execute(
            "insert into opening (id, tenant_id, created_at, branch_id, weekday, opens, closes) values ($1, $2, $3, $4, $5, $6, $7)",
            work.new_id("op"), work.tenant.id, work.now, branch, b.weekday, b.opens, b.closes,
        )  # fmt: skip


@command("inbox:set_closed_days", by=SETTINGS)
async def set_closed_days(work: Work, branch: str | None, days: Sequence[ClosedDay]) -> None:
    """Set the days on which a branch, or the whole business (None), is closed."""
    await _need_branch(work, branch)
    if len(days) > CLOSED_DAYS_MAX:
        raise Refused("hours.days", f"At most {CLOSED_DAYS_MAX} closed days.", field="days", status=422)
    await work.sql.execute("delete from closed_day where branch_id is not distinct from $1", branch)
    for one in {d.day: d for d in days}.values():
        await work.sql.execute(
            "insert into closed_day (id, tenant_id, created_at, branch_id, day, name) values ($1, $2, $3, $4, $5, $6)",
            work.new_id("cd"), work.tenant.id, work.now, branch, one.day, one.name[:80],
        )  # fmt: skip


async def _need_branch(work: Work, branch: str | None) -> None:
    if branch is not None and not await work.sql.fetchval("select true from branch where id = $1", branch):
        raise not_found("branch")
