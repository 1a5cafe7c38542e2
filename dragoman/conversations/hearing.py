"""Store what a person sent: card numbers masked, edits and deletions applied to the original whichever comes first."""

from __future__ import annotations

import msgspec

from dragoman.command import Work
from dragoman.conversations import records
from dragoman.conversations.effects import FETCH
from dragoman.conversations.facts import MessageReceived
from dragoman.conversations.message import Heard, HeardKind, Media
from dragoman.conversations.records import Conversation
from dragoman.kit.cards import MASK, mask_cards


async def hear(work: Work, conversation: Conversation, heard: Heard) -> tuple[str | None, Heard, bool]:
    """Store what a person sent, card numbers masked first.

    Returns the message id, the message as stored, and whether a card number was seen. The id is None for what needs no
    answer: a duplicate, or a message whose edit or deletion came before it. Edits and deletions change the stored original
    as well: a person can take back the passport photo they sent.
    """
    text, card = mask_cards(heard.text)
    card = card or MASK in heard.text  # the door masks before the event is stored; this is the second lock
    if card:
        heard = msgspec.structs.replace(heard, text=text)
    if heard.media is not None and heard.media.caption:
        caption, card_too = mask_cards(heard.media.caption)
        card = card or card_too
        heard = msgspec.structs.replace(heard, media=msgspec.structs.replace(heard.media, caption=caption))
    message, overtaken = await records.add_heard(
        work, conversation, heard, None if heard.kind is HeardKind.SYSTEM else min(heard.at, work.now)
    )
    if message is None:
        return None, heard, card
    await work.tell(MessageReceived(conversation.id, message, heard.kind))
    if heard.kind is HeardKind.REVOKE:
        await _take_back(work, conversation, records.external(work, heard.target))
    elif heard.kind is HeardKind.EDIT:
        await _mark_edited(work, conversation, records.external(work, heard.target))
    elif overtaken:  # what it speaks of came first: the network promises no order
        own = records.external(work, heard.external_id)
        await (_take_back if overtaken == HeardKind.REVOKE else _mark_edited)(work, conversation, own)
        return None, heard, card
    return message, heard, card


def emptied(heard: Heard) -> Heard:
    """Return what is left of a message that its writer deleted: that there was one."""
    return msgspec.structs.replace(
        heard,
        text="",
        media=None if heard.media is None else Media(id=""),
        cards=(),
        place=None,
        form="",
        order="",
    )


async def _mark_edited(work: Work, conversation: Conversation, external_id: str | None) -> None:
    await work.sql.execute(
        "update message set replaced = true, fate = 'edited' where conversation_id = $1 and external_id = $2 and heard"
        " and fate <> 'deleted'",
        conversation.id,
        external_id,
    )


async def _take_back(work: Work, conversation: Conversation, external_id: str | None) -> None:
    """Empty a message and all its edits; its file and its words go too."""
    rows = await work.sql.fetch(
        "select id, sealed from message where conversation_id = $1 and heard and kind <> 'revoke'"
        " and (external_id = $2 or (kind = 'edit' and target = $2))",
        conversation.id,
        external_id,
    )
    for row in rows:
        written = work.open("message", "sealed", row["id"], bytes(row["sealed"]), records.Written)
        if written.heard is None:
            continue
        await work.sql.execute(
            "update message set sealed = $2, replaced = true, fate = 'deleted' where id = $1",
            row["id"],
            work.seal("message", "sealed", row["id"], records.Written(heard=emptied(written.heard))),
        )
        await work.sql.execute("delete from message_word where message_id = $1", row["id"])
        await work.unit.cancel_effect(f"{FETCH}:{row['id']}")
        await work.sql.execute("delete from file where subject = $1", f"message:{row['id']}")


async def still_there(work: Work, message: str) -> bool:
    """Say whether a file that a person sent may be stored: they have not taken it back. Locks the message until commit."""
    row = await work.sql.fetchrow("select id, sealed from message where id = $1 for share", message)
    if row is None:
        return False
    written = work.open("message", "sealed", row["id"], bytes(row["sealed"]), records.Written)
    return written.heard is not None and written.heard.media is not None and bool(written.heard.media.id)
