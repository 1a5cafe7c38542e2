"""Whether a message holds back from a deed: denies it ("please don't cancel") or only asks about it ("what if I cancel?"). Pure."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from dragoman.understanding.languages import detect_language
from dragoman.understanding.text import READ, Message, key

_CLAUSE = re.compile(r"[.,;:!?\n،؛؟？。！]+")
_MARK = re.compile(r"[?？؟]")
_LEAD = r"^(?:(?:and|but|so|please|ok|okay|hi|hello|et|mais|y|pero|e|mas|dan|tapi|na|lakini|sorry|pls|also) ){0,3}"


@dataclass(frozen=True, slots=True)
class Restraint:
    """`denies` a deed, holds a `negation` at all, `asks`, `begs` that something be done, speaks of `money`.

    A bare no that opens a message answers what went before and denies nothing behind it ("No, accept new times"). `accepts`:
    a plain wish to take what was proposed, and nothing else.
    """

    denies: bool = False
    negation: bool = False
    asks: bool = False
    begs: bool = False
    money: bool = False
    accepts: bool = False

    @property
    def holds(self) -> bool:
        """Whether nothing that the message names may be taken as chosen."""
        return self.asks or self.begs or self.negation


@dataclass(frozen=True, slots=True)
class _Rules:
    denies: re.Pattern[str]
    behind: re.Pattern[str]
    negation: re.Pattern[str]
    opener: re.Pattern[str]
    request: re.Pattern[str]
    money: re.Pattern[str]
    easy: re.Pattern[str]
    calm: re.Pattern[str]
    bare: re.Pattern[str]
    accept: re.Pattern[str]


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, str]]:
    return tomllib.loads(resources.files(__package__).joinpath("restraint.toml").read_text("utf-8"))


@lru_cache(maxsize=16)
def _rules(language: str) -> _Rules:
    t = _tables()[language]

    def words(expression: str) -> re.Pattern[str]:
        return re.compile(rf"(?<!\w){expression}(?!\w)")

    behind = rf"{t['deed']} (?:\w+ ){{0,2}}(?:pas|jamais)" if language == "fr" else "(?!)"
    if language == "sw":  # the verb itself denies: "usighairi", "sitakubali"
        behind = (
            r"(?:usi|msi|asi|sita|hata|sija|siku|si)(?:ku)?(?:ni)?(?:ghairi|fut|rudish|kubali|lip|nunu|thibitish)\w*"
        )
    return _Rules(
        words(rf"{t['negation']} (?:{t['gap']} ){{0,6}}{t['deed']}"),
        words(behind),
        words(t["negation"]),
        re.compile(rf"{_LEAD}{t['opener']}(?!\w)"),
        re.compile(rf"{_LEAD}(?:{t['request']})(?!\w)"),
        words(t["money"]),
        words(t["easy"]),
        words(t["calm"]),
        re.compile(rf"(?:{t['bare']} ?)+"),
        re.compile(t["accept"]),
    )


def calmed(words: str, language: str) -> str:
    """Return `words` (folded, single spaces) without what only sounds like a denial: "no problem yes" -> "yes"."""
    if language not in _tables():
        return words
    return " ".join(_rules(language).easy.sub(" ", words).split())


def restraint(text: str, *, language: str = "en", country: str | None = None) -> Restraint:
    """Return how far `text` holds back, read in the conversation's `language`, in the one it shows, and in English."""
    shown = detect_language(text[:READ], country)
    wanted = dict.fromkeys((shown or "", language.partition("-")[0], "en"))
    spoken = [c for c in wanted if c in _tables()]
    if shown in _tables() and "en" not in (shown, language.partition("-")[0]):
        spoken.remove("en")  # "me" and "no" mean other things elsewhere
    clauses = [c for part in _CLAUSE.split(Message(text).folded) if (c := key(part))]
    tables = [_rules(c) for c in spoken]
    plain = _told(clauses, tables)
    marked = _MARK.search(text[:READ]) is not None
    begs = asks = denies = negation = money = accepts = False
    for rules in tables:
        requests = [rules.request.search(clause) is not None for clause in plain]
        begs = begs or any(requests)
        asks = asks or any(rules.opener.search(c) for c, request in zip(plain, requests, strict=True) if not request)
        negation = negation or any(rules.negation.search(c) for c in plain)
        denies = denies or any(rules.denies.search(c) or rules.behind.search(c) for c in plain)
        money = money or any(rules.money.search(c) for c in clauses)
        accepts = accepts or any(rules.accept.fullmatch(c) for c in plain)
    asks = asks or (marked and not begs)
    accepts = accepts and not (asks or begs or negation or denies)
    return Restraint(denies, negation or denies, asks, begs and marked, money, accepts)


def _told(clauses: list[str], tables: list[_Rules]) -> list[str]:
    """Return the clauses without what only sounds like a denial, and without a bare no that opens them."""
    plain = []
    for clause in clauses:
        for rules in tables:
            clause = rules.calm.sub("~", rules.easy.sub("~", clause))
        plain.append(clause)
    while len(plain) > 1 and any(rules.bare.fullmatch(plain[0]) for rules in tables):
        plain = plain[1:]
    return plain
