"""Fits a model: logistic regression by stochastic gradient descent with AdaGrad steps and L2 regularisation. Pure and repeatable.

Method: Duchi, Hazan, Singer, "Adaptive Subgradient Methods for Online Learning and Stochastic Optimization", JMLR 12 (2011).
A word enters only when enough different writers used it, so that no name, number or turn of one person can be read out.
"""

from __future__ import annotations

import math
import sys
from array import array
from collections import defaultdict
from collections.abc import Sequence
from random import Random

from dragoman.understanding.trained.examples import Example
from dragoman.understanding.trained.model import FORMAT, Weights, scale, softmax

WRITERS_MIN = 5
"""A word, and an intent, is learned when at least so many different people used it."""
WRITERS_LEAST = 3
"""A business may ask for more than WRITERS_MIN, or for as few as this."""
VOCABULARY_MAX = 6_000
OF_AN_INTENT_MIN = 8
_ROUNDS_MAX = 30
_STEP = 0.5
_L2 = 1e-3
_ENOUGH = 0.005  # a round that lowers the loss by less than this share is the last
_FAINT = 1e-3  # gradients smaller than this are not worth a step
_SEED = 2_026


def vocabulary(examples: Sequence[Example], writers: int) -> tuple[str, ...]:
    """Return the words of at least so many writers, those of most writers first, at most VOCABULARY_MAX."""
    users: defaultdict[str, set[str]] = defaultdict(set)
    for one in examples:
        for word in one.words:
            users[word].add(one.writer)
    shared = [(word, len(used)) for word, used in users.items() if len(used) >= writers]
    return tuple(word for word, _ in sorted(shared, key=lambda pair: (-pair[1], pair[0]))[:VOCABULARY_MAX])


def taught(examples: Sequence[Example], writers: int) -> tuple[str, ...]:
    """Return the intents with enough examples of enough writers, by name."""
    users: defaultdict[str, set[str]] = defaultdict(set)
    counts: defaultdict[str, int] = defaultdict(int)
    for one in examples:
        users[one.intent].add(one.writer)
        counts[one.intent] += 1
    return tuple(sorted(i for i, number in counts.items() if number >= OF_AN_INTENT_MIN and len(users[i]) >= writers))


def fit(examples: Sequence[Example], writers: int = WRITERS_MIN) -> Weights | None:
    """Fit a model; None when fewer than two intents or no words have enough behind them. ValueError below WRITERS_LEAST."""
    if writers < WRITERS_LEAST:
        raise ValueError("too few writers for a word")
    intents, words = taught(examples, writers), vocabulary(examples, writers)
    if len(intents) < 2 or not words:
        return None
    places, columns = {w: i for i, w in enumerate(words)}, {n: i for i, n in enumerate(intents)}
    lessons = [
        ([places[w] for w in one.words if w in places], columns[one.intent])
        for one in examples
        if one.intent in columns
    ]
    descent = _Descent(len(words), len(intents))
    descent.run([lesson for lesson in lessons if lesson[0]])
    flat = array("f", (weight for row in descent.rows for weight in row))
    if sys.byteorder == "big":
        flat.byteswap()
    return Weights(FORMAT, intents, words, tuple(descent.leanings), flat.tobytes())


class _Descent:
    """The running state of one fit."""

    def __init__(self, words: int, intents: int) -> None:
        self.rows = [[0.0] * intents for _ in range(words)]
        self.leanings = [0.0] * intents
        self._squares = [[1e-6] * intents for _ in range(words)]
        self._leaning_squares = [1e-6] * intents

    def run(self, lessons: list[tuple[list[int], int]]) -> None:
        """Go over all lessons, in a new order each round, until nothing is learned any more."""
        order, chance = list(range(len(lessons))), Random(_SEED)
        before = math.inf
        for _ in range(_ROUNDS_MAX):
            chance.shuffle(order)
            loss = sum(self._learn(*lessons[index]) for index in order)
            if before - loss < _ENOUGH * loss:
                return
            before = loss

    def _learn(self, known: list[int], right: int) -> float:
        """Take one step; returns the loss before it."""
        by = scale(len(known))
        sums = map(sum, zip(*(self.rows[at] for at in known), strict=True))
        shares = softmax([leaning + by * total for leaning, total in zip(self.leanings, sums, strict=True)])
        wrong = [(c, share - (c == right)) for c, share in enumerate(shares)]
        wrong = [(c, slope) for c, slope in wrong if abs(slope) > _FAINT]
        for at in known:
            row, squares = self.rows[at], self._squares[at]
            for c, slope in wrong:
                down = slope * by + _L2 * row[c]
                squares[c] += down * down
                row[c] -= _STEP * down / math.sqrt(squares[c])
        for c, slope in wrong:
            self._leaning_squares[c] += slope * slope
            self.leanings[c] -= _STEP * slope / math.sqrt(self._leaning_squares[c])
        return -math.log(max(shares[right], 1e-12))
