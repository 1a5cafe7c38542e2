"""Duplicates of every age, and answers of the database that never arrive."""

# ruff: noqa: ASYNC110 - other processes raise no events here, and these small files are ours

import asyncio
from datetime import timedelta

import pytest

from dragoman.engine import APP_ROLE, Door, DoorClosed, Store
from dragoman.engine.retention import retain
from dragoman.kit.clock import ShiftedClock

from . import loose, scene
from .proxy import wire

ONE = scene.arrival("ada", "wamid.1")


async def repeat_at_every_age(store: Store, partner: scene.Partner) -> list[str]:
    """The same arrival twice in one group, through two doors at once, after its turn, after its effect, days later, after retention."""
    clock = ShiftedClock()
    engine = scene.engine(store, partner, clock)
    await scene.deliver(store, [ONE, ONE])
    await asyncio.gather(*(scene.deliver(store, [ONE]) for _ in range(4)))
    async with store.line() as line:
        while await engine.turns.take_one(line, early=True) is None:
            pass
    await scene.deliver(store, [ONE])
    for _ in range(2):
        await engine.drain()
        await scene.deliver(store, [ONE])
        clock.shift += timedelta(days=6)
    async with store.engine_unit() as raw:
        await raw.execute("update event set stored_at = stored_at - interval '40 days'")
    await retain(store, bodies=timedelta(days=30), ids=timedelta(days=90))
    await scene.deliver(store, [ONE])
    await engine.drain()
    return await scene.faults(store, partner, {ONE.external_id})


async def test_a_duplicate_of_any_age_changes_nothing(world) -> None:
    _, store, file = world
    assert await repeat_at_every_age(store, scene.Partner(file)) == []


async def test_twin_events_forgotten_after_their_turn_are_heard_again(world) -> None:
    database, store, file = world
    await loose.loosen(database.owner, loose.FORGET_AT_ONCE)
    found = await repeat_at_every_age(store, scene.Partner(file))
    assert any("arrival" in fault and "times" in fault for fault in found)
    assert not any("call" in fault for fault in found)  # the effect's own key still holds


async def deliver_over_a_cut_wire(world) -> list[str]:
    """The door's commit happens, its answer is lost; the sender delivers again."""
    database, store, file = world
    async with wire(database.owner) as line:
        through = await Store.open(line.dsn, role=APP_ROLE, pool_max=2, check=False)
        door = Door(through)
        await door.open()
        assert await door.put([scene.arrival("ada", "wamid.0")]) == 1
        line.cut("wamid.1")
        with pytest.raises(DoorClosed):
            await door.put([ONE])
        assert line.cuts == 1
        async with asyncio.timeout(10):
            while True:
                try:
                    await door.put([ONE])
                    break
                except DoorClosed:
                    await asyncio.sleep(0.05)
        await door.close()
        await through.close()
    partner = scene.Partner(file)
    await scene.engine(store, partner).drain()
    return await scene.faults(store, partner, {"wamid.0", ONE.external_id})


async def test_a_commit_of_the_door_whose_answer_is_lost_is_delivered_again_and_counts_once(world) -> None:
    assert await deliver_over_a_cut_wire(world) == []


async def test_twin_without_the_unique_id_the_repeated_delivery_counts_twice(world) -> None:
    await loose.loosen(world[0].owner, loose.NO_UNIQUE_ID)
    assert any("arrival 2 times" in fault for fault in await deliver_over_a_cut_wire(world))


@pytest.mark.parametrize(
    "word", ["COMMIT", "engine_finish_turn", "engine_claim_turn", "engine_mark_effects", "engine_record_effects"]
)
async def test_a_lost_answer_anywhere_in_the_loops_repeats_nothing(world, word: str) -> None:
    database, store, file = world
    partner = scene.Partner(file)
    await scene.deliver(store, [ONE])
    async with wire(database.owner) as line:
        through = await Store.open(line.dsn, role=APP_ROLE, pool_max=12, check=False)
        line.cut(word)
        engine = scene.engine(through, partner)
        await engine.start(turn_loops=2, effect_loops=1)
        async with asyncio.timeout(15):
            while line.cuts == 0 or (not partner.calls() and word != "engine_mark_effects"):
                await asyncio.sleep(0.01)
        await engine.stop()
        await through.close()
    await scene.recover(store, partner)
    assert await scene.faults(store, partner, {ONE.external_id}) == []
