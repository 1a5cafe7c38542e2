"""The engine's figures: durable arrivals, turns and effects per second, lateness of timers; beside the disk's own limit of the same run.

Run: python -m bench.engine [quick]. Prints a table, then one JSON object per row. DRAGOMAN_TEST_DATABASE_URL measures another server.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time
from dataclasses import asdict, dataclass
from datetime import timedelta

import uvloop

from bench.rows import Row, against, database, fsyncs, p99, run_once, table
from dragoman.engine import (
    APP_ROLE,
    Arrival,
    Calls,
    Done,
    Door,
    Engine,
    Job,
    Pace,
    Policy,
    Result,
    Store,
    Turn,
)
from dragoman.kit.clock import ShiftedClock

TENANT = "lagos"


@dataclass(frozen=True)
class Size:
    """How much of everything: whole for figures to publish, quick to see that it runs."""

    arrivals: int
    turns: int
    backlog: int
    pending: int
    due: int
    spread_s: float


WHOLE = Size(arrivals=60_000, turns=20_000, backlog=50_000, pending=1_000_000, due=2_000, spread_s=4)
QUICK = Size(arrivals=5_000, turns=2_000, backlog=5_000, pending=20_000, due=200, spread_s=1)


async def door_rows(store: Store, size: Size) -> Row:
    """Arrivals of 900 bytes from 64 callers at once, one each per call, each durable before its caller goes on."""
    door, callers, body = Door(store), 64, b"x" * 900
    await door.open()
    waits: list[float] = []

    async def call(caller: int) -> None:
        for n in range(size.arrivals // callers):
            actor = f"chat:1:{(caller * 7919 + n) % 20_000}"
            begun = time.perf_counter()
            await door.put([Arrival(TENANT, actor, "meta", f"w.{caller}.{n}", "text", body)])
            waits.append(time.perf_counter() - begun)

    begun = time.perf_counter()
    await asyncio.gather(*(call(n) for n in range(callers)))
    rate = len(waits) / (time.perf_counter() - begun)
    await door.close()
    return Row("durable arrivals through the door", rate, "rows/s", "", f"p99 {p99(waits) * 1000:.1f} ms, 64 callers")


async def turn_rows(store: Store, size: Size) -> Row:
    """One event each for as many actors; the turn function does nothing, the turn is claimed, read, closed and committed."""
    await _execute(store, "delete from event", "delete from actor")
    await _fill_mailboxes(store, size.turns)
    taken, done = 0, asyncio.Event()

    async def nothing(turn: Turn) -> None:
        nonlocal taken
        taken += len(turn.events)
        if taken == size.turns:
            done.set()

    engine = Engine(store, ShiftedClock(), {"chat": nothing}, {})
    begun = time.perf_counter()
    await engine.start(turn_loops=8, effect_loops=0, scheduler=False)
    await done.wait()
    rate = size.turns / (time.perf_counter() - begun)
    await engine.stop()
    return Row("trivial durable turns, 8 loops", rate, "turns/s", ">= 1,500")


async def effect_rows(store: Store, size: Size, lanes: int, paced: bool) -> Row:
    """A backlog of effects to an executor that answers at once; claimed, committed as SENDING, called, recorded, told to actors."""
    await _execute(store, "delete from effect", "delete from lane", "delete from event", "delete from actor")
    await _fill_outbox(store, size.backlog, lanes)
    sent, half, done = 0, asyncio.Event(), asyncio.Event()

    async def run(_job: Job) -> Result:
        nonlocal sent
        sent += 1
        if sent == size.backlog // 2:
            half.set()
        if sent == size.backlog:
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
    first, second = size.backlog / 2 / (middle - begun), size.backlog / 2 / (whole - middle)
    name = (
        f"effects from a backlog of {size.backlog:,}"
        + (f" in {lanes:,} lanes" if lanes else "")
        + (", paced" if paced else "")
    )
    return Row(
        name,
        size.backlog / (whole - begun),
        "effects/s",
        ">= 1,000",
        f"first half {first:,.0f}/s, second {second:,.0f}/s",
    )


async def timer_rows(store: Store, owner: str, size: Size) -> list[Row]:
    """Timers that come due while many more are pending: how late their events are in their actors' turns."""
    await _execute(store, "delete from event", "delete from actor")
    async with store.engine_unit() as raw:
        await raw.execute(
            "insert into timer (tenant_id, actor, name, due) select $1, 'booking:' || n, 'remind',"
            " now() + interval '2 days' + n * interval '1 s' from generate_series(1, $2::int) n",
            TENANT, size.pending,
        )  # fmt: skip
    await run_once(owner, "vacuum (analyze) timer")  # what has lain there for days is not fresh from one insert
    async with store.line() as line:
        spoke = await line.raw.fetchval("select pg_total_relation_size('timer')")
    late: list[float] = []
    done = asyncio.Event()
    clock = ShiftedClock()

    async def measure(turn: Turn) -> None:
        now = clock.now().timestamp()
        late.extend(now - float(event.body) for event in turn.events)
        if len(late) == size.due:
            done.set()

    engine = Engine(store, clock, {"chat": measure}, {})
    start = clock.now() + timedelta(seconds=1.5)
    async with store.unit(TENANT) as unit:
        for n in range(size.due):
            due = start + timedelta(seconds=n * size.spread_s / size.due)
            await unit.timer(actor=f"chat:1:{n}", name="due", due=due, body=str(due.timestamp()).encode())
    await engine.start(turn_loops=8, effect_loops=0)
    await done.wait()
    await engine.stop()
    beside = f"{size.pending:,} pending, {spoke / size.pending:.0f} bytes each on disk"
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [
        Row("lateness of due timers, p50", sorted(late)[len(late) // 2] * 1000, "ms", "", beside),
        Row("lateness of due timers, p99", p99(late) * 1000, "ms", "< 250", beside),
        Row("memory of the process, most", memory, "MiB", "< 250", "this bench with its own counters"),
    ]


async def measure(size: Size) -> list[Row]:
    """Take every figure of the engine on one new database."""
    before = fsyncs()
    rows: list[Row] = []
    async with database() as owner:
        store = await Store.open(owner, role=APP_ROLE, pool_max=20)
        rows.append(await door_rows(store, size))
        rows.append(await turn_rows(store, size))
        for lanes, paced in ((0, False), (5_000, False), (5_000, True)):
            rows.append(await effect_rows(store, size, lanes, paced))
        rows += await timer_rows(store, owner, size)
        await store.close()
    after = fsyncs()
    disk = Row(
        "fdatasync of 4 KiB",
        (before + after) / 2,
        "/s",
        "",
        f"the disk's own limit: {before:,.0f} before, {after:,.0f} after",
    )
    return [disk, *(against(row, disk.value) for row in rows)]


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


def main() -> None:
    """Measure and print."""
    rows = uvloop.run(measure(QUICK if "quick" in sys.argv[1:] else WHOLE))
    print(table(rows))  # noqa: T201 - this is its purpose
    for row in rows:
        print(json.dumps(asdict(row)))  # noqa: T201


if __name__ == "__main__":
    main()
