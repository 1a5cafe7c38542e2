"""Wait for an answer that a worker brings, without polling: callers are actors, and what their actor hears wakes them.

A request names `api:<key id>` as who asked. The fact that answers it reaches that actor after the answer is committed;
its turn wakes the waiting requests of every process, and each looks at its own thing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from dragoman.engine import Turn
from dragoman.engine.signals import Signals, Topic
from dragoman.kit.clock import monotonic

T = TypeVar("T")
WAITERS_MAX = 1000
PATIENCE_S = 20.0
PATIENCE_MAX_S = 30.0


def asker(api_key: str) -> str:
    """Name the actor that hears the answers for an API key."""
    return f"api:{api_key}"


async def callers_turn(turn: Turn) -> None:
    """Wake the requests that wait; the facts themselves are read from where they were stored."""
    turn.unit.wake((Topic.ANSWERS,))


class Waiting:
    """The waiting requests of one process; beyond WAITERS_MAX nobody waits and everybody is told to come back."""

    def __init__(self, signals: Signals) -> None:
        self._signals = signals
        self._count = 0

    async def until(self, look: Callable[[], Awaitable[T | None]], seconds: float) -> T | None:
        """Look now and after every wake-up until something is found; None when `seconds` are over."""
        if self._count >= WAITERS_MAX:
            return await look()
        woken = asyncio.Event()
        end = self._signals.listen(Topic.ANSWERS, woken.set)
        self._count += 1
        deadline = monotonic() + seconds
        try:
            while True:
                woken.clear()
                found = await look()
                left = deadline - monotonic()
                if found is not None or left <= 0:
                    return found
                try:
                    await asyncio.wait_for(woken.wait(), left)
                except TimeoutError:
                    return await look()
        finally:
            self._count -= 1
            end()
