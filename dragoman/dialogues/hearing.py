"""What comes in on a conversation: stored first, then translated into what a dialogue can hear; short texts are merged."""

from __future__ import annotations

from dataclasses import dataclass, field

from dragoman.command import Work
from dragoman.conversations import people, records
from dragoman.conversations.channel import Recipient
from dragoman.conversations.effects import FETCH, FetchAsk
from dragoman.conversations.facts import TravellerWrote
from dragoman.conversations.hearing import hear
from dragoman.conversations.message import Heard, HeardKind, Sender
from dragoman.conversations.records import Conversation
from dragoman.conversations.states import ConversationState
from dragoman.dialogues import heard as told
from dragoman.dialogues.engine_calls import EngineAnswer
from dragoman.tenancy.queries import Number

_FETCHED = {HeardKind.IMAGE, HeardKind.VIDEO, HeardKind.AUDIO, HeardKind.DOCUMENT}
_SILENT = {HeardKind.REACTION, HeardKind.REVOKE, HeardKind.SYSTEM}


@dataclass(slots=True)
class Words:
    """Several short messages read as one."""

    texts: list[str] = field(default_factory=list)
    card_seen: bool = False

    @property
    def text(self) -> str:
        """All of it, a line each."""
        return "\n".join(self.texts)


@dataclass(frozen=True, slots=True)
class Told:
    """An engine's answer to the question of a key; None when it gave none, or none in time."""

    key: str
    answer: EngineAnswer | None = None


Item = Words | Told | told.Heard


@dataclass(slots=True)
class Hearing:
    """What one turn has heard so far, in order."""

    items: list[Item] = field(default_factory=list)
    newest: str = ""

    def words(self, text: str, card_seen: bool) -> None:
        """Add a text; to the one before when nothing came between."""
        if not self.items or not isinstance(self.items[-1], Words):
            self.items.append(Words())
        last = self.items[-1]
        if isinstance(last, Words):
            last.texts.append(text)
            last.card_seen = last.card_seen or card_seen


async def take_in(work: Work, conversation: Conversation, heard: Heard, hearing: Hearing) -> None:
    """Store a message and add what the dialogue should hear of it. A duplicate adds nothing."""
    message, heard, card_seen = await hear(work, conversation, heard)
    if message is None:
        return
    if heard.kind is HeardKind.SYSTEM:
        await _moved(work, conversation, heard)
    if heard.kind in _SILENT:
        return
    if conversation.state in (ConversationState.WAITING, ConversationState.WITH_PERSON):
        await work.tell(TravellerWrote(conversation.id, message))
    hearing.newest = heard.external_id
    if heard.media is not None and heard.kind in _FETCHED:
        ask = FetchAsk(conversation.number, conversation.channel, message, f"message:{message}", heard.media)
        await work.effect(FETCH, f"{FETCH}:{message}", ask, actor=conversation.actor)
    if heard.kind is HeardKind.CHOICE and heard.choice:
        hearing.items.append(told.Tapped(heard.choice, heard.text))
    elif heard.kind in (HeardKind.TEXT, HeardKind.CHOICE, HeardKind.EDIT) and heard.text.strip():
        hearing.words(heard.text, card_seen)
    elif heard.kind is HeardKind.LOCATION and heard.place is not None:
        hearing.items.append(told.Location(heard.place.latitude, heard.place.longitude))
    elif heard.kind is not HeardKind.EDIT:
        hearing.items.append(told.File(heard.kind, raw=heard.media.caption if heard.media else heard.text))


async def _moved(work: Work, conversation: Conversation, heard: Heard) -> None:
    """Follow a person to the number or id that the network names in `target`; what they were told before stays theirs.

    Source: WhatsApp Business Platform, messages webhook, system messages: `from` is the old number, `system.wa_id` the new
    one; with user_changed_user_id it is a business-scoped id. An identity that only changed its key moves nobody.
    """
    now = Sender(phone=heard.target) if heard.target.isdecimal() else Sender(user_id=heard.target)
    if heard.target and heard.system != "customer_identity_changed":
        for kind, value in people.identities(now):
            await people.add_identity(work, conversation.person, kind, value)
        if now.phone or not conversation.recipient.phone:
            await records.keep_recipient(work, conversation, _recipient(now))
    await work.note(f"conversation:{conversation.id}", "conversation:identity_changed", kind=heard.system)


async def meet(work: Work, actor: str, number: Number, heard: Heard) -> Conversation:
    """Return the conversation of whoever writes, begun now when there is none.

    A person may be known under another identity, with a conversation of another actor: then that one is returned and
    the caller forwards to it, so that one conversation never has two turns at once.
    """
    person, new = await people.recognise_or_make(work, heard.sender)
    known = None if new else await records.of_person(work, person, number.id)
    if known is not None:
        return known
    return await records.start(
        work,
        person=person,
        number=number.id,
        channel=number.channel,
        actor=actor,
        to=_recipient(heard.sender),
        referral=heard.referral,
    )


def _recipient(sender: Sender) -> Recipient:
    return Recipient(sender.phone, "" if sender.phone else sender.user_id)
