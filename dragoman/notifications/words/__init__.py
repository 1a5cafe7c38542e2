"""The wording of notifications, a file a language; a missing key falls back to English.

Keys of `alert.` and `mail.alert` speak to staff and are in English alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from babel import Locale

from dragoman.kit.wording import Entry, own_entry, speaks, spoken
from dragoman.notifications.words import ar, en, es, fr, id, pt, sw

_LANGUAGES: Mapping[str, Mapping[str, Entry]] = {
    "ar": ar.WORDS, "en": en.WORDS, "es": es.WORDS, "fr": fr.WORDS, "id": id.WORDS, "pt": pt.WORDS, "sw": sw.WORDS,
}  # fmt: skip
DEFAULT = "en"


def languages() -> tuple[str, ...]:
    """Codes of the languages that have words."""
    return tuple(_LANGUAGES)


def table(language: str) -> Mapping[str, Entry]:
    """The words of one language; English for a language without words."""
    return _LANGUAGES.get(language, en.WORDS)


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language)


def word(language: str, key: str, **values: object) -> str:
    """Return the sentence of a key with its values filled in, `n` choosing the plural; KeyError for a key that no language has."""
    entry = own_entry("notices", language, key) or _LANGUAGES.get(language, {}).get(key)
    if entry is None:
        return spoken(en.WORDS[key], _locale(DEFAULT), values)
    return spoken(entry, _locale(language), values)


def labels(language: str, prefix: str) -> dict[str, str]:
    """Return all sentences without values whose key begins with `prefix`, without it."""
    merged = {**en.WORDS, **_LANGUAGES.get(language, {})}
    return {
        key.removeprefix(prefix): text
        for key, text in merged.items()
        if key.startswith(prefix) and isinstance(text, str)
    }


speaks("notices", table, languages)
