"""The engine's own figures: arrivals, trivial turns and effects per second, beside the disk's limit of the same run."""

from __future__ import annotations

import asyncio
import time

from bench.ground import Ground
from bench.table import Aim, Row, quantile
from dragoman.engine import APP_ROLE, Arrival, Calls, Done, Door, Engine, Job, Pace, Policy, Result, Store, Turn
from dragoman.kit.clock import ShiftedClock

TENANT = "lagos"


async def measure(ground: Ground) -> list[Row]:
    """Everything on one new database, in this process."""
    arrivals, turns, backlog = ground.few(60_000, 2_000), ground.few(20_000, 500), ground.few(50_000, 1_000)
    rows: list[Row] = []
    async with ground.place() as place:
        store = await Store.open(place.dsn, role=APP_ROLE, pool_max=20)
        rows.append(await door_rows(store, arrivals, ground.fsyncs))
        rows.append(await turn_rows(store, turns, ground.fsyncs))
        for lanes, paced in ((0, False), (5_000, False), (5_000, True)):
            rows.append(await effect_rows(store, backlog, lanes, paced, ground.fsyncs))
        await store.close()
    return rows


async def door_rows(store: Store, number: int, fsyncs: float) -> Row:
    """Arrivals of 900 bytes from 64 callers at once, one each per call, each durable before its caller goes on."""
    door, callers, body = Door(store), 64, b"x" * 900
    await door.open()
    waits: list[float] = []

    async def call(caller: int) -> None:
        for n in range(number // callers):
            actor = f"chat:1:{(caller * 7919 + n) % 20_000}"
            begun = time.perf_counter()
            await door.put([Arrival(TENANT, actor, "meta", f"w.{caller}.{n}", "text", body)])
            waits.append(time.perf_counter() - begun)

    begun = time.perf_counter()
    await asyncio.gather(*(call(n) for n in range(callers)))
    rate = len(waits) / (time.perf_counter() - begun)
    await door.close()
    against = f"fsync/s; p99 {quantile(waits, 0.99) * 1000:.1f} ms, 64 callers"
    return Row("engine: durable arrivals through the door", rate, "rows/s", against, rate / fsyncs)


async def turn_rows(store: Store, number: int, fsyncs: float) -> Row:
    """One event each for as many actors; the turn function does nothing, the turn is claimed, read, closed and committed."""
    await _execute(store, "delete from event", "delete from actor")
    await _fill_mailboxes(store, number)
    taken, done = 0, asyncio.Event()

    async def nothing(turn: Turn) -> None:
        nonlocal taken
        taken += len(turn.events)
        if taken == number:
            done.set()

    engine = Engine(store, ShiftedClock(), {"chat": nothing}, {})
    begun = time.perf_counter()
    await engine.start(turn_loops=8, effect_loops=0, scheduler=False)
    await done.wait()
    rate = number / (time.perf_counter() - begun)
    await engine.stop()
    return Row("engine: trivial durable turns, 8 loops", rate, "turns/s", "fsync/s", rate / fsyncs)


async def effect_rows(store: Store, backlog: int, lanes: int, paced: bool, fsyncs: float) -> Row:
    """A backlog of effects to an executor that answers at once; claimed, committed as SENDING, called, recorded, told to actors."""
    await _execute(store, "delete from effect", "delete from lane", "delete from event", "delete from actor")
    await _fill_outbox(store, backlog, lanes)
    sent, half, done = 0, asyncio.Event(), asyncio.Event()

    async def run(_job: Job) -> Result:
        nonlocal sent
        sent += 1
        if sent == backlog // 2:
            half.set()
        if sent == backlog:
            done.set()
        return Done(b"ok")

    def paces(job: Job) -> tuple[Pace, ...]:
        return (Pace(f"pair:{job.lane}", 1_000), Pace("number:1", 100_000, 1_000)) if paced else ()

    policy = Policy(timeout_s=5, attempts_max=3, backoff_s=(1,), concurrency=200, unknown_check_s=(60,), paces=paces)
    engine = Engine(store, ShiftedClock(), {}, {"send": (Calls(run), policy)})
    begun = time.perf_counter()
    await engine.start(turn_loops=0, effect_loops=1, scheduler=False)
    await half.wait()
    middle = time.perf_counter()
    await done.wait()
    whole = time.perf_counter()
    await engine.stop()
    first, second = backlog / 2 / (middle - begun), backlog / 2 / (whole - middle)
    name = (
        f"engine: effects from a backlog of {backlog:,}"
        + (f" in {lanes:,} lanes" if lanes else "")
        + (", paced" if paced else "")
    )
    rate = backlog / (whole - begun)
    against = f"fsync/s; first half {first:,.0f}/s, second {second:,.0f}/s"
    return Row(name, rate, "effects/s", against, rate / fsyncs, Aim("figure", ">=", 1_000))


async def _fill_mailboxes(store: Store, number: int) -> None:
    door = Door(store)
    await door.open()
    for start in range(0, number, 1_000):
        await door.put(
            [Arrival(TENANT, f"chat:1:{n}", "meta", f"t.{n}", "text", b"x" * 900) for n in range(start, start + 1_000)]
        )
    await door.close()


async def _fill_outbox(store: Store, number: int, lanes: int) -> None:
    async with store.engine_unit() as raw:
        await raw.execute(
            "insert into effect (tenant_id, actor, kind, key, lane, body, due)"
            " select $1, 'chat:1:' || n % 5000, 'send', 'k' || n, case when $3 > 0 then 'l' || n % $3 else '' end, $4, now()"
            " from generate_series(1, $2::int) n",
            TENANT, number, lanes, b"x" * 900,
        )  # fmt: skip
        if lanes:
            names = [f"l{n}" for n in range(lanes)]
            await raw.execute("select engine_lanes($1, $2)", [TENANT] * lanes, names)


async def _execute(store: Store, *statements: str) -> None:
    async with store.engine_unit() as raw:
        for statement in statements:
            await raw.execute(statement)
