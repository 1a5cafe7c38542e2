"""Move a conversation between the bot, the queue and people; each move leaves a marker in the thread and may be undone."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from dragoman.access import ANSWER, CONVERSATIONS, OWN_BOOKING, STAFF, SYSTEM_ONLY
from dragoman.command import Refused, Work, command, not_found
from dragoman.conversations import people
from dragoman.conversations.facts import (
    ConversationClosed,
    ConversationHandedBack,
    ConversationTaken,
    ConversationWaiting,
    TakeUndone,
)
from dragoman.conversations.reach import reached
from dragoman.conversations.records import Conversation
from dragoman.conversations.remarks import mark
from dragoman.conversations.states import ConversationState

_ANYBODY = OWN_BOOKING | ANSWER
UNDO_WITHIN = timedelta(seconds=60)


@command("conversation:hand_over", by=_ANYBODY)
async def hand_over(work: Work, conversation_id: str, reason: str) -> Conversation:
    """Put a conversation into the queue for a person; the bot falls silent. Who has it may give it to the queue as well."""
    conversation = await reached(work, conversation_id)
    _not_a_colleagues(work, conversation)
    await _remember(work, conversation)
    await work.move(conversation, "hand_over")
    await work.sql.execute(
        "update conversation set waiting_since = $2, reason = $3, assigned_to = '', snoozed_until = null where id = $1",
        conversation.id, work.now, reason[:40],
    )  # fmt: skip
    await mark(work, conversation.id, "hand_over", reason=reason[:40])
    await work.tell(ConversationWaiting(conversation.id, reason[:40]))
    return conversation


@command("conversation:take", by=ANSWER)
async def take(work: Work, conversation_id: str) -> Conversation:
    """Take a conversation to answer it oneself; raises Refused("conversation.taken") when a colleague has it."""
    conversation = await reached(work, conversation_id)
    if conversation.assigned_to == work.by.id and conversation.state == ConversationState.WITH_PERSON:
        return conversation
    _not_a_colleagues(work, conversation)
    await _remember(work, conversation)
    await _assign(work, conversation, work.by.id)
    return conversation


@command("conversation:assign", by=CONVERSATIONS)
async def assign(work: Work, conversation_id: str, staff_id: str) -> Conversation:
    """Give a conversation to a member of staff."""
    known = await work.sql.fetchval(
        "select id from staff where id = $1 and active and roles && $2",
        staff_id,
        [str(role) for role in ANSWER - SYSTEM_ONLY],
    )
    if known is None:
        raise not_found("member of staff")
    conversation = await reached(work, conversation_id)
    await _remember(work, conversation)
    await _assign(work, conversation, staff_id)
    return conversation


@command("conversation:hand_back", by=ANSWER)
async def hand_back(work: Work, conversation_id: str) -> Conversation:
    """Give a conversation back to the bot, which speaks again from where it stood."""
    conversation = await reached(work, conversation_id)
    _not_a_colleagues(work, conversation)
    await work.move(conversation, "hand_back")
    await _no_longer_ours(work, conversation)
    await mark(work, conversation.id, "hand_back")
    await work.tell(ConversationHandedBack(conversation.id))
    return conversation


@command("conversation:close", by=ANSWER)
async def close(work: Work, conversation_id: str) -> Conversation:
    """Close a conversation; it opens again with the bot when the person writes. A colleague's is a manager's to close."""
    conversation = await reached(work, conversation_id)
    if work.by.role not in CONVERSATIONS and conversation.assigned_to != work.by.id:
        raise Refused("conversation.not_taken", "Take the conversation first, or ask a manager to close it.")
    await _remember(work, conversation)
    await end(work, conversation)
    return conversation


async def end(work: Work, conversation: Conversation) -> None:
    """Close a conversation whoever has it: nobody owes an answer there any more. Not a command; `close` asks who may."""
    await work.move(conversation, "close")
    await _no_longer_ours(work, conversation)
    await work.sql.execute(
        "update conversation set unread = 0, unanswered_since = null, snoozed_until = null where id = $1",
        conversation.id,
    )
    await mark(work, conversation.id, "close")
    await work.tell(ConversationClosed(conversation.id))


class Before(msgspec.Struct, frozen=True):
    """Where a conversation stood before its last move."""

    state: str
    assigned_to: str
    waiting_since: datetime | None
    reason: str
    unread: int
    unanswered_since: datetime | None
    taken_at: datetime | None


_BACK = {
    ConversationState.WITH_BOT: "undo",
    ConversationState.WAITING: "hand_over",
    ConversationState.WITH_PERSON: "take",
}


@command("conversation:undo", by=ANSWER)
async def undo(work: Work, conversation_id: str) -> Conversation:
    """Take back one's own last take, assignment, release or close within a minute, if nobody moved it since."""
    conversation = await reached(work, conversation_id)
    last = await work.sql.fetchrow("select * from last_move where conversation_id = $1", conversation.id)
    if (
        last is None
        or last["staff_id"] != work.by.id
        or last["version"] != conversation.version
        or last["moved_at"] < work.now - UNDO_WITHIN
    ):
        raise Refused("undo.late", "That can no longer be undone: a minute has passed or somebody moved it since.")
    before = msgspec.convert(last["before"], Before)
    await work.move(conversation, _BACK[ConversationState(before.state)])
    await work.sql.execute(
        "update conversation set assigned_to = $2, waiting_since = $3, reason = $4, unread = greatest(unread, $5),"
        " unanswered_since = coalesce(unanswered_since, $6), taken_at = $7 where id = $1",
        conversation.id, before.assigned_to, before.waiting_since, before.reason, before.unread, before.unanswered_since, before.taken_at,
    )  # fmt: skip
    await work.sql.execute("delete from last_move where conversation_id = $1", conversation.id)
    await mark(work, conversation.id, "undo", state=before.state)
    if before.state == ConversationState.WITH_PERSON:
        await work.tell(ConversationTaken(conversation.id, before.assigned_to))
    elif before.state == ConversationState.WAITING:
        await work.tell(ConversationWaiting(conversation.id, before.reason))
    else:
        await work.tell(TakeUndone(conversation.id))
    return conversation


@command("conversation:stop", by=OWN_BOOKING)
async def stop_messages(work: Work, person_id: str, source: str) -> None:
    """Note that a person wants no more messages than answers to their own."""
    await people.set_consent(work, person_id, "all", False, source)


@command("conversation:start", by=OWN_BOOKING)
async def start_messages(work: Work, person_id: str, source: str) -> None:
    """Note that a person wants messages again."""
    await people.set_consent(work, person_id, "all", True, source)


@command("conversation:reopen", by=SYSTEM_ONLY)
async def reopen(work: Work, conversation_id: str) -> Conversation:
    """Open a closed conversation again because the person wrote."""
    conversation = await reached(work, conversation_id)
    await work.move(conversation, "reopen")
    await mark(work, conversation.id, "reopen")
    return conversation


async def _remember(work: Work, conversation: Conversation) -> None:
    """Keep where the conversation stands, for the member of staff who moves it next to undo."""
    if work.by.role not in STAFF:
        return
    row = await work.sql.fetchrow(
        "select state, assigned_to, waiting_since, reason, unread, unanswered_since, taken_at from conversation where id = $1",
        conversation.id,
    )
    if row is None or row["state"] == ConversationState.CLOSED:
        await work.sql.execute("delete from last_move where conversation_id = $1", conversation.id)
        return
    before = msgspec.json.encode(msgspec.convert(dict(row), Before)).decode()
    await work.sql.execute(
        "insert into last_move (tenant_id, conversation_id, staff_id, moved_at, version, before) values ($1, $2, $3, $4, $5, $6)"
        " on conflict (tenant_id, conversation_id) do update set staff_id = excluded.staff_id, moved_at = excluded.moved_at,"
        " version = excluded.version, before = excluded.before",
        work.tenant.id, conversation.id, work.by.id, work.now, conversation.version + 1, before,
    )  # fmt: skip


async def _assign(work: Work, conversation: Conversation, staff: str) -> None:
    await work.move(conversation, "take")
    await work.sql.execute(
        "update conversation set assigned_to = $2, waiting_since = null, taken_at = $3, snoozed_until = null where id = $1",
        conversation.id, staff, work.now,
    )  # fmt: skip
    conversation.assigned_to = staff
    await mark(work, conversation.id, "take" if staff == work.by.id else "assign", staff=staff)
    await work.tell(ConversationTaken(conversation.id, staff))


async def _no_longer_ours(work: Work, conversation: Conversation) -> None:
    await work.sql.execute(
        "update conversation set assigned_to = '', waiting_since = null, reason = '', taken_at = null where id = $1",
        conversation.id,
    )


def _not_a_colleagues(work: Work, conversation: Conversation) -> None:
    """Refuse what takes a conversation from somebody else: reassigning is a manager's right (roles.md)."""
    if conversation.assigned_to not in ("", work.by.id) and work.by.role not in CONVERSATIONS:
        raise Refused("conversation.taken", "A colleague has this conversation. Ask a manager to reassign it.")
