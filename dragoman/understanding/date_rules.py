"""The forms in which people write dates, as regular expressions built from the words of a message's languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dragoman.understanding import date_readers as read
from dragoman.understanding import week_readers as weeks
from dragoman.understanding.date_readers import DateFrame, Found
from dragoman.understanding.lexicon import Lexicon, alternation

Reader = Callable[[re.Match[str], Lexicon, DateFrame], Found | None]
Rule = tuple[str, str, Reader]

_START = r"(?<![^\W\u3040-\u9fff])"
_END = r"(?![^\W\u3040-\u9fff])"
"""Word borders that also hold inside Chinese and Japanese, where words are not parted."""
_DIGITS = r"(?:0?[1-9]|[12]\d|3\d)"
_ORDINAL_MARK = r"(?:st|nd|rd|th|er|eme)"


@dataclass(frozen=True, slots=True)
class Parts:
    """The pieces that the rules are put together from."""

    words: Lexicon
    month: str
    weekday: str
    spelled: str
    the: str
    of: str
    day: str
    day2: str
    year: str
    number: str
    unit: str
    ahead: str  # "next", before what it speaks of
    ahead_after: str  # "prochain", behind it
    past: bool  # dates of birth
    link: str  # between a noun and its adjective

    def term(self, names: str) -> str:
        """Return the date terms of `names` ("to|or") as an expression."""
        return self.words.any("|".join(f"date.{n}" for n in names.split("|")))


def grammar(words: Lexicon, *, past: bool = False) -> list[tuple[str, re.Pattern[str], Reader]]:
    """Return the compiled rules of `words`, in the order in which they are tried; kept for the next message.

    `past`: dates of birth are read, so that two bare digits behind a month are a year ("1er mai 84").
    """
    kept = words.compiled_past if past else words.compiled
    if not kept:
        parts = _parts(words, past)
        rules = [*_numeric(parts), *_calendar(parts), *_relative(parts), *_weekdays(parts), *_loose(parts)]
        kept.extend((kind, re.compile(rule), reader) for kind, rule, reader in rules)
    return kept


def _parts(words: Lexicon, past: bool) -> Parts:
    def term(name: str) -> str:
        return words.any(f"date.{name}")

    spelled = alternation(words.ordinals)
    short = r"'?\d\d(?![\d:./-])" if past else r"'\d\d"
    mark = rf"(?:\s?{_ORDINAL_MARK}\b|[ºª°]|\.(?!\d))?"
    of = rf"(?:\s*{term('of')}\s*(?:{term('the')}\s+)?(?:{term('month')}\s+)?|[\s,.-]*)"
    return Parts(
        words,
        alternation(words.months),
        alternation(words.weekdays),
        spelled,
        rf"(?:(?:{term('the')}|{term('day_word')})\s+)*",
        of,
        rf"(?P<day>(?<![\d:.,/]){_DIGITS}(?![\d:])|{spelled}){mark}",
        rf"(?P<day2>{_DIGITS}(?![\d:])|{spelled}){mark}",
        rf"(?:(?:{of}|,)?\s*(?P<y>(?:19|20|99)\d\d|{short})(?!\d))?",
        rf"(?P<n>\d{{1,4}}|{alternation(words.numbers)}|an?)",
        rf"(?P<unit>{words.any('date.day|date.week|date.month|date.year')})",
        rf"(?P<next>{term('next')})",
        rf"(?P<after>{term('next_after')})",
        past,
        rf"\s*(?:{term('of')}\s+)?(?:{term('the')}\s+)?",
    )


def _numeric(p: Parts) -> Iterator[Rule]:
    yield "iso", r"(?<!\d)(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d)", read.iso
    yield "cjk", r"(?:(?P<y>\d{4})年)?(?P<m>\d{1,2})月(?P<d>\d{1,2})[日号號]?", read.month_day_numbers
    pair = r"(?P<a>\d{1,2})(?P<sep>[/.-])(?P<b>\d{1,2})(?:(?P=sep)(?P<y>\d{4}|\d\d))?"
    dot = r"(?P<dot>\.)?" if p.words.terms.get("date.dotted") else r"(?P<dot>\.(?=\s*(?:$|[a-z\d,;])))?"
    yield "numeric", rf"(?<![\d/.:-]){pair}{dot}(?![\d/:])", read.numeric


def _calendar(p: Parts) -> Iterator[Rule]:
    """Yield days and ranges with a month: "15 Dec", "December 15", "12-15 Dec", "from the 3rd to the 9th of March"."""
    month, day, day2, the, of, year = p.month, p.day, p.day2, p.the, p.of, p.year
    to = rf"\s*(?:-|{p.term('to|or')})\s*(?:{p.term('on|the|day_word')}\s+)*"
    close = r"(?![^\W\d]|\d)"
    named = rf"(?:(?P<weekday>{p.weekday})[\s,]+(?:{p.term('on')}\s+)?)?"
    born = r"|'?\d\d(?![\d:./-])" if p.past else ""
    yield (
        "day_range",
        rf"{_START}{the}{day}(?:{of}(?P<month1>{month}))?{to}{day2}{of}(?P<month>{month}){close}{year}",
        read.day_range,
    )
    yield (
        "day_range_after",
        rf"{_START}(?P<month>{month})\s+{the}{day}{to}{day2}(?!\w)(?!{of}{month}){year}",
        read.day_range,
    )
    yield (
        "day_pair",
        rf"{_START}{the}{day}\s*{p.term('both')}\s*{the}{day2}{of}(?P<month>{month}){close}{year}",
        read.day_range,
    )
    yield "day_month", rf"(?<![\w.:]){named}{the}{day}{of}(?P<month>{month}){close}{year}", read.day_month
    yield "compact", rf"(?<!\d)(?P<day>[0-3]?\d)(?P<month>{month})(?P<y>\d\d(?:\d\d)?)?(?!\w)", read.day_month
    yield (
        "month_day",
        rf"{_START}{named}(?P<month>{month})(?:\s*{the}|[\s,.]*){day}(?!\w)(?:\s*,?\s*(?P<y>(?:19|20)\d\d{born})(?!\d))?",
        read.day_month,
    )


def _relative(p: Parts) -> Iterator[Rule]:
    """Yield distances from today: "tomorrow", "in two weeks", "3 days from now", "baada ya wiki mbili"."""
    near = p.term("after_tomorrow|tomorrow|today|yesterday|before_yesterday")
    phrases = alternation(p.words.offsets).replace(r"[\s-]+", r"[\s'-]+")
    offsets = rf"(?P<phrase>{phrases}){_END}(?!\s+{p.weekday}{_END})"
    yield "offset", rf"{_START}(?:{p.term('in')}\s+)?{offsets}", read.offset
    yield "relative", rf"{_START}(?P<rel>{near}){_END}", read.relative
    inner = p.term("in")
    later = rf"(?P<later>{alternation(p.words.numbers)}|\d|an?)"
    yield (
        "weekday_later",
        rf"{_START}(?P<weekday>{p.weekday})\s+{inner}\s+{later}\s+{p.term('week')}{_END}",
        read.weekday,
    )
    yield "distance", rf"{_START}{inner}\s*{p.number}\s*{p.unit}{_END}(?:\s+{p.term('hence')}{_END})?", read.distance
    yield "distance_after", rf"{_START}{inner}\s+{p.unit}\s+{p.number}{_END}", read.distance
    yield "distance_hence", rf"{_START}{p.number}\s*{p.unit}\s*(?P<hence>{p.term('hence')}){_END}", read.distance
    yield "distance_ago", rf"{_START}(?:{p.number}\s+{p.unit}\s+(?P<ago>{p.term('ago')})){_END}", read.distance


def _weekdays(p: Parts) -> Iterator[Rule]:
    """Yield "Friday", "next Friday", "vendredi prochain", "Monday of next week", "next week Monday"."""
    week, coming, after = p.term("week"), p.term("coming"), p.term("this_after")
    this = rf"(?P<this>{coming}\s+{week}|{week}\s+{after})"
    following = rf"{p.term('next')}\s*{week}|{week}\s+{p.term('next_after')}"
    joint = rf"\s*(?:{p.term('on|of|the|day_word')}\s+)*"
    day = rf"(?P<weekday>{p.weekday})"
    week_on = rf"(?:(?P<one>{p.term('week_on')})|{p.term('fortnight_on')})"
    behind = rf"(?:(?P<one>{p.term('week_behind')})|{p.term('fortnight_behind')})"
    yield "weekday_week", rf"{_START}{week_on}\s+{day}{_END}", weeks.weekday_week
    yield "weekday_week", rf"{_START}{day}\s+{behind}{_END}(?!\s*(?:end|days?|\d))", weeks.weekday_week
    yield "weekday_second", rf"{_START}{p.term('next_but_one')}\s+{day}{_END}", weeks.weekday_second
    yield "weekday_second", rf"{_START}{day}\s+{p.term('after_next')}{_END}", weeks.weekday_second
    yield (
        "weekday_in_week",
        rf"{_START}(?:{this}|{following}){joint}(?P<weekday>{p.weekday}){_END}",
        read.weekday_in_week,
    )
    yield (
        "weekday_of_week",
        rf"{_START}(?P<weekday>{p.weekday})\s*,?{joint}(?:{this}|{following}){_END}",
        read.weekday_in_week,
    )
    yield (
        "weekday",
        rf"{_START}(?:(?:{p.ahead}|{coming})\s*)?(?:{p.term('day_word')}\s+)?(?P<weekday>{p.weekday}){_END}"
        rf"(?:\s+(?:{p.term('day_after')}\s+)?(?:{p.ahead_after}|{after}){_END})?",
        read.weekday,
    )


def _loose(p: Parts) -> Iterator[Rule]:
    """Yield days without a month, vague stretches, and feasts."""
    which = (
        rf"(?:\s*(?:{p.term('of|the')}\s+)*"
        rf"(?:(?P<next_month>{p.term('next_month')})|(?P<this_month>{p.term('this_month')})){_END})?"
    )
    led = rf"(?:{p.term('lead|day_word')}\s+)+"
    plain = rf"(?P<day>{_DIGITS}|{p.spelled})(?:{_ORDINAL_MARK}|\.|[ºª°])?(?![\d:/%-]|\w|\.\d|,\d)"
    to = rf"\s*(?:-|{p.term('to')})\s*(?:{p.term('on|the|day_word')}\s+)*"
    yield (
        "ordinal_range",
        rf"{_START}(?:{p.term('the|on|day_word')}\s+)*(?P<day>{_DIGITS}){_ORDINAL_MARK}?{to}(?P<day2>{_DIGITS}){_ORDINAL_MARK}(?!\w){which}",
        read.ordinal_range,
    )
    yield "ordinal", rf"{_START}{led}{plain}{which}", read.bare_ordinal
    marked = rf"(?P<day>{_DIGITS}(?={_ORDINAL_MARK}\b)|{p.spelled})(?:{_ORDINAL_MARK})?(?!\w)"
    yield "ordinal_plain", rf"(?<![\w:]){marked}{which}", read.bare_ordinal
    weekend, some = p.term("weekend"), rf"(?:{p.ahead}|{p.term('coming|the')})"
    second = rf"(?:{p.term('next_but_one')}\s+{{0}}|{{0}}\s+{p.term('after_next')}){_END}"
    yield "weekend_second", _START + second.format(weekend), weeks.weekend_second
    yield "week_second", _START + second.format(p.term("week")), weeks.week_second
    yield "weekend", rf"{_START}(?:{some}\s*)?{weekend}{_END}(?:\s+{p.ahead_after}{_END})?", read.weekend
    stretch = rf"(?P<unit>{p.term('week|month')})"
    behind = stretch.replace("unit", "unit2")
    yield (
        "stretch",
        rf"{_START}(?:(?:{p.ahead}|{p.term('coming')})\s*{stretch}|{behind}\s+(?:{p.ahead_after}|{p.term('this_after')})){_END}",
        read.stretch,
    )
    part = rf"(?P<part>{p.term('begin|middle|end')})"
    whole = rf"(?:(?P<month>{p.month})|(?P<next>{p.term('next_month')})|{p.term('this_month')})"
    yield "part", rf"{_START}{part}[\s-]+(?:{p.term('of|the')}\s+)*{whole}{_END}{p.year}", read.part_of_month
    yield (
        "month",
        rf"{_START}(?:{p.term('of')}\s+)(?P<part>)(?P<next>(?!))?(?P<month>{p.month}){_END}{p.year}",
        read.part_of_month,
    )
    feasts = alternation(t for n, ts in p.words.terms.items() if n.startswith("holidays.") for t in ts)
    yield "month_alone", rf"^\W{{0,9}}(?P<part>)(?P<next>(?!))?(?P<month>{p.month})\W{{0,9}}$", read.part_of_month
    feasts = feasts.replace(r"[\s-]+", r"[\s'-]+")  # "New Year's Eve"
    yield "feast", rf"{_START}(?P<feast>{feasts}){_END}", read.feast
