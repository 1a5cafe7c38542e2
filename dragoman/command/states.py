"""State tables: one enum and one table of named moves per thing; a wrong table fails at import."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from dragoman.command.errors import Refused

Guard = Callable[[Any], str | None]
"""Looks at the thing and returns why the move is not open, or None when it is."""


@dataclass(frozen=True, slots=True)
class Move:
    """A named move: from any of `sources` to `target`, unless the guard gives a reason against it."""

    verb: str
    sources: frozenset[StrEnum]
    target: StrEnum
    unless: Guard | None = None


def move(verb: str, sources: StrEnum | Iterable[StrEnum], target: StrEnum, unless: Guard | None = None) -> Move:
    """Write one row of a state table."""
    return Move(verb, frozenset([sources] if isinstance(sources, StrEnum) else sources), target, unless)


class StateTable:
    """The states of a thing and its open moves; drives commands, buttons, API answers and the diagram in the docs."""

    def __init__(self, states: type[StrEnum], *, start: StrEnum, moves: Iterable[Move], name: str = "") -> None:
        self.states = states
        self.start = start
        self.name = name or states.__name__
        self.moves: dict[str, tuple[Move, ...]] = {}
        taken: set[tuple[str, StrEnum]] = set()
        for row in moves:
            for source in row.sources:
                if (row.verb, source) in taken:
                    raise ValueError(f"{self.name}: {row.verb} from {source} stands twice")
                taken.add((row.verb, source))
            self.moves[row.verb] = (*self.moves.get(row.verb, ()), row)
        self._check_reachable()

    def _rows(self) -> Iterable[Move]:
        for rows in self.moves.values():
            yield from rows

    def _check_reachable(self) -> None:
        seen = {self.start}
        while True:
            more = {row.target for row in self._rows() if row.sources & seen} - seen
            if not more:
                break
            seen |= more
        missing = [s for s in self.states if s not in seen]
        if missing:
            raise ValueError(f"{self.name}: no move leads to {', '.join(missing)}")

    def open_to(self, thing: Any) -> tuple[str, ...]:
        """Name the moves that are open to the thing now, guards included."""
        state = self.states(thing.state)
        return tuple(
            row.verb
            for row in self._rows()
            if state in row.sources and (row.unless is None or row.unless(thing) is None)
        )

    def target(self, thing: Any, verb: str) -> StrEnum:
        """Return where the move leads; raises Refused("state") from a wrong state and Refused("guard") by its reason."""
        state = self.states(thing.state)
        for row in self.moves[verb]:
            if state in row.sources:
                reason = row.unless(thing) if row.unless else None
                if reason:
                    raise Refused("guard", f"Cannot {verb}: {reason}.")
                return row.target
        open_now = ", ".join(self.open_to(thing)) or "nothing"
        raise Refused("state", f"Cannot {verb} while {state}; open now: {open_now}.")

    def mermaid(self) -> str:
        """Draw the table as a Mermaid state diagram."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.start.name}"]
        for row in self._rows():
            lines += [
                f"    {s.name} --> {row.target.name}: {row.verb}"
                for s in sorted(row.sources, key=list(self.states).index)
            ]
        return "\n".join(lines)
