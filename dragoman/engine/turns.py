"""Turns: one actor, one transaction. The transaction is the lease: when its process dies, PostgreSQL frees the actor at once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dragoman.engine.failures import is_passing, place, reason_code
from dragoman.engine.loops import keep_at
from dragoman.engine.signals import Topic
from dragoman.engine.store import Store
from dragoman.engine.unit import Line, Unit

log = logging.getLogger(__name__)

EVENTS_PER_TURN = 64
PATIENCE = 5  # turns of one event that may raise before it goes to the review queue
TURN_LIMIT_S = 30.0
SAFETY_LOOK_S = 5.0
REPLAYED = "#replay#"
_JITTER_S = 0.05  # two looks at the same actor differ by less; without it two loops would stir each other for ever


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to an actor. `seq` rises strictly per actor; `stored_at` is real time, UTC.

    Sources: those of arrivals; `timer` (kind = its name), `letter`, `effect` (kind `<effect kind>.done|failed|unknown|stuck`).
    """

    actor: str
    seq: int
    source: str
    external_id: str
    kind: str
    body: bytes
    stored_at: datetime

    @property
    def effect_key(self) -> str:
        """The key of the effect that this event answers."""
        assert self.source == "effect", "not an answer of an effect"
        return self.external_id.rsplit("#", 2)[0]


@dataclass(frozen=True, slots=True)
class Turn:
    """What a turn function gets: its unit of work and the events that wait, oldest first."""

    unit: Unit
    tenant: str
    actor: str
    events: tuple[Event, ...]


TurnFunction = Callable[[Turn], Awaitable[None]]


class NoTurnFunction(LookupError):
    """Nothing is wired for this kind of actor."""

    code = "no_turn_function"


@dataclass(frozen=True, slots=True)
class _Claim:
    tenant: str
    actor: str
    upto: int
    events: tuple[Event, ...]


class Turns:
    """Takes turns of ready actors with the functions wired for their kinds (`kind:` before the first colon of the actor's id)."""

    def __init__(self, store: Store, functions: Mapping[str, TurnFunction]) -> None:
        self._store = store
        self._functions = dict(functions)
        self._stir = asyncio.Event()
        self._turnstile = (
            asyncio.Lock()
        )  # one idle loop waits for a wake-up, the others behind it: one wake-up, one look
        self._stopping = False
        self._next_look = 0.0
        self._sleeps_until = 0.0  # when the loop that sleeps will look by itself; 0 while none sleeps
        self.taken = 0
        self.events = 0
        self.failed = 0
        self.reviewed = 0

    async def run(self) -> None:
        """Take turns until `stop`; several of these run at once in a process."""
        await keep_at(self._store, (Topic.TURNS,), self._stir, lambda: self._stopping, self._run_on, "turns")

    def stop(self) -> None:
        """Finish the turns under way, begin no other."""
        self._stopping = True
        self._stir.set()

    async def take_one(self, line: Line, *, early: bool = False) -> float | None:
        """Take one turn; return None when one was taken, else the seconds until the next look.

        `early` takes actors that still wait for quiet or for another attempt (tests and drain).
        """
        claim: _Claim | float | None = None
        try:
            async with self._store.turn_unit(line) as unit:
                claim = _read(await unit.sql.fetch("select * from engine_claim_turn($1, $2)", EVENTS_PER_TURN, early))
                if isinstance(claim, float):
                    return claim
                unit.tenant = claim.tenant
                self._stir.set()  # there may be more: let another loop look while this one works
                if claim.events:
                    await self._play(unit, claim)
                await unit.finish((claim.tenant, claim.actor, claim.upto))
        except Exception as reason:
            if not isinstance(claim, _Claim) or not claim.events or line.raw.is_closed() or is_passing(reason):
                raise
            await self._count_failure(line, claim, reason)
            return None
        self.taken += 1
        self.events += len(claim.events)
        return None

    async def _play(self, unit: Unit, claim: _Claim) -> None:
        function = self._functions.get(claim.actor.partition(":")[0])
        if function is None:
            raise NoTurnFunction(claim.actor.partition(":")[0])
        async with asyncio.timeout(TURN_LIMIT_S):
            await function(Turn(unit, claim.tenant, claim.actor, claim.events))

    async def _count_failure(self, line: Line, claim: _Claim, reason: Exception) -> None:
        self.failed += 1
        code = reason_code(reason)
        log.error("a turn of %s raised %s at %s", claim.actor.partition(":")[0], code, place(reason))
        reviewed = await line.raw.fetchval(
            "select engine_fail_turn($1, $2, $3, $4, $5, $6)",
            claim.tenant, claim.actor, claim.events[0].seq, code, PATIENCE, 0.2,
        )  # fmt: skip
        self.reviewed += bool(reviewed)

    async def _run_on(self, line: Line) -> None:
        while not self._stopping:
            try:
                wait = await self.take_one(line)
            except Exception as reason:
                if line.raw.is_closed() or not is_passing(reason):
                    raise
                await asyncio.sleep(0.02)
                continue
            if wait is None:
                continue
            await self._rest(asyncio.get_running_loop().time() + wait)
        self._stir.set()

    async def _rest(self, until: float) -> None:
        """Sleep until the next actor is due or something stirs. One loop sleeps, the others queue behind it.

        The soonest look that was asked for counts (a look too many is harmless): a sleeper who would oversleep it is
        stirred to look again.
        """
        ahead = self._next_look > asyncio.get_running_loop().time()
        self._next_look = min(until, self._next_look) if ahead else until
        if until < self._sleeps_until - _JITTER_S:
            self._stir.set()
        async with self._turnstile:
            self._sleeps_until = self._next_look
            with suppress(TimeoutError):
                async with asyncio.timeout_at(self._sleeps_until):
                    await self._stir.wait()
            self._stir.clear()
            self._sleeps_until = 0.0


def _named(external_id: str) -> str:
    """Return the id an event came with: one that was put back from the review queue is stored under a longer one."""
    return external_id.partition(REPLAYED)[0]


def _read(rows: list[Any]) -> _Claim | float:
    first = rows[0]
    if first["tenant"] is None:
        if first["next_at"] is None:
            return SAFETY_LOOK_S
        wait: float = (first["next_at"] - first["looked_at"]).total_seconds()
        return min(max(wait, 0.005), SAFETY_LOOK_S)
    events = tuple(
        Event(r["actor"], r["seq"], r["source"], _named(r["external_id"]), r["kind"], r["body"], r["stored_at"])
        for r in rows
        if r["seq"] is not None
    )
    whole = len(events) < (1 if first["failures"] else EVENTS_PER_TURN)
    return _Claim(first["tenant"], first["actor"], first["upto"] if whole else events[-1].seq, events)
