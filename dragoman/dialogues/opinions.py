"""Second opinions: asks an engine about a message that the built-in reader is unsure of, and turns its answer into what was heard.

The turn never waits: the message is kept in the place, the question goes out as an effect, and the traveller is answered
when its event comes, or by the built-in reading when a timer of WAIT rings first. A newer message makes the question moot.
A business's own model is asked before, at once and for nothing, and in place of an engine that gave no answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from msgspec.structs import replace

from dragoman.command import Work
from dragoman.dialogues import allowance, context
from dragoman.dialogues.allowance import Limits
from dragoman.dialogues.asks import Situation
from dragoman.dialogues.engine_calls import ASK, ASK_KEY, EngineAsk
from dragoman.dialogues.heard import Text
from dragoman.dialogues.hearing import Told, Words
from dragoman.dialogues.place import Place, Unread
from dragoman.dialogues.training.versions import Models
from dragoman.dialogues.voice import Setting
from dragoman.kit.days import day_of
from dragoman.understanding import Context, Intent, Understanding, understand
from dragoman.understanding.engines import OPTIONS_MAX, Asked, Proposal
from dragoman.understanding.masking import Masked, mask
from dragoman.understanding.proposals import Accepted, accept, is_unsure
from dragoman.understanding.restraint import restraint
from dragoman.understanding.trained.proposing import as_proposal, proposed
from dragoman.understanding.trained.words import seen_words

WAIT = timedelta(seconds=7.5)
"""How long a traveller waits for an engine: the send that follows has half a second of the eight."""
_TAKES = ("offer:", "list:", "set:")
"""Choices that an engine may take: they look at something or fill a slot that is shown again before anything is bought."""
_WITH_VALUES = (Intent.SEARCH, Intent.START_OVER, Intent.CHANGE)
_OFFERED = {
    Intent.CANCEL: "go:cancel", Intent.REFUND: "go:status", Intent.STATUS: "go:status", Intent.PAY: "go:status",
    Intent.PAID: "go:status", Intent.CHANGE: "go:edit", Intent.START_OVER: "go:new", Intent.PERSON: "go:person",
    Intent.RESEND: "go:documents",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """A message read by the built-in reader, with what it was read against."""

    text: str
    understood: Understanding
    context: Context
    today: date


def read(place: Place, setting: Setting, today: date, text: str) -> Reading:
    """Read a message by the built-in reader alone."""
    told = context(place, setting)
    return Reading(text, understand(text, today=today, language=setting.language, context=told), told, today)


def masked(text: str, setting: Setting, told: Context, today: date) -> Masked:
    """Mask a message; the names of everybody that this conversation knows are masked wherever they stand."""
    names = [f"{t.given_name} {t.family_name}" for t in setting.remembered]
    people = told.known.get("people", ())
    names += [str(n) for n in people] if isinstance(people, tuple) else []
    return mask(text, today=today, names=names)


def question(reading: Reading, place: Place, setting: Setting, session: str) -> Asked:
    """Word the question about a message: everything personal masked, choices by their titles alone."""
    told = reading.context
    titles = [masked(s.title, setting, told, reading.today).text for s in place.shown[:OPTIONS_MAX]]
    text = masked(reading.text, setting, told, reading.today).text
    return Asked(text, reading.today, setting.language, session, told.expect, tuple(titles))


def heard_of(reading: Reading, unread: Unread, proposal: Proposal | None, place: Place, setting: Setting) -> Text:
    """Turn a proposal into what was heard, judged against where the conversation stands now; without one, the built-in reading."""
    own = Text(reading.understood, unread.text, unread.card_seen)
    if proposal is None or not is_unsure(reading.understood, reading.context, unread.text):
        return own
    options = unread.shown if place.rev == unread.rev else ()
    on_show = tuple(s.id for s in place.shown if s.id in options)
    accepted = accept(
        proposal, reading.understood, masked(unread.text, setting, reading.context, reading.today), today=reading.today,
        language=setting.language, context=reading.context, options=options,
        free=tuple(id for id in on_show if id.startswith(_TAKES)),
    )  # fmt: skip
    return Text(accepted.understood, unread.text, unread.card_seen, _perhaps(accepted, on_show), accepted.guessed)


def _perhaps(accepted: Accepted, on_show: tuple[str, ...]) -> str:
    if accepted.choice:
        return accepted.choice
    if accepted.offer in (Intent.CONFIRM, Intent.REJECT):
        verb = "yes:" if accepted.offer is Intent.CONFIRM else "no:"
        return next((id for id in on_show if id.startswith(verb)), "")
    return _OFFERED.get(accepted.offer, "") if accepted.offer else ""


class Opinions:
    """Asks engines and own models and takes their answers for conversations. `limits` None: this installation has no engine."""

    def __init__(self, limits: Limits | None = None, models: Models | None = None) -> None:
        self._limits = limits
        self._models = models or Models()

    async def hear(self, at: Situation, words: Words, reading: Reading, *, may_ask: bool) -> Text | None:
        """Return what was heard in a message; None when an engine was asked about it.

        What the own model takes for a search or a change is left to an engine where there is one: it reads places and days as well.
        """
        own = await self._own(at, reading)
        if (own is None or own.intent in _WITH_VALUES) and may_ask and await self.ask(at, words, reading):
            return None
        return heard_of(reading, _unread("", at.place, reading, words), own, at.place, at.setting)

    async def _own(self, at: Situation, reading: Reading) -> Proposal | None:
        """Return what the business's own model proposes about a message that the built-in reader is unsure of."""
        setting = at.setting
        if not is_unsure(reading.understood, reading.context, reading.text):
            return None
        model = await self._models.on(at.work)
        if model is None:
            return None
        words = seen_words(masked(reading.text, setting, reading.context, reading.today).text)
        holds = restraint(reading.text, language=setting.language, country=setting.country).holds
        intent = proposed(model, words, unsure=True, holds=holds)
        if intent is Intent.SEARCH and at.place.frames:
            intent = Intent.START_OVER  # what is in hand is left by a tap alone
        return as_proposal(intent) if intent else None

    async def ask(self, at: Situation, words: Words, reading: Reading) -> bool:
        """Ask about a message that is unsure; False when there is nobody to ask, no need to, or nothing left to spend."""
        work, limits = at.work, self._limits
        if (
            limits is None
            or not work.tenant.settings.engine
            or not is_unsure(reading.understood, reading.context, reading.text)
        ):
            return False
        asked = question(reading, at.place, at.setting, work.new_id("as"))
        aside = await allowance.set_aside(work, at.conversation.id, asked, limits)
        if aside is None:
            return False
        key = f"{ASK_KEY}{work.new_id('op')}"
        until = work.now + WAIT
        day = work.today.isoformat()
        ask = EngineAsk(asked, until, at.conversation.id, day, aside)
        await work.effect(ASK, key, ask, actor=at.conversation.actor)
        await work.timer(at.conversation.actor, key, until)
        at.place = replace(at.place, unread=replace(_unread(key, at.place, reading, words), aside=aside, day=day))
        at.working = True
        return True

    async def take(self, at: Situation, told: Told) -> Text | None:
        """Return what was heard after all; None when the answer came too late or to a moot question. Its cost counts either way."""
        if told.answer is not None and self._limits is not None:
            await allowance.settle(at.work, told.answer, self._limits)
        unread = at.place.unread
        if unread is None or unread.key != told.key:
            return None
        await drop(at)
        reading = read(at.place, at.setting, today_of(at.work, at.setting), unread.text)
        proposal = told.answer.proposal if told.answer else None
        return heard_of(reading, unread, proposal or await self._own(at, reading), at.place, at.setting)


def _unread(key: str, place: Place, reading: Reading, words: Words) -> Unread:
    """Note a message with the choices that are on show as it is read."""
    return Unread(key, reading.text, words.card_seen, tuple(s.id for s in place.shown[:OPTIONS_MAX]), place.rev)


async def drop(at: Situation) -> None:
    """Forget the message that waits: it has been answered, or a newer one stands in its place. A question not yet asked costs nothing."""
    unread = at.place.unread
    if unread is not None:
        if await at.work.unit.cancel_effect(unread.key) and unread.day:
            await allowance.give_back(at.work, unread.day, at.conversation.id, unread.aside)
        await at.work.drop_timer(at.conversation.actor, unread.key)
        at.place = replace(at.place, unread=None)


def today_of(work: Work, setting: Setting) -> date:
    """The calendar day where the business is."""
    return day_of(work.now, setting.zone)
