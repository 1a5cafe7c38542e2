"""Indonesian, with the formal "Anda"."""

from __future__ import annotations

from dragoman.dialogues.words.id import meeting, money, outcomes, refusals, trip
from dragoman.kit.wording import Entry

WORDS: dict[str, Entry] = {**meeting.WORDS, **trip.WORDS, **money.WORDS, **outcomes.WORDS, **refusals.WORDS}
