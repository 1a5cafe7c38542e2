"""The date grammar: finds every date and range in a message, by the conventions of people who plan a trip.

A bare weekday is the next one; "next Friday" the one in the following Monday-Sunday week; "the 3rd" the next 3rd; a month
and day without year the next such day. 03/04 is read by the writer's country and, where that does not settle it, both
readings are given. Calendar dates only; `today` comes from outside.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from dragoman.understanding.date_readers import DateFrame
from dragoman.understanding.date_rules import grammar
from dragoman.understanding.lexicon import Lexicon
from dragoman.understanding.names import Fault

FARTHEST_DAYS = 361
"""Airlines sell about eleven months ahead (IATA: schedules load 331 days; a few carriers 355-361)."""


@dataclass(frozen=True, slots=True)
class DateMention:
    """One date as written: `lo:hi` in the folded text; `first` = None with a fault when there is no such day."""

    lo: int
    hi: int
    first: date | None
    last: date | None
    kind: str
    fault: Fault | None = None
    others: tuple[date, ...] = ()
    ranged: bool = False  # "12-15 Dec", "from the 3rd to the 9th": two ends that were named, not a vague stretch


def find_dates(folded: str, words: Lexicon, frame: DateFrame) -> list[DateMention]:
    """Return the dates in `folded` in order; where readings overlap the earliest and longest wins."""
    mentions: list[DateMention] = []
    for kind, pattern, reader in grammar(words, past=frame.past):
        for match in pattern.finditer(folded):
            if any(match.start() < m.hi and m.lo < match.end() for m in mentions):
                continue
            found = reader(match, words, frame)
            if found is None:
                continue
            first, last, fault, others = found
            lo, hi = match.start(), match.end()
            while hi > lo and folded[hi - 1].isspace():
                hi -= 1
            mentions.append(
                DateMention(lo, hi, first, last, kind, fault or _limits(first, frame), others, kind in _RANGES)
            )
    return sorted(mentions, key=lambda m: m.lo)


_RANGES = frozenset({"day_range", "day_pair", "day_range_after", "ordinal_range"})


def _limits(day: date | None, frame: DateFrame) -> Fault | None:
    if day is None or frame.past:
        return None
    if day < frame.today:
        return Fault.PAST_DATE
    if day > frame.today + timedelta(days=FARTHEST_DAYS):
        return Fault.TOO_FAR_AHEAD
    return None
