"""Let the dialogue answer: understand, advance, run what it asks as the traveller's own commands, say what it says."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from zoneinfo import ZoneInfo

from dragoman.access import Doer, Role, Surface
from dragoman.command import Work
from dragoman.conversations import records
from dragoman.conversations.message import Say
from dragoman.conversations.records import Conversation
from dragoman.conversations.speaker import Speaker
from dragoman.conversations.states import ConversationState
from dragoman.dialogues import advance, asks, bind, context, dump, gathered, load
from dragoman.dialogues.asks import Situation
from dragoman.dialogues.heard import File, Heard, Location, Tapped, Text
from dragoman.dialogues.hearing import Hearing, Words
from dragoman.dialogues.requests import StartMessages, StopMessages
from dragoman.dialogues.setting import setting_of
from dragoman.understanding import Understanding, understand

_ROUNDS_MAX = 16  # for each thing that came in: itself, and the answers that come at once (a list, a refusal)
_FROM_PERSON = (Text, File, Tapped, Location)


class Answering:
    """Answers what a turn has heard. While a person owns the conversation the bot listens and stays silent."""

    def __init__(self, speaker: Speaker) -> None:
        self._speaker = speaker

    async def answer(self, work: Work, conversation: Conversation, hearing: Hearing) -> None:
        """Take everything heard in order, and store where the dialogue stands afterwards."""
        place, renewed = load(conversation.place)
        at = Situation(as_traveller(work, conversation), conversation, await setting_of(work, conversation), place)
        waiting: deque[Heard | Words] = deque(hearing.items)
        said: list[Say] = []
        for _ in range(len(hearing.items) * _ROUNDS_MAX):
            if not waiting:
                break
            heard = _understood(at, waiting.popleft())
            silent = conversation.state != ConversationState.WITH_BOT
            turn = advance(at.place, heard, now=work.now, setting=at.setting, renewed=renewed)
            renewed = False
            if silent and isinstance(heard, _FROM_PERSON):
                await _only_stop(at, turn.do)
                continue
            at.place = turn.place
            at.search = ""
            answers: list[Heard] = []
            for request in turn.do:
                answers += await asks.run(at, request)
            if at.search:
                at.place = bind(at.place, at.search)
            waiting.extendleft(reversed(answers))
            if not silent:
                said += turn.say
        await records.keep_place(work, conversation, dump(at.place))
        if hearing.newest and conversation.state == ConversationState.WITH_BOT:
            await self._speaker.seen(work, conversation, hearing.newest, typing=at.working and not said)
        for say in gathered(said):
            await self._speaker.say(work, conversation, say)


def as_traveller(work: Work, conversation: Conversation) -> Work:
    """The same transaction with the traveller as the doer: their requests are judged by their own rights."""
    return replace(work, by=Doer(Role.CUSTOMER, conversation.person), via=Surface.WHATSAPP)


def _understood(at: Situation, item: Heard | Words) -> Heard:
    if isinstance(item, Words):
        return Text(_read(at, item.text), item.text, item.card_seen)
    if isinstance(item, File) and item.raw and item.caption is None:
        return replace(item, caption=_read(at, item.raw))
    return item


def _read(at: Situation, text: str) -> Understanding:
    today = at.work.now.astimezone(ZoneInfo(at.setting.zone)).date()
    return understand(text, today=today, language=at.setting.language, context=context(at.place, at.setting))


async def _only_stop(at: Situation, wanted: tuple[object, ...]) -> None:
    """STOP and START count whoever owns the conversation; everything else is the person's to answer."""
    for request in wanted:
        if isinstance(request, StopMessages | StartMessages):
            await asks.run(at, request)
