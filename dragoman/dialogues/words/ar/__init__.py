"""Arabic, Modern Standard, addressing men and women alike.

U+2066 and U+2069 keep times and phone numbers left to right inside a line (Unicode Annex 9); U+200F begins a line that
would otherwise begin with Latin letters, so that it runs right to left.
"""

from __future__ import annotations

from dragoman.dialogues.words.ar import meeting, money, outcomes, refusals, trip
from dragoman.kit.wording import Entry

WORDS: dict[str, Entry] = {**meeting.WORDS, **trip.WORDS, **money.WORDS, **outcomes.WORDS, **refusals.WORDS}
