"""Several real processes of every kind on one database: order, nothing lost, nothing twice, no deadlock; also under kills."""

# ruff: noqa: ASYNC110 - other processes raise no events here, and these small files are ours

import asyncio
import random
import time
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from . import loose, processes, scene

ACTORS = 6


async def crowd(world: Any, seconds: float, kills: bool) -> tuple[list[str], int]:
    """3 doors, 3 turn processes, 2 effect processes, 2 schedules; returns the faults and the number of kills."""
    database, store, file = world
    turns = (processes.engine_role, database.owner, str(file), 2, 0, False)
    effects = (processes.engine_role, database.owner, str(file), 0, 1, False)
    schedule = (processes.engine_role, database.owner, str(file), 0, 0, True)
    doors = [(processes.door_role, database.owner, str(file), f"d{n}-0", ACTORS, seconds) for n in range(3)]
    roles: list[Any] = [*doors, *[turns] * 3, *[effects] * 2, *[schedule] * 2]
    running: list[BaseProcess] = [processes.begin(*role) for role in roles]
    rng, killed, until = random.Random(1), 0, time.monotonic() + seconds
    while time.monotonic() < until:
        await asyncio.sleep(0.1)
        if not kills:
            continue
        victim = rng.randrange(len(running))
        running[victim].kill()
        await processes.end(running[victim])
        killed += 1
        role = list(roles[victim])
        if role[0] is processes.door_role:  # a new process is a new sender: its ids must not repeat the dead one's
            role[3], role[5] = f"{role[3].split('-')[0]}-{killed}", max(until - time.monotonic(), 0.01)
        running[victim] = processes.begin(*role)
    for process in running[:3]:
        await processes.end(process)
    for process in running[3:]:
        process.kill()
        await processes.end(process)
    partner = scene.Partner(file)
    await scene.recover(store, partner)
    return await check(store, partner), killed


async def check(store: Any, partner: scene.Partner) -> list[str]:
    """Acknowledged ones must be there; of those only sent, what was stored counts like the rest."""
    acked = set(scene.Partner(Path(f"{partner.file}.acked")).calls())
    sent = set(scene.Partner(Path(f"{partner.file}.sent")).calls())
    async with store.engine_unit() as raw:
        stored = {row["external_id"] for row in await raw.fetch("select external_id from event where source = 'web'")}
    assert len(acked) > 100
    missing = [f"acknowledged and lost: {i}" for i in sorted(acked - stored)]
    return missing + [f"never sent: {i}" for i in sorted(stored - sent)] + await scene.faults(store, partner, stored)


async def deadlocks(database: Any) -> int:
    connection = await asyncpg.connect(database.owner)
    try:
        return int(
            await connection.fetchval("select deadlocks from pg_stat_database where datname = current_database()")
        )
    finally:
        await connection.close()


async def test_many_processes_keep_order_and_do_everything_once(world) -> None:
    found, _ = await crowd(world, 1.5, kills=False)
    assert found == []
    assert await deadlocks(world[0]) == 0


async def test_many_processes_under_random_kills_lose_and_repeat_nothing(world) -> None:
    found, killed = await crowd(world, 2.5, kills=True)
    assert killed >= 10
    assert found == []


@pytest.mark.slow
async def test_many_processes_under_random_kills_for_a_minute(world) -> None:
    found, killed = await crowd(world, 60, kills=True)
    assert killed >= 200
    assert found == []


async def test_twin_numbers_drawn_before_the_lock_lose_events(world) -> None:
    await loose.loosen(world[0].owner, loose.NUMBER_BEFORE_LOCK)
    found, _ = await crowd(world, 1.5, kills=False)
    assert any("lost" in fault or "after" in fault for fault in found)


async def storm(world: Any, seconds: float) -> int:
    """3 turn processes and 2 schedules on the same few timers; returns how many deadlocks PostgreSQL broke."""
    database, store, _ = world
    await scene.deliver(store, [scene.arrival(str(n), f"s.{n}") for n in range(ACTORS)])
    running = [processes.begin(processes.storm_role, database.owner, 2, False) for _ in range(3)]
    running += [processes.begin(processes.storm_role, database.owner, 0, True) for _ in range(2)]
    await asyncio.sleep(seconds)
    for process in running:
        process.kill()
        await processes.end(process)
    async with store.engine_unit() as raw:
        assert await raw.fetchval("select sum(last) from actor") > 50 * seconds
    return await deadlocks(database)


async def test_timers_and_turns_never_wait_for_each_other_in_a_circle(world) -> None:
    assert await storm(world, 2.5) == 0


async def test_twin_timers_taken_before_their_actors_deadlock(world) -> None:
    await loose.loosen(world[0].owner, loose.TIMER_BEFORE_ACTOR)
    database, store, _ = world
    await scene.deliver(store, [scene.arrival(str(n), f"s.{n}") for n in range(ACTORS)])
    running = [processes.begin(processes.storm_role, database.owner, 2, False) for _ in range(3)]
    running += [processes.begin(processes.storm_role, database.owner, 0, True) for _ in range(2)]
    async with asyncio.timeout(20):
        while await deadlocks(database) == 0:
            await asyncio.sleep(0.2)
    for process in running:
        process.kill()
        await processes.end(process)
