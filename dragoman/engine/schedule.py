"""The schedule: due timers fire and letters are delivered, as events of their actors. It sleeps until the next due time."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from dragoman.engine.loops import keep_at
from dragoman.engine.signals import Topic
from dragoman.engine.store import Store
from dragoman.engine.unit import Line

_BATCH = 500
_SAFETY_LOOK_S = 5.0


class Schedule:
    """Fires timers and delivers letters. Any number may run: what one takes, the others do not see."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._stir = asyncio.Event()
        self._stopping = False
        self.timers = 0
        self.letters = 0
        self._wait = 0.0

    async def run(self) -> None:
        """Run until `stop`."""
        topics = (Topic.TIME, Topic.CLOCK)
        await keep_at(self._store, topics, self._stir, lambda: self._stopping, self._run_on, "schedule")

    def stop(self) -> None:
        """Stop after the delivery under way."""
        self._stopping = True
        self._stir.set()

    async def deliver(self, line: Line) -> int:
        """Fire and deliver one batch of what is due by the product's clock; return how many events that made."""
        now = self._store.clock.now()
        row = await line.raw.fetchrow("select * from engine_deliver($1, $2)", now, _BATCH)
        assert row is not None
        made: int = row["timers"] + row["letters"]
        self.timers += row["timers"]
        self.letters += row["letters"]
        self._wait = _SAFETY_LOOK_S
        if row["next_due"] is not None:
            self._wait = min(max((row["next_due"] - now).total_seconds(), 0.0), _SAFETY_LOOK_S)
        if made:
            self._store.signals.wake((Topic.TURNS,))
        return made

    async def _run_on(self, line: Line) -> None:
        while not self._stopping:
            self._stir.clear()
            if await self.deliver(line):
                continue
            with suppress(TimeoutError):
                async with asyncio.timeout(self._wait):
                    await self._stir.wait()
