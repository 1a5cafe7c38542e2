"""Indonesian, with the formal "Anda"."""

from __future__ import annotations

from dragoman.dialogues.words import Entry
from dragoman.dialogues.words.id import meeting, money, trip

WORDS: dict[str, Entry] = {**meeting.WORDS, **trip.WORDS, **money.WORDS}
