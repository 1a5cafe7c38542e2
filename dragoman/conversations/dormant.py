"""A number that was silent for long may be somebody else's by now: it begins anew, and old trips need proof.

Operators give numbers out again after 45 days (FCC 47 CFR 52.15, United States) to a year; the tenant's setting
`number_dormant_days` says from when on the number alone proves nothing. The business-scoped user id that WhatsApp sends
beside the number belongs to the account, not to the number: while it is the same, so is the person.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from dragoman.access import CONVERSATIONS
from dragoman.command import Refused, Work, command, not_found
from dragoman.command.holding import Holds
from dragoman.conversations.commands import end
from dragoman.conversations.message import Sender
from dragoman.conversations.records import Conversation, by_id
from dragoman.conversations.states import ConversationState


async def retire(work: Work, conversation: Conversation, sender: Sender) -> bool:
    """Part a conversation from its number when that may have changed hands; True when whoever writes is to be met anew.

    Nothing of the person before is changed but that the number no longer leads to them and nobody waits for their answer.
    """
    if conversation.desk_of or conversation.heard_at is None:
        return False
    last = await work.sql.fetchval(  # on any number of the business: who writes there is no stranger here
        "select max(heard_at) from conversation where person_id = $1", conversation.person
    )
    if work.now - last < timedelta(days=work.tenant.settings.number_dormant_days):
        return False
    if sender.user_id and await _same_account(work, conversation.person, sender.user_id):
        return False
    if conversation.state != ConversationState.CLOSED:
        await end(work, conversation)
    await work.sql.execute(
        "update conversation set actor = $2 where id = $1", conversation.id, f"retired:{conversation.id}"
    )
    await work.sql.execute(
        "delete from identity where person_id = $1 and kind in ('phone', 'user_id')", conversation.person
    )
    await work.note(f"person:{conversation.person}", "person:number_retired", conversation=conversation.id)
    return True


@command("conversation:reunite", by=CONVERSATIONS, sensitive=True)
async def reunite(work: Work, conversation_id: str, person_id: str, holders: Sequence[Holds]) -> Conversation:
    """Say that who writes in a conversation is a person known before; only after they proved it (reference and names).

    Everything that any room holds of the newcomer is the known person's from then on: a STOP that they wrote as well.
    """
    conversation = await by_id(work, conversation_id, lock=True)
    known = await work.sql.fetchrow("select erased_at from person where id = $1", person_id)
    if conversation is None or known is None:
        raise not_found("person")
    if known["erased_at"] is not None or conversation.person == person_id:
        raise Refused("reunite.same", "That person was erased, or it is the same person already.")
    newcomer = conversation.person
    for holder in holders:
        await holder.hand_on(work, newcomer, person_id)
    for one in (newcomer, person_id):
        await work.note(f"person:{one}", "conversation:reunite", conversation=conversation_id)
    conversation.person = person_id
    return conversation


async def _same_account(work: Work, person: str, user_id: str) -> bool:
    return bool(
        await work.sql.fetchval(
            "select exists (select from identity where person_id = $1 and kind = 'user_id' and blind = $2)",
            person, work.blind("user_id", user_id),
        )
    )  # fmt: skip
