"""What one bad event, one flooded actor or a dying server does to everybody else: nothing."""

import asyncio
import os
import signal
import time
from pathlib import Path

import asyncpg
import pytest

from dragoman.engine import APP_ROLE, Engine, NeverQuiet, Store, Turn, embedded
from dragoman.engine import engine as engine_module
from dragoman.engine.migrations import migrate
from dragoman.engine.review import open_items, replay
from dragoman.kit.clock import ShiftedClock

from . import loose, processes, scene


class Poisoned:
    """A turn function that cannot bear one body."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, int]] = []
        self.cured = False

    async def __call__(self, turn: Turn) -> None:
        if not self.cured and any(event.body == b"\0\xff poison" for event in turn.events):
            raise RuntimeError("Ada Obi +2348035550101")
        self.heard += [(event.actor, event.seq) for event in turn.events]


async def poison_an_actor(store: Store) -> Poisoned:
    function = Poisoned()
    bad = scene.Arrival(scene.TENANT, "chat:ada", "web", "bad", "text", b"\0\xff poison")
    await scene.deliver(store, [scene.arrival("ada", "1"), bad, scene.arrival("ada", "2"), scene.arrival("kofi", "3")])
    await Engine(store, ShiftedClock(), {"chat": function}, {}).drain()
    return function


async def test_a_poisonous_event_goes_to_review_and_comes_again_when_replayed(world) -> None:
    _, store, _ = world
    function = await poison_an_actor(store)
    assert sorted(function.heard) == [("chat:ada", 1), ("chat:ada", 3), ("chat:kofi", 1)]
    async with store.unit(scene.TENANT) as unit:
        [item] = await open_items(unit)
        assert (item.event_seq, item.reason) == (2, "builtins.RuntimeError")
        await replay(unit, item.id)
    function.cured = True
    await Engine(store, ShiftedClock(), {"chat": function}, {}).drain()
    assert function.heard[-1] == ("chat:ada", 4)


async def test_twin_without_counting_a_poisonous_event_is_taken_for_ever(world, monkeypatch) -> None:
    database, store, _ = world
    monkeypatch.setattr(engine_module, "_ROUNDS", 3)
    await loose.loosen(database.owner, loose.NO_COUNTING)
    with pytest.raises((NeverQuiet, TimeoutError)):
        async with asyncio.timeout(2):
            await poison_an_actor(store)


async def test_an_actor_with_very_many_events_does_not_starve_the_others(world) -> None:
    _, store, _ = world
    flood = [scene.arrival("flood", f"f{n}") for n in range(3000)]
    for start in range(0, len(flood), 500):
        await scene.deliver(store, flood[start : start + 500])
    await scene.deliver(store, [scene.arrival("ada", "1")])
    order: list[str] = []

    async def note(turn: Turn) -> None:
        order.append(turn.actor)

    await Engine(store, ShiftedClock(), {"chat": note}, {}).drain()
    assert order.index("chat:ada") <= 1
    assert order.count("chat:flood") == 47  # 64 events a turn


async def test_the_postmaster_dies_under_load_and_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    server = await embedded.start(tmp_path)
    connection = await asyncpg.connect(server.dsn("postgres"))
    await connection.execute("create database dying")
    await connection.close()
    owner, file = server.dsn("dying"), tmp_path / "partner"
    await migrate(owner)
    connection = await asyncpg.connect(owner)
    await connection.execute(scene.HEARD)
    await connection.close()
    door = (processes.door_role, owner, str(file), "d0", 4, 600)
    loops = (processes.engine_role, owner, str(file), 2, 1, True)
    acked = scene.Partner(Path(f"{file}.acked"))
    with processes.crew(door, loops):
        for _ in range(2):
            enough, until = len(acked.calls()) + 20, time.monotonic() + 30
            while len(acked.calls()) < enough:
                assert time.monotonic() < until, "the processes did not come back"
                await asyncio.sleep(0.02)
            pid = int((server.sockets / "cluster" / "postmaster.pid").read_text().split()[0])
            os.kill(pid, signal.SIGKILL)
            await (await embedded.start(tmp_path)).leave()
    store = await Store.open(owner, role=APP_ROLE)
    partner = scene.Partner(file)
    await scene.recover(store, partner)
    async with store.engine_unit() as raw:
        stored = {row["external_id"] for row in await raw.fetch("select external_id from event where source = 'web'")}
    assert set(acked.calls()) <= stored
    assert await scene.faults(store, partner, stored) == []
    await store.close()
    await server.leave()
