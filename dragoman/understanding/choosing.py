"""Which of the shown options is meant: "2", "the second", "the cheapest", "the 7:30 one", "Air Peace"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from dragoman.understanding.lexicon import Lexicon, alternation
from dragoman.understanding.models import Option
from dragoman.understanding.names import Fault, PartOfDay
from dragoman.understanding.spoken_clocks import spoken_clocks
from dragoman.understanding.text import Message, key
from dragoman.understanding.wishes import clocks


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen: an option, or several that fit (`fault` says why none was settled); `lo:hi` in the folded text."""

    option: Option | None
    lo: int
    hi: int
    fault: Fault | None = None
    candidates: tuple[Option, ...] = ()


def part_of(hour: int) -> PartOfDay:
    """Return the part of day an hour (0-23, local) belongs to."""
    if 5 <= hour < 12:
        return PartOfDay.MORNING
    if 12 <= hour < 17:
        return PartOfDay.AFTERNOON
    return PartOfDay.EVENING if 17 <= hour < 21 else PartOfDay.NIGHT


def find_choice(
    message: Message, options: Sequence[Option], words: Lexicon, *, day_asked: bool = False
) -> Choice | None:
    """Return the choice that the message makes among `options`, or None when it makes none.

    `day_asked`: a day is waited for, so a word that is an ordinal and a weekday is the weekday.
    """
    if not options:
        return None
    shown = [o for o in options if o.title]
    return (
        _by_rank(message, shown, words)
        or _by_number(message, options, words, day_asked)
        or _by_clock(message, shown, words)
        or _by_extreme(message, shown, words)
        or _by_part(message, shown, words)
        or _by_title(message, shown)
    )


@lru_cache(maxsize=32)
def _number_rules(number: str, ordinal: str, option: str, last: str, the: str) -> tuple[re.Pattern[str], ...]:
    one = r"(?:\s+(?:one|option|flight|choice|1))?"
    return (
        re.compile(rf"^\W{{0,9}}(?:{option})?[\s#.:]{{0,4}}(?P<n>\d{{1,2}})\W{{0,4}}(?:please|pls)?\W{{0,9}}$"),
        re.compile(rf"(?<!\w)(?:{option})[\s#.:]{{0,4}}(?P<n>\d{{1,2}}|{number})(?!\w)|#\s*(?P<n2>\d{{1,2}})(?!\w)"),
        re.compile(rf"^\W{{0,9}}(?P<n>{number})\W{{0,9}}$"),
        re.compile(rf"(?<!\w)(?:{the})?\s*(?P<n>{ordinal}|\d{{1,2}}(?:st|nd|rd|th|er|eme|e|o|a|º|ª)){one}(?!\w)"),
        re.compile(rf"(?<!\w)(?P<last>{last})(?!\w)"),
    )


def _by_number(message: Message, options: Sequence[Option], words: Lexicon, day_asked: bool) -> Choice | None:
    own = words.values.get("choice.ordinal", {})
    named = {form: int(number) for form, number in own.items() if not (day_asked and form in words.weekdays)}
    rules = _number_rules(
        alternation(words.numbers),
        alternation((*words.ordinals, *named)),
        words.any("choice.option"),
        words.any("choice.last"),
        words.any("date.the"),
    )
    shown = [o for o in options if o.title] or list(options)
    priced = [o for o in shown if o.price_minor is not None] or shown
    numbered = {o.number or index: o for index, o in enumerate(options, 1)}
    for rule in rules:
        said = [m for m in rule.finditer(message.folded) if not _names_a_day(m, words, named)]
        match = next((m for m in said if len(said) == 1 or not _turned_down(m, words)), None)
        if not match:
            continue
        groups = match.groupdict()
        if groups.get("last"):
            return Choice(priced[-1], match.start(), match.end())
        text = " ".join(re.split(r"[\s-]+", groups.get("n") or groups.get("n2") or ""))
        digits = re.match(r"\d+", text)
        spelled = words.ordinals.get(text, named.get(text, words.numbers.get(text, 0)))
        number = int(digits.group()) if digits else spelled
        if text in words.weekdays and number > len(priced):
            continue  # "a quarta" with three options on show is a Wednesday
        if rule is rules[3] and 1 <= number <= len(priced):  # "the second one": of those on show
            return Choice(priced[number - 1], match.start(), match.end())
        if number in numbered:
            return Choice(numbered[number], match.start(), match.end())
        if rule is not rules[3]:
            return Choice(None, match.start(), match.end(), Fault.NO_SUCH_OPTION, tuple(options))
    return None


def _turned_down(match: re.Match[str], words: Lexicon) -> bool:
    """Say whether an option is named only to refuse it: "not the first, the third one"."""
    group = "n" if match.groupdict().get("n") else 0
    no, the = words.any("correction.withdrawn|correction.no|correction.instead"), words.any("date.the|choice.option")
    return bool(re.search(rf"(?<!\w){no}[\s'\"]+(?:{the}[\s']+){{0,2}}$", match.string[: match.start(group)]))


def _names_a_day(match: re.Match[str], words: Lexicon, named: dict[str, int]) -> bool:
    """Say whether an ordinal that is a weekday too is the day: Portuguese "na segunda", "segunda-feira", but not "a segunda"."""
    form = match.groupdict().get("n")
    if form not in named or form not in words.weekdays:
        return False
    before, after = match.string[: match.start("n")], match.string[match.end("n") :]
    led = re.search(rf"(?<!\w){words.any('choice.day_before')}\s+$", before)
    return bool(led or re.match(rf"[\s-]*{words.any('choice.day_after')}(?!\w)", after))


def _settled(fitting: list[Option], lo: int, hi: int) -> Choice | None:
    if len(fitting) == 1:
        return Choice(fitting[0], lo, hi)
    return Choice(None, lo, hi, Fault.AMBIGUOUS_OPTION, tuple(fitting)) if fitting else None


def _by_clock(message: Message, options: Sequence[Option], words: Lexicon) -> Choice | None:
    said = spoken_clocks(message.folded, words)
    for moment, lo, hi in said or clocks(message.folded):
        fitting = [o for o in options if o.departs == moment]
        fitting = fitting or [o for o in options if o.arrives == moment]
        fitting = fitting or [
            o
            for o in options
            if not said and o.departs and (o.departs.hour % 12, o.departs.minute) == (moment.hour % 12, moment.minute)
        ]
        if not fitting and said:  # "the one at seven in the evening" leaves at 19:10
            fitting = [o for o in options if o.departs and o.departs.hour == moment.hour]
        if fitting:
            return _settled(fitting, lo, hi)
        if said:
            return Choice(None, lo, hi, Fault.NO_SUCH_OPTION, tuple(options))
    return None


_EXTREMES: tuple[tuple[str, Callable[[Option], int | None]], ...] = (
    ("wish.cheapest", lambda o: o.price_minor),
    ("wish.fastest", lambda o: o.minutes),
    ("wish.direct", lambda o: o.stops),
    ("wish.earliest", lambda o: o.departs.hour * 60 + o.departs.minute if o.departs else None),
    ("wish.latest", lambda o: -(o.departs.hour * 60 + o.departs.minute) if o.departs else None),
)


def _by_rank(message: Message, options: Sequence[Option], words: Lexicon) -> Choice | None:
    """Choose "the second cheapest", "la segunda más barata", "termurah kedua": counted in the order of the measure."""
    ordinals = {**words.ordinals, **{f: int(n) for f, n in words.values.get("choice.ordinal", {}).items()}}
    ordinal = rf"(?P<n>{alternation(ordinals)}|\d{{1,2}}(?:st|nd|rd|th|er|eme|e|o|a|º|ª))"
    for term, measure in _EXTREMES:
        said = rf"{words.any(term)}"
        small = r"(?:(?:the|la|le|el|lo|o|a|yang|en|ya|kwa|most|mas|mais|plus|moins|paling|सबसे)\s+){0,3}"
        match = re.search(
            rf"(?<!\w)(?:{ordinal}\s+{small}{said}|{said}\s+{small}{ordinal.replace('<n>', '<m>')})(?!\w)",
            message.folded,
        )
        ranked = sorted(((m, i) for i, o in enumerate(options) if (m := measure(o)) is not None), key=lambda r: r[0])
        if not match or not ranked:
            continue
        text = " ".join(re.split(r"[\s-]+", match["n"] or match["m"]))
        digits = re.match(r"\d+", text)
        number = int(digits.group()) if digits else ordinals.get(text, 0)
        if number > len(ranked):
            return Choice(None, *match.span(), Fault.NO_SUCH_OPTION, tuple(options))
        if number >= 1 and [m for m, _ in ranked].count(ranked[number - 1][0]) == 1:
            return Choice(options[ranked[number - 1][1]], *match.span())
    return None


def _by_extreme(message: Message, options: Sequence[Option], words: Lexicon) -> Choice | None:
    """Choose by a superlative; among equals the cheaper, "direct" only among options without stops."""
    for term, measure in _EXTREMES:
        match = words.pattern(term).search(message.folded)
        measured = [(measure(o), o) for o in options] if match else []
        known = [(m, o) for m, o in measured if m is not None]
        if not match or not known or match.group() in words.terms.get("choice.comparative", ()):
            continue
        least = min(m for m, _ in known)
        if term == "wish.direct" and least != 0:
            return Choice(None, match.start(), match.end(), Fault.NO_SUCH_OPTION, tuple(options))
        best = [o for m, o in known if m == least]
        if len(best) > 1 and term == "wish.direct":
            one = re.match(r"\s+(?:one|1|option)(?!\w)", message.folded[match.end() :])
            return _settled(best, *match.span()) if one else None  # "direct only" is a wish about the list
        best.sort(key=lambda o: o.price_minor if o.price_minor is not None else 1 << 60)
        return Choice(best[0], match.start(), match.end())
    return None


def _by_part(message: Message, options: Sequence[Option], words: Lexicon) -> Choice | None:
    for part in PartOfDay:
        match = words.pattern(f"wish.{part.value}").search(message.folded)
        if match:
            return _settled([o for o in options if o.departs and part_of(o.departs.hour) is part], *match.span())
    return None


def _by_title(message: Message, options: Sequence[Option]) -> Choice | None:
    said = key(message.raw)
    if len(said) < 3:
        return None
    whole = [
        o
        for o in options
        if o.title and (key(o.title) in f" {said} " or (len(said) > 3 and f" {said} " in f" {key(o.title)} "))
    ]
    if whole:
        return _settled(whole, 0, len(message.folded))
    lines = [o for o in options if o.airline and re.search(rf"(?<!\w){re.escape(key(o.airline))}(?!\w)", said)]
    if lines:
        return _settled(lines, 0, len(message.folded))
    scored = sorted(((fuzz.ratio(said, key(o.title)), i) for i, o in enumerate(options) if o.title), reverse=True)
    if scored and scored[0][0] >= 82 and (len(scored) == 1 or scored[0][0] - scored[1][0] >= 8):
        return Choice(options[scored[0][1]], 0, len(message.folded))
    return None
