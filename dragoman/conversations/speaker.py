"""Saying something: the message is a row first, then one effect per wire body, in order on the person's lane."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import structs

from dragoman.command import Refused, Work
from dragoman.conversations import records
from dragoman.conversations.channel import Channel
from dragoman.conversations.effects import SEEN, SEND, SEND_KEY, Outgoing, SeenAsk
from dragoman.conversations.message import Delivery, Say
from dragoman.conversations.records import Conversation, Written
from dragoman.conversations.words import digests, words_of

BOT = "bot"  # the author of what no person wrote; its wording is not searched


class Speaker:
    """Turns a Say into stored messages and effects for the conversation's own network."""

    def __init__(self, channels: Mapping[str, Channel]) -> None:
        self._channels = channels

    async def say(self, work: Work, conversation: Conversation, say: Say, *, author: str = BOT) -> str:
        """Store and queue one message; returns its id. Raises Refused("consent") for marketing to somebody who said stop."""
        if say.purpose == "marketing" and conversation.muted:
            raise Refused("consent", "This person asked for no more messages. Write only when they write first.")
        channel = self._channels[conversation.channel]
        wire = _in_tenant(say, work.tenant.id)
        free = channel.render(wire)
        template = channel.render(wire, as_template=True)[0] if wire.template else b""
        message = work.new_id("ms")
        await work.sql.execute(
            "with m as (insert into message (id, tenant_id, created_at, conversation_id, heard, kind, sealed, author, delivery, delivery_at,"
            " purpose, effect_key) values ($1, $2, $3, $4, false, $5, $6, $7, $8, $3, $9, $10)),"
            " w as (insert into message_word (tenant_id, word, message_id) select $2, word, $1 from unnest($11::int[]) word on conflict do nothing)"
            " update conversation set said_at = $3, unanswered_since = case when $12 or state in ('WITH_BOT', 'CLOSED') then null"
            " else unanswered_since end where id = $4",
            message, work.tenant.id, work.now, conversation.id, _kind(say),
            work.seal("message", "sealed", message, Written(said=say)), author, Delivery.QUEUED, say.purpose, f"{SEND_KEY}{message}",
            digests(work, "message_word", words_of(say.text)) if author != BOT else [], author != BOT,
        )  # fmt: skip
        work.unit.live(f"conversation:{conversation.id}", "message:said")
        to = conversation.recipient
        for place, body in enumerate(free):
            last = place == len(free) - 1
            tracker = message if last else f"{message}.{place}"
            outgoing = Outgoing(
                message=message, conversation=conversation.id, number=conversation.number, channel=conversation.channel,
                tracker=tracker, phone=to.phone, user_id=to.user_id, free=body, template=template if last else b"",
                heard_at=conversation.heard_at, last=last, repeats=author == BOT and must_arrive(say), covered=bool(template) and not last,
            )  # fmt: skip
            await work.effect(SEND, f"{SEND_KEY}{tracker}", outgoing, actor=conversation.actor, lane=conversation.actor)
        return message

    def file_kind(self, conversation: Conversation, content: bytes, claimed: str) -> str:
        """Return a file's media type by its content, "" for one that the conversation's network does not carry."""
        return self._channels[conversation.channel].file_kind(content, claimed)

    def small_picture(self, conversation: Conversation, content: bytes, media_type: str) -> bytes | None:
        """Return a small picture of an image."""
        return self._channels[conversation.channel].small_picture(content, media_type)

    async def seen(self, work: Work, conversation: Conversation, external_id: str, *, typing: bool) -> None:
        """Mark an incoming message read; with typing dots when an answer follows."""
        ask = SeenAsk(conversation.number, conversation.channel, external_id, typing)
        await work.effect(SEEN, f"seen:{records.external(work, external_id)}", ask, actor=conversation.actor)


def must_arrive(say: Say) -> bool:
    """Say whether a message does no harm twice and cannot be missed: papers and links to pay, never marketing. Pure."""
    return say.purpose != "marketing" and (say.link is not None or say.attachment is not None)


def _in_tenant(say: Say, tenant: str) -> Say:
    """Name attached files with their tenant: a network's adapter loads them without a Work of its own."""
    if say.attachment is not None:
        say = structs.replace(
            say, attachment=structs.replace(say.attachment, document=f"{tenant}/{say.attachment.document}")
        )
    if say.template is not None and say.template.attachment is not None:
        named = structs.replace(say.template.attachment, document=f"{tenant}/{say.template.attachment.document}")
        say = structs.replace(say, template=structs.replace(say.template, attachment=named))
    return say


def _kind(say: Say) -> str:
    if say.attachment:
        return "document"
    if say.choices:
        return "choices"
    return "link" if say.link else "text"
