"""What has been found so far while one message is being read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from dragoman.understanding.intents import Sign
from dragoman.understanding.lexicon import Lexicon
from dragoman.understanding.models import Alternative, Context, Problem, Span
from dragoman.understanding.names import Fault, Slot, Topic
from dragoman.understanding.text import Message


@dataclass(slots=True)
class Reading:
    """What has been found so far in one message."""

    message: Message
    today: date
    context: Context
    words: Lexicon
    languages: tuple[str, ...]
    language: str | None
    topic: Topic | None
    values: dict[str, Any] = field(default_factory=dict)
    spans: list[Span] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    alternatives: list[Alternative] = field(default_factory=list)
    taken: list[tuple[int, int]] = field(default_factory=list)
    signs: list[Sign] = field(default_factory=list)
    corrects: bool = False  # a value was taken back: "not Friday, Saturday"
    settled: dict[int, Slot] = field(default_factory=dict)  # slots of dates, by where they begin

    @property
    def expect(self) -> frozenset[str]:
        """The slots that were asked for."""
        return frozenset(self.context.expect)

    def mark(self, slot: str, lo: int, hi: int, take: bool = False) -> None:
        """Remember that the folded stretch lo:hi gave `slot`; `take` keeps other readers off it."""
        start, end = self.message.source(lo, hi)
        self.spans.append(Span(slot, start, end, self.message.raw[start:end]))
        if take:
            self.taken.append((lo, hi))

    def hidden(self) -> str:
        """Return the folded text with the stretches that are already read blanked out."""
        text = self.message.folded
        for lo, hi in self.taken:
            text = text[:lo] + "~" * (hi - lo) + text[hi:]
        return text

    def trouble(self, code: Fault, slot: str, lo: int, hi: int, candidates: tuple[object, ...] = ()) -> None:
        """Remember something said that cannot be used."""
        self.problems.append(Problem(code, slot, self.message.said(lo, hi), candidates))
