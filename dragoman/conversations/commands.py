"""Hear, note deliveries, and move a conversation between the bot, the queue and people."""

from __future__ import annotations

import msgspec

from dragoman.access import ANSWER, CONVERSATIONS, OWN_BOOKING, SYSTEM_ONLY, Role
from dragoman.command import Refused, Work, command, not_found
from dragoman.conversations import people, records
from dragoman.conversations.delivery import further
from dragoman.conversations.effects import FETCH, SEND_KEY, SendAnswer
from dragoman.conversations.facts import (
    ConversationHandedBack,
    ConversationTaken,
    ConversationWaiting,
    MessageUndelivered,
)
from dragoman.conversations.message import Delivery, DeliveryReport, Heard, HeardKind, Media
from dragoman.conversations.records import Conversation
from dragoman.engine import Done, Failed
from dragoman.kit.cards import MASK, mask_cards

_ANYBODY = OWN_BOOKING | ANSWER


async def hear(work: Work, conversation: Conversation, heard: Heard) -> tuple[str | None, Heard, bool]:
    """Store what a person sent, card numbers masked first.

    Returns the message id (None for a duplicate), the message as stored, and whether a card number was seen. Edits and
    deletions change the stored original as well: a person can take back the passport photo they sent.
    """
    text, card = mask_cards(heard.text)
    card = card or MASK in heard.text  # the door masks before the event is stored; this is the second lock
    if card:
        heard = msgspec.structs.replace(heard, text=text)
    if heard.media is not None and heard.media.caption:
        caption, card_too = mask_cards(heard.media.caption)
        card = card or card_too
        heard = msgspec.structs.replace(heard, media=msgspec.structs.replace(heard.media, caption=caption))
    message = await records.add_heard(
        work, conversation, heard, None if heard.kind is HeardKind.SYSTEM else min(heard.at, work.now)
    )
    if message is None:
        return None, heard, card
    if heard.kind is HeardKind.REVOKE:
        await _take_back(work, conversation, heard.target)
    elif heard.kind is HeardKind.EDIT:
        await work.sql.execute(
            "update message set replaced = true where conversation_id = $1 and external_id = $2",
            conversation.id,
            records.external(work, heard.target),
        )
    return message, heard, card


async def _take_back(work: Work, conversation: Conversation, external_id: str) -> None:
    row = await work.sql.fetchrow(
        "select id, sealed from message where conversation_id = $1 and external_id = $2 and heard",
        conversation.id,
        records.external(work, external_id),
    )
    if row is None:
        return
    written = work.open("message", "sealed", row["id"], bytes(row["sealed"]), records.Written)
    if written.heard is None:
        return
    emptied = msgspec.structs.replace(
        written.heard,
        text="",
        media=None if written.heard.media is None else Media(id=""),
        cards=(),
        place=None,
        form="",
    )
    await work.sql.execute(
        "update message set sealed = $2, replaced = true where id = $1",
        row["id"],
        work.seal("message", "sealed", row["id"], records.Written(heard=emptied)),
    )
    await work.unit.cancel_effect(f"{FETCH}:{row['id']}")
    await work.sql.execute("delete from file where subject = $1", f"message:{row['id']}")


async def still_there(work: Work, message: str) -> bool:
    """Say whether a file that a person sent may be stored: they have not taken it back. Locks the message until commit."""
    row = await work.sql.fetchrow("select id, sealed from message where id = $1 for share", message)
    if row is None:
        return False
    written = work.open("message", "sealed", row["id"], bytes(row["sealed"]), records.Written)
    return written.heard is not None and written.heard.media is not None and bool(written.heard.media.id)


async def report(work: Work, told: DeliveryReport) -> str | None:
    """Note a delivery report; returns our message's id, or None when it is not (yet) one of ours.

    A report that arrives before the answer of its own send is kept and joined when the answer comes.
    """
    message = told.tracker.split(".")[0] if told.tracker.startswith("ms_") else ""
    part = "." in told.tracker
    external_id = records.external(work, told.external_id)
    row = await work.sql.fetchrow(
        "select id, delivery, conversation_id from message where (id = $1 or external_id = $2) and not heard for update",
        message,
        external_id,
    )
    if row is None:
        await work.sql.execute(
            "insert into early_report (tenant_id, external_id, status, at, code) values ($1, $2, $3, $4, $5) on conflict do nothing",
            work.tenant.id, external_id, told.status, told.at, told.code,
        )  # fmt: skip
        return None
    if row["delivery"] in (Delivery.QUEUED, Delivery.SENDING, Delivery.UNKNOWN) and told.tracker:
        await _settle(work, told)
    if part and told.status != "failed":
        return str(row["id"])
    await _advance(work, row["id"], row["delivery"], told.status, told.code, None if part else external_id)
    if _newly_failed(row["delivery"], told.status):
        await work.tell(MessageUndelivered(row["conversation_id"], row["id"], told.code))
    return str(row["id"])


async def _settle(work: Work, told: DeliveryReport) -> None:
    """A report that echoes our tracker proves a send whose answer was lost."""
    key = f"{SEND_KEY}{told.tracker}"
    answer = SendAnswer(told.tracker.split(".")[0], external_id=told.external_id, last="." not in told.tracker)
    if told.status == "failed":
        answer = msgspec.structs.replace(answer, code=told.code)
        await work.unit.settle_effect(key, Failed(str(told.code), work.seal("effect", "answer", key, answer)))
    else:
        await work.unit.settle_effect(key, Done(work.seal("effect", "answer", key, answer)))


async def sent(work: Work, answer: SendAnswer, outcome: str) -> None:
    """Note what became of a send: accepted, failed, or unknown."""
    row = await work.sql.fetchrow(
        "select id, delivery, conversation_id from message where id = $1 for update", answer.message
    )
    if row is None:
        return
    status = {"done": "accepted", "failed": "failed"}.get(outcome, "unknown")
    if not answer.last and status != "failed":
        return
    await _advance(work, row["id"], row["delivery"], status, answer.code, records.external(work, answer.external_id))
    if answer.external_id:
        early = await work.sql.fetch(
            "delete from early_report where external_id = $1 returning status, code",
            records.external(work, answer.external_id),
        )
        for line in early:
            now = await work.sql.fetchval("select delivery from message where id = $1", row["id"])
            await _advance(work, row["id"], now, line["status"], line["code"], None)
    if _newly_failed(row["delivery"], status):
        await work.tell(MessageUndelivered(row["conversation_id"], row["id"], answer.code))


def _newly_failed(known: str, reported: str) -> bool:
    return reported == "failed" and further(known, reported) == "failed" != known


async def _advance(work: Work, message: str, known: str, reported: str, code: int, external_id: str | None) -> None:
    state = further(known, reported)
    await work.sql.execute(
        "update message set delivery = $2, delivery_at = case when $2 = delivery then delivery_at else $3 end,"
        " code = case when $2 = 'failed' then $4 else code end, external_id = coalesce(external_id, $5) where id = $1",
        message, state, work.now, code, external_id,
    )  # fmt: skip


@command("conversation:hand_over", by=_ANYBODY)
async def hand_over(work: Work, conversation_id: str, reason: str) -> Conversation:
    """Put a conversation into the queue for a person; the bot falls silent."""
    conversation = await _own(work, conversation_id)
    await work.move(conversation, "hand_over")
    await work.sql.execute(
        "update conversation set waiting_since = $2, reason = $3 where id = $1", conversation.id, work.now, reason[:40]
    )
    await work.tell(ConversationWaiting(conversation.id, reason[:40]))
    return conversation


@command("conversation:take", by=ANSWER)
async def take(work: Work, conversation_id: str) -> Conversation:
    """Take a conversation to answer it oneself."""
    conversation = await _own(work, conversation_id)
    _not_a_colleagues(work, conversation)
    await _assign(work, conversation, work.by.id)
    return conversation


@command("conversation:assign", by=CONVERSATIONS)
async def assign(work: Work, conversation_id: str, staff_id: str) -> Conversation:
    """Give a conversation to a member of staff."""
    known = await work.sql.fetchval("select id from staff where id = $1 and active", staff_id)
    if known is None:
        raise not_found("member of staff")
    conversation = await _own(work, conversation_id)
    await _assign(work, conversation, staff_id)
    return conversation


@command("conversation:hand_back", by=ANSWER)
async def hand_back(work: Work, conversation_id: str) -> Conversation:
    """Give a conversation back to the bot, which speaks again from where it stood."""
    conversation = await _own(work, conversation_id)
    _not_a_colleagues(work, conversation)
    await work.move(conversation, "hand_back")
    await work.sql.execute(
        "update conversation set assigned_to = '', waiting_since = null, reason = '' where id = $1", conversation.id
    )
    await work.tell(ConversationHandedBack(conversation.id))
    return conversation


@command("conversation:close", by=CONVERSATIONS)
async def close(work: Work, conversation_id: str) -> Conversation:
    """Close a conversation; it opens again with the bot when the person writes."""
    conversation = await _own(work, conversation_id)
    await work.move(conversation, "close")
    await work.sql.execute(
        "update conversation set assigned_to = '', waiting_since = null, unread = 0 where id = $1", conversation.id
    )
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
    conversation = await _own(work, conversation_id)
    await work.move(conversation, "reopen")
    return conversation


async def _assign(work: Work, conversation: Conversation, staff: str) -> None:
    await work.move(conversation, "take")
    await work.sql.execute(
        "update conversation set assigned_to = $2, waiting_since = null where id = $1", conversation.id, staff
    )
    await work.tell(ConversationTaken(conversation.id, staff))


def _not_a_colleagues(work: Work, conversation: Conversation) -> None:
    """Refuse what takes a conversation from somebody else: reassigning is a manager's right (roles.md)."""
    if conversation.assigned_to not in ("", work.by.id) and work.by.role not in CONVERSATIONS:
        raise Refused("conversation.taken", "A colleague has this conversation. Ask a manager to reassign it.")


async def _own(work: Work, conversation_id: str) -> Conversation:
    conversation = await records.by_id(work, conversation_id, lock=True)
    if conversation is None or (work.by.role is Role.CUSTOMER and conversation.person != work.by.id):
        raise not_found("conversation")
    return conversation
