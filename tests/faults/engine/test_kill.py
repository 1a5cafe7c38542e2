"""SIGKILL before and after every statement and every edge of a partner's call, enumerated over one journey."""

# ruff: noqa: ASYNC240 - other processes raise no events here, and these small files are ours

from pathlib import Path

import asyncpg
import pytest

from dragoman.engine import workers
from dragoman.engine.effects import EffectState, Verdict
from dragoman.engine.migrations import migrate

from . import processes, scene


class Life:
    """One database and one partner over many journeys; what was sent so far must always be right as a whole."""

    def __init__(self, world) -> None:
        self.database, self.store, self.file = world
        self.partner = scene.Partner(self.file)
        self.sent: set[str] = set()

    async def journey(self, name: str, kill_at: int = 0) -> None:
        with processes.crew((processes.journey, self.database.owner, str(self.file), name, kill_at)) as [process]:
            assert await processes.end(process) == (-9 if kill_at else 0)
        sent = [
            scene.arrival(f"{name}-a", f"{name}.1"),
            scene.arrival(f"{name}-b", f"{name}.2"),
            scene.arrival(f"{name}-a", f"{name}.3"),
        ]
        self.sent |= {arrival.external_id for arrival in sent}
        await scene.deliver(self.store, sent)
        await scene.recover(self.store, self.partner)

    async def points(self) -> int:
        await self.journey("whole")
        return int(Path(f"{self.file}.points").read_text())

    async def faults(self) -> list[str]:
        return await scene.faults(self.store, self.partner, self.sent)


async def kill_everywhere(world, stride: int, first: int = 1) -> list[str]:
    life = Life(world)
    points = await life.points()
    assert points > 60
    for kill_at in range(first, points + 1, stride):
        await life.journey(f"k{kill_at}", kill_at)
        if found := await life.faults():
            return [f"killed at {kill_at} of {points}", *found]
    return []


async def test_a_journey_killed_at_any_point_loses_nothing_and_repeats_nothing(world) -> None:
    assert await kill_everywhere(world, stride=6, first=2) == []


@pytest.mark.slow
async def test_a_journey_killed_at_every_point_loses_nothing_and_repeats_nothing(world) -> None:
    assert await kill_everywhere(world, stride=1) == []


async def test_twin_a_dead_workers_effect_put_back_to_new_is_called_twice(world, monkeypatch) -> None:
    def back_to_new(policy, now):
        return Verdict(EffectState.NEW, due=now)

    monkeypatch.setattr(workers, "after_death", back_to_new)
    assert any("call 2 times" in fault for fault in await kill_everywhere(world, stride=2))


async def test_a_migration_killed_anywhere_leaves_a_database_that_migrates(
    server, own_database, tmp_path: Path
) -> None:
    async def empty() -> None:
        connection = await asyncpg.connect(own_database.owner)
        await connection.execute("drop schema public cascade; create schema public")
        await connection.close()

    async def migrated(kill_at: int) -> int:
        with processes.crew((processes.migrate_role, own_database.owner, str(tmp_path / "m"), kill_at)) as [process]:
            return await processes.end(process)

    await empty()
    assert await migrated(0) == 0
    points = int((tmp_path / "m.points").read_text())
    assert points > 40
    for kill_at in range(3, points, points // 3):
        await empty()
        assert await migrated(kill_at) == -9
        await migrate(own_database.owner)
        store = await own_database.store()  # its self-test finds every table, protected
        await store.close()
