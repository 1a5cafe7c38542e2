"""A number that was silent for long may be somebody else's by now: it begins anew, and old trips need proof.

Operators give numbers out again after 45 days (FCC 47 CFR 52.15, United States) to a year; the tenant's setting
`number_dormant_days` says from when on the number alone proves nothing. The business-scoped user id that WhatsApp sends
beside the number belongs to the account, not to the number: while it is the same, so is the person.
"""

from __future__ import annotations

from datetime import timedelta

from dragoman.access import CONVERSATIONS
from dragoman.command import Refused, Work, command, not_found
from dragoman.conversations.message import Sender
from dragoman.conversations.records import Conversation, by_id


async def retire(work: Work, conversation: Conversation, sender: Sender) -> bool:
    """Part a conversation from its number when that may have changed hands; True when whoever writes is to be met anew.

    Nothing of the person before is changed but that the number no longer leads to them.
    """
    last = conversation.heard_at
    if (
        last is None
        or conversation.desk_of
        or work.now - last < timedelta(days=work.tenant.settings.number_dormant_days)
    ):
        return False
    if sender.user_id and await _same_account(work, conversation.person, sender.user_id):
        return False
    await work.sql.execute(
        "update conversation set actor = $2, assigned_to = '', waiting_since = null where id = $1",
        conversation.id,
        f"retired:{conversation.id}",
    )
    await work.sql.execute(
        "delete from identity where person_id = $1 and kind in ('phone', 'user_id')", conversation.person
    )
    await work.note(f"person:{conversation.person}", "person:number_retired", conversation=conversation.id)
    return True


@command("conversation:reunite", by=CONVERSATIONS, sensitive=True)
async def reunite(work: Work, conversation_id: str, person_id: str) -> Conversation:
    """Say that who writes in a conversation is a person known before; only after they proved it (reference and names).

    Everything of the newcomer, conversations and identities, is the known person's from then on.
    """
    conversation = await by_id(work, conversation_id, lock=True)
    known = await work.sql.fetchrow("select erased_at from person where id = $1", person_id)
    if conversation is None or known is None:
        raise not_found("person")
    if known["erased_at"] is not None or conversation.person == person_id:
        raise Refused("reunite.same", "That person was erased, or it is the same person already.")
    newcomer = conversation.person
    for table in ("conversation", "identity"):
        await work.sql.execute(f"update {table} set person_id = $2 where person_id = $1", newcomer, person_id)  # noqa: S608
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
