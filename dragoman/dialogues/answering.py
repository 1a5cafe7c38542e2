"""Let the dialogue answer: understand, advance, run what it asks as the traveller's own commands, say what it says."""

from __future__ import annotations

from collections import deque
from dataclasses import replace

from msgspec.structs import replace as replaced

from dragoman.access import Doer, Role, Surface
from dragoman.command import Work
from dragoman.conversations import records
from dragoman.conversations.message import Say
from dragoman.conversations.records import Conversation
from dragoman.conversations.speaker import Speaker
from dragoman.conversations.states import ConversationState
from dragoman.dialogues import advance, asks, bind, dump, gathered, load
from dragoman.dialogues.asks import Situation
from dragoman.dialogues.heard import File, Heard, Location, Tapped, Text
from dragoman.dialogues.hearing import Hearing, Item, Told, Words
from dragoman.dialogues.languages import shown_language
from dragoman.dialogues.opinions import Opinions, Reading, drop, read, today_of
from dragoman.dialogues.requests import ChooseLanguage, StartMessages, StopMessages
from dragoman.dialogues.setting import setting_of
from dragoman.dialogues.urgent import urgent
from dragoman.dialogues.voice import voice_for
from dragoman.understanding.proposals import is_unsure

_ROUNDS_MAX = 16  # for each thing that came in: itself, and the answers that come at once (a list, a refusal)
_FROM_PERSON = (Text, File, Tapped, Location)
_TYPED = (Words, *_FROM_PERSON)


class Answering:
    """Answers what a turn has heard. While a person owns the conversation the bot listens and stays silent."""

    def __init__(self, speaker: Speaker, opinions: Opinions | None = None) -> None:
        self._speaker = speaker
        self._opinions = opinions or Opinions()

    async def answer(self, work: Work, conversation: Conversation, hearing: Hearing) -> None:
        """Take everything heard in order, and store where the dialogue stands afterwards."""
        place, renewed = load(conversation.place)
        at = Situation(as_traveller(work, conversation), conversation, await setting_of(work, conversation), place)
        waiting: deque[Item] = deque(hearing.items)
        said: list[Say] = []
        for _ in range(len(hearing.items) * _ROUNDS_MAX):
            if not waiting:
                break
            silent = conversation.state != ConversationState.WITH_BOT
            item = waiting.popleft()
            await _notice_language(at, item)
            final = not silent and not renewed and not any(isinstance(one, _TYPED) for one in waiting)
            heard = await self._heard(at, item, may_ask=final)
            if heard is None:
                continue
            turn = advance(at.place, heard, now=work.now, setting=at.setting, renewed=renewed)
            renewed = False
            if silent and isinstance(heard, _FROM_PERSON):
                await _only_stop(at, turn.do)
                said += _passed_on(at, heard)
                continue
            at.place = replaced(turn.place, unread=at.place.unread)
            at.search = ""
            answers: list[Item] = []
            for request in turn.do:
                answers += await asks.run(at, request)
            if at.search:
                at.place = bind(at.place, at.search)
            waiting.extendleft(reversed(answers))
            if not silent:
                said += await urgent(turn.say, heard, at)
        await records.keep_place(work, conversation, dump(at.place))
        if hearing.newest and conversation.state == ConversationState.WITH_BOT:
            await self._speaker.seen(work, conversation, hearing.newest, typing=at.working and not said)
        for say in gathered(said):
            await self._speaker.say(work, conversation, say)

    async def _heard(self, at: Situation, item: Item, *, may_ask: bool) -> Heard | None:
        """Read what came in; None when nothing is to be said yet, because an engine was asked or answered a moot question."""
        if isinstance(item, Told):
            return await self._opinions.take(at, item)
        if isinstance(item, Words):
            return await self._words(at, item, may_ask=may_ask)
        if isinstance(item, _FROM_PERSON):
            await drop(at)
        if isinstance(item, File) and item.raw and item.caption is None:
            return replace(item, caption=_read(at, item.raw).understood)
        return item

    async def _words(self, at: Situation, words: Words, *, may_ask: bool) -> Text | None:
        """Read a message. One that is still being asked about is read together with it, unless the new one is plain by itself."""
        reading, before = _read(at, words.text), at.place.unread
        await drop(at)
        if before is not None and is_unsure(reading.understood, reading.context, reading.text):
            words = Words([before.text, *words.texts], words.card_seen or before.card_seen)
            reading = _read(at, words.text)
        return await self._opinions.hear(at, words, reading, may_ask=may_ask)


def as_traveller(work: Work, conversation: Conversation) -> Work:
    """The same transaction with the traveller as the doer: their requests are judged by their own rights."""
    return replace(work, by=Doer(Role.CUSTOMER, conversation.person), via=Surface.WHATSAPP)


def _read(at: Situation, text: str) -> Reading:
    return read(at.place, at.setting, today_of(at.work, at.setting), text)


async def _notice_language(at: Situation, item: Item) -> None:
    """Remember the language that a first message surely shows; one that is known or was chosen stays."""
    if isinstance(item, Words) and not at.conversation.language:
        found = shown_language(item.text, at.setting)
        if found is not None:
            await asks.run(at, ChooseLanguage(found))


def _passed_on(at: Situation, heard: Heard) -> tuple[Say, ...]:
    """Say once that a new search went to the colleague who is to answer, where the traveller never asked for a person."""
    waits = at.conversation.state == ConversationState.WAITING and at.place.unasked
    if not (waits and isinstance(heard, Text) and heard.understood.values.destination):
        return ()
    at.place = replaced(at.place, unasked=False)
    return (Say(text=voice_for(at.setting, at.work.now).text("handed_over_search")),)


async def _only_stop(at: Situation, wanted: tuple[object, ...]) -> None:
    """STOP and START count whoever owns the conversation; everything else is the person's to answer."""
    for request in wanted:
        if isinstance(request, StopMessages | StartMessages):
            await asks.run(at, request)
