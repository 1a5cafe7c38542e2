"""A conversation's turn: what came in is stored, heard, answered and acted on in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dragoman.access import Surface
from dragoman.command import Desk, Work
from dragoman.conversations import blocking, commands, deliveries, dormant, records
from dragoman.conversations.effects import SEND, SEND_KEY, SendAnswer
from dragoman.conversations.facts import ConversationHandedBack
from dragoman.conversations.message import DeliveryReport, Heard, Notice
from dragoman.conversations.records import Conversation
from dragoman.conversations.speaker import Speaker
from dragoman.conversations.states import ConversationState
from dragoman.dialogues.answering import Answering, as_traveller
from dragoman.dialogues.asks import TIMER
from dragoman.dialogues.engine_calls import ASK, ASK_KEY, EngineAnswer
from dragoman.dialogues.heard import Rang, Tapped
from dragoman.dialogues.hearing import Hearing, Told, meet, take_in
from dragoman.dialogues.told import heard_of
from dragoman.engine import Event, Turn
from dragoman.inbox import relay
from dragoman.tenancy.queries import number_by_network

Reader = Callable[[bytes], Heard | DeliveryReport | Notice]


def _number(code: str | None) -> int:
    return int(code) if code and code.isdigit() else 0


class ChatTurn:
    """Takes the turns of all `chat:` actors. `readers` read the bodies of each network's events by source."""

    def __init__(self, desk: Desk, answering: Answering, speaker: Speaker, readers: Mapping[str, Reader]) -> None:
        self._desk = desk
        self._speaker = speaker
        self._answering = answering
        self._readers = readers

    async def __call__(self, turn: Turn) -> None:
        """Take one turn: store all that came, then let the dialogue answer it in order."""
        work = await self._desk.turn(turn, via=Surface.WHATSAPP)
        if all(_is_news_of_a_send(event) for event in turn.events):  # three turns of four: nobody is spoken to
            for event in turn.events:
                await self._of_a_send(work, event)
            return
        conversation = await records.by_actor(work, turn.actor)
        hearing = Hearing()
        for event in turn.events:
            if event.kind == "message":
                conversation = await self._message(work, turn, conversation, event, hearing)
            elif _is_news_of_a_send(event):
                await self._of_a_send(work, event)
            elif event.kind.startswith(f"{ASK}.") and conversation is not None:
                hearing.items.append(_told_by_engine(work, event))
            elif conversation is not None:
                await self._told(work, conversation, event, hearing)
        if conversation is not None and hearing.items:
            await self._answering.answer(work, conversation, hearing)

    async def _message(
        self, work: Work, turn: Turn, conversation: Conversation | None, event: Event, hearing: Hearing
    ) -> Conversation | None:
        heard = self._read(work, event)
        if not isinstance(heard, Heard):
            return conversation
        if conversation is not None and await dormant.retire(work, conversation, heard.sender):
            conversation = None
        if conversation is None:
            number = await number_by_network(work, event.source, turn.actor.split(":")[1])
            if number is None:
                return None
            met = await meet(work, turn.actor, number, heard)
            if met.actor != turn.actor:
                await work.unit.post(actor=met.actor, kind="message", key=event.external_id, body=event.body)
                return None
            conversation = met
        if await blocking.keeps_out(work, conversation):
            return conversation
        if conversation.state == ConversationState.CLOSED:
            reopened = await commands.reopen(work, conversation.id)
            conversation.state, conversation.version = reopened.state, reopened.version
        if conversation.desk_of:  # a member of staff, to whom conversations are forwarded
            await relay.take_in(work, self._speaker, conversation, heard)
        else:
            await take_in(work, conversation, heard, hearing)
        return conversation

    async def _of_a_send(self, work: Work, event: Event) -> None:
        if event.kind == "status":
            await self._status(work, event)
        else:
            await self._sent(work, event)

    async def _status(self, work: Work, event: Event) -> None:
        report = self._read(work, event)
        if isinstance(report, DeliveryReport):
            await deliveries.report(work, report)

    async def _sent(self, work: Work, event: Event) -> None:
        outcome = event.kind.rsplit(".", 1)[1]
        if event.body:
            answer = work.read_answer(event.effect_key, event.body, SendAnswer)
        else:  # out of attempts, or never answered at all: the key still names the message
            _, code = await work.unit.effect_state(event.effect_key) or ("", None)
            tracker = event.effect_key.removeprefix(SEND_KEY)
            answer = SendAnswer(tracker.split(".")[0], code=_number(code), last="." not in tracker)
        await deliveries.sent(work, answer, outcome)

    async def _told(self, work: Work, conversation: Conversation, event: Event, hearing: Hearing) -> None:
        if event.source == "timer":
            if event.kind.startswith(TIMER):
                hearing.items.append(Rang(event.kind.removeprefix(TIMER)))
            elif event.kind.startswith(ASK_KEY):
                hearing.items.append(Told(event.kind))
        elif event.kind == "fact":
            fact = work.read_fact(event.body)
            if isinstance(fact, ConversationHandedBack):
                hearing.items.append(Tapped("go:continue"))
            else:
                hearing.items += await heard_of(as_traveller(work, conversation), fact)

    def _read(self, work: Work, event: Event) -> Heard | DeliveryReport | Notice:
        source = event.source if event.source in self._readers else "meta"
        # A message forwarded from another actor (the same person under another identity) keeps the seal of its first id.
        sealed_as = event.external_id.rsplit("#", 1)[-1] if event.source == "letter" else event.external_id
        return self._readers[source](work.vault.open("event", "body", sealed_as, event.body))


def _is_news_of_a_send(event: Event) -> bool:
    return event.kind == "status" or event.kind.startswith(f"{SEND}.")


def _told_by_engine(work: Work, event: Event) -> Told:
    key = event.effect_key
    return Told(key, work.read_answer(key, event.body, EngineAnswer) if event.body else None)
