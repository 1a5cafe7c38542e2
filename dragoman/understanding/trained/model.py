"""The model as it is stored, and as it reads: multinomial logistic regression, a weight for each word and intent."""

from __future__ import annotations

import math
import sys
from array import array
from dataclasses import dataclass
from operator import itemgetter

from msgspec import Struct

from dragoman.understanding.names import Intent

FORMAT = 1
"""Raised when `words.seen_words` or the meaning of the weights changes: models of another format are not read."""


class Weights(Struct, frozen=True):
    """A fitted model. `rows` are little-endian float32, a row of `len(intents)` for each word; words are shared by many writers."""

    format: int
    intents: tuple[str, ...]
    words: tuple[str, ...]
    leanings: tuple[float, ...]
    rows: bytes

    def __repr__(self) -> str:
        return f"Weights({len(self.words)} words, {len(self.intents)} intents)"


@dataclass(frozen=True, slots=True)
class Guess:
    """What a model makes of a message: the likeliest intent, how likely it is, and the share of the words that the model knows."""

    intent: Intent
    likely: float
    known: float


class Model:
    """A model that reads. Immutable after it was made."""

    def __init__(self, weights: Weights) -> None:
        self.intents = tuple(Intent(name) for name in weights.intents)
        self._places = {word: index for index, word in enumerate(weights.words)}
        rows = array("f", weights.rows)
        if sys.byteorder == "big":
            rows.byteswap()
        if len(rows) != len(weights.words) * len(weights.intents):
            raise ValueError("weights do not fit their words")
        self._rows = rows
        self._leanings = weights.leanings

    def guess(self, words: tuple[str, ...]) -> Guess | None:
        """Return the likeliest intent; None for a message of which no word is known."""
        known = [self._places[word] for word in words if word in self._places]
        single = sum(" " not in word for word in words)
        if not known or not single:
            return None
        shares = softmax(self._scores(known))
        best, likely = max(enumerate(shares), key=itemgetter(1))
        heard = sum(" " not in word and word in self._places for word in words)
        return Guess(self.intents[best], likely, heard / single)

    def shares(self, words: tuple[str, ...]) -> dict[Intent, float]:
        """Return how likely each intent is, the likeliest first."""
        known = [self._places[word] for word in words if word in self._places]
        found = zip(self.intents, softmax(self._scores(known)), strict=True)
        return dict(sorted(found, key=lambda pair: -pair[1]))

    def reasons(self, words: tuple[str, ...], intent: Intent) -> list[tuple[str, float]]:
        """Return the words that speak for and against an intent with what each adds to its score, the strongest first."""
        column, width = self.intents.index(intent), len(self.intents)
        known = [(word, self._places[word]) for word in words if word in self._places]
        found = [(word, self._rows[at * width + column] * scale(len(known))) for word, at in known]
        return sorted(found, key=lambda pair: -abs(pair[1]))

    def _scores(self, known: list[int]) -> list[float]:
        width = len(self.intents)
        rows = [self._rows[at * width : (at + 1) * width] for at in known]
        by = scale(len(known))
        sums = [sum(column) for column in zip(*rows, strict=True)] or [0.0] * width
        return [leaning + by * total for leaning, total in zip(self._leanings, sums, strict=True)]


def scale(known: int) -> float:
    """Return what each of so many words counts: a long message is no surer than a short one."""
    return 1 / math.sqrt(known) if known else 0.0


def softmax(scores: list[float]) -> list[float]:
    """Return scores as shares of one."""
    top = max(scores)
    raised = [math.exp(score - top) for score in scores]
    whole = sum(raised)
    return [one / whole for one in raised]
