"""How late due timers reach their actors' turns while many more are pending, and the memory of the process that runs them."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bench.ground import Ground, Place, rss_mib, run
from bench.table import Aim, Row, quantile
from dragoman.engine import APP_ROLE, Engine, Store, Turn
from dragoman.kit.clock import ShiftedClock

TENANT = "lagos"
_AHEAD_S = 8.0  # setting the timers and starting the engine must be over when the first is due


async def measure(ground: Ground) -> list[Row]:
    """500 timers come due each second for four seconds; the rest lies days ahead."""
    pending, due, spread_s = ground.few(1_000_000, 20_000), ground.few(2_000, 100), ground.few(4, 1)
    async with ground.place() as place:
        few, _ = await _late(place, due, spread_s)
        await _fill(place, pending)
        late, size = await _late(place, due, spread_s)
    beside = f"{pending:,} pending, {size / pending:.0f} bytes each on disk"
    bare = quantile(few, 0.99) * 1000
    p50, p99 = quantile(late, 0.5) * 1000, quantile(late, 0.99) * 1000
    return [
        Row("lateness of due timers, p50", p50, "ms", f"with none pending {quantile(few, 0.5) * 1000:.1f} ms; {beside}"),
        Row("lateness of due timers, p99", p99, "ms", f"with none pending {bare:.1f} ms; {beside}", p99 / bare, Aim("figure", "<", 250)),
        Row("  memory of this process, which runs them", await rss_mib(), "MiB", "with the bench itself in it", None, Aim("figure", "<", 250)),
    ]  # fmt: skip


async def _fill(place: Place, pending: int) -> None:
    store = await Store.open(place.dsn, role=APP_ROLE)
    async with store.engine_unit() as raw:
        await raw.execute(
            "insert into timer (tenant_id, actor, name, due) select $1, 'booking:' || n, 'remind',"
            " now() + interval '2 days' + n * interval '1 s' from generate_series(1, $2::int) n",
            TENANT, pending,
        )  # fmt: skip
    await store.close()
    await run(place.dsn, "vacuum (analyze) timer")  # what has lain there for days is not fresh from one insert


async def _late(place: Place, number: int, spread_s: float) -> tuple[list[float], int]:
    """Set timers over the next seconds and note how late each is heard, seconds; and the table's size in bytes."""
    late: list[float] = []
    done, clock = asyncio.Event(), ShiftedClock()

    async def note(turn: Turn) -> None:
        now = clock.now().timestamp()
        late.extend(now - float(event.body) for event in turn.events)
        if len(late) == number:
            done.set()

    store = await Store.open(place.dsn, role=APP_ROLE)
    async with store.line() as line:
        size = int(await line.raw.fetchval("select pg_total_relation_size('timer')"))
    engine = Engine(store, clock, {"chat": note}, {})
    async with store.unit(TENANT) as unit:
        start = clock.now() + timedelta(seconds=_AHEAD_S)
        for n in range(number):
            due = start + timedelta(seconds=n * spread_s / number)
            await unit.timer(actor=f"chat:1:{n}", name="due", due=due, body=str(due.timestamp()).encode())
    await engine.start(turn_loops=8, effect_loops=0)
    assert clock.now() < start, "the timers were not set in time"
    await done.wait()
    await engine.stop()
    await store.close()
    return late, size
