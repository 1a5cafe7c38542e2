"""Reads our own labelled sentences and scores the built-in reader on them: core slots by language, and intents.

A place counts when it is the same code, or a city that the code's airport serves. The sentences are few and our own: they
show that nothing was lost, and prove no generality.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dragoman.understanding import Context, Place, Understanding, understand
from dragoman.understanding.places import place

GOLD = Path(__file__).resolve().parent.parent / "tests" / "rooms" / "understanding" / "gold"
TODAY = date(2026, 11, 20)
SPOKEN_IN = {
    "en": "NG", "de": "DE", "es": "ES", "fr": "FR", "pt": "PT", "tr": "TR", "sw": "KE", "hi": "IN", "ja": "JP", "zh": "CN",
    "ar": "EG", "id": "ID", "ha": "NG", "ig": "NG", "yo": "NG", "pcm": "NG",
}  # fmt: skip
"""The country of the writer's phone, by language."""
WEIGHTY = ("person", "refund", "cancel", "reject")
"""Intents that have a bar of their own."""


@dataclass
class Count:
    """Values (or intents) that are right, that were given, and that were wanted."""

    right: int = 0
    given: int = 0
    wanted: int = 0

    @property
    def f1(self) -> float:
        """F1 in percent."""
        return 200 * self.right / (self.given + self.wanted) if self.given + self.wanted else 0.0


def lines(name: str) -> list[list[str]]:
    """Return the parts of each line of a gold file."""
    told = (GOLD / f"{name}.tsv").read_text("utf-8").splitlines()
    return [[part.strip() for part in line.split("|")] for line in told if line and not line.startswith("#")]


def read(text: str, language: str, spoken: str) -> Understanding:
    """Read a sentence of `language` in a conversation in `spoken`."""
    return understand(text, today=TODAY, language=spoken, context=Context(country=SPOKEN_IN[language]))


def slots(language: str, spoken: str) -> tuple[Count, list[str]]:
    """Score origin, destination, departure and return of one language; also what was read wrong."""
    count, wrong = Count(), []
    for text, *wanted in lines(language):
        values = read(text, language, spoken).values
        found = (values.origin, values.destination, values.departure, values.return_)
        for name, value, gold in zip(("origin", "destination", "departure", "return"), found, wanted, strict=True):
            hit = value is not None and _same(value, gold)
            count.right += hit
            count.given += value is not None
            count.wanted += gold != "-"
            if (value is not None or gold != "-") and not hit:
                wrong.append(f"{text}: {name} {value} for {gold}")
    return count, wrong


def intents() -> tuple[dict[str, Count], list[str]]:
    """Score intents over all languages, each by itself; also what was read wrong."""
    counts: dict[str, Count] = {}
    wrong = []
    for language, meant, text in lines("intents"):
        found = read(text, language, language).intent
        count = counts.setdefault(meant, Count())
        count.wanted += 1
        count.right += found == meant
        if found != meant:
            wrong.append(f"{language}: {text}: {found} for {meant}")
    return counts, wrong


def sentences() -> list[tuple[str, str]]:
    """Return every sentence with its language."""
    told = [(text, language) for language, _, text in lines("intents")]
    return told + [(parts[0], path.stem) for path in sorted(GOLD.glob("??.tsv")) for parts in lines(path.stem)]


def _same(found: object, wanted: str) -> bool:
    if isinstance(found, Place):
        known = place(wanted)
        codes = {found.iata, *found.airports}
        return wanted in codes or (known is not None and bool(codes & {known.iata, *known.airports}))
    return isinstance(found, date) and found.isoformat() == wanted
