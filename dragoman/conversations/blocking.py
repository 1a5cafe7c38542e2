"""Senders who are kept out for a while: whoever writes more than a person can, and whom staff block.

What a blocked sender writes is not taken in: no answer, no place in the thread, only a count. It is the same whether a
programme or a person did it, so the block ends by itself, and staff may end it before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from dragoman.access import INVENTORY
from dragoman.command import Refused, Work, command
from dragoman.conversations.facts import SenderBlocked
from dragoman.conversations.records import Conversation

BURST = 30  # messages within a minute: nobody types that fast, and forwarding an album stays below
WITHIN = timedelta(seconds=60)
BLOCKED_FOR = timedelta(hours=1)
HOURS_MAX = 24 * 30
_QUICK = timedelta(seconds=5)  # only a message this soon after the last is worth counting
FLOOD = "flood"


async def keeps_out(work: Work, conversation: Conversation) -> bool:
    """Say whether a message that has just come is not taken in; counts it, and begins a block when it is one too many."""
    if conversation.blocked_until is not None and conversation.blocked_until > work.now:
        await _count(work, conversation.person)
        return True
    last = conversation.heard_at
    if last is None or work.now - last > _QUICK or conversation.desk_of:
        return False
    recent: int = await work.sql.fetchval(
        "select count(*) from message where conversation_id = $1 and heard and created_at > $2",
        conversation.id,
        work.now - WITHIN,
    )
    if recent < BURST:
        return False
    conversation.blocked_until = work.now + BLOCKED_FOR
    await _block(work, conversation.person, FLOOD, conversation.blocked_until)
    await _count(work, conversation.person)
    await work.tell(SenderBlocked(conversation.id, FLOOD))
    return True


@command("conversation:block", by=INVENTORY)
async def block_sender(work: Work, person_id: str, hours: int = 24) -> None:
    """Keep a person out for some hours."""
    if not 1 <= hours <= HOURS_MAX:
        raise Refused("block.hours", f"Choose 1 to {HOURS_MAX} hours.", field="hours", status=422)
    if await work.sql.fetchval("select id from person where id = $1", person_id) is None:
        raise Refused("not_found", "There is no such person.", status=404)
    await _block(work, person_id, "staff", work.now + timedelta(hours=hours))


@command("conversation:unblock", by=INVENTORY)
async def unblock_sender(work: Work, person_id: str) -> None:
    """Let a person write again."""
    ended = await work.sql.fetchval(
        "update blocked_sender set ended_at = $2, ended_by = $3 where person_id = $1 and ended_at is null returning id",
        person_id, work.now, work.by.id,
    )  # fmt: skip
    if ended is None:
        raise Refused("block.gone", "They are not blocked any more.", status=404)
    await work.sql.execute("update conversation set blocked_until = null where person_id = $1", person_id)
    await work.note(f"person:{person_id}", "conversation:unblock")


async def hand_on(work: Work, newcomer: str, known: str) -> None:
    """Make a newcomer's blocks the known person's; of two that run, the newcomer's stays: it is the later word."""
    await work.sql.execute(
        "update blocked_sender set ended_at = $3, ended_by = $4 where person_id = $2 and ended_at is null"
        " and exists (select from blocked_sender b where b.person_id = $1 and b.ended_at is null)",
        newcomer, known, work.now, work.by.id,
    )  # fmt: skip
    await work.sql.execute("update blocked_sender set person_id = $2 where person_id = $1", newcomer, known)
    await work.sql.execute(
        "update conversation set blocked_until = (select until from blocked_sender where person_id = $1 and ended_at is null)"
        " where person_id = $1",
        known,
    )


@dataclass(frozen=True, slots=True)
class Blocked:
    """A sender who is kept out: why, until when, and how many messages were not taken in."""

    person: str
    since: datetime
    until: datetime
    reason: str
    doer: str
    dropped: int


async def blocked_senders(work: Work, limit: int = 200) -> tuple[Blocked, ...]:
    """List who is kept out now, newest first."""
    rows = await work.sql.fetch(
        "select person_id, created_at, until, reason, doer, dropped from blocked_sender where ended_at is null and until > $1"
        " order by created_at desc limit $2",
        work.now, limit,
    )  # fmt: skip
    return tuple(Blocked(*row) for row in rows)


async def _block(work: Work, person: str, reason: str, until: datetime) -> None:
    await work.sql.execute(  # one that has run out makes way
        "update blocked_sender set ended_at = until where person_id = $1 and ended_at is null", person
    )
    await work.sql.execute(
        "insert into blocked_sender (id, tenant_id, created_at, person_id, reason, doer, until) values ($1, $2, $3, $4, $5, $6, $7)",
        work.new_id("bs"), work.tenant.id, work.now, person, reason, work.by.id, until,
    )  # fmt: skip
    await work.sql.execute("update conversation set blocked_until = $2 where person_id = $1", person, until)
    await work.note(f"person:{person}", "conversation:block", reason=reason, until=until)


async def _count(work: Work, person: str) -> None:
    await work.sql.execute(
        "update blocked_sender set dropped = dropped + 1 where person_id = $1 and ended_at is null", person
    )
