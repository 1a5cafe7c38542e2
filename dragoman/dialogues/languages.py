"""Which language the bot speaks: the dialogue `choose_language`, what a tenant offers, what a first message shows. Pure."""

from __future__ import annotations

import re

from babel import Locale
from msgspec import Struct

from dragoman.conversations.message import Choice
from dragoman.conversations.message import Say as Message
from dragoman.dialogues.steps import Choose, Dialogue
from dragoman.dialogues.voice import ROW_MAX, Setting, Voice, clip
from dragoman.dialogues.words import DEFAULT, languages
from dragoman.understanding import detect_language
from dragoman.understanding.languages import SPOKEN, evidence

_EVIDENCE = (
    2  # fewer words decide only by their script, or for a language of the writer's country: names and greetings travel
)
_CODES = re.compile(r"\b[A-Z]{2,}\b|\b[A-Za-z]{3}\s*[-–>/]+\s*[A-Za-z]{3}\b")  # LOS is no Spanish article
_SPOKEN_AS = {"pcm": "en"}  # understood, and answered in


def offered(named: tuple[str, ...]) -> tuple[str, ...]:
    """Languages with words among those a tenant names, in its order; all when it names none that has words."""
    return tuple(code for code in named if code in languages()) or languages()


def spoken(known: str, named: tuple[str, ...]) -> str:
    """The language to speak with a person whose language is `known` ("" unknown): theirs if offered, else English, else the tenant's first."""
    choice = offered(named)
    return known if known in choice else DEFAULT if DEFAULT in choice else choice[0]


def shown_language(text: str, setting: Setting) -> str | None:
    """The offered language that a person's message surely shows; None when it does not, or shows one that is not offered."""
    text = _CODES.sub(" ", text)
    found = detect_language(text, setting.country)
    if found is None:
        return None
    near = found == "ar" or found in SPOKEN.get(setting.country, ())
    if not near and evidence(text, found) < _EVIDENCE:
        return None
    code = _SPOKEN_AS.get(found, found)
    return code if code in offered(setting.languages) else None


class LanguageMemory(Struct, frozen=True, omit_defaults=True):
    """Nothing is kept: the choice is an interruption that every dialogue hears."""


def _words(m: LanguageMemory, v: Voice) -> Message:
    rows = tuple(
        Choice(id=f"go:language:{code}", title=clip(_own_name(code), ROW_MAX)) for code in offered(v.setting.languages)
    )
    return Message(text=v.text("language_which"), choices=rows[:10], label=v.text("label.language"))


def _own_name(code: str) -> str:
    return (Locale.parse(code).get_display_name() or code).capitalize()


CHOOSE_LANGUAGE = Dialogue(
    name="choose_language",
    memory=LanguageMemory,
    steps=(
        Choose(name="language", words=_words, open=lambda m: True, expect=("language",), take=lambda m, i, v: None),
    ),
)
