"""The wording of notifications, a file a language; a missing key falls back to English."""

from __future__ import annotations

from collections.abc import Mapping

from dragoman.notifications.words import en

_LANGUAGES: Mapping[str, Mapping[str, str]] = {"en": en.WORDS}


def word(language: str, key: str, **values: object) -> str:
    """Return the sentence of a key with its values filled in; KeyError for a key that no language has."""
    text = _LANGUAGES.get(language, en.WORDS).get(key) or en.WORDS[key]
    return text.format(**values) if values else text


def labels(language: str, prefix: str) -> dict[str, str]:
    """Return all sentences whose key begins with `prefix`, without it."""
    merged = {**en.WORDS, **_LANGUAGES.get(language, {})}
    return {key.removeprefix(prefix): text for key, text in merged.items() if key.startswith(prefix)}
