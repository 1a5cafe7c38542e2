"""What the writer wants: weighted rules per language, then what the conversation waits for decides between them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from dragoman.understanding.names import Intent


@dataclass(frozen=True, slots=True)
class Rule:
    """One intent's expressions; it fires when one of `any` matches and none of `unless` does."""

    intent: Intent
    weight: int
    any: tuple[re.Pattern[str], ...]
    unless: tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True)
class Sign:
    """One intent that the words point to, how strongly (the rule's weight), and where its words stand."""

    intent: Intent
    weight: int
    lo: int
    hi: int


@lru_cache(maxsize=32)
def rules(language: str) -> tuple[Rule, ...]:
    """Return the compiled rules of a language; none when it has no file."""
    source = resources.files(f"{__package__}.lexicon").joinpath(f"{language}.intents.toml")
    if not source.is_file():
        return ()
    table = tomllib.loads(source.read_text("utf-8"))
    macros: dict[str, str] = table.get("macros", {})

    def compiled(expressions: Iterable[str]) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(_expanded(e, macros)) for e in expressions)

    return tuple(
        Rule(Intent(r["intent"]), int(r["weight"]), compiled(r["any"]), compiled(r.get("unless", ())))
        for r in table["rule"]
    )


def _expanded(expression: str, macros: dict[str, str]) -> str:
    for name, content in macros.items():
        expression = expression.replace("{" + name + "}", content)
    return expression


def signs(plain: str, languages: Iterable[str]) -> list[Sign]:
    """Return the intents that the words of `plain` (folded words, single spaces) point to, strongest first."""
    found: dict[Intent, Sign] = {}
    for language in languages:
        for rule in rules(language):
            match = next((m for p in rule.any if (m := p.search(plain))), None)
            if match is None or any(p.search(plain) for p in rule.unless):
                continue
            known = found.get(rule.intent)
            if known is None or known.weight < rule.weight:
                found[rule.intent] = Sign(rule.intent, rule.weight, match.start(), match.end())
    return sorted(found.values(), key=lambda s: -s.weight)
