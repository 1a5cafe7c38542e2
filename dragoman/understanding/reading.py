"""Reads one message: the only entrance of this room."""

from __future__ import annotations

from datetime import date

from dragoman.understanding.models import Context, Intent, Understanding


def understand(text: str, *, today: date, language: str = "en", context: Context | None = None) -> Understanding:
    """Return what `text` means in `context`; never raises, takes bounded time, and leaves out what is not sure."""
    return Understanding(Intent.UNKNOWN)
