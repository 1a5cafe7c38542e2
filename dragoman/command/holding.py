"""What a room says of the personal values it holds: to the person who asks for them, and when they are erased.

Every room that keeps something of a person implements `Holds` in its `holding.py`; `cli` puts the list together.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import msgspec

from dragoman.command.work import Work


class Held(msgspec.Struct, frozen=True, omit_defaults=True):
    """A kind of thing that is held: its name for people, and one plain dictionary per thing. Personal."""

    title: str
    items: tuple[dict[str, Any], ...] = ()
    files: tuple[tuple[str, bytes], ...] = ()

    def __repr__(self) -> str:
        return f"Held({self.title}, {len(self.items)})"


class Counted(msgspec.Struct, frozen=True):
    """How many things of a kind are held."""

    title: str
    count: int


class Erased(msgspec.Struct, frozen=True, omit_defaults=True):
    """What an erasure did to a kind of thing: how many went, how many were kept without the person, and why."""

    title: str
    gone: int = 0
    kept: int = 0
    why: str = ""


class Holds(Protocol):
    """A room's word on what it holds of a person (`pe_…`)."""

    async def held(self, work: Work, person: str) -> Sequence[Held]:
        """Tell everything that is held of a person."""
        ...

    async def counted(self, work: Work, person: str) -> Sequence[Counted]:
        """Count what `held` tells, by the same titles, without opening anything."""
        ...

    async def hinders(self, work: Work, person: str) -> str:
        """Say what must be finished before the person can be erased, "" for nothing."""
        ...

    async def erase(self, work: Work, person: str) -> Sequence[Erased]:
        """Delete what may go, and take the person out of what must stay."""
        ...

    async def hand_on(self, work: Work, newcomer: str, known: str) -> None:
        """Make what is held of a newcomer the known person's whom they turned out to be."""
        ...

    async def actors(self, work: Work, person: str) -> Sequence[str]:
        """Name the engine's actors whose kept events and calls may carry the person's values."""
        ...


def plainly(value: Any) -> Any:
    """Write any stored value as plain JSON values, for an export."""
    return msgspec.to_builtins(value, builtin_types=(), str_keys=True)
