"""What may be said at any time, above all dialogues: menu, cancel, back, help, status, change, person, stop and the like."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from dragoman.conversations.message import Say as Message
from dragoman.dialogues import courtesies
from dragoman.dialogues.bookings import MyBookings
from dragoman.dialogues.courtesies import menu
from dragoman.dialogues.frames import Open, open_frame
from dragoman.dialogues.heard import Text
from dragoman.dialogues.languages import LanguageMemory, offered
from dragoman.dialogues.place import Frame
from dragoman.dialogues.requests import (
    ChooseLanguage,
    ResendDocuments,
    StartMessages,
    StopMessages,
)
from dragoman.dialogues.steps import Ask, Do, Taken
from dragoman.dialogues.talk import ROWS_MAX, Talk
from dragoman.dialogues.way_back import answer_undone, question_before
from dragoman.understanding import Intent, Understanding


def firm(talk: Talk, understood: Understanding) -> bool:
    """Interruptions that are heard before the open question."""
    intent, values = understood.intent, understood.values
    if intent is Intent.LANGUAGE:
        return _language(talk, values.language)
    travel = bool(values.stated() - {"yes_no", "language", "reference"})
    if intent is Intent.STOP and not travel:
        return go(talk, "stop")
    plain = {
        Intent.START: "start", Intent.PERSON: "person", Intent.MENU: "menu", Intent.BACK: "back",
        Intent.HELP: "help", Intent.STATUS: "status", Intent.REPEAT: "repeat", Intent.RESEND: "documents",
        Intent.CANCEL: "cancel", Intent.GREETING: "hello", Intent.THANKS: "thanks", Intent.GOODBYE: "bye",
        Intent.CHECK_IN: "check_in",
    }  # fmt: skip
    if intent is Intent.START_OVER:
        if travel:
            talk.frames.clear()
            return False
        return go(talk, "new")
    if intent in plain and (not travel or intent is Intent.PERSON):
        return go(talk, plain[intent])
    return False


def soft(talk: Talk, heard: Text) -> bool:
    """Interruptions that are heard only when no dialogue could use the message."""
    intent = heard.understood.intent
    if heard.understood.values.stated() & {"origin", "destination", "departure", "legs"}:
        return False
    if intent is Intent.CHANGE:
        return go(talk, "edit")
    if intent is Intent.REFUND:
        return _bookings(talk, "cancel")
    if intent is Intent.PAY:
        return _bookings(talk, "status")
    if intent is Intent.PAID:
        return _bookings(talk, "status")
    if intent in (Intent.ASK, Intent.FAQ, Intent.BAGGAGE):
        return go(talk, "question")
    if talk.top is None and intent in (Intent.CONFIRM, Intent.SELECT):
        talk.say(Message(text=talk.voice.text("acknowledged")))
        return True
    return False


def go(talk: Talk, what: str) -> bool:
    """Do one interruption by its name (the part after "go:" in a button); False for a name that is none."""
    act = _ACTS.get(what)
    if act is None:
        if what.startswith("language:"):
            return _language(talk, what.partition(":")[2])
        return _edit_step(talk, what.partition(":")[2]) if what.startswith("edit:") else False
    talk.misses = 0
    act(talk)
    return True


def _stop(talk: Talk) -> None:
    talk.do.append(StopMessages())
    talk.say(Message(text=talk.voice.text("stopped_messages", tenant=talk.voice.setting.tenant)))


def _start(talk: Talk) -> None:
    talk.do.append(StartMessages())
    talk.notes.append(talk.voice.text("started_messages"))
    if not talk.repeat():
        menu(talk)


def _person(talk: Talk) -> None:
    booking = talk.top.dialogue.booking(talk.top.memory) if talk.top else ""
    talk.hand_over("asked", Message(text=talk.voice.text("handed_over")), booking)


def _hello(talk: Talk) -> None:
    if talk.top is not None:
        talk.notes.append(talk.voice.text("hello_again"))
        talk.repeat()
        return
    menu(talk, lead=talk.voice.text("hello", tenant=talk.voice.setting.tenant))


def _new(talk: Talk) -> None:
    talk.frames.clear()
    talk.aside = None
    talk.push("book_flight", talk.house["book_flight"].memory())
    talk.walk(again=True)


def _continue(talk: Talk) -> None:
    if not talk.frames and talk.aside is not None:
        opened = open_frame(talk.aside, talk.house)
        talk.aside = None
        if opened:
            talk.frames.append(opened)
    while len(talk.frames) > 1 and talk.frames[-1].dialogue.name in _LIGHT:
        talk.frames.pop()
    if talk.frames:
        talk.frames[-1].edit = ""
        talk.walk(again=True)
        if not talk.says and not talk.repeat():
            menu(talk)
    else:
        menu(talk)


def _back(talk: Talk) -> None:
    frame = talk.top
    if frame is None:
        menu(talk)
    elif not (question_before(talk, frame) or answer_undone(talk, frame)):
        _left(talk, frame)


def _left(talk: Talk, frame: Open) -> None:
    """Go back out of a dialogue that has nothing to take back."""
    if len(talk.frames) > 1:
        talk.frames.pop()
        before_says = len(talk.says)
        talk.walk(again=True)
        if len(talk.says) == before_says:
            talk.repeat()
        return
    if frame.dialogue.edits(frame.memory, talk.voice) and frame.step != "start":
        _edit(talk)
        return
    talk.notes.append(talk.voice.text("back_at_start"))
    talk.repeat()


def _cancel(talk: Talk) -> None:
    frame = talk.top
    if frame is None and talk.aside is not None:  # the search was stopped just now: there is nothing else to stop
        _stopped(talk)
        return
    if frame is None:
        _bookings(talk, "cancel")
        return
    asks = frame.dialogue.cancel(frame.memory)
    if asks:
        talk.push(*asks)
        talk.walk(again=True)
        return
    if frame.dialogue.name in _LIGHT and len(talk.frames) > 1:
        talk.frames.pop()
        talk.notes.append(talk.voice.text("left_aside"))
        talk.walk(again=True)
        if not talk.says:
            talk.repeat()
        return
    kept: Frame = frame.frame()
    talk.frames.clear()
    talk.aside = msgspec.structs.replace(kept, waiting=None, step="") if frame.dialogue.name not in _LIGHT else None
    _stopped(talk)


def _stopped(talk: Talk) -> None:
    """Say that nothing was booked, with the way back to what was put aside."""
    voice = talk.voice
    choices = (voice.choice("go:continue", "continue"),) if talk.aside else ()
    choices = (*choices, voice.choice("go:new", "new_search"), voice.choice("go:menu", "menu"))
    talk.say(Message(text=voice.text("cancelled_search"), choices=choices), question=True)


def _repeat(talk: Talk) -> None:
    if not talk.repeat():
        menu(talk)


def _check_in(talk: Talk) -> None:
    talk.notes.append(talk.voice.text("check_in"))
    if not talk.repeat():
        menu(talk)


def _documents(talk: Talk) -> None:
    step = talk.top.current() if talk.top else None
    if isinstance(step, Do) and step.words:  # what was lost is the payment link
        talk.walk(again=True)
        return
    booking = talk.top.dialogue.booking(talk.top.memory) if talk.top else ""
    talk.do.append(ResendDocuments(booking))


def _status(talk: Talk) -> None:
    _bookings(talk, "status")


def _bookings(talk: Talk, purpose: str) -> bool:
    if talk.top is not None and talk.top.dialogue.name in _LIGHT:
        talk.frames.pop()
    talk.push("my_bookings", MyBookings(purpose=purpose, attempt=talk.rev))
    talk.walk(again=True)
    return True


def _edit(talk: Talk) -> None:
    for frame in reversed(talk.frames):
        rows = frame.dialogue.edits(frame.memory, talk.voice)
        if rows and not frame.dialogue.sealed(frame.memory):
            voice = talk.voice
            shown = (*rows[: ROWS_MAX - 1], voice.choice("go:continue", "keep_all"))
            text = voice.text("edit_what")
            talk.say(Message(text=text, choices=shown, label=voice.text("label.edit")), question=True)
            return
        if frame.dialogue.sealed(frame.memory):
            break
    _bookings(talk, "change")


def _edit_step(talk: Talk, name: str) -> bool:
    for frame in reversed(talk.frames):
        if frame.dialogue.sealed(frame.memory):
            break
        step = frame.dialogue.find(frame.memory, name)
        if isinstance(step, Ask) and step.undo is not None:
            talk.take(frame, Taken(frame.memory, edit=name))
            return True
    return False


def _language(talk: Talk, code: str | None) -> bool:
    if code is None:
        talk.push("choose_language", LanguageMemory())
        talk.walk(again=True)
        return True
    if talk.top is not None and talk.top.dialogue.name == "choose_language":
        talk.frames.pop()
    if code not in offered(talk.voice.setting.languages):
        talk.notes.append(talk.voice.text("language_unknown"))
    else:
        talk.do.append(ChooseLanguage(code))
        talk.voice = talk.voice.speaking(code)
        talk.notes.append(talk.voice.text("language_chosen"))
    if not talk.repeat():
        menu(talk)
    return True


_LIGHT = {"my_bookings", "choose_language", "cancel_booking"}
_ACTS: dict[str, Callable[[Talk], object]] = {
    "stop": _stop, "start": _start, "person": _person, "menu": menu, "back": _back, "help": courtesies.help,
    "status": _status, "repeat": _repeat, "documents": _documents, "cancel": _cancel, "hello": _hello,
    "thanks": courtesies.thanks, "wait": courtesies.wait, "bye": courtesies.bye, "new": _new, "continue": _continue, "edit": _edit,
    "question": courtesies.question, "check_in": _check_in,
}  # fmt: skip
