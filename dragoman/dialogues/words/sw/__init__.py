"""Swahili as spoken in Kenya and Tanzania, polite."""

from __future__ import annotations

from dragoman.dialogues.words import Entry
from dragoman.dialogues.words.sw import meeting, money, trip

WORDS: dict[str, Entry] = {**meeting.WORDS, **trip.WORDS, **money.WORDS}
