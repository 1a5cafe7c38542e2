"""The dialogue `flight_moved`: the airline has changed a flight; the traveller accepts, takes another way, or asks for the money."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from dragoman.conversations.message import Say as Message
from dragoman.dialogues import requests as ask
from dragoman.dialogues.aftermath import CancelAsked, CancelFailed, ChangeTaken
from dragoman.dialogues.cards import legs_text
from dragoman.dialogues.heard import Cancelled, Refused, Text
from dragoman.dialogues.pay.memory import CancelMemory, MovedMemory
from dragoman.dialogues.steps import Asked, Choose, Dialogue, Do, Patience, Taken
from dragoman.dialogues.voice import Voice
from dragoman.understanding import Intent
from dragoman.understanding.restraint import restraint

_UNCLEAR = (Intent.CONFIRM, Intent.UNKNOWN, Intent.GREETING, Intent.STATUS, Intent.THANKS, Intent.REJECT)


def _question(m: MovedMemory, v: Voice) -> Message:
    choices = tuple(
        v.choice(f"moved:{verb}:{m.change}", key)
        for verb, key in (("accept", "accept_change"), ("other", "other_flight"), ("refund", "refund"))
    )
    text = v.text(
        "moved.question",
        reference=m.view.reference if m.view else "",
        before=legs_text(m.before, v),
        after=legs_text(m.after, v),
    )
    return Message(text=text, choices=choices)


def _tap(m: MovedMemory, id: str, v: Voice) -> Taken[MovedMemory] | None:
    verb, _, change = id.removeprefix("moved:").partition(":")
    if not id.startswith("moved:") or change != m.change or m.answer:
        return None
    if verb == "accept":
        return Taken(replace(m, answer="accept"))
    if verb == "other":
        done = replace(m, answer="other")
        return Taken(done, (v.text("handed_over_change"),), do=(ask.HandOver("change", m.booking),))
    return Taken(m, push=("cancel_booking", CancelMemory(m.booking))) if verb == "refund" else None


def _read(m: MovedMemory, text: Text, asked: Asked, v: Voice) -> Taken[MovedMemory] | None:
    """Words that take the new times take them. A bare “ok” may answer a template that showed no options: the question is shown."""
    if not m.answer and restraint(text.raw, language=v.words.language, country=v.setting.country).accepts:
        return _tap(m, f"moved:accept:{m.change}", v)
    travel = text.understood.values.stated() - {"yes_no", "choice", "reference", "language"}
    unclear = text.understood.intent in _UNCLEAR and not travel and not m.answer
    return Taken(m, again=True) if unclear else None


def taken(m: MovedMemory, fact: Any, v: Voice) -> Taken[MovedMemory]:
    """Say what became of the answer."""
    done = replace(m, answer="done")
    if isinstance(fact, Refused):
        return Taken(done, (v.refusal(fact.code, fact.sentence),), choices=(v.choice("go:person", "person"),))
    if fact.done:
        return Taken(done, (v.text("moved.accepted", reference=fact.booking.reference),))
    return Taken(done, (v.text("moved.not_accepted"),), do=(ask.HandOver("change", m.booking),))


def _hear(m: MovedMemory, fact: Any, v: Voice) -> Taken[MovedMemory] | None:
    """Take the answer; money back that was asked for, or could not be had without a person, ends the question too."""
    view = getattr(fact, "booking", None)
    if getattr(view, "id", "") != m.booking:
        return None
    if isinstance(fact, (CancelAsked, CancelFailed, Cancelled)):
        return Taken(replace(m, answer="done"))
    return taken(m, fact, v) if isinstance(fact, ChangeTaken) else None


FLIGHT_MOVED = Dialogue(
    name="flight_moved",
    memory=MovedMemory,
    steps=(
        Choose(name="moved", phase="payment", words=_question, open=lambda m: not m.answer, take=_tap),
        Do(
            name="accept_change", phase="payment", until=(ChangeTaken, Refused), take=taken,
            open=lambda m: m.answer == "accept", request=lambda m, v: ask.AcceptChange(m.booking),
            within=(Patience(timedelta(seconds=4), lambda m, v: Message(text=v.text("moved.accepting"))),),
        ),
    ),
    read=_read,
    tap=_tap,
    hear=_hear,
    booking=lambda m: m.booking,
)  # fmt: skip
