"""A day on which somebody means to pay, confirm or answer: "I'll pay on Friday", "can you hold it until Monday?". No day of travel."""

from __future__ import annotations

import re
from datetime import date

from dragoman.understanding.date_readers import DateFrame
from dragoman.understanding.dates import find_dates
from dragoman.understanding.lexicon import Lexicon
from dragoman.understanding.models import Later
from dragoman.understanding.names import PartOfDay
from dragoman.understanding.text import Message
from dragoman.understanding.wishes import clocks

Stretch = tuple[int, int, date | None]
"""Words that tell a time, `lo:hi` in the folded text, with the day where they name one."""


def find_put_off(message: Message, words: Lexicon, frame: DateFrame, *, in_hand: bool) -> tuple[Later, int, int] | None:
    """Return what is put off to when, with where its time stands (folded offsets); None when nothing is.

    `in_hand`: a flight is on the table, so that "pay for the flight on Friday" is about the paying. "I'll pay today" puts
    nothing off: its day is found all the same (Later.now), so that nobody takes it for the day of travel.
    """
    text = message.folded
    cues = words.pattern("later.deed|later.own").search(text) or (in_hand and words.pattern("later.keep").search(text))
    if not cues:
        return None  # most messages put nothing off: the rules are not even compiled for their languages
    rules = _rules(words)
    if not (rules["any"].search(text) or rules["kept"].search(text)):
        return None
    times = _times(text, words, frame)
    for at, (lo, hi, day) in enumerate(times):
        if _ahead(text[:lo], rules, in_hand) or _behind(text[:lo], text[hi:], rules):
            day, hi = _through(text, times[at:], rules, day)
            now = rules["now"].fullmatch(text[lo:hi]) is not None
            return Later(day, now), lo, hi
    return None


def _times(text: str, words: Lexicon, frame: DateFrame) -> list[Stretch]:
    """Return every stretch that tells a time, in order: dates, parts of day, clocks, "later", "after work"."""
    found: list[Stretch] = []
    for mention in find_dates(text, words, frame):
        spelt = mention.kind.startswith("ordinal") and not re.search(r"\d", text[mention.lo : mention.hi])
        if not spelt:  # "the second" is an option
            found.append((mention.lo, mention.hi, mention.first))
    patterns = [words.pattern(f"wish.{part.value}") for part in PartOfDay]
    others = [m.span() for p in (*patterns, words.pattern("later.when")) for m in p.finditer(text)]
    others += [(lo, hi) for _, lo, hi in clocks(text)]
    others += [m.span() for m in _rules(words)["span"].finditer(text)]
    for lo, hi in sorted(others):
        if not any(lo < b and a < hi for a, b, _ in found):
            found.append((lo, hi, None))
    return sorted(found)


def _ahead(before: str, rules: dict[str, re.Pattern[str]], in_hand: bool) -> bool:
    """Whether the deed stands before the time: "pay it on Friday", "hold the price until Friday"."""
    return any(rules[name].search(before) for name in (("deed_of", "keep") if in_hand else ("deed",)))


def _behind(before: str, after: str, rules: dict[str, re.Pattern[str]]) -> bool:
    """Whether the deed stands behind a time that opens its clause: "on Friday I will pay", "ich werde morgen bezahlen"."""
    opened = rules["opened"].search(before)
    deed = rules["then"].match(after) if opened else None
    if opened is None or deed is None:
        return False
    return bool(deed["who"] or opened["who"] or deed["own"])


def _through(
    text: str, times: list[Stretch], rules: dict[str, re.Pattern[str]], day: date | None
) -> tuple[date | None, int]:
    """Return the day and the end of the times that stand together: "tomorrow morning at 9"."""
    hi = times[0][1]
    for lo, end, other in times[1:]:
        if not rules["joined"].fullmatch(text[hi:lo]):
            break
        day, hi = day or other, end
    return day, hi


def _rules(words: Lexicon) -> dict[str, re.Pattern[str]]:
    if "later" not in words.rules:
        names = ("deed", "own", "gap", "noun", "who", "keep", "until", "now", "unit", "span")
        terms = {n: words.any(f"later.{n}").replace(r"[\s-]+", r"[\s'-]+") for n in names}
        words.rules["later"] = _compiled(words.counts(), terms)
    return words.rules["later"]


def _compiled(number: str, t: dict[str, str]) -> dict[str, re.Pattern[str]]:
    deed = rf"(?<!\w)(?:{t['deed']}|{t['own']})(?!\w)"
    clause = r"(?:^|[,.;:!?\n]|\s-\s)\s*"
    between = rf"(?:\s+(?:{t['gap']}|{t['noun']})(?!\w)){{0,6}}"
    return {
        "any": re.compile(deed),
        "kept": re.compile(rf"(?<!\w){t['keep']}{between}\s+(?:{t['until']}|{t['span']})(?!\w)"),
        "span": re.compile(rf"(?<![\w.:/-])(?:\d{{1,3}}|an?|{number})\s*{t['unit']}(?!\w)"),
        "deed": re.compile(rf"{deed}(?:\s+{t['gap']}(?!\w)){{0,6}}\s*$"),
        "deed_of": re.compile(rf"{deed}{between}\s*$"),
        "keep": re.compile(rf"(?<!\w){t['keep']}{between}\s+(?:{t['until']}|{t['span']})['\s]*$"),
        "opened": re.compile(rf"{clause}(?:{t['gap']}\s+)*(?P<who>(?:{t['who']}\s+)*)(?:{t['gap']}\s+)*$"),
        "then": re.compile(
            rf"\s*,?\s*(?P<who>(?:{t['who']}\s+)*)(?:{t['gap']}\s+)?(?:(?P<own>{t['own']})|{t['deed']})(?!\w)"
        ),
        "joined": re.compile(rf"\s*,?\s*(?:{t['gap']}\s*)*"),
        "now": re.compile(t["now"]),
    }
