"""What days a week further on mean: "Thursday week", "a week on Monday", "the weekend after next"."""

from __future__ import annotations

import re
from datetime import timedelta

from dragoman.understanding.date_readers import DateFrame, Found, coming_day, joined, monday_of, one_day
from dragoman.understanding.lexicon import Lexicon


def weekday_week(match: re.Match[str], words: Lexicon, frame: DateFrame) -> Found | None:
    """Read "Thursday week", "a week on Monday", "mardi en huit": one week after the coming one; a fortnight: two."""
    return one_day(
        coming_day(words.weekdays[joined(match["weekday"])], frame) + timedelta(weeks=1 if match["one"] else 2)
    )


def weekday_second(match: re.Match[str], words: Lexicon, frame: DateFrame) -> Found | None:
    """Read "the Friday after next", "übernächsten Mittwoch": the one but next."""
    return one_day(monday_of(frame.today, 2) + timedelta(days=words.weekdays[joined(match["weekday"])]))


def weekend_second(match: re.Match[str], words: Lexicon, frame: DateFrame) -> Found | None:
    """Read "the weekend after next"."""
    saturday = monday_of(frame.today, 2) + timedelta(days=5)
    return saturday, saturday + timedelta(days=1), None, ()


def week_second(match: re.Match[str], words: Lexicon, frame: DateFrame) -> Found | None:
    """Read "the week after next", "übernächste Woche"."""
    monday = monday_of(frame.today, 2)
    return monday, monday + timedelta(days=6), None, ()
