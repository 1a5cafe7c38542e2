"""What is put off to another day ("I'll pay on Friday") moves no trip: the answer says until when the price is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from dragoman.conversations.message import Say as Message
from dragoman.dialogues.heard import Text
from dragoman.dialogues.steps import Ask, Do
from dragoman.dialogues.talk import Talk
from dragoman.kit.days import day_of
from dragoman.understanding import Intent

_BESIDE = {"later", "yes_no", "currency", "language", "reference"}
"""What a message that puts off may say besides without wanting anything else."""
_TAKEN = ("offer:", "list:", "set:")
"""Choices that a message takes although it will be paid later: they buy nothing."""


def put_off(talk: Talk, heard: Text) -> tuple[Text, bool]:
    """Answer a message that puts off; return it without that, and whether it is answered."""
    values = heard.understood.values
    later = values.later
    if later is None:
        return heard, False
    plain = replace(heard, understood=replace(heard.understood, values=replace(values, later=None)))
    wanted = values.stated() - _BESIDE - {"choice"}
    taken = values.choice is not None and values.choice.startswith(_TAKEN)
    if later.now or wanted or taken or heard.understood.problems:
        return plain, False
    if talk.top is None:
        if heard.understood.intent is Intent.PAY:
            return plain, False  # shows the bookings that can be paid
        talk.say(Message(text=talk.voice.text("acknowledged")))
        return plain, True
    talk.misses = 0
    _answer(talk, _sentence(talk, later.day))
    return plain, True


def _sentence(talk: Talk, day: date | None) -> str:
    """Until when the price is kept, and what a later day means for it."""
    voice, until = talk.voice, _kept_until(talk)
    if until is None or until <= voice.now:
        return voice.text("later.open")
    last = day_of(until, voice.setting.zone)
    if day is not None and day > last:
        return voice.text("later.too_late", until=voice.until(until), day=voice.words.day(day))
    return voice.text("later.kept", until=voice.until(until))


def _kept_until(talk: Talk) -> datetime | None:
    kept = (f.dialogue.kept_until(f.memory) for f in reversed(talk.frames))
    return next((k for k in kept if k is not None), None)


def _answer(talk: Talk, sentence: str) -> None:
    """Say it with what was open: the link once more, or the choices of the question."""
    step = talk.top.current() if talk.top else None
    if isinstance(step, Do) and step.words:
        talk.notes.append(sentence)
        talk.walk(again=True)
    elif isinstance(step, Ask):
        talk.complain(sentence)
    else:
        talk.notes.append(sentence)
        talk.repeat()
