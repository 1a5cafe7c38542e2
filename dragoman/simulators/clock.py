"""A small agenda by the simulators' clock: what falls due fires in order, also when the clock is moved ahead."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

from dragoman.kit.clock import Clock

Callback = Callable[[], Awaitable[None]]

_log = logging.getLogger(__name__)
_PENDING_MAX = 200_000
_FIRED_PER_RUN_MAX = 100_000


@dataclass(order=True)
class Appointment:
    """One callback that waits for its due time; `cancel` takes it off the agenda."""

    due: datetime
    number: int
    callback: Callback | None = field(compare=False)

    def cancel(self) -> None:
        """Make sure the callback never fires; harmless when it already has."""
        self.callback = None


class Agenda:
    """Callbacks ordered by due time. Outside a running loop nothing fires by itself: call `run_due`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._waiting: list[Appointment] = []
        self._numbers = itertools.count()
        self._alarm: asyncio.TimerHandle | None = None
        self._running = asyncio.Lock()
        self._tasks: set[asyncio.Task[int]] = set()
        self.fired = 0

    def later(self, due: datetime, callback: Callback) -> Appointment:
        """Put `callback` on the agenda for the aware instant `due`; raises OverflowError when 200,000 wait already."""
        if len(self._waiting) >= _PENDING_MAX:
            raise OverflowError("the simulators' agenda is full")
        appointment = Appointment(due, next(self._numbers), callback)
        heapq.heappush(self._waiting, appointment)
        if self._waiting[0] is appointment:
            self.arm()
        return appointment

    def arm(self) -> None:
        """Set the alarm for the next due time; does nothing where no event loop runs."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        if self._waiting:
            wait = max(0.0, (self._waiting[0].due - self._clock.now()).total_seconds())
            self._alarm = loop.call_later(min(wait, 3600.0), self._ring)

    def _ring(self) -> None:
        task = asyncio.get_running_loop().create_task(self.run_due())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def run_due(self) -> int:
        """Fire everything due now, in order, including what the callbacks add; returns how many fired."""
        fired = 0
        async with self._running:
            while self._waiting and self._waiting[0].due <= self._clock.now() and fired < _FIRED_PER_RUN_MAX:
                appointment = heapq.heappop(self._waiting)
                if appointment.callback is None:
                    continue
                fired += 1
                try:
                    await appointment.callback()
                except Exception:
                    _log.exception("a simulated later event failed")
        self.fired += fired
        self.arm()
        return fired

    def close(self) -> None:
        """Stop the alarm; what waits stays readable for a snapshot but fires no more."""
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        for task in self._tasks:
            task.cancel()
