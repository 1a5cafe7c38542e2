import asyncio
from datetime import timedelta

import pytest

from dragoman.engine import Arrival, Door, DoorClosed, Store
from dragoman.engine import door as door_module

from .parts import ADA, TENANT


def text(external_id: str, settle: float = 0, body: bytes = b"x") -> Arrival:
    return Arrival(TENANT, ADA, "meta", external_id, "text", body, settle)


async def ready_in(store: Store) -> float | None:
    """Seconds from the first arrival until the actor may have its turn."""
    async with store.unit(TENANT) as unit:
        wait: timedelta | None = await unit.sql.fetchval("select ready_at - first_at from actor where id = $1", ADA)
    return None if wait is None else wait.total_seconds()


@pytest.fixture
async def door(store: Store):
    opened = Door(store)
    await opened.open()
    yield opened
    await opened.close()


async def test_callers_of_one_moment_share_a_commit(store: Store, door: Door) -> None:
    before = await commits(store)
    results = await asyncio.gather(*(door.put([text(f"w{n}")]) for n in range(200)))
    assert sum(results) == 200
    assert await commits(store) - before < 20


async def commits(store: Store) -> int:
    async with store.line() as line:
        return int(await line.raw.fetchval("select pg_snapshot_xmax(pg_current_snapshot())::text::bigint"))


async def test_each_caller_learns_how_many_of_its_own_were_new(door: Door) -> None:
    first, second = await asyncio.gather(door.put([text("a"), text("b")]), door.put([text("b"), text("c"), text("c")]))
    assert (first, second) == (2, 1)
    assert (door.arrived, door.duplicates) == (3, 2)


async def test_bytes_of_any_kind_are_stored_as_they_are(store: Store, door: Door) -> None:
    body = bytes(range(256)) * 4
    await door.put([text("a", body=body)])
    async with store.unit(TENANT) as unit:
        assert await unit.sql.fetchval("select body from event") == body


async def test_a_full_door_turns_away_and_a_closed_one_too(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door_module, "_WAITING_ROWS", 3)
    door = Door(store)
    with pytest.raises(DoorClosed):
        await door.put([text("a")])
    await door.open()
    with pytest.raises(DoorClosed):
        await door.put([text(f"w{n}") for n in range(4)])
    assert await door.put([text("a")]) == 1
    await door.close()
    with pytest.raises(DoorClosed):
        await door.put([text("b")])
    assert door.refused == 6


async def test_closing_stores_what_waits(store: Store) -> None:
    door = Door(store)
    await door.open()
    waiting = [asyncio.create_task(door.put([text(f"w{n}")])) for n in range(50)]
    await asyncio.sleep(0)
    await door.close()
    assert sum(await asyncio.gather(*waiting)) == 50


async def test_a_burst_waits_for_quiet_but_not_longer_than_three_seconds(store: Store, door: Door) -> None:
    await door.put([text("a", settle=1.2)])
    assert await ready_in(store) == pytest.approx(1.2)
    await door.put([text("b", settle=1.2)])
    first = await ready_in(store)
    assert first is not None
    assert 1.2 < first < 2
    await door.put([text("c", settle=60)])
    assert await ready_in(store) == pytest.approx(3)


async def test_what_need_not_wait_ends_the_waiting(store: Store, door: Door) -> None:
    await door.put([text("a", settle=1.2)])
    await door.put([text("tap", settle=0)])
    at_once = await ready_in(store)
    assert at_once is not None
    assert at_once < 1.1
    await door.put([text("b", settle=1.2)])
    assert await ready_in(store) == at_once
