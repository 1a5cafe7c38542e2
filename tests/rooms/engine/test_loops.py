"""The loops as they run in the product: woken, not polling; across processes; stopping in order."""

import asyncio
import time
from datetime import timedelta

from dragoman.engine import Arrival, Calls, Done, Door, Engine, Job, Result, Store, Turn
from dragoman.engine.measures import Measures, measure
from dragoman.engine.product_clock import advance, read_shift
from dragoman.engine.retention import retain
from dragoman.engine.turns import SAFETY_LOOK_S
from dragoman.kit.clock import ShiftedClock

from .parts import ADA, TENANT, Bench, Listener, Partner, policy
from .test_door import text


async def until(condition, seconds: float = 4) -> float:
    """Wait for a condition; return how long it took. Less than the loops' own safety look, so a lost wake-up fails."""
    assert seconds < SAFETY_LOOK_S
    begun = time.monotonic()
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - it looks at what loops did
            await asyncio.sleep(0.005)
    return time.monotonic() - begun


async def test_an_arrival_in_one_process_wakes_the_turns_and_effects_of_others(database) -> None:
    async def ask(turn: Turn) -> None:
        for event in turn.events:
            if event.source == "meta":
                await turn.unit.effect(actor=turn.actor, kind="send", key=event.external_id, body=b"", lane=turn.actor)

    stores = [await database.store() for _ in range(3)]  # three stores know of each other only through the database
    door, partner, listener = Door(stores[0]), Partner(), Listener(ask)
    turns = Engine(stores[1], ShiftedClock(), {"chat": listener}, {})
    effects = Engine(stores[2], ShiftedClock(), {}, {"send": (partner.executor(), policy())})
    await door.open()
    await turns.start(turn_loops=2, effect_loops=0, scheduler=False)
    await effects.start(turn_loops=0, effect_loops=1, scheduler=False)
    await asyncio.sleep(0.3)  # everybody has looked once and sleeps
    await door.put([text("a"), text("b")])
    await until(lambda: listener.kinds.count("send.done") == 2)
    assert partner.calls == ["a", "b"]
    await asyncio.gather(turns.stop(), effects.stop(), door.close())
    for store in stores:
        await store.close()


async def test_a_settled_burst_is_one_turn(store: Store) -> None:
    turns: list[int] = []

    async def count(turn: Turn) -> None:
        turns.append(len(turn.events))

    engine = Engine(store, ShiftedClock(), {"chat": count}, {})
    door = Door(store)
    await door.open()
    await engine.start(turn_loops=2, effect_loops=0, scheduler=False)
    for n in range(3):
        await door.put([text(f"w{n}", settle=0.25)])
    await until(lambda: turns)
    await engine.stop()
    await door.close()
    assert turns == [3]


async def test_moving_the_clock_in_one_process_fires_timers_in_another(database) -> None:
    here, there = await database.store(), await database.store()
    listener, clock = Listener(), ShiftedClock()
    engine = Engine(there, ShiftedClock(), {"chat": listener}, {})
    async with here.unit(TENANT) as unit:
        await unit.timer(actor=ADA, name="remind", due=clock.now() + timedelta(hours=24))
    await engine.start(turn_loops=1, effect_loops=0)
    await asyncio.sleep(0.2)
    assert listener.events == []
    assert await advance(here, clock, timedelta(hours=25)) == clock.shift == timedelta(hours=25)
    await until(lambda: listener.kinds == ["remind"])
    assert await read_shift(there) == timedelta(hours=25)
    await engine.stop()
    await here.close()
    await there.close()


async def test_stopping_waits_for_the_call_under_way_and_writes_its_answer_down(store: Store) -> None:
    calling, go_on = asyncio.Event(), asyncio.Event()
    bench = Bench(store, Partner(), policy())

    async def slow(job: Job) -> Result:
        calling.set()
        await go_on.wait()
        return Done()

    engine = Engine(store, ShiftedClock(), {}, {"send": (Calls(slow), policy())})
    await bench.ask("a", "b", lane="ada")
    await engine.start(turn_loops=1, effect_loops=1)
    await calling.wait()
    stopping = asyncio.create_task(engine.stop())
    await asyncio.sleep(0.05)
    assert not stopping.done()
    go_on.set()
    await stopping
    assert await bench.states() == {"a": "SENT", "b": "NEW"}


async def test_a_call_that_outlasts_the_stop_is_recorded_as_unknown(store: Store) -> None:
    calling = asyncio.Event()

    async def endless(job: Job) -> Result:
        calling.set()
        await asyncio.Event().wait()
        return Done()

    rules = policy(checks=(60,), timeout=600)
    bench = Bench(store, Partner(), rules)
    engine = Engine(store, ShiftedClock(), {}, {"send": (Calls(endless), rules)})
    await bench.ask("a")
    await engine.start(turn_loops=1, effect_loops=1)
    await calling.wait()
    await engine.stop(limit_s=0.05)
    async with store.unit(TENANT) as unit:
        assert await unit.effect_state("a") == ("UNKNOWN", "stopped")


async def test_concurrency_of_a_kind_is_never_passed(store: Store) -> None:
    running = most = done = 0

    async def run(job: Job) -> Result:
        nonlocal running, most, done
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.001)
        running -= 1
        done += 1
        return Done()

    bench = Bench(store, Partner(), policy(concurrency=3))
    engine = Engine(store, ShiftedClock(), {}, {"send": (Calls(run), policy(concurrency=3))})
    await bench.ask(*(f"k{n}" for n in range(40)))
    await engine.start(turn_loops=0, effect_loops=2, scheduler=False)
    await until(lambda: done == 40)
    await engine.stop()
    assert most == 3
    assert set((await bench.states()).values()) == {"SENT"}


async def test_the_measures_say_what_waits(store: Store) -> None:
    bench = Bench(store, Partner(), policy())
    door = Door(store)
    await door.open()
    await door.put([text("a")])
    await door.close()
    await bench.ask("x", "y", lane="ada")
    await bench.ask("z")
    async with store.unit(TENANT) as unit:
        await unit.post(actor=ADA, kind="fact", key="1", body=b"")
        await unit.timer(actor=ADA, name="soon", due=bench.clock.now() - timedelta(seconds=30))
    now = await measure(store)
    assert (now.actors_waiting, now.effects_new, now.letters_waiting, now.review_open) == (1, 3, 1, 0)
    assert 30 <= now.timers_late_s < 40
    assert 0 <= now.oldest_due_effect_s < 10
    await bench.drain()
    assert await measure(store) == Measures(0, 0, 0, 0, 0, 0, 0, 0, 0)


async def lanes_and_paces(store: Store) -> tuple[int, int]:
    async with store.engine_unit() as raw:
        row = await raw.fetchrow("select (select count(*) from lane) as lanes, (select count(*) from pace) as paces")
    return row["lanes"], row["paces"]


async def test_retention_empties_bodies_first_and_forgets_ids_later_but_money_never(store: Store) -> None:
    bench = Bench(store, Partner(), policy())
    door = Door(store)
    await door.open()
    money = Arrival(TENANT, ADA, "paystack", "pay", "charge", b"secret")
    await door.put([text("a", body=b"secret"), money])
    await bench.ask("x", lane="ada")
    async with store.engine_unit() as raw:
        await raw.execute(
            "insert into pace (tenant_id, key, next_at) values ('lagos', 'old', now() - interval '40 days')"
        )
        await raw.execute("update event set stored_at = stored_at - interval '40 days'")
        await raw.execute("update effect set created_at = created_at - interval '40 days'")
    assert await retain(store) == (0, 0)  # nothing is handled yet
    assert await lanes_and_paces(store) == (1, 0)
    await bench.drain()
    assert await retain(store, for_ever=["paystack"]) == (3, 0)
    assert await lanes_and_paces(store) == (0, 0)
    async with store.engine_unit() as raw:
        assert await raw.fetchval("select count(*) from event where body = 'secret'") == 0
        await raw.execute("update event set stored_at = stored_at - interval '60 days'")
    assert await retain(store, for_ever=["paystack"]) == (1, 1)  # the answer of the effect has come of age too
    assert await door.put([money]) == 0
    await door.close()
