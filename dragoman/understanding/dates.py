"""The date grammar: finds every date and range in a message, by the conventions of people who plan a trip.

A bare weekday is the next one; "next Friday" the one in the following Monday-Sunday week; "the 3rd" the next 3rd; a month
and day without year the next such day. 03/04 is read by the writer's country and, where that does not settle it, both
readings are given. Calendar dates only; `today` comes from outside.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from dragoman.understanding.calendars import add_months, holiday, safe_date
from dragoman.understanding.lexicon import Lexicon, alternation
from dragoman.understanding.models import Fault

MONTH_FIRST = frozenset({"US", "PH", "PW", "FM", "MH"})
"""Countries that write month before day (CLDR short date patterns)."""
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


@dataclass(frozen=True, slots=True)
class DateFrame:
    """What dates are read against: the day it is, the order of day and month, and whether past dates are meant."""

    today: date
    country: str | None = None
    past: bool = False

    @property
    def month_first(self) -> bool:
        """Whether 03/04 means March 4th here."""
        return self.country in MONTH_FIRST


Found = tuple[date | None, date | None, Fault | None, tuple[date, ...]]
Reader = Callable[[re.Match[str], Lexicon, DateFrame], Found | None]


def find_dates(folded: str, words: Lexicon, frame: DateFrame) -> list[DateMention]:
    """Return the dates in `folded` in order; where readings overlap the earliest and longest wins."""
    mentions: list[DateMention] = []
    for kind, pattern, reader in _grammar(words):
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


_RANGES = frozenset({"day_range", "day_range_after", "numeric_range"})


def _limits(day: date | None, frame: DateFrame) -> Fault | None:
    if day is None or frame.past:
        return None
    if day < frame.today:
        return Fault.PAST_DATE
    if day > frame.today + timedelta(days=FARTHEST_DAYS):
        return Fault.TOO_FAR_AHEAD
    return None


def _one(day: date | None, fault: Fault | None = None, others: tuple[date, ...] = ()) -> Found:
    return day, day, fault if day else (fault or Fault.IMPOSSIBLE_DATE), others


# -- readers, in the order in which they are tried -------------------------------------------------------------------


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


def _iso(match: re.Match[str], words: Lexicon, frame: DateFrame) -> Found | None:
    return _one(safe_date(int(match["y"]), int(match["m"]), int(match["d"])))


def _numeric(match: re.Match[str], words: Lexicon, frame: DateFrame) -> Found | None:
    a, b = int(match["a"]), int(match["b"])
    if match["y"] is None and (match["sep"] != "/" or not (1 <= a <= 31 and 1 <= b <= 31) or (a > 12 and b > 12)):
        if not (match["sep"] == "." and match["dot"] and 1 <= a <= 31 and 1 <= b <= 12):
            return None
    year = _year(match["y"], frame)
    day_first, month_first = _in_year(a, b, year, frame), _in_year(b, a, year, frame)
    if match["sep"] == ".":
        return _one(day_first)
    chosen, other = (month_first, day_first) if frame.month_first else (day_first, month_first)
    if chosen and other and chosen != other and (frame.country is None or frame.month_first):
        return chosen, chosen, Fault.AMBIGUOUS_DATE, (chosen, other)
    return _one(chosen or other)


def _day_month(match: re.Match[str], words: Lexicon, frame: DateFrame) -> Found | None:
    month = words.months[" ".join(re.split(r"[\s-]+", match["month"]))]
    day = _day_number(match["day"], words)
    year = _year(match["y"], frame)
    return _one(_in_year(day, month, year, frame)) if day else None


def _day_range(match: re.Match[str], words: Lexicon, frame: DateFrame) -> Found | None:
    month = words.months[" ".join(re.split(r"[\s-]+", match["month"]))]
    one, two = _day_number(match["day"], words), _day_number(match["day2"], words)
    year = _year(match["y"], frame)
    first = _in_year(one, month, year, frame)
    last = safe_date(first.year, month, two) if first else None
    if first and last and last < first:
        last = None
    return (first, last, None if first and last else Fault.IMPOSSIBLE_DATE, ()) if one and two else None


def _day_number(text: str, words: Lexicon) -> int:
    digits = re.match(r"\d+", text)
    if digits:
        return int(digits.group())
    return words.ordinals.get(" ".join(re.split(r"[\s-]+", text)), 0)


def _bare_ordinal(match: re.Match[str], words: Lexicon, frame: DateFrame) -> Found | None:
    day = _day_number(match["day"], words)
    if not 1 <= day <= 31 or frame.past:
        return _one(None) if day else None
    start = frame.today.replace(day=1)
    shift = match["next_month"] is not None
    for ahead in range(1 if shift else 0, 14):
        month = add_months(start, ahead)
        found = safe_date(month.year, month.month, day)
        if found and (found >= frame.today or match["this_month"]):
            return _one(found)
        if found is None and match["this_month"]:
            return _one(None)
    return _one(None)


def _relative(match: re.Match[str], words: Lexicon, frame: DateFrame) -> Found | None:
    form = " ".join(re.split(r"[\s-]+", match["rel"]))
    for name, days in (
        ("before_yesterday", -2),
        ("yesterday", -1),
        ("after_tomorrow", 2),
        ("tomorrow", 1),
        ("today", 0),
    ):
        if form in words.terms.get(f"date.{name}", ()):
            return _one(frame.today + timedelta(days=days))
    return None


def _count(text: str, words: Lexicon) -> int:
    return int(text) if text.isdigit() else words.numbers.get(" ".join(text.split()), 1)


def _distance(match: re.Match[str], words: Lexicon, frame: DateFrame) -> Found | None:
    number = min(_count(match["n"], words), 1000)
    unit = " ".join(match["unit"].split())
    back = match.groupdict().get("ago")
    if back:
        number = -number
    if unit in words.terms.get("date.day", ()):
        return _one(frame.today + timedelta(days=number))
    if unit in words.terms.get("date.week", ()):
        return _one(frame.today + timedelta(weeks=number))
    if unit in words.terms.get("date.month", ()):
        return _one(add_months(frame.today, number))
    return _one(add_months(frame.today, 12 * number)) if abs(number) < 100 else _one(None)


def _monday(today: date, weeks: int = 0) -> date:
    return today - timedelta(days=today.weekday()) + timedelta(weeks=weeks)


def _weekday_in_week(match: re.Match[str], words: Lexicon, frame: DateFrame) -> Found | None:
    weekday = words.weekdays[match["weekday"]]
    return _one(_monday(frame.today, 0 if match.groupdict().get("this") else 1) + timedelta(days=weekday))


def _weekday(match: re.Match[str], words: Lexicon, frame: DateFrame) -> Found | None:
    weekday = words.weekdays[match["weekday"]]
    groups = match.groupdict()
    ahead = (weekday - frame.today.weekday() - 1) % 7 + 1
    coming = frame.today + timedelta(days=ahead)
    if groups.get("later"):
        return _one(coming + timedelta(weeks=_count(groups["later"], words)))
    if groups.get("next") or groups.get("after"):
        following = _monday(frame.today, 1) + timedelta(days=weekday)
        return _one(following, None, (following, coming) if coming != following else ())
    return _one(coming)


def _weekend(match: re.Match[str], words: Lexicon, frame: DateFrame) -> Found | None:
    saturday = _monday(frame.today) + timedelta(days=5)
    if match["next"] or match["after"]:
        saturday += timedelta(weeks=1)
    first = max(saturday, frame.today)
    return first, saturday + timedelta(days=1), None, ()


def _stretch(match: re.Match[str], words: Lexicon, frame: DateFrame) -> Found | None:
    """Read "next week", "this month", "next month" as the days from its first to its last that are still to come."""
    ahead = bool(match["next"] or match["after"])
    if match["unit"] in words.terms.get("date.week", ()):
        monday = _monday(frame.today, 1 if ahead else 0)
        return max(monday, frame.today), monday + timedelta(days=6), None, ()
    start = add_months(frame.today.replace(day=1), 1 if ahead else 0)
    return max(start, frame.today), add_months(start, 1) - timedelta(days=1), None, ()


def _part_of_month(match: re.Match[str], words: Lexicon, frame: DateFrame) -> Found | None:
    groups = match.groupdict()
    if groups["month"]:
        month = words.months[" ".join(re.split(r"[\s-]+", groups["month"]))]
        year = _year(groups.get("y"), frame) or frame.today.year + (month < frame.today.month)
        start = safe_date(year, month, 1)
    else:
        start = add_months(frame.today.replace(day=1), 1 if groups["next"] else 0)
    if start is None:
        return _one(None)
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


def _feast(match: re.Match[str], words: Lexicon, frame: DateFrame) -> Found | None:
    form = " ".join(re.split(r"[\s'-]+", match["feast"]))
    for name in (n for n in words.terms if n.startswith("holidays.")):
        if form in words.terms[name]:
            for year in (frame.today.year, frame.today.year + 1):
                day = holiday(name.removeprefix("holidays."), year)
                if day and day >= frame.today:
                    return _one(day)
    return None


# -- the grammar -----------------------------------------------------------------------------------------------------


def _grammar(words: Lexicon) -> list[tuple[str, re.Pattern[str], Reader]]:
    ready = _COMPILED.get(id(words))
    if ready is None or ready[0] is not words:
        ready = (words, [(kind, re.compile(rule), reader) for kind, rule, reader in _rules(words)])
        _COMPILED[id(words)] = ready
    return ready[1]


_COMPILED: dict[int, tuple[Lexicon, list[tuple[str, re.Pattern[str], Reader]]]] = {}


def _rules(words: Lexicon) -> Iterator[tuple[str, str, Reader]]:
    term = words.any
    month, weekday = alternation(words.months), alternation(words.weekdays)
    feasts = alternation(t for n, ts in words.terms.items() if n.startswith("holidays.") for t in ts)
    spelled = alternation(words.ordinals)
    the, of = rf"(?:{term('date.the')}\s+)?", rf"(?:\s*{term('date.of')}\s*(?:{term('date.the')}\s+)?|[\s,.-]*)"
    mark = r"(?:\s?(?:st|nd|rd|th|er|eme|o|a|º|ª)\b|\.(?!\d))?"
    day = rf"(?P<day>(?<![\d:.,/])(?:0?[1-9]|[12]\d|3\d)(?![\d:])|{spelled}){mark}"
    day2 = rf"(?P<day2>(?:0?[1-9]|[12]\d|3\d)(?![\d:])|{spelled}){mark}"
    year = rf"(?:(?:{of}|,)?\s*(?P<y>(?:19|20|99)\d\d|'\d\d)(?!\d))?"
    number = rf"(?P<n>\d{{1,4}}|{alternation(words.numbers)}|an?|une?|um|uma|ein(?:e[mnr]?)?)"
    through = rf"\s*(?:-|{term('date.to|date.or')})\s*(?:{term('date.on|date.the')}\s+)*"
    unit = rf"(?P<unit>{term('date.day|date.week|date.month|date.year')})"
    nxt, nxt_after = rf"(?P<next>{term('date.next')})", rf"(?P<after>{term('date.next_after')})"
    coming = term("date.coming")
    yield "iso", r"(?<!\d)(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d)", _iso
    dot = "dot" if words.terms.get("date.dotted") else "none"
    yield (
        "numeric",
        rf"(?<![\d/.:-])(?P<a>\d{{1,2}})(?P<sep>[/.-])(?P<b>\d{{1,2}})(?:(?P=sep)(?P<y>\d{{4}}|\d\d))?(?P<{dot}>\.)?(?P<{'none' if dot == 'dot' else 'dot'}>(?!))?(?![\d/:])",
        _numeric,
    )
    yield (
        "day_range",
        rf"\b{the}{day}(?:{of}(?P<_m>{month}))?{through}{day2}{of}(?P<month>{month})(?!\w){year}",
        _day_range,
    )
    yield (
        "day_range_after",
        rf"(?<!\w)(?P<month>{month})\s+{the}{day}\s*(?:-|{term('date.to|date.or')})\s*{the}{day2}(?!\w)(?!\s*{month}){year}",
        _day_range,
    )
    yield "day_month", rf"(?<![\w.:]){the}{day}{of}(?P<month>{month})(?![^\W\d]){year}", _day_month
    yield "compact", rf"(?<!\d)(?P<day>[0-3]?\d)(?P<month>{month})(?P<y>\d\d(?:\d\d)?)?(?!\w)", _day_month
    yield (
        "month_day",
        rf"(?<!\w)(?P<month>{month})(?:\s*{the}|[\s,.]*){day}(?!\w)(?:\s*,?\s*(?P<y>20\d\d)(?!\d))?",
        _day_month,
    )
    yield (
        "relative",
        rf"(?<!\w)(?P<rel>{term('date.after_tomorrow|date.tomorrow|date.today|date.yesterday|date.before_yesterday')})(?!\w)",
        _relative,
    )
    yield (
        "weekday_later",
        rf"(?<!\w)(?P<weekday>{weekday})\s+{term('date.in')}\s+(?P<later>{alternation(words.numbers)}|\d|an?)\s+{term('date.week')}(?!\w)",
        _weekday,
    )
    yield (
        "distance",
        rf"(?<!\w){term('date.in')}\s+{number}\s+{unit}(?!\w)(?:\s+{term('date.hence')}(?!\w))?",
        _distance,
    )
    yield "distance_hence", rf"(?<!\w){number}\s+{unit}\s+{term('date.hence')}(?!\w)", _distance
    yield "distance_ago", rf"(?<!\w){number}\s+{unit}\s+(?P<ago>{term('date.ago')})(?!\w)", _distance
    week = term("date.week")
    yield (
        "weekday_in_week",
        rf"(?<!\w)(?:(?P<this>{coming}\s+{week}|{week}\s+{term('date.this_after')})|{term('date.next')}\s+{week}|{week}\s+{term('date.next_after')})"
        rf"\s*(?:{term('date.on|date.of|date.the')}\s+)*(?P<weekday>{weekday})(?!\w)",
        _weekday_in_week,
    )
    yield (
        "weekday_of_week",
        rf"(?<!\w)(?P<weekday>{weekday})\s*,?\s*(?:{term('date.of|date.the|date.on')}\s+)*"
        rf"(?:(?P<this>{coming}\s+{week}|{week}\s+{term('date.this_after')})|{term('date.next')}\s+{week}|{week}\s+{term('date.next_after')})(?!\w)",
        _weekday_in_week,
    )
    yield (
        "weekday",
        rf"(?<!\w)(?:(?:{nxt}|{coming})\s+)?(?P<weekday>{weekday})(?!\w)(?:\s+{nxt_after}(?!\w)|\s+{term('date.this_after')}(?!\w))?",
        _weekday,
    )
    yield (
        "ordinal",
        rf"(?<!\w)(?:{term('date.the|date.on|date.day_word')}\s+)+(?P<day>(?:0?[1-9]|[12]\d|3\d)|{spelled})(?:st|nd|rd|th|er|\.)?(?![\d:/%]|\w)"
        rf"(?:\s*(?:{term('date.of|date.the')}\s+)*(?:(?P<next_month>{term('date.next_month')})|(?P<this_month>{term('date.this_month')}))(?!\w))?",
        _bare_ordinal_checked,
    )
    yield (
        "ordinal_plain",
        rf"(?<![\w:])(?P<day>(?:0?[1-9]|[12]\d|3\d)(?=st|nd|rd|th|er\b)|{spelled})(?:st|nd|rd|th|er)?(?!\w)"
        rf"(?:\s*(?:{term('date.of|date.the')}\s+)*(?:(?P<next_month>{term('date.next_month')})|(?P<this_month>{term('date.this_month')}))(?!\w))?",
        _bare_ordinal_checked,
    )
    yield (
        "weekend",
        rf"(?<!\w)(?:(?:{nxt}|{coming})\s+|{term('date.the')}\s+)?{term('date.weekend')}(?!\w)(?:\s+{nxt_after})?",
        _weekend,
    )
    yield (
        "stretch",
        rf"(?<!\w)(?:(?:{nxt}|{coming})\s+(?P<unit>{term('date.week|date.month')})|(?P<unit2>{term('date.week|date.month')})\s+{nxt_after})(?!\w)",
        _stretch_any,
    )
    yield (
        "part",
        rf"(?<!\w)(?P<part>{term('date.begin|date.middle|date.end')})[\s-]+(?:{term('date.of|date.the')}\s+)*(?:(?P<month>{month})|(?P<next>{term('date.next_month')})|{term('date.this_month')})(?!\w){year}",
        _part_of_month,
    )
    yield (
        "month",
        rf"(?<!\w)(?:{term('date.of')}\s+)(?P<part>)(?P<next>(?!))?(?P<month>{month})(?!\w){year}",
        _part_of_month,
    )
    yield "feast", rf"(?<!\w)(?P<feast>{feasts})(?!\w)", _feast


def _bare_ordinal_checked(match: re.Match[str], words: Lexicon, frame: DateFrame) -> Found | None:
    return _bare_ordinal(match, words, frame)


def _stretch_any(match: re.Match[str], words: Lexicon, frame: DateFrame) -> Found | None:
    return _stretch(match, words, frame)
