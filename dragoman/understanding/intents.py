"""What the writer wants: weighted rules per language over each sentence of a message."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from dragoman.understanding.names import Intent
from dragoman.understanding.needles import Sieve, Sought
from dragoman.understanding.restraint import calmed

MOST_SENTENCES = 12
FIRM = 70
"""Signs from here on up (refund, person, cancel …) hold against an open question."""
_SENTENCE = re.compile(r"[^.!?;\n。！？؟।]+(?:\.(?=\d)[^.!?;\n]+)*[.!?;\n。！？؟।]*")
_WORD = re.compile(r"\d+|(?:[^\W\d_]|[\u0900-\u0963\u0966-\u097f\u0e31-\u0e4e])+|[👍✅👌👎❌🙏]")
_QUESTION = re.compile(
    r"^(?:(?:and|so|but|also|ok|okay|great|please|thanks|hi|hello|yes|no|then) )*"
    r"(?:what|whats|when|where|which|who|how|is|are|does|do|did|will|would|can|could|may|has|why|should|in what|in which|at which|at what)\b"
)
_REQUEST = re.compile(r"\b(?:can|could|would|will) (?:you|u|we)\b|\bwould i be able\b|\bcan i (?:book|buy|get)\b")


@dataclass(frozen=True, slots=True)
class Rule:
    """One intent's expressions; it fires when one of `any` matches and none of `unless` does."""

    intent: Intent
    weight: int
    any: frozenset[Sought]
    unless: frozenset[Sought]

    def fires(self, words: str, left: set[Sought]) -> bool:
        """Say whether one expression matches and nothing speaks against it; `left` are those that can match `words`."""
        if self.any.isdisjoint(left):
            return False
        return any(e.search(words) for e in self.any & left) and not any(e.search(words) for e in self.unless & left)


@dataclass(frozen=True, slots=True)
class Sign:
    """One intent that a sentence points to, how strongly (the rule's weight), in which sentence, and if that asks."""

    intent: Intent
    weight: int
    sentence: int
    question: bool


@lru_cache(maxsize=32)
def rules(language: str) -> tuple[Rule, ...]:
    """Return the compiled rules of a language; none when it has no file."""
    source = resources.files(f"{__package__}.lexicon").joinpath(f"{language}.intents.toml")
    if not source.is_file():
        return ()
    table = tomllib.loads(source.read_text("utf-8"))
    macros: dict[str, str] = table.get("macros", {})

    def compiled(expressions: Iterable[str]) -> frozenset[Sought]:
        return frozenset(Sought(_expanded(e, macros)) for e in expressions)

    return tuple(
        Rule(Intent(r["intent"]), int(r["weight"]), compiled(r["any"]), compiled(r.get("unless", ())))
        for r in table["rule"]
    )


@lru_cache(maxsize=32)
def _sieve(language: str) -> Sieve:
    return Sieve(one for rule in rules(language) for one in (*rule.any, *rule.unless))


def _expanded(expression: str, macros: dict[str, str]) -> str:
    for name, content in macros.items():
        expression = expression.replace("{" + name + "}", content)
    return expression


def sentences(folded: str) -> list[tuple[str, bool]]:
    """Return the sentences of a folded message as (words with single spaces, whether it asks)."""
    found = []
    for match in _SENTENCE.finditer(folded):
        words = " ".join(_WORD.findall(match.group()))
        if words:
            asks = match.group().rstrip()[-1:] in "?؟？" or bool(_QUESTION.search(words))
            found.append((words, asks and not _REQUEST.search(words)))
    return found[:MOST_SENTENCES]


def signs(folded: str, languages: Iterable[str]) -> list[Sign]:
    """Return what each sentence points to: all intents whose rules fire, strongest first within the message."""
    found: list[Sign] = []
    languages = tuple(languages)
    for index, (words, asks) in enumerate(sentences(folded)):
        seen: dict[Intent, int] = {}
        words, calm = _calmed(words, languages)
        for language in languages:
            left = _sieve(language).left(words)
            for rule in rules(language):
                if seen.get(rule.intent, 0) < rule.weight and rule.fires(words, left):
                    seen[rule.intent] = rule.weight
        if calm:
            seen.pop(Intent.REJECT, None)
        found.extend(Sign(intent, weight, index, asks) for intent, weight in seen.items())
    return sorted(found, key=lambda s: -s.weight)


def _calmed(words: str, languages: tuple[str, ...]) -> tuple[str, bool]:
    """Return a sentence without "no problem" and the like, which deny nothing; whole, and True, when it is nothing else."""
    left = words
    for language in languages:
        left = calmed(left, language)
    return (left, False) if left else (words, True)
