"""Real processes for the fault tests, forked from a server that has imported everything, so that one costs milliseconds."""

# ruff: noqa: ASYNC240 - other processes raise no events here, and these small files are ours

from __future__ import annotations

import asyncio
import multiprocessing
import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import asyncpg

from dragoman.engine import APP_ROLE, Door, DoorClosed, Engine, Store, Turn
from dragoman.engine.migrations import migrate
from dragoman.kit.clock import ShiftedClock

from . import scene

_ROOT = str(Path(__file__).parents[3])
if _ROOT not in sys.path:
    sys.path.insert(0, _ROOT)
_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload([__name__, "uvloop"])


def begin(role: Any, *arguments: object) -> BaseProcess:
    """Start `role(*arguments)`, a coroutine function of this module, in a process of its own."""
    process = _context.Process(target=_run, args=(role, arguments), daemon=True)
    process.start()
    return process


@contextmanager
def crew(*roles: tuple[Any, ...]) -> Iterator[list[BaseProcess]]:
    """Start one process per role; none of them (nor those put in their places) outlives the block."""
    running: list[BaseProcess] = []
    try:
        running += [begin(*role) for role in roles]
        yield running
    finally:
        for process in running:
            process.kill()
            process.join()


async def end(process: BaseProcess, seconds: float = 30) -> int:
    """Wait for a process and return its exit code (-9 = killed)."""
    await asyncio.to_thread(process.join, seconds)
    assert process.exitcode is not None, "a process did not end"
    return process.exitcode


def _run(role: Any, arguments: tuple[object, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asyncio.run(role(*arguments))


class Countdown:
    """Kills this process at its n-th point; a statement has a point before and one after it."""

    def __init__(self, kill_at: int) -> None:
        self.left = kill_at
        self.passed = 0

    def point(self) -> None:
        self.passed += 1
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def connection_class(self) -> type[asyncpg.Connection]:
        """A connection that counts every statement, BEGIN and COMMIT included."""
        point = self.point

        class Counted(asyncpg.Connection):
            async def execute(self, *args: Any, **kw: Any) -> Any:
                point()
                answer = await super().execute(*args, **kw)
                point()
                return answer

            async def fetch(self, *args: Any, **kw: Any) -> Any:
                point()
                answer = await super().fetch(*args, **kw)
                point()
                return answer

            async def fetchrow(self, *args: Any, **kw: Any) -> Any:
                point()
                answer = await super().fetchrow(*args, **kw)
                point()
                return answer

            async def fetchval(self, *args: Any, **kw: Any) -> Any:
                point()
                answer = await super().fetchval(*args, **kw)
                point()
                return answer

            async def prepare(self, *args: Any, **kw: Any) -> Any:  # SQLAlchemy's way in
                point()
                answer = await super().prepare(*args, **kw)
                point()
                return answer

            async def executemany(self, *args: Any, **kw: Any) -> Any:
                point()
                answer = await super().executemany(*args, **kw)
                point()
                return answer

        return Counted


def count_statements(countdown: Countdown) -> None:
    """Let every connection opened from now on count its statements."""
    plain = asyncpg.connect

    async def counted(*args: Any, **kw: Any) -> Any:
        return await plain(*args, **kw, connection_class=countdown.connection_class())

    asyncpg.connect = counted


async def migrate_role(dsn: str, file: str, kill_at: int) -> None:
    """Migrate; die at point `kill_at` (0 = never)."""
    countdown = Countdown(kill_at)
    count_statements(countdown)
    await migrate(dsn)
    if kill_at == 0:
        Path(f"{file}.points").write_text(str(countdown.passed))


async def journey(dsn: str, file: str, name: str, kill_at: int) -> None:
    """Store three arrivals for two actors, then do everything that follows; die at point `kill_at` (0 = never)."""
    store = await Store.open(dsn, role=APP_ROLE, pool_max=3, check=False)
    door = Door(store)
    countdown = Countdown(kill_at)
    count_statements(countdown)
    scene.moment = countdown.point
    await door.open()
    await door.put([scene.arrival(f"{name}-a", f"{name}.1"), scene.arrival(f"{name}-b", f"{name}.2")])
    await door.put([scene.arrival(f"{name}-a", f"{name}.3")])
    await door.close()
    partner = scene.Partner(Path(file))
    for _ in range(3):
        await scene.engine(store, partner).drain()
    await store.close()
    if kill_at == 0:
        Path(f"{file}.points").write_text(str(countdown.passed))


async def door_role(dsn: str, file: str, name: str, actors: int, seconds: float) -> None:
    """Store groups of arrivals for few actors, a fifth of them again later; note in a file what was acknowledged."""
    store = await Store.open(dsn, role=APP_ROLE, pool_max=2, check=False)
    door, rng, end_at, old = Door(store), random.Random(name), time.monotonic() + seconds, []
    sent, acked = scene.Partner(Path(f"{file}.sent")), scene.Partner(Path(f"{file}.acked"))
    await door.open()
    n = 0
    while time.monotonic() < end_at:
        group = []
        for _ in range(rng.randint(1, 6)):
            n += 1
            group.append(scene.arrival(str(rng.randrange(actors)), f"{name}.{n}"))
        fresh = [a.external_id for a in group]
        group += rng.sample(old, min(len(old), 2)) + rng.sample(group, 1)
        sent.note("\n".join(fresh))
        try:
            await door.put(group)
        except DoorClosed:
            await asyncio.sleep(0.05)
            continue
        acked.note("\n".join(fresh))
        old = (old + group)[-500:]
        await asyncio.sleep(0.01)
    await door.close()
    await store.close()


async def engine_role(dsn: str, file: str, turn_loops: int, effect_loops: int, scheduler: bool) -> None:
    """Run loops until killed."""
    store = await Store.open(dsn, role=APP_ROLE, pool_max=turn_loops + effect_loops + 4, check=False)
    engine = scene.engine(store, scene.Partner(Path(file)))
    await engine.start(turn_loops=turn_loops, effect_loops=effect_loops, scheduler=scheduler)
    await asyncio.Event().wait()


async def storm_role(dsn: str, turn_loops: int, scheduler: bool) -> None:
    """Turns that set their actor's timers again and again, against schedules that fire them."""

    async def restless(turn: Turn) -> None:
        await asyncio.sleep(0.004)  # with the actor locked, timers of the turn before come due
        for n in (*range(6), *reversed(range(6))):
            due = turn.unit.now() + timedelta(milliseconds=3 * n)
            await turn.unit.timer(actor=turn.actor, name=f"t{n}", due=due)

    store = await Store.open(dsn, role=APP_ROLE, pool_max=turn_loops + 4, check=False)
    engine = Engine(store, ShiftedClock(), {"chat": restless}, {})
    await engine.start(turn_loops=turn_loops, effect_loops=0, scheduler=scheduler)
    await asyncio.Event().wait()
