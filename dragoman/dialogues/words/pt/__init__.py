"""Portuguese, formal and without regional words, spelled as in Portugal and Africa."""

from __future__ import annotations

from dragoman.dialogues.words.pt import meeting, money, outcomes, refusals, trip
from dragoman.kit.wording import Entry

WORDS: dict[str, Entry] = {**meeting.WORDS, **trip.WORDS, **money.WORDS, **outcomes.WORDS, **refusals.WORDS}
