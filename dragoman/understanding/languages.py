"""Which language a message is in."""

from __future__ import annotations


def detect_language(text: str, country: str | None = None) -> str | None:
    """Return the ISO 639 code of the language of `text` ("pcm" for Nigerian Pidgin), or None when it does not show."""
    return None
