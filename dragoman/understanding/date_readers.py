"""What each form of date means: a matched expression in, the first and last day out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from dragoman.understanding.calendars import add_months, holiday, safe_date
from dragoman.understanding.lexicon import Lexicon
from dragoman.understanding.names import Fault

MONTH_FIRST = frozenset({"US", "PH", "PW", "FM", "MH"})
"""Countries that write month before day (CLDR short date patterns)."""


@dataclass(frozen=True, slots=True)
class DateFrame:
    """What dates are read against: the day it is, the order of day and month, and whether past dates are meant."""

    today: date
    country: str | None = None
    past: bool = False
    anchor: date | None = None  # the departure that "a week later" counts from

    @property
    def month_first(self) -> bool:
        """Whether 03/04 means March 4th here."""
        return self.country in MONTH_FIRST


Found = tuple[date | None, date | None, Fault | None, tuple[date, ...]]
"""First and last day (None = no such day), why not, and other readings."""


def one_day(day: date | None, fault: Fault | None = None, others: tuple[date, ...] = ()) -> Found:
    """Return a single day as what was found; None is no such day."""
    return day, day, fault if day else (fault or Fault.IMPOSSIBLE_DATE), others


def _year(text: str | None, frame: DateFrame) -> int | None:
    if not text:
        return None
    number = int(re.sub(r"\D", "", text))
    if number > 99:
        return number
    century = 2000 if not frame.past or 2000 + number <= frame.today.year else 1900
    return century + number


def _in_year(day: int, month: int, year: int | None, frame: DateFrame) -> date | None:
    """Return the day in `year`, or without a year the next such day (29 February: the next that exists)."""
    if year is not None:
        return safe_date(year, month, day)
    if frame.past:
        return None
    for ahead in range(9):
        found = safe_date(frame.today.year + ahead, month, day)
        if found and found >= frame.today:
            return found
        if found is None and not (month == 2 and day == 29):
            return None
    return None


def iso(match: re.Match[str], words: Lexicon, frame: DateFrame) -> Found | None:
    """Read 2026-12-15."""
    return one_day(safe_date(int(match["y"]), int(match["m"]), int(match["d"])))


def numeric(match: re.Match[str], words: Lexicon, frame: DateFrame) -> Found | None:
    """Read 15/12, 15.12. or 12/15/2026, by the order of the writer's country."""
    a, b = int(match["a"]), int(match["b"])
    if match["y"] is None and not _short_form(a, b, match["sep"], bool(match["dot"])):
        return None
    year = _year(match["y"], frame)
    day_first, month_first = _in_year(a, b, year, frame), _in_year(b, a, year, frame)
    if match["sep"] == ".":
        return one_day(day_first)
    chosen, other = (month_first, day_first) if frame.month_first else (day_first, month_first)
    if chosen and other and chosen != other and (frame.country is None or frame.month_first):
        return chosen, chosen, Fault.AMBIGUOUS_DATE, (chosen, other)
    return one_day(chosen or other)


def month_day_numbers(match: re.Match[str], words: Lexicon, frame: DateFrame) -> Found | None:
    """Read 12月15日."""
    month = int(match["m"])
    return one_day(_in_year(int(match["d"]), month, _year(match["y"], frame), frame) if 1 <= month <= 12 else None)


def offset(match: re.Match[str], words: Lexicon, frame: DateFrame) -> Found | None:
    """Read a phrase that stands for a number of days ("a fortnight")."""
    return one_day(frame.today + timedelta(days=words.offsets[joined(match["phrase"])]))


def joined(text: str) -> str:
    """Return a matched phrase in the form in which the lexicon keeps it."""
    return " ".join(re.split(r"[\s'-]+", text))


def ordinal_range(match: re.Match[str], words: Lexicon, frame: DateFrame) -> Found | None:
    """Read "the 10th to the 15th", with or without "of next month"."""
    first = bare_ordinal(match, words, frame)
    if not first or first[0] is None:
        return first
    last = safe_date(first[0].year, first[0].month, int(match["day2"]))
    if last is None or last < first[0]:
        return first[0], None, Fault.IMPOSSIBLE_DATE, ()
    return first[0], last, None, ()


def _short_form(a: int, b: int, sep: str, dotted: bool) -> bool:
    """Say whether two numbers without a year are a date: 15/12 is, 15.12. is, 15.12 and 12-15 are not."""
    if sep == "/":
        return 1 <= a <= 31 and 1 <= b <= 31 and min(a, b) <= 12
    return sep == "." and dotted and 1 <= a <= 31 and 1 <= b <= 12


def day_month(match: re.Match[str], words: Lexicon, frame: DateFrame) -> Found | None:
    """Read "15 December", "Dec 15th 2026", "15DEC"."""
    month = words.months[joined(match["month"])]
    day = _day_number(match["day"], words)
    year = _year(match["y"], frame)
    return one_day(_in_year(day, month, year, frame)) if day else None


def day_range(match: re.Match[str], words: Lexicon, frame: DateFrame) -> Found | None:
    """Read "12-15 Dec", "28 Dec to 3 Jan"."""
    month = words.months[joined(match["month"])]
    first_month = words.months[joined(match["month1"])] if match.groupdict().get("month1") else month
    one, two = _day_number(match["day"], words), _day_number(match["day2"], words)
    if not (one and two):
        return None
    year = _year(match["y"], frame)
    first = _in_year(one, first_month, year, frame)
    last = safe_date(first.year + (month < first_month), month, two) if first else None
    if first and last and last < first:
        last = None
    return first, last, None if first and last else Fault.IMPOSSIBLE_DATE, ()


def _day_number(text: str, words: Lexicon) -> int:
    digits = re.match(r"\d+", text)
    if digits:
        return int(digits.group())
    return words.ordinals.get(joined(text), 0)


def bare_ordinal(match: re.Match[str], words: Lexicon, frame: DateFrame) -> Found | None:
    """Read "the 3rd", "the 3rd of next month"."""
    day = _day_number(match["day"], words)
    if not 1 <= day <= 31 or frame.past:
        return one_day(None) if day else None
    start = frame.today.replace(day=1)
    shift = match["next_month"] is not None
    for ahead in range(1 if shift else 0, 14):
        month = add_months(start, ahead)
        found = safe_date(month.year, month.month, day)
        if found and (found >= frame.today or match["this_month"]):
            return one_day(found)
        if found is None and match["this_month"]:
            return one_day(None)
    return one_day(None)


def relative(match: re.Match[str], words: Lexicon, frame: DateFrame) -> Found | None:
    """Read "tomorrow" and its like."""
    form = joined(match["rel"])
    for name, days in (
        ("before_yesterday", -2),
        ("yesterday", -1),
        ("after_tomorrow", 2),
        ("tomorrow", 1),
        ("today", 0),
    ):
        if form in words.terms.get(f"date.{name}", ()):
            return one_day(frame.today + timedelta(days=days))
    return None


def _count(text: str, words: Lexicon) -> int:
    return int(text) if text.isdigit() else words.numbers.get(" ".join(text.split()), 1)


def distance(match: re.Match[str], words: Lexicon, frame: DateFrame) -> Found | None:
    """Read "in two weeks", "3 days from now"."""
    number = min(_count(match["n"], words), 1000)
    unit = " ".join(match["unit"].split())
    groups = match.groupdict()
    back = groups.get("ago")
    start = frame.anchor if frame.anchor and groups.get("hence") in words.terms.get("date.later", ()) else frame.today
    if back:
        number = -number
    if unit in words.terms.get("date.day", ()):
        return one_day(start + timedelta(days=number))
    if unit in words.terms.get("date.week", ()):
        return one_day(start + timedelta(weeks=number))
    if unit in words.terms.get("date.month", ()):
        return one_day(add_months(start, number))
    return one_day(add_months(start, 12 * number)) if abs(number) < 100 else one_day(None)


def monday_of(today: date, weeks: int = 0) -> date:
    """Return the Monday of the week of `today`, or of that many weeks later."""
    return today - timedelta(days=today.weekday()) + timedelta(weeks=weeks)


def weekday_in_week(match: re.Match[str], words: Lexicon, frame: DateFrame) -> Found | None:
    """Read "Monday next week", "Friday this week"."""
    weekday = words.weekdays[joined(match["weekday"])]
    return one_day(monday_of(frame.today, 0 if match.groupdict().get("this") else 1) + timedelta(days=weekday))


def coming_day(weekday: int, frame: DateFrame) -> date:
    """Return the next such weekday (0 = Monday), a week ahead when it is today."""
    return frame.today + timedelta(days=(weekday - frame.today.weekday() - 1) % 7 + 1)


def weekday(match: re.Match[str], words: Lexicon, frame: DateFrame) -> Found | None:
    """Read "Friday", "next Friday", "Tuesday in a week"."""
    weekday = words.weekdays[joined(match["weekday"])]
    groups = match.groupdict()
    coming = coming_day(weekday, frame)
    week = joined(match["weekday"]) in words.terms.get("date.week", ())
    if week and match.start() == match.start("weekday") and match.end() > match.end("weekday"):
        return None  # Indonesian "minggu depan" is next week, "hari minggu depan" next Sunday
    if groups.get("later"):
        return one_day(coming + timedelta(weeks=_count(groups["later"], words)))
    if groups.get("next") or groups.get("after"):
        following = monday_of(frame.today, 1) + timedelta(days=weekday)
        return one_day(following, None, (following, coming) if coming != following else ())
    return one_day(coming)


def weekend(match: re.Match[str], words: Lexicon, frame: DateFrame) -> Found | None:
    """Read "the weekend", "next weekend"."""
    saturday = monday_of(frame.today) + timedelta(days=5)
    if match["next"] or match["after"]:
        saturday += timedelta(weeks=1)
    first = max(saturday, frame.today)
    return first, saturday + timedelta(days=1), None, ()


def stretch(match: re.Match[str], words: Lexicon, frame: DateFrame) -> Found | None:
    """Read "next week", "this month", "next month" as the days from its first to its last that are still to come."""
    ahead = bool(match["next"] or match["after"])
    if (match["unit"] or match["unit2"]) in words.terms.get("date.week", ()):
        monday = monday_of(frame.today, 1 if ahead else 0)
        return max(monday, frame.today), monday + timedelta(days=6), None, ()
    start = add_months(frame.today.replace(day=1), 1 if ahead else 0)
    return max(start, frame.today), add_months(start, 1) - timedelta(days=1), None, ()


def part_of_month(match: re.Match[str], words: Lexicon, frame: DateFrame) -> Found | None:
    """Read "end of November", "mid December", "in January"."""
    groups = match.groupdict()
    if groups["month"]:
        month = words.months[joined(groups["month"])]
        year = _year(groups.get("y"), frame) or frame.today.year + (month < frame.today.month)
        start = safe_date(year, month, 1)
    else:
        start = add_months(frame.today.replace(day=1), 1 if groups["next"] else 0)
    if start is None:
        return one_day(None)
    last = add_months(start, 1) - timedelta(days=1)
    part = " ".join((groups["part"] or "").split())
    if part in words.terms.get("date.begin", ()):
        last = start + timedelta(days=9)
    elif part in words.terms.get("date.middle", ()):
        start, last = start + timedelta(days=10), start + timedelta(days=19)
    elif part in words.terms.get("date.end", ()):
        start = start + timedelta(days=20)
    elif part or not groups["month"]:
        return None
    return max(start, frame.today) if last >= frame.today else start, last, None, ()


def feast(match: re.Match[str], words: Lexicon, frame: DateFrame) -> Found | None:
    """Read "Christmas", "Easter", "Sallah"."""
    form = joined(match["feast"])
    for name in (n for n in words.terms if n.startswith("holidays.")):
        if form in words.terms[name]:
            for year in (frame.today.year, frame.today.year + 1):
                day = holiday(name.removeprefix("holidays."), year)
                if day and day >= frame.today:
                    return one_day(day)
    return None
