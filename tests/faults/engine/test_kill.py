"""SIGKILL before and after every statement and every edge of a partner's call, enumerated over one journey."""

# ruff: noqa: ASYNC240 - other processes raise no events here, and these small files are ours

from pathlib import Path

import pytest

from dragoman.engine import workers
from dragoman.engine.effects import EffectState, Verdict

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
