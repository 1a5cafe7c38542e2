"""Memory of each kind of process after a load, and how long a start takes."""

from __future__ import annotations

import asyncio
import time

import asyncpg

from bench import load, shapes
from bench.ground import Ground, Place, free_port
from bench.table import Aim, Row

_BELOW = Aim("figure", "<", 250)
_SETTLES_WITHIN_S = 90.0


async def measure(ground: Ground) -> list[Row]:
    """Some thousand people write, are answered, and the replies go to a Graph stub; then each process is weighed."""
    people, stub = ground.few(4_000, 100), free_port()
    rows: list[Row] = []
    async with ground.process("bench.apps.stub", str(stub), port=stub, look="/count"):
        graph = f"http://127.0.0.1:{stub}"
        async with (
            ground.place(graph_url=graph) as place,
            ground.product("web", place) as web,
            ground.product("worker", place) as worker,
        ):
            answered = await _talk(place, web.port, people)
            rows += [
                Row(
                    "memory of the web process", await web.rss_mib(), "MiB", f"after {people:,} webhooks", None, _BELOW
                ),
                Row("memory of a worker", await worker.rss_mib(), "MiB", f"after {answered:,} answers", None, _BELOW),
            ]
        async with ground.place(graph_url=graph) as place:
            async with ground.product("run", place, demo="false", business_name="") as whole:
                answered = await _talk(place, whole.port, people)
                rows.append(
                    Row(
                        "memory of all in one process",
                        await whole.rss_mib(),
                        "MiB",
                        f"after {answered:,} answers",
                        None,
                        _BELOW,
                    )
                )
            rows.append(
                Row(
                    "start to ready, all in one",
                    whole.ready_after_s,
                    "s",
                    f"of it bare Python with these packages {await _imports(ground):.1f} s",
                )
            )
    return rows  # fmt: skip


async def _talk(place: Place, port: int, people: int) -> int:
    """Let everybody write; returns how many are answered when all are, or when it takes too long."""
    await load.full(port, shapes.requests("/webhooks/meta/demo", people, texts=shapes.TEXTS[::3]), 60)
    connection = await asyncpg.connect(place.dsn)
    end = time.perf_counter() + _SETTLES_WITHIN_S
    try:
        while True:
            answered = int(await connection.fetchval("select count(*) from conversation where said_at is not null"))
            if answered >= people or time.perf_counter() > end:
                return answered
            await asyncio.sleep(0.3)
    finally:
        await connection.close()


async def _imports(ground: Ground) -> float:
    """Seconds that Python takes to import the product, the larger part of a start."""
    begun = time.perf_counter()
    async with ground.process("dragoman", "--help", port=0) as process:
        await process.child.wait()
    return time.perf_counter() - begun
