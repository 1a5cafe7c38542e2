"""What all simulators share: clock, agenda, faults, seed, webhook courier and settings."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from starlette.routing import BaseRoute

from dragoman.kit.clock import ShiftedClock
from dragoman.simulators.clock import Agenda, Appointment, Callback
from dragoman.simulators.courier import Courier, Manner, Post
from dragoman.simulators.faults import Fault, Faults, HttpFault, LineCut
from dragoman.simulators.settings import SimSettings

SHIFT_MAX = timedelta(days=3660)

_STATUS = {"http_500": 500, "http_503": 503, "http_429": 429}


class Simulator(Protocol):
    """One partner imitated: its routes, the faults it knows per operation, and what it keeps over a restart."""

    @property
    def routes(self) -> Sequence[BaseRoute]:
        """Everything it serves, under its own path."""
        ...

    @property
    def faults(self) -> Mapping[str, frozenset[str]]:
        """The faults known, by operation."""
        ...

    def snapshot(self) -> object:
        """Return the state as values that msgspec can write as MessagePack."""
        ...

    def restore(self, kept: object) -> None:
        """Take over what `snapshot` returned, once through MessagePack; raises msgspec.ValidationError."""
        ...


class Runs(Protocol):
    """A simulator that also listens outside HTTP (mail) and must be started and stopped with the app."""

    async def start(self) -> None:
        """Begin to listen."""
        ...

    async def stop(self) -> None:
        """Stop listening."""
        ...


@dataclass
class World:
    """The surroundings of every simulator. `post` sends one webhook and returns the HTTP status; tests replace it."""

    clock: ShiftedClock
    faults: Faults
    seed: int
    post: Post
    settings: SimSettings
    agenda: Agenda = field(init=False)
    courier: Courier = field(init=False)
    changed: bool = False  # something happened since the last snapshot
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    counts: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.agenda = Agenda(self.clock)
        self.courier = Courier(self.clock, self.agenda, self.faults, self.seed, self._post, self.settings.webhook_lines)

    async def _post(self, url: str, body: bytes, headers: dict[str, str]) -> int:
        self.changed = True
        return await self.post(url, body, headers)

    def now(self) -> datetime:
        """The present instant of the simulated world, aware, in UTC."""
        return self.clock.now()

    def later(self, due: datetime, callback: Callback) -> Appointment:
        """Fire `callback` when the simulated clock reaches `due`, also when it is moved past it."""

        async def fire() -> None:
            self.changed = True
            await callback()

        return self.agenda.later(due, fire)

    def random(self, *key: object) -> random.Random:
        """A generator that draws the same for the same seed and key; for what must look the same every time."""
        return random.Random("/".join(map(str, (self.seed, *key))))

    def count(self, what: str) -> int:
        """The next number (1, 2, 3 …) of a named row, kept over restarts; with the seed it makes ids that repeat."""
        self.counts[what] = self.counts.get(what, 0) + 1
        return self.counts[what]

    def delivers(
        self,
        partner: str,
        sign: Callable[[bytes, datetime], dict[str, str]],
        waits: Sequence[timedelta],
        accepts: Callable[[int], bool],
        tried: Callable[..., None] | None = None,
    ) -> None:
        """Say how `partner` delivers its webhooks; afterwards `courier.send(partner, url, body)` works."""
        self.courier.manners[partner] = Manner(sign, waits, accepts, tried)

    async def pause(self, seconds: float) -> None:
        """Let real time pass, but not beyond the moment the simulators are asked to stop."""
        if seconds > 0:
            try:
                await asyncio.wait_for(self.stopping.wait(), seconds)
            except TimeoutError:
                return

    @asynccontextmanager
    async def operation(self, partner: str, operation: str) -> AsyncIterator[Fault | None]:
        """Surround the work of one operation with the fault set on it, and hand that fault to the work.

        Before the work: slow waits, timeout waits and drops the line, reset drops it, http_… raises HttpFault. After
        it: timeout_after_success waits and drops the line, http_500_after_success raises HttpFault. Faults that only
        the partner can play (sold_out, price_up …) are left to the work. Option `seconds` overrides the wait.
        """
        fault = self.faults.take(partner, operation)
        name = fault.name if fault else ""
        if fault and name == "slow":
            await self.pause(fault.number("seconds", self.settings.slow_seconds))
        elif fault and name == "timeout":
            await self.pause(fault.number("seconds", self.settings.timeout_seconds))
            raise LineCut
        elif name == "reset":
            raise LineCut
        elif name in _STATUS:
            raise HttpFault(_STATUS[name])
        yield fault
        if fault and name == "timeout_after_success":
            self.changed = True
            await self.pause(fault.number("seconds", self.settings.timeout_seconds))
            raise LineCut
        if name == "http_500_after_success":
            raise HttpFault(500)

    async def move_to(self, shift: timedelta) -> None:
        """Set the whole distance from real time (never backwards) and fire what has fallen due.

        Raises ValueError when the shift would go back or beyond ten years.
        """
        if shift < self.clock.shift:
            raise ValueError("the clock only moves ahead")
        if shift > SHIFT_MAX:
            raise ValueError("the clock moves at most ten years ahead")
        self.clock.shift = shift
        self.changed = True
        await self.agenda.run_due()
