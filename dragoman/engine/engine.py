"""The engine of one process: its loops, started and stopped together."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress

from dragoman.engine.effects import Executor, Policy
from dragoman.engine.product_clock import follow_shift
from dragoman.engine.schedule import Schedule
from dragoman.engine.store import Store
from dragoman.engine.turns import TurnFunction, Turns
from dragoman.engine.workers import Workers
from dragoman.kit.clock import Clock, ShiftedClock

_ROUNDS = 10_000
_RECORD_LIMIT_S = 15.0


class NeverQuiet(RuntimeError):
    """`drain` ran its bound of rounds and there was still something to do: something wakes itself for ever."""


class Engine:
    """Wires a store to what rooms supply: turn functions by actor kind, executors and policies by effect kind."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        turns: Mapping[str, TurnFunction],
        executors: Mapping[str, tuple[Executor, Policy]],
    ) -> None:
        self.store = store
        store.clock = clock
        self.turns = Turns(store, turns)
        self.workers = Workers(store, executors)
        self.schedule = Schedule(store)
        self._loops: list[asyncio.Task[None]] = []
        self._background: list[asyncio.Task[None]] = []

    async def start(self, *, turn_loops: int = 8, effect_loops: int = 1, scheduler: bool = True) -> None:
        """Start loops. The store's pool needs a connection for each, two more for effects, and some for everybody else."""
        if isinstance(self.store.clock, ShiftedClock):
            self._background.append(asyncio.create_task(follow_shift(self.store, self.store.clock), name="clock"))
        for n in range(turn_loops):
            self._loops.append(asyncio.create_task(self.turns.run(), name=f"turns-{n}"))
        for n in range(effect_loops):
            self._loops.append(asyncio.create_task(self.workers.run(), name=f"effects-{n}"))
        if effect_loops:
            self._background.append(asyncio.create_task(self.workers.record(), name="answers"))
        if scheduler:
            self._loops.append(asyncio.create_task(self.schedule.run(), name="schedule"))

    async def stop(self, limit_s: float = 20.0) -> None:
        """Finish what is under way, write the answers down, stop. Nothing is lost if this is cut short.

        Calls that take longer than `limit_s` are given up and recorded as lost answers: UNKNOWN, to be resolved later.
        """
        for part in (self.turns, self.workers, self.schedule):
            part.stop()
        if self._loops:
            _, late = await asyncio.wait(self._loops, timeout=limit_s)
            if late:
                self.workers.cut()
            await asyncio.gather(*self._loops)
        with suppress(TimeoutError):
            async with asyncio.timeout(_RECORD_LIMIT_S):
                await self.workers.recorded()
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
        self._loops.clear()
        self._background.clear()

    async def drain(self) -> None:
        """Do everything that is due, in order, until nothing is: for tests, with no loops running and no sleeping.

        Waiting for quiet (settle) and pauses between attempts of a turn are skipped; effects and timers that are due later
        in product time stay: move the clock and drain again. Raises NeverQuiet.
        """
        async with self.store.line() as line:
            for _ in range(_ROUNDS):
                moved = await self.schedule.deliver(line)
                while await self.turns.take_one(line, early=True) is None:
                    moved += 1
                moved += await self.workers.work_off(line)
                if not moved:
                    return
        raise NeverQuiet
