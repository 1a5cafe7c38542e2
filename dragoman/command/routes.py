"""Which actor hears of which fact: facts travel upwards as letters, never by a call into a higher room."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from dragoman.command.work import Work

Listener = Callable[["Work", Any], Awaitable[tuple[str, ...]]]
"""Names the actors that hear of a fact."""


class Routes:
    """The facts that exist and who listens; filled once by `cli`."""

    def __init__(self) -> None:
        self._kinds: dict[str, type[msgspec.Struct]] = {}
        self._listeners: list[Listener] = []

    def know(self, *facts: type[msgspec.Struct]) -> None:
        """Register fact types; their class name is their name on the wire."""
        for fact in facts:
            if self._kinds.setdefault(fact.__name__, fact) is not fact:
                raise ValueError(f"two facts are called {fact.__name__}")

    def listen(self, listener: Listener) -> None:
        """Add a listener; every listener is asked for every fact."""
        self._listeners.append(listener)

    async def actors(self, work: Work, fact: msgspec.Struct) -> tuple[str, ...]:
        """Return the actors that hear of the fact, each once, in the listeners' order."""
        if type(fact).__name__ not in self._kinds:
            raise LookupError(f"unknown fact {type(fact).__name__}")
        found: dict[str, None] = {}
        for listener in self._listeners:
            for actor in await listener(work, fact):
                found.setdefault(actor)
        return tuple(found)

    def encode(self, fact: msgspec.Struct) -> bytes:
        """Write a fact as JSON with its name."""
        return msgspec.json.encode({"fact": type(fact).__name__, "is": fact})

    def decode(self, body: bytes) -> msgspec.Struct:
        """Read a fact back; raises LookupError for a name that is not known."""
        envelope = msgspec.json.decode(body, type=_Envelope)
        kind = self._kinds.get(envelope.fact)
        if kind is None:
            raise LookupError(f"unknown fact {envelope.fact}")
        return msgspec.json.decode(envelope.content, type=kind)


class _Envelope(msgspec.Struct, rename={"content": "is"}):
    fact: str
    content: msgspec.Raw
