"""Wishes beside route and date: cabin, airline, stops, price, time of day, budget, kind of trip."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from decimal import Decimal
from functools import lru_cache
from importlib import resources

from dragoman.kit.money import Money, exponent
from dragoman.understanding.lexicon import Lexicon, alternation
from dragoman.understanding.names import Cabin, PartOfDay, TripType
from dragoman.understanding.spoken_clocks import spoken_clocks
from dragoman.understanding.text import key

CURRENCY_OF = {
    "NG": "NGN", "KE": "KES", "GH": "GHS", "ZA": "ZAR", "ID": "IDR", "IN": "INR", "US": "USD", "GB": "GBP", "AE": "AED",
    "TZ": "TZS",    "UG": "UGX", "RW": "RWF", "SN": "XOF", "CI": "XOF", "BJ": "XOF", "TG": "XOF", "ML": "XOF", "BF": "XOF", "CM": "XAF", "EG": "EGP",
    "MA": "MAD", "TR": "TRY", "BR": "BRL", "MX": "MXN", "FR": "EUR", "DE": "EUR", "ES": "EUR", "PT": "EUR", "IT": "EUR", "SA": "SAR",
    "CA": "CAD", "AU": "AUD", "JP": "JPY", "CN": "CNY", "SG": "SGD", "MY": "MYR", "PH": "PHP", "ET": "ETB", "ZM": "ZMW",
}  # fmt: skip


@dataclass(slots=True)
class Wishes:
    """What was found, by field of Values, and where (folded offsets)."""

    values: dict[str, object] = field(default_factory=dict)
    spans: list[tuple[str, int, int]] = field(default_factory=list)

    def add(self, name: str, value: object, lo: int, hi: int, slot: str | None = None) -> None:
        """Keep the first value found for `name`."""
        if name not in self.values:
            self.values[name] = value
            self.spans.append((slot or name, lo, hi))


_FLAGS = {
    "direct": ("direct_only", True),
    "cheapest": ("cheapest", True),
    "fastest": ("fastest", True),
    "flexible": ("flexible", True),
}


def find_wishes(folded: str, words: Lexicon, country: str | None) -> Wishes:
    """Return every wish stated in `folded`."""
    found = Wishes()
    kinds = [(m.end() - m.start(), n, m) for n in TripType if (m := words.pattern(f"trip.{n.value}").search(folded))]
    if kinds:  # the longest wins: "ida y vuelta" over "ida"
        _, kind, named = max(kinds, key=lambda k: k[0])
        found.add("trip_type", kind, *named.span())
    for cabin in (Cabin.PREMIUM_ECONOMY, Cabin.BUSINESS, Cabin.FIRST, Cabin.ECONOMY):
        match = words.pattern(f"cabin.{cabin.value}").search(folded)
        if match and not _denied(folded, match.start(), words) and not _not_cabin(folded, match, words):
            found.add("cabin", cabin, *match.span())
    for name, (value_name, value) in _FLAGS.items():
        match = words.pattern(f"wish.{name}").search(folded)
        if match and not _denied(folded, match.start(), words):
            found.add(value_name, value, *match.span())
    if "direct_only" in found.values:
        found.values["max_stops"] = 0
    elif match := words.pattern("wish.one_stop").search(folded):
        found.add("max_stops", 1, *match.span())
    for part in PartOfDay:
        match = words.pattern(f"wish.{part.value}").search(folded)
        if match:
            found.add("part_of_day", part, *match.span())
    _airline(_clock(folded, words, found), words, found)
    if budget := find_budget(folded, words, country):
        found.add("budget", budget[0], budget[1], budget[2])
    elif match := _currency_pattern(_currencies(words)).search(folded):
        found.add("currency", _currency(words, match[1]), *match.span())
    return found


def _not_cabin(folded: str, match: re.Match[str], words: Lexicon) -> bool:
    """Say whether "business" is a purpose: "a business trip"."""
    return bool(re.match(rf"\s+{words.any('cabin.not_cabin')}(?!\w)", folded[match.end() :]))


def _denied(folded: str, at: int, words: Lexicon) -> bool:
    """Say whether a wish is turned down ("doesn't have to be direct", "not business")."""
    return bool(re.search(rf"(?<!\w)(?:{words.any('wish.not')})\s+(?:\w+\s+){{0,2}}$", folded[max(0, at - 40) : at]))


_CLOCK = re.compile(
    r"(?<![\d:./-])(?P<h>[01]?\d|2[0-3])(?:[:.h](?P<m>[0-5]\d))?\s*(?P<half>a\.?m\.?|p\.?m\.?|o'?clock|uhr|h(?=\b))?(?![\d:/-]|\.\d)"
)


def clocks(folded: str) -> list[tuple[time, int, int]]:
    """Return the clock times in `folded` ("7:30", "7.30 pm", "19h", "6 am"); a bare number is none."""
    found = []
    for match in _CLOCK.finditer(folded):
        half = (match["half"] or "").replace(".", "")
        if match["m"] is None and not half:
            continue
        if match["m"] and "." in match.group() and not half and "." in folded[match.start("h") : match.start("m")]:
            continue
        hour = int(match["h"])
        if half == "pm" and hour < 12:
            hour += 12
        elif half == "am" and hour == 12:
            hour = 0
        found.append((time(hour, int(match["m"] or 0)), match.start(), match.end()))
    return found


def _clock(folded: str, words: Lexicon, found: Wishes) -> str:
    """Read a clock time; return the text without those in words, whose words mean other things too (Swahili "saa")."""
    said = spoken_clocks(folded, words)
    if times := said or clocks(folded):
        found.add("at", *times[0], "time")
    for _, lo, hi in said:
        folded = f"{folded[:lo]}{'~' * (hi - lo)}{folded[hi:]}"
    return folded


@lru_cache(maxsize=1)
def airlines() -> tuple[Mapping[str, str], re.Pattern[str], Mapping[str, str], re.Pattern[str], Mapping[str, str]]:
    """Return sure names, their pattern, wary names, their pattern, and the shown name of each code."""
    table = tomllib.loads(resources.files(__package__).joinpath("airlines.toml").read_text("utf-8"))
    sure = {key(n): code for code, names in table["names"].items() for n in names}
    short = {form.removesuffix(" airlines").removesuffix(" airways"): code for form, code in sure.items()}
    wary = {key(n): code for code, names in table["wary"].items() for n in names}
    sure |= {f: c for f, c in short.items() if f not in wary and len(f) > 5 and f not in _NOT_ALONE}
    suffix = r"(?:\s+(?:air\s?lines?|airways|air))?"
    sure_pattern = re.compile(rf"(?<!\w)({alternation(sure)}){suffix}(?!\w)")
    company = r"\s+(?:air\s?lines?|airways|air|flights?)"
    wary_pattern = re.compile(
        rf"(?<!\w)(?:({alternation(wary)}){company}|(?:with|on|by|fly|via|prefer|avec|con|com|mit|flying|de|da|von|der|pela|par|ile|na)\s+({alternation(wary)}))(?!\w)"
    )
    return sure, sure_pattern, wary, wary_pattern, {code: names[0] for code, names in table["names"].items()}


_NOT_ALONE = frozenset(
    {
        "brussels",
        "malaysia",
        "singapore",
        "vietnam",
        "philippine",
        "uganda",
        "china",
        "japan",
        "kuwait",
        "ethiopian",
        "austrian",
        "british",
        "south african",
        "kenya",
        "hainan",
    }
)


def _airline(folded: str, words: Lexicon, found: Wishes) -> None:
    sure, sure_pattern, wary, wary_pattern, _ = airlines()
    if match := sure_pattern.search(folded):
        found.add("airline", sure[" ".join(re.split(r"[\s-]+", match[1]))], *match.span())
    elif match := wary_pattern.search(folded):
        found.add("airline", wary[match[1] or match[2]], *match.span(1 if match[1] else 2))


_AMOUNT = (
    r"(?P<a>\d{1,3}(?:[,. ]\d{3})+|\d{1,9}(?:[.,]\d{1,2})?)\s*(?P<scale>k|m|million|thousand|juta|jt|ribu|rb|mil|lakh)?"
)
_SCALES = {
    "k": 1000,
    "thousand": 1000,
    "mil": 1000,
    "ribu": 1000,
    "rb": 1000,
    "lakh": 100_000,
    "m": 10**6,
    "million": 10**6,
    "juta": 10**6,
    "jt": 10**6,
}


_LEAST_DIGITS = 3
"""Digits of a sum behind a currency's single letter ("R250")."""


def find_budget(folded: str, words: Lexicon, country: str | None) -> tuple[Money, int, int] | None:
    """Return the most the writer wants to pay: a sum with a currency, or a bare one after "under" in the country's money."""
    if not any(c.isdigit() for c in folded):
        return None
    for match in _budget_pattern(words).finditer(folded):
        named = match["c1"] or match["c2"]
        currency = _currency(words, named) if named else CURRENCY_OF.get(country or "")
        wanted = words.pattern("wish.budget").search(folded[max(0, match.start() - 30) : match.start()])
        if currency is None or (named and len(named) == 1 and named.isalpha() and len(match["a"]) < _LEAST_DIGITS):
            continue  # "R 25" is no budget
        if not named and not (wanted and (match["scale"] or len(match["a"]) > 3)):
            continue
        amount = _amount(match["a"]) * _SCALES.get(match["scale"] or "", 1)
        minor = amount.scaleb(exponent(currency))
        if amount > 0 and minor == minor.to_integral_value():
            return Money(int(minor), currency), match.start(), match.end()
    return None


def _amount(text: str) -> Decimal:
    if re.fullmatch(r"\d{1,3}(?:[,. ]\d{3})+", text):
        return Decimal(re.sub(r"[,. ]", "", text))
    return Decimal(text.replace(",", "."))


def _currencies(words: Lexicon) -> tuple[str, ...]:
    return tuple(t for n, ts in words.terms.items() if n.startswith("money.") for t in ts)


def _currency(words: Lexicon, form: str) -> str | None:
    return next(
        (n.removeprefix("money.") for n, ts in words.terms.items() if n.startswith("money.") and form in ts), None
    )


def _budget_pattern(words: Lexicon) -> re.Pattern[str]:
    if "#budget" not in words.patterns:
        named = alternation(_currencies(words))
        words.patterns["#budget"] = re.compile(
            rf"(?<![\w:/.-])(?<!\d,)(?:(?P<c1>{named})\s*)?{_AMOUNT}(?![\w:/-])(?:\s*(?P<c2>{named})(?!\w))?"
        )
    return words.patterns["#budget"]


@lru_cache(maxsize=32)
def _currency_pattern(currencies: tuple[str, ...]) -> re.Pattern[str]:
    named = alternation(c for c in currencies if len(c) > 2 and c.isalpha())
    return re.compile(
        rf"(?<!\w)(?:(?:in|into|en|em|kwa|dalam|auf|to)\s+(?:us\s+|u\.s\.\s+)?|ب\s?(?:ال)?)({named})(?!\w)"
    )


def find_stay(folded: str, words: Lexicon, days: bool) -> dict[str, tuple[int, int, int]]:
    """Return nights and rooms as {name: (number, lo, hi)}; `days` = a stay is spoken of, so days count as nights."""
    found = {}
    number = rf"(?P<n>\d{{1,3}}|{words.counts()})"
    for name in ("night", "room"):
        unit = words.any(f"stay.{name}|stay.day" if days and name == "night" else f"stay.{name}")
        rule = _stay_pattern(number, unit, name == "room")
        if match := rule.search(folded):
            text = " ".join(match["n"].split())
            found[f"{name}s"] = (
                int(text) if text.isdigit() else words.numbers.get(text, 1),
                match.start(),
                match.end(),
            )
    return found


@lru_cache(maxsize=64)
def _stay_pattern(number: str, unit: str, described: bool) -> re.Pattern[str]:
    between = r"[\s-]+(?:(?!for\b|and\b|from\b)[^\W\d]+[\s-]+){0,2}?" if described else r"[\s-]*(?:more\s+)?"
    return re.compile(rf"(?<![\w:/.-]){number}{between}{unit}(?!\w)")
