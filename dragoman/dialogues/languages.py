"""The dialogue `choose_language`: which language the bot speaks."""

from __future__ import annotations

from babel import Locale
from msgspec import Struct

from dragoman.conversations.message import Choice
from dragoman.conversations.message import Say as Message
from dragoman.dialogues.steps import Choose, Dialogue
from dragoman.dialogues.voice import ROW_MAX, Voice, clip
from dragoman.dialogues.words import languages


class LanguageMemory(Struct, frozen=True, omit_defaults=True):
    """Nothing is kept: the choice is an interruption that every dialogue hears."""


def _words(m: LanguageMemory, v: Voice) -> Message:
    rows = tuple(Choice(id=f"go:language:{code}", title=clip(_own_name(code), ROW_MAX)) for code in languages())
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
