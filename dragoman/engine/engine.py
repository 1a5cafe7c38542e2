"""The engine of one process: its loops, started and stopped together."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from dragoman.engine.schedule import Schedule
from dragoman.engine.store import Store
from dragoman.engine.turns import TurnFunction, Turns
from dragoman.kit.clock import Clock

_ROUNDS = 10_000


class NeverQuiet(RuntimeError):
    """`drain` ran its bound of rounds and there was still something to do: something wakes itself for ever."""


class Engine:
    """Wires a store to what rooms supply: turn functions by actor kind."""

    def __init__(self, store: Store, clock: Clock, turns: Mapping[str, TurnFunction]) -> None:
        self.store = store
        store.clock = clock
        self.turns = Turns(store, turns)
        self.schedule = Schedule(store)
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self, *, turn_loops: int = 8, effect_loops: int = 1, scheduler: bool = True) -> None:
        """Start the loops."""
        for n in range(turn_loops):
            self._tasks.append(asyncio.create_task(self.turns.run(), name=f"turns-{n}"))
        if scheduler:
            self._tasks.append(asyncio.create_task(self.schedule.run(), name="schedule"))

    async def stop(self) -> None:
        """Finish what is under way and stop; nothing is lost if this is cut short."""
        self.turns.stop()
        self.schedule.stop()
        await asyncio.gather(*self._tasks)
        self._tasks.clear()

    async def drain(self) -> None:
        """Do everything that is due, in order, until nothing is: for tests, with no loops running and no sleeping.

        Waiting for quiet (settle) and pauses between attempts of a turn are skipped. Raises NeverQuiet.
        """
        async with self.store.line() as line:
            for _ in range(_ROUNDS):
                moved = await self.schedule.deliver(line)
                while await self.turns.take_one(line, early=True) is None:
                    moved += 1
                if not moved:
                    return
        raise NeverQuiet
