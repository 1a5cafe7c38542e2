"""Which conversation somebody may act on at all; what they may do with it is each command's own rule."""

from __future__ import annotations

from dragoman.access import Role
from dragoman.command import Work, not_found
from dragoman.conversations import records
from dragoman.conversations.records import Conversation


async def reached(work: Work, conversation_id: str) -> Conversation:
    """Load and lock a conversation to act on; a customer reaches their own, staff of a branch those of its numbers.

    Raises Refused("not_found") otherwise. A number of no branch is everybody's.
    """
    conversation = await records.by_id(work, conversation_id, lock=True)
    if conversation is None or (work.by.role is Role.CUSTOMER and conversation.person != work.by.id):
        raise not_found("conversation")
    if work.by.branch is not None:
        branch = await work.sql.fetchval("select branch_id from number where id = $1", conversation.number)
        if branch not in (None, work.by.branch):
            raise not_found("conversation")
    return conversation
