"""French."""

from __future__ import annotations

from dragoman.dialogues.words import Entry
from dragoman.dialogues.words.fr import meeting, money, trip

WORDS: dict[str, Entry] = {**meeting.WORDS, **trip.WORDS, **money.WORDS}
