"""A spell is one need for a person: begun by a hand-over or a take, ended by hand-back or close; its times are kept for figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from dragoman.command import Work
from dragoman.inbox.hours import Week, add_open, open_between

WARN_SHARE = 0.75  # of the promised time, after which who answers is warned


@dataclass(frozen=True, slots=True)
class Spell:
    """The open spell of a conversation."""

    id: str
    began_at: datetime
    answered_at: datetime | None
    due_at: datetime | None
    away_at: datetime | None
    staff: str


async def open_spell(work: Work, conversation: str) -> Spell | None:
    """Return the open spell, locked."""
    row = await work.sql.fetchrow(
        "select id, created_at, answered_at, due_at, away_at, staff_id from spell where conversation_id = $1 and ended_at is null"
        " for update",
        conversation,
    )
    return None if row is None else Spell(*row)


async def begin(work: Work, conversation: str, reason: str, since: datetime) -> Spell:
    """Begin a spell, or return the open one."""
    known = await open_spell(work, conversation)
    if known is not None:
        return known
    row = work.new_id("sp")
    await work.sql.execute(
        "insert into spell (id, tenant_id, created_at, conversation_id, branch_id, reason)"
        " select $1, $2, $3, c.id, n.branch_id, $5 from conversation c join number n on n.id = c.number_id where c.id = $4",
        row, work.tenant.id, since, conversation, reason,
    )  # fmt: skip
    return Spell(row, since, None, None, None, "")


async def taken(work: Work, spell: Spell, staff: str) -> None:
    """Note who has it now; the time of the first take stays."""
    await work.sql.execute(
        "update spell set staff_id = $2, taken_at = coalesce(taken_at, $3) where id = $1", spell.id, staff, work.now
    )


async def answered(work: Work, spell: Spell, staff: str, week: Week) -> None:
    """Note an answer; the first one is the spell's response, counted within opening hours."""
    seconds = int(open_between(week, spell.began_at, work.now).total_seconds())
    await work.sql.execute(
        "update spell set due_at = null, staff_id = $2, answered_at = coalesce(answered_at, $3), response_s = coalesce(response_s, $4)"
        " where id = $1",
        spell.id, staff, work.now, seconds,
    )  # fmt: skip


async def promise(
    work: Work, spell: Spell, since: datetime, week: Week, minutes: int
) -> tuple[datetime, datetime] | None:
    """Promise an answer within `minutes` of opening hours since an instant; returns (when to warn, when it is late)."""
    due = add_open(week, since, timedelta(minutes=minutes))
    warn = add_open(week, since, timedelta(minutes=minutes) * WARN_SHARE)
    if due is None or warn is None:
        return None
    await work.sql.execute("update spell set due_at = $2 where id = $1", spell.id, due)
    return warn, due


async def breached(work: Work, spell: Spell) -> None:
    """Note that the promise was broken."""
    await work.sql.execute("update spell set breached = true where id = $1", spell.id)


async def told_away(work: Work, spell: Spell) -> None:
    """Note that the traveller was told that nobody is there."""
    await work.sql.execute("update spell set away_at = $2 where id = $1", spell.id, work.now)


async def end(work: Work, spell: Spell, outcome: str, week: Week) -> None:
    """End a spell; `outcome` is handed_back, closed or undone."""
    seconds = int(open_between(week, spell.began_at, work.now).total_seconds())
    await work.sql.execute(
        "update spell set ended_at = $2, outcome = $3, due_at = null, resolution_s = $4 where id = $1",
        spell.id, work.now, outcome, seconds,
    )  # fmt: skip
