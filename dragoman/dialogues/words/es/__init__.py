"""Spanish, formal and without regional words."""

from __future__ import annotations

from dragoman.dialogues.words import Entry
from dragoman.dialogues.words.es import meeting, money, trip

WORDS: dict[str, Entry] = {**meeting.WORDS, **trip.WORDS, **money.WORDS}
