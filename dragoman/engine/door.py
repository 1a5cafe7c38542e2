"""The door: arrivals become durable events, many callers in one commit.

One writer gathers what waits and stores it with one statement; callers return when it is committed. A commit whose answer
was lost counts as not stored: the sender delivers again and the external id absorbs the twin (reference: engine.md §8).
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

import asyncpg

from dragoman.engine.signals import Topic
from dragoman.engine.store import Store
from dragoman.engine.unit import Raw

log = logging.getLogger(__name__)

_GROUP_ROWS = 1_000
_GROUP_BYTES = 4_000_000
_WAITING_ROWS = 20_000
_STORE = "select engine_door($1, $2, $3, $4, $5, $6, $7)"
_BROKEN = (
    OSError,
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    TimeoutError,
)


class DoorClosed(RuntimeError):
    """What came in could not be stored now; the sender must deliver it again (503)."""


class BadArrival(ValueError):
    """This one can never be stored: an id or kind that the database refuses (text with NUL, no tenant)."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One event from outside. `external_id` is the sender's id of it, unique per tenant and `source`, and always for the same actor.

    `settle`: seconds of quiet to wait for more before the turn (bursts of short texts), at most 3 s after the first.
    """

    tenant: str
    actor: str
    source: str
    external_id: str
    kind: str
    body: bytes
    settle: float = 0.0


@dataclass(slots=True)
class _Call:
    arrivals: Sequence[Arrival]
    stored: asyncio.Future[int]


class Door:
    """Stores arrivals. One per process; `open` starts its writer, `close` stores what waits and stops it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: deque[_Call] = deque()
        self._rows = 0
        self._stir = asyncio.Event()
        self._writer: asyncio.Task[None] | None = None
        self._closing = False
        self.arrived = 0
        self.duplicates = 0
        self.refused = 0

    async def open(self) -> None:
        """Start the writer."""
        self._closing = False
        self._writer = asyncio.create_task(self._run(), name="door")

    async def close(self) -> None:
        """Take nothing more, store what waits, stop."""
        self._closing = True
        self._stir.set()
        if self._writer is not None:
            await self._writer
            self._writer = None

    async def put(self, arrivals: Sequence[Arrival]) -> int:
        """Store `arrivals`, in order per actor; return after commit with how many were new.

        Raises DoorClosed when they cannot be stored now (too much waits, no database, closing) and BadArrival when one
        can never be (the others are stored).
        """
        if not arrivals:
            return 0
        if self._closing or self._writer is None or self._rows + len(arrivals) > _WAITING_ROWS:
            self.refused += len(arrivals)
            raise DoorClosed("the door is closed" if self._closing else "too much is waiting")
        call = _Call(arrivals, asyncio.get_running_loop().create_future())
        self._waiting.append(call)
        self._rows += len(arrivals)
        self._stir.set()
        return await call.stored

    async def _run(self) -> None:
        while not (self._closing and not self._waiting):
            try:
                async with self._store.line() as line:
                    await self._write_until_broken(line.raw)
            except Exception as reason:
                log.warning("the door lost its connection: %s", type(reason).__name__)
                self._turn_away()
                await asyncio.sleep(0.1)

    async def _write_until_broken(self, raw: Raw) -> None:
        while True:
            await self._stir.wait()
            self._stir.clear()
            while self._waiting:
                calls = self._take()
                try:
                    await self._store_group(raw, calls)
                except BaseException:
                    _fail(calls)
                    raise
            if self._closing:
                return

    def _take(self) -> list[_Call]:
        calls: list[_Call] = []
        rows = size = 0
        while self._waiting and (not calls or (rows < _GROUP_ROWS and size < _GROUP_BYTES)):
            call = self._waiting.popleft()
            self._rows -= len(call.arrivals)
            if call.stored.cancelled():
                continue
            calls.append(call)
            rows += len(call.arrivals)
            size += sum(len(arrival.body) for arrival in call.arrivals)
        return calls

    async def _store_group(self, raw: Raw, calls: list[_Call]) -> None:
        arrivals = [arrival for call in calls for arrival in call.arrivals]
        try:
            new = set(await _insert(raw, arrivals))
        except Exception as reason:
            if _is_broken(reason):
                raise
            await self._store_one_by_one(raw, calls)
            return
        position = 0
        for call in calls:
            count = sum(1 for n in range(position + 1, position + len(call.arrivals) + 1) if n in new)
            position += len(call.arrivals)
            self._answer(call, count)
        if new:
            self._store.signals.wake((Topic.TURNS,))

    async def _store_one_by_one(self, raw: Raw, calls: list[_Call]) -> None:
        """A group failed as a whole: find the row that did it, so that it does not take the others with it."""
        for call in calls:
            count = 0
            bad: Exception | None = None
            for arrival in call.arrivals:
                try:
                    count += len(await _insert(raw, [arrival]))
                except asyncpg.DeadlockDetectedError:
                    bad = DoorClosed("the database was busy")
                except Exception as reason:
                    if _is_broken(reason):
                        raise
                    bad = BadArrival(type(reason).__name__)
            if bad is None:
                self._answer(call, count)
            else:
                self.refused += 1
                _settle(call, bad)
            self._store.signals.wake((Topic.TURNS,))

    def _answer(self, call: _Call, count: int) -> None:
        self.arrived += count
        self.duplicates += len(call.arrivals) - count
        if not call.stored.done():
            call.stored.set_result(count)

    def _turn_away(self) -> None:
        calls, self._waiting = list(self._waiting), deque()
        self._rows = 0
        self.refused += sum(len(call.arrivals) for call in calls)
        _fail(calls)


async def _insert(raw: Raw, arrivals: Sequence[Arrival]) -> list[int]:
    rows = await raw.fetch(
        _STORE,
        [a.tenant for a in arrivals],
        [a.actor for a in arrivals],
        [a.source for a in arrivals],
        [a.external_id for a in arrivals],
        [a.kind for a in arrivals],
        [a.body for a in arrivals],
        [a.settle for a in arrivals],
    )
    return [row[0] for row in rows]


def _is_broken(reason: Exception) -> bool:
    """Tell a lost connection from a row that cannot be stored; asyncpg calls both InterfaceError."""
    return isinstance(reason, _BROKEN) and not isinstance(reason, ValueError)


def _fail(calls: list[_Call]) -> None:
    for call in calls:
        _settle(call, DoorClosed("the database did not answer"))


def _settle(call: _Call, reason: Exception) -> None:
    with suppress(asyncio.InvalidStateError):
        call.stored.set_exception(reason)
