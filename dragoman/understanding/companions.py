"""Who comes along with the writer: "me, my wife, our daughter 5 and a baby", in any order, with ages where they are said."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dragoman.understanding.lexicon import Lexicon

INFANT_UNDER = 2
"""IATA passenger type INF: under 2."""


@dataclass(frozen=True, slots=True)
class Company:
    """The writer and those named with them; `ages` of children as said, -1 where not; `lo:hi` in the folded text."""

    adults: int
    ages: tuple[int, ...]
    infants: int
    lo: int
    hi: int


def find_company(folded: str, words: Lexicon) -> Company | None:
    """Return those named in one chain with the writer ("me and …", "… and I"); None when the writer is not in it."""
    if not words.pattern("party.me").search(folded):
        return None
    rules = _rules(words)
    item, chain = rules["item"], rules["chain"]
    for found in chain.finditer(folded):
        parts = list(item.finditer(found.group()))
        if len(parts) > 1 and sum(p["me"] is not None for p in parts) == 1:
            return _counted(parts, found, words)
    return None


def _counted(parts: list[re.Match[str]], found: re.Match[str], words: Lexicon) -> Company:
    adults, infants, ages = 0, 0, []
    for part in parts:
        number = _number(part["n"], words)
        if part["me"] is not None:
            adults += 1
        elif part["pair"]:
            adults += 2
        elif part["other"]:
            adults += number
        elif part["infant"]:
            infants += number
        else:
            told = [int(a) for a in re.findall(r"\d{1,2}", part["ages"] or "")]
            known = [a for a in told if INFANT_UNDER <= a < 18]
            infants += sum(a < INFANT_UNDER for a in told)
            ages += known + [-1] * max(0, number - len(told))
    return Company(adults, tuple(ages), infants, found.start(), found.end())


def _number(text: str | None, words: Lexicon) -> int:
    if not text:
        return 1
    return int(text) if text.isdigit() else words.numbers.get(" ".join(text.split()), 1)


def _rules(words: Lexicon) -> dict[str, re.Pattern[str]]:
    if "companions" not in words.rules:
        words.rules["companions"] = _compiled(_terms(words))
    return words.rules["companions"]


def _terms(words: Lexicon) -> tuple[str, ...]:
    names = ("me", "other", "pair", "child", "infant", "my", "and", "age", "aged")
    return (words.counts(), *(words.any(f"party.{n}") for n in names))


def _compiled(terms: tuple[str, ...]) -> dict[str, re.Pattern[str]]:
    number, me, other, pair, child, infant, my, and_, age, aged = terms
    link = rf"(?:\s*(?:,\s*{and_}|,|{and_})\s*|\s+(?={my}\s))"
    unit = rf"(?:[\s-]*{age}(?!\w))?"
    years = rf"\d{{1,2}}(?![\d/.:]|\s*(?:st|nd|rd|th)(?!\w)){unit}"
    ages = rf"\s*[,(]?\s*(?:(?:{aged}|of|de)\s*:?\s*)?{years}(?:\s*(?:,|/|{and_})\s*{years})*\)?"
    lead = rf"(?:{my}\s+)?(?:(?P<n>\d|{number})\s+)?(?:(?!{and_}(?!\w))\w+\s+)?"
    kinds = (
        rf"(?:(?P<infant>(?:{infant})s?(?!\w)(?:{ages})?)|(?P<child>(?:{child})(?!\w)(?P<ages>{ages})?)"
        rf"|(?P<pair>{pair})(?!\w)|(?P<other>(?:{other})s?)(?!\w))(?:\s+{my}(?!\w))?"
    )
    item = rf"(?<!\w)(?:{lead}{kinds}|(?P<me>{me})(?!\w))"
    plain = re.sub(r"\(\?P<\w+>", "(?:", item).removeprefix(r"(?<!\w)")
    glued = r"(?<![^\W\u0600-\u06ff])"  # Arabic writes "and" as part of the next word
    return {
        "item": re.compile(item.replace(r"(?<!\w)", glued, 1)),
        "chain": re.compile(rf"(?<!\w){plain}(?:{link}{plain})+"),
    }
