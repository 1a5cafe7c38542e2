"""What a text must hold for an expression to match: looking for plain letters first saves nine of ten searches.

Reads the expression with the parser of Python's own `re` (a private module, the only exact reading of its grammar); an
expression that says too little has no needles and is always searched. A test compares both ways over the whole corpus.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

_parser: Any = re._parser  # type: ignore[attr-defined]
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")
MOST = 24
"""More needles than this cost as much as the search."""

_LETTERS = 3
Needles = frozenset[str]


class Sought:
    """A compiled expression and its needles."""

    __slots__ = ("needles", "search")

    def __init__(self, expression: str) -> None:
        compiled = re.compile(expression)
        self.search = compiled.search
        self.needles = needles(compiled)


class Sieve:
    """Tells of many expressions which can match a text at all.

    Needles stand by their first letters: a text asks for those that begin at one of its places, not for each there is.
    """

    def __init__(self, expressions: Iterable[Sought]) -> None:
        every = list(expressions)
        self._always = frozenset(one for one in every if not one.needles)
        self._short: list[tuple[str, Sought]] = []
        self._by_letters: dict[str, list[tuple[str, Sought]]] = {}
        for one in every:
            for needle in one.needles:
                if len(needle) < _LETTERS:
                    self._short.append((needle, one))
                else:
                    self._by_letters.setdefault(needle[:_LETTERS], []).append((needle, one))

    def left(self, text: str) -> set[Sought]:
        """Return the expressions that are worth a search in `text`."""
        found = {one for needle, one in self._short if needle in text}
        for letters in {text[at : at + _LETTERS] for at in range(len(text) - _LETTERS + 1)} & self._by_letters.keys():
            found.update(one for needle, one in self._by_letters[letters] if needle in text)
        found |= self._always
        return found


def needles(pattern: re.Pattern[str]) -> Needles:
    """Return strings of which every text that `pattern` matches holds at least one; empty when none can be told."""
    if pattern.flags & (re.IGNORECASE | re.LOCALE):
        return frozenset()
    return _of(_parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE))


def _of(sequence: Iterable[tuple[Any, Any]]) -> Needles:
    """Return the best needles of items that all must match one behind the other."""
    best: Needles = frozenset()
    run = ""
    for operation, value in sequence:
        if str(operation) == "LITERAL":
            run += chr(value)
            continue
        best, run = _better(best, frozenset([run]) if run else frozenset()), ""
        best = _better(best, _of_one(str(operation), value))
    return _better(best, frozenset([run]) if run else frozenset())


def _of_one(operation: str, value: Any) -> Needles:
    if operation == "SUBPATTERN":
        _, flags_on, _, content = value
        return frozenset() if flags_on & re.IGNORECASE else _of(content)
    if operation == "BRANCH":
        parts = [_of(branch) for branch in value[1]]
        joined: Needles = frozenset().union(*parts)
        return joined if all(parts) and len(joined) <= MOST else frozenset()
    if operation in _REPEATS and value[0] > 0:
        return _of(value[2])
    return frozenset()


def _better(left: Needles, right: Needles) -> Needles:
    """Prefer what is rarer in a text: longer letters, then fewer of them."""
    return max(left, right, key=_rarity)


def _rarity(found: Needles) -> tuple[int, int]:
    return (min(map(len, found)), -len(found)) if found else (0, 0)
