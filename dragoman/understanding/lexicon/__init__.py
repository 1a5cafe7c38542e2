"""Word lists, one small TOML file per language, merged and compiled for the languages that a message may be in."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import Any

import babel

from dragoman.understanding.text import key

LANGUAGES = ("en", "fr", "pt", "es", "de", "id", "sw", "ar", "tr", "hi", "ha", "ig", "yo", "pcm", "zh", "ja")
"""Languages that have a file here (ISO 639; pcm = Nigerian Pidgin)."""

_OWN_CALENDAR = ("pcm", "zh", "ja")
_SPACELESS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def alternation(forms: Iterable[str]) -> str:
    """Return a regular expression for any of `forms` (already folded), longest first; never matches when there are none."""
    ordered = sorted(set(forms), key=lambda f: (-len(f), f))
    return "(?:" + "|".join(re.escape(f).replace(r"\ ", r"[\s-]+") for f in ordered if f) + ")" if ordered else r"(?!)"


def phrase(forms: Iterable[str]) -> re.Pattern[str]:
    """Compile `forms` to a pattern that finds any of them as whole words (anywhere in scripts without spaces)."""
    forms = list(forms)
    spaceless = [f for f in forms if _SPACELESS.search(f)]
    spaced = [f for f in forms if not _SPACELESS.search(f)]
    return re.compile(rf"(?<!\w){alternation(spaced)}(?!\w)|{alternation(spaceless)}")


@dataclass(slots=True)
class Lexicon:
    """The merged words of some languages. `terms["wish.direct"]` is a list of folded phrases; numbers map to their value."""

    terms: dict[str, list[str]] = field(default_factory=dict)
    months: dict[str, int] = field(default_factory=dict)
    weekdays: dict[str, int] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    ordinals: dict[str, int] = field(default_factory=dict)
    offsets: dict[str, int] = field(default_factory=dict)
    compiled: list[tuple[str, re.Pattern[str], Callable[..., Any]]] = field(default_factory=list)
    compiled_past: list[tuple[str, re.Pattern[str], Callable[..., Any]]] = field(default_factory=list)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    patterns: dict[str, re.Pattern[str]] = field(default_factory=dict)
    expressions: dict[str, str] = field(default_factory=dict)
    rules: dict[str, dict[str, re.Pattern[str]]] = field(default_factory=dict)
    first: str = ""  # the language that the message is most likely in

    def pattern(self, name: str) -> re.Pattern[str]:
        """Return the compiled pattern of one or several ("a|b") term lists."""
        if name not in self.patterns:
            self.patterns[name] = phrase(t for part in name.split("|") for t in self.terms.get(part, ()))
        return self.patterns[name]

    def any(self, name: str) -> str:
        """Return the terms of `name` ("a|b" for several) as a regular expression without word borders."""
        if name not in self.expressions:
            self.expressions[name] = alternation(t for part in name.split("|") for t in self.terms.get(part, ()))
        return self.expressions[name]

    def counts(self) -> str:
        """Return the number words as a regular expression without word borders."""
        if "#numbers" not in self.expressions:
            self.expressions["#numbers"] = alternation(self.numbers)
        return self.expressions["#numbers"]


@lru_cache(maxsize=64)
def lexicon(languages: tuple[str, ...]) -> Lexicon:
    """Return the words of `languages`, earlier ones taking precedence; unknown languages add nothing."""
    merged = Lexicon(first=languages[0] if languages else "")
    tables = {
        language: tomllib.loads(resources.files(__package__).joinpath(f"{language}.toml").read_text("utf-8"))
        for language in languages
        if language in LANGUAGES
    }
    for language, table in tables.items():
        _calendar(merged, language)
        for section, entries in table.items():
            for name, content in entries.items():
                _take(merged, section, name, content)
    for table in tables.values():
        for form in table.get("language", {}).get("no_day", ()):
            merged.weekdays.pop(form, None)  # Indonesian "cuma" is no Turkish Friday
    return merged


def _take(merged: Lexicon, section: str, name: str, content: object) -> None:
    if isinstance(content, list):
        into = merged.terms.setdefault(f"{section}.{name}", [])
        into.extend(dict.fromkeys(f for f in (key(str(c)) or str(c) for c in content) if f not in into))
    elif section in ("months", "weekdays", "numbers", "ordinals", "offsets") and isinstance(content, int):
        target: dict[str, int] = getattr(merged, section)
        target.setdefault(key(name), content)
    elif isinstance(content, dict):
        values = merged.values.setdefault(f"{section}.{name}", {})
        for form, value in content.items():
            values.setdefault(key(form), str(value))


def _calendar(merged: Lexicon, language: str) -> None:
    """Add month and weekday names of the language from CLDR (Babel), but no short one that is an everyday word of an earlier one."""
    if language in _OWN_CALENDAR:
        return
    everyday = frozenset(merged.terms.get("language.words", ()))  # "mon" is no Monday in French
    locale = babel.Locale(language)
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in locale.months[context][width].items():
                if len(key(name)) > 2 or _SPACELESS.search(name):
                    merged.months.setdefault(key(name), number)
            for number, name in locale.days[context][width].items():
                if len(key(name)) > 2 and not (width == "abbreviated" and key(name) in everyday):
                    merged.weekdays.setdefault(key(name), number)
