"""Who comes along with the writer: "me, my wife, our daughter 5 and a baby", in any order, with ages where they are said."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

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


def find_company(folded: str, words: Lexicon, *, party_known: bool = False) -> Company | None:
    """Return the writer with those named in one chain: "me and …", "… and I", "with my wife and our 2 kids"; or, without the
    writer, those for whom it is: "for my mother".

    None when nobody is spoken of as travelling ("let me check with my wife"), or, with `party_known`, when only children are
    added to a party whose adults are known.
    """
    cues = _cues(words)
    if words.pattern("party.me").search(folded):
        for found in _rules(words)["chain"].finditer(folded):
            parts = _parts(found, words)
            if len(parts) > 1 and sum(p["me"] is not None for p in parts) == 1:
                return _counted(parts, found.span(), words)
    for cue in cues["with"].finditer(folded):
        company = _brought(folded, cue, words)
        if company is not None and (not party_known or company.adults):
            return replace(company, adults=company.adults + 1)
    behalf = None if party_known else cues["on_behalf"].search(folded)
    chain = _rules(words)["chain"].match(folded, behalf.end()) if behalf else None
    others = _counted(_parts(chain, words), chain.span(), words) if chain else None
    return others if others and others.adults else None


def _brought(folded: str, cue: re.Match[str], words: Lexicon) -> Company | None:
    """Return those named behind "with", unless they are only asked or told, or are anybody ("with a friend" books by himself)."""
    chain = _rules(words)["chain"].match(folded, cue.end())
    if chain is None:
        return None
    parts = _parts(chain, words)
    anybody = len(parts) == 1 and parts[0]["other"] and _SOME.match(chain.group())
    clause = _CLAUSE.split(folded[: cue.start()])[-1]
    if anybody or any(p["me"] for p in parts) or _cues(words)["consult"].search(clause):
        return None
    return _counted(parts, chain.span(), words)


def _parts(chain: re.Match[str], words: Lexicon) -> list[re.Match[str]]:
    return list(_rules(words)["item"].finditer(chain.group()))


_SOME = re.compile(r"(?:an?|une?|una|uma?|ein\w*|seorang)\s+(?!minha|meu|nossa|nosso)")
_CLAUSE = re.compile(r"[.,;:!?\n]")


def _counted(parts: list[re.Match[str]], span: tuple[int, int], words: Lexicon) -> Company:
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
            by_month = rf"(\d{{1,2}})(?:[\s-]*({words.any('party.months')})(?!\w))?"
            told = [int(a) // (12 if month else 1) for a, month in re.findall(by_month, part["ages"] or "")]
            if part["years"]:
                told = [0 if part["unit"].startswith("month") else int(part["years"])]
            known = [a for a in told if INFANT_UNDER <= a < 18]
            infants += sum(a < INFANT_UNDER for a in told)
            ages += known + [-1] * max(0, number - len(told))
    return Company(adults, tuple(ages), infants, *span)


def _number(text: str | None, words: Lexicon) -> int:
    if not text:
        return 1
    return int(text) if text.isdigit() else words.numbers.get(" ".join(text.split()), 1)


def _rules(words: Lexicon) -> dict[str, re.Pattern[str]]:
    if "companions" not in words.rules:
        names = ("me", "other", "pair", "child", "infant", "my", "and", "age|party.months", "aged")
        words.rules["companions"] = _compiled((words.counts(), *(words.any(f"party.{n}") for n in names)))
    return words.rules["companions"]


def _cues(words: Lexicon) -> dict[str, re.Pattern[str]]:
    """What may lead to companions; small, so that the large rules are compiled only for languages whose writers name some."""
    if "company" not in words.rules:
        t = {n: words.any(f"party.{n}") for n in ("with", "on_behalf", "my", "consult")}
        words.rules["company"] = {
            "with": re.compile(rf"(?<!\w){t['with']}\s+"),
            "on_behalf": re.compile(rf"(?<!\w){t['on_behalf']}\s+(?={t['my']}\s)"),
            "consult": re.compile(rf"(?<!\w){t['consult']}(?!\w)"),
        }
    return words.rules["company"]


def _compiled(terms: tuple[str, ...]) -> dict[str, re.Pattern[str]]:
    number, me, other, pair, child, infant, my, and_, age, aged = terms
    link = rf"(?:\s*(?:,\s*{and_}|,|\+|{and_})\s*|\s+(?={my}\s))"
    unit = rf"(?:[\s-]*{age}(?!\w))?"
    years = rf"\d{{1,2}}(?![\d/.:]|\s*(?:st|nd|rd|th)(?!\w)){unit}"
    ages = rf"\s*[,(]?\s*(?:(?:{aged}|of|de)\s*:?\s*)?{years}(?:\s*(?:,|/|{and_})\s*{years})*\)?"
    old = rf"(?:(?P<years>\d{{1,2}})[\s-]*(?P<unit>{age})\s+)?"
    lead = rf"(?:{my}\s+)?(?:(?P<n>\d|{number})\s+)?{old}(?:(?!{and_}(?!\w))\w+\s+)?"
    kinds = (
        rf"(?:(?P<infant>(?:{infant})s?(?!\w)(?:{ages})?)|(?P<child>(?:{child})(?!\w)(?P<ages>{ages})?)"
        rf"|(?P<pair>{pair})(?!\w)|(?P<other>(?:{other})s?)(?!\w))(?:\s+{my}(?!\w))?"
    )
    item = rf"(?<!\w)(?:{lead}{kinds}|(?P<me>{me})(?!\w))"
    plain = re.sub(r"\(\?P<\w+>", "(?:", item).removeprefix(r"(?<!\w)")
    glued = r"(?<![^\W\u0600-\u06ff])"  # Arabic writes "and" as part of the next word
    return {
        "item": re.compile(item.replace(r"(?<!\w)", glued, 1)),
        "chain": re.compile(rf"(?<!\w){plain}(?:{link}{plain})*(?!\w)"),
    }
