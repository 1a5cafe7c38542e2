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
    rules = _rules(words)
    item = rules["item"]
    if words.pattern("party.me").search(folded):
        for found in rules["chain"].finditer(folded):
            parts = list(item.finditer(found.group()))
            if len(parts) > 1 and sum(p["me"] is not None for p in parts) == 1:
                return _counted(parts, found.span(), words)
    for found in rules["with"].finditer(folded):
        parts = list(item.finditer(found["chain"]))
        clause = _CLAUSE.split(folded[: found.start()])[-1]
        vague = len(parts) == 1 and parts[0]["other"] and _SOME.match(found["chain"])
        if vague or any(p["me"] for p in parts) or rules["consult"].search(clause):
            continue  # "with a friend" may book by himself
        company = _counted(parts, found.span("chain"), words)
        if not party_known or company.adults:
            return replace(company, adults=company.adults + 1)
    found_for = None if party_known else rules["on_behalf"].search(folded)
    if found_for is None:
        return None
    others = _counted(list(item.finditer(found_for["chain"])), found_for.span("chain"), words)
    return others if others.adults else None


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
            told = [int(a) for a in re.findall(r"\d{1,2}", part["ages"] or "")]
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
        words.rules["companions"] = _compiled(_terms(words))
    return words.rules["companions"]


def _terms(words: Lexicon) -> tuple[str, ...]:
    names = ("me", "other", "pair", "child", "infant", "my", "and", "age", "aged", "with", "consult", "on_behalf")
    return (words.counts(), *(words.any(f"party.{n}") for n in names))


def _compiled(terms: tuple[str, ...]) -> dict[str, re.Pattern[str]]:
    number, me, other, pair, child, infant, my, and_, age, aged, with_, consult, on_behalf = terms
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
        "chain": re.compile(rf"(?<!\w){plain}(?:{link}{plain})+"),
        "with": re.compile(rf"(?<!\w){with_}\s+(?P<chain>{plain}(?:{link}{plain})*)(?!\w)"),
        "on_behalf": re.compile(rf"(?<!\w){on_behalf}\s+(?P<chain>(?={my}\s){plain}(?:{link}{plain})*)(?!\w)"),
        "consult": re.compile(rf"(?<!\w){consult}(?!\w)"),
    }
