"""Small answers that change nothing: the menu, help, thanks, goodbye, a question without a sure answer."""

from __future__ import annotations

from dragoman.conversations.message import Choice
from dragoman.conversations.message import Say as Message
from dragoman.dialogues.heard import Text
from dragoman.dialogues.talk import Talk
from dragoman.dialogues.voice import TITLE_MAX, clip
from dragoman.understanding import DateRange

_PERHAPS = {
    "go:cancel": "cancel", "go:status": "my_bookings", "go:edit": "change", "go:new": "new_search", "go:person": "person",
    "go:documents": "documents",
}  # fmt: skip
"""Choices that may be offered when something is only guessed at, with their titles."""


def menu(talk: Talk, lead: str | None = None) -> None:
    """Say what can be done here."""
    voice = talk.voice
    choices = [voice.choice("go:new", "book_flight"), voice.choice("go:status", "my_bookings")]
    choices.append(voice.choice("go:person", "person"))
    if talk.frames or talk.aside:
        choices.insert(0, voice.choice("go:continue", "continue"))
    text = voice.text("menu", tenant=voice.setting.tenant)
    if lead:
        text = f"{lead}\n\n{text}"
    talk.say(Message(text=text, choices=tuple(choices), label=voice.text("label.menu")), question=True)


def help(talk: Talk) -> None:
    """Say how to speak to the bot."""
    voice = talk.voice
    choices: list[Choice] = []
    if talk.frames:
        choices.append(voice.choice("go:continue", "continue"))
    choices += [voice.choice("go:menu", "menu"), voice.choice("go:person", "person")]
    talk.say(Message(text=voice.text("help"), choices=tuple(choices)), question=True)


def thanks(talk: Talk) -> None:
    """Answer thanks."""
    talk.say(Message(text=talk.voice.text("welcome")))


def wait(talk: Talk) -> None:
    """Say that the search or check goes on."""
    talk.say(Message(text=talk.voice.text("waiting_on")))


def bye(talk: Talk) -> None:
    """Answer a goodbye."""
    talk.say(Message(text=talk.voice.text("goodbye")))


def question(talk: Talk) -> None:
    """Own up to a question that has no sure answer, and offer a person."""
    voice = talk.voice
    choices = [voice.choice("go:person", "person")]
    if talk.frames:
        choices.append(voice.choice("go:continue", "continue"))
    choices.append(voice.choice("go:menu", "menu"))
    talk.say(Message(text=voice.text("question_unknown"), choices=tuple(choices)), question=True)


def perhaps(talk: Talk, id: str) -> bool:
    """Ask whether a choice is what was meant: nothing is done until the traveller taps it. False when it cannot be offered."""
    voice = talk.voice
    shown = next((Choice(id=s.id, title=clip(s.title, TITLE_MAX)) for s in talk.shown if s.id == id), None)
    guess = shown or (voice.choice(id, _PERHAPS[id]) if id in _PERHAPS else None)
    if guess is None:
        return False
    others = [voice.choice("go:continue", "continue") if talk.frames else voice.choice("go:menu", "menu")]
    others += [voice.choice("go:person", "person")]
    talk.say(Message(text=voice.text("did_you_mean"), choices=(guess, *others)))
    return True


def told_back(talk: Talk, heard: Text) -> None:
    """Say which places and days a mere guess put in, so that a wrong one is seen at once."""
    values, voice = heard.understood.values, talk.voice
    parts = [p.city for name in ("origin", "destination") if name in heard.guessed and (p := getattr(values, name))]
    for name in ("departure", "return_"):
        when = getattr(values, name) if name in heard.guessed else None
        days = (when.first, when.last) if isinstance(when, DateRange) else (when,) if when else ()
        parts += [voice.words.day(day) for day in days]
    if parts:
        talk.notes.append(voice.text("read_as", what=", ".join(parts)))
