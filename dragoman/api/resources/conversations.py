"""The inbox: the queue, threads, and who answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response

from dragoman.access import ANSWER
from dragoman.api.cursors import Cursor, Limit, bad_cursor, paged, position
from dragoman.api.gate import Caller, needs
from dragoman.api.once import Outcome, once
from dragoman.api.route import Calling, Guarded
from dragoman.api.shapes.common import ConversationId, Page
from dragoman.api.shapes.desk import (
    Conversation,
    GivenAssignment,
    GivenHandOver,
    GivenMessage,
    Message,
    SentMessage,
    State,
)
from dragoman.command import Work
from dragoman.conversations import commands, queries, replies
from dragoman.conversations.threads import thread
from dragoman.inbox.sight import need_sight, sight

router = APIRouter(prefix="/v1/conversations", route_class=Guarded, tags=["conversations"])


@router.get("", response_model=Page[Conversation])
@needs("conversations", ANSWER)
async def list_conversations(
    caller: Calling,
    state: Annotated[State | None, Query(description="WAITING gives the queue, longest waiting first")] = None,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> Page[Conversation]:
    """List conversations, newest first; the queue (state=WAITING) longest waiting first."""
    if state == "WAITING":
        return await _queue(caller, position("queue", cursor), limit)
    after = position("chats", cursor)
    async with caller.work() as work:
        found = await queries.page(work, state=state or "", after=after, limit=limit + 1, seen=sight(work.by, 4))
    return paged("chats", found, limit, lambda c: c.id, Conversation.of)


async def _queue(caller: Caller, after: str, limit: int) -> Page[Conversation]:
    since, _, last = after.partition("_")
    try:
        seen = (datetime.fromisoformat(since), last) if after else None
    except ValueError:
        raise bad_cursor() from None
    async with caller.work() as work:
        found = await queries.queue_page(work, after=seen, limit=limit + 1, seen=sight(work.by, 4))
    return paged("queue", found, limit, lambda c: f"{c.since.isoformat() if c.since else ''}_{c.id}", Conversation.of)


@router.get("/{conversation_id}/messages", response_model=Page[Message])
@needs("conversations", ANSWER)
async def list_messages(
    caller: Calling, conversation_id: ConversationId, limit: Limit = 20, cursor: Cursor = None
) -> Page[Message]:
    """Read a thread, newest message first."""
    before = position("messages", cursor) or None
    async with caller.work() as work:
        await need_sight(work, conversation_id)
        lines = (await thread(work, conversation_id, limit=limit + 1, before=before))[::-1]
    return paged("messages", lines, limit, lambda line: line.id, Message.of)


async def _moved(caller: Caller, conversation_id: str, command: Callable[[Work], Awaitable[object]]) -> Response:
    async def act(work: Work) -> Outcome:
        await command(work)
        return Outcome(200, Conversation.of(await queries.standing(work, conversation_id)))

    return await once(caller, act)


@router.post("/{conversation_id}/hand-over", response_model=Conversation)
@needs("conversations")
async def hand_over(caller: Calling, conversation_id: ConversationId, asked: GivenHandOver | None = None) -> Response:
    """Put a conversation into the queue for a person; the bot falls silent."""
    reason = (asked or GivenHandOver()).reason
    return await _moved(caller, conversation_id, lambda work: commands.hand_over(work, conversation_id, reason))


@router.post("/{conversation_id}/take", response_model=Conversation)
@needs("conversations")
async def take(caller: Calling, conversation_id: ConversationId) -> Response:
    """Take a conversation: from now on this key answers it, and the bot is silent."""
    return await _moved(caller, conversation_id, lambda work: commands.take(work, conversation_id))


@router.post("/{conversation_id}/assign", response_model=Conversation)
@needs("conversations")
async def assign(caller: Calling, conversation_id: ConversationId, asked: GivenAssignment) -> Response:
    """Give a conversation to a member of staff."""
    return await _moved(caller, conversation_id, lambda work: commands.assign(work, conversation_id, asked.staff_id))


@router.post("/{conversation_id}/hand-back", response_model=Conversation)
@needs("conversations")
async def hand_back(caller: Calling, conversation_id: ConversationId) -> Response:
    """Give a conversation back to the bot, which goes on where it stood."""
    return await _moved(caller, conversation_id, lambda work: commands.hand_back(work, conversation_id))


@router.post("/{conversation_id}/close", response_model=Conversation)
@needs("conversations")
async def close(caller: Calling, conversation_id: ConversationId) -> Response:
    """Close a conversation; it opens again when the person writes."""
    return await _moved(caller, conversation_id, lambda work: commands.close(work, conversation_id))


@router.post("/{conversation_id}/messages", status_code=202, response_model=SentMessage)
@needs("conversations")
async def reply(caller: Calling, conversation_id: ConversationId, asked: GivenMessage) -> Response:
    """Write to the person, in a conversation that this key has taken."""

    async def act(work: Work) -> Outcome:
        sent = await replies.reply(work, caller.speaker, conversation_id, asked.text)
        return Outcome(202, SentMessage(id=sent), f"/v1/conversations/{conversation_id}/messages")

    return await once(caller, act)
