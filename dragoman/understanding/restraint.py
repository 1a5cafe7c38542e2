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
    """`denies` a deed, holds a `negation` at all, `asks`, `begs` that something be done, and speaks of `money`."""

    denies: bool = False
    negation: bool = False
    asks: bool = False
    begs: bool = False
    money: bool = False

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
    calm: re.Pattern[str]


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
        words(t["calm"]),
    )


def restraint(text: str, *, language: str = "en", country: str | None = None) -> Restraint:
    """Return how far `text` holds back, read in the conversation's `language`, in the one it shows, and in English."""
    shown = detect_language(text[:READ], country)
    wanted = dict.fromkeys((shown or "", language.partition("-")[0], "en"))
    spoken = [c for c in wanted if c in _tables()]
    if shown in _tables() and shown != "en":
        spoken.remove("en")  # "me" and "no" mean other things elsewhere
    clauses = [c for part in _CLAUSE.split(Message(text).folded) if (c := key(part))]
    begs = asks = denies = negation = money = False
    for rules in map(_rules, spoken):
        for clause in clauses:
            plain = rules.calm.sub("~", clause)
            request = rules.request.search(plain) is not None
            begs = begs or request
            asks = asks or (not request and rules.opener.search(plain) is not None)
            negation = negation or rules.negation.search(plain) is not None
            denies = denies or bool(rules.denies.search(plain) or rules.behind.search(plain))
            money = money or rules.money.search(clause) is not None
    marked = _MARK.search(text[:READ]) is not None
    return Restraint(denies, negation or denies, asks or (marked and not begs), begs and marked, money)
