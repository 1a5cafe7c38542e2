"""Durable webhooks per second through the real door, against the least that the same server can do."""

from __future__ import annotations

from itertools import cycle, islice

from bench import load, shapes
from bench.ground import Ground, Process, free_port
from bench.load import Load
from bench.table import Aim, Row


async def measure(ground: Ground) -> list[Row]:
    """`dragoman web`, one process, 64 connections, one signed message per POST; each is durable before its 200."""
    number, seconds = ground.few(60_000, 1_500), ground.few(5, 1)
    requests = shapes.requests("/webhooks/meta/demo", number)
    async with ground.process("bench.apps.bare", str(port := free_port()), port=port) as bare:
        least, least_cpu = await _full(bare, list(islice(cycle(requests), number * 5)), seconds)
    async with ground.place() as place, ground.product("web", place) as web:
        await load.full(web.port, shapes.requests("/webhooks/meta/demo", number // 20, first=2 * number), 1)
        ours, ours_cpu = await _full(web, requests, seconds)
        fresh = shapes.requests("/webhooks/meta/demo", int(ours.rate / 2 * seconds) + 1, first=4 * number)
        half = await load.paced(web.port, fresh, ours.rate / 2, seconds)
    against = f"bare uvicorn {least.rate:,.0f}/s"
    cpu = [] if ours_cpu is None or least_cpu is None else [
        Row("  processor time of the web process per webhook", ours_cpu * 1e6, "us", f"bare {least_cpu * 1e6:.0f} us", ours_cpu / least_cpu)
    ]  # fmt: skip
    waits = f"bare p50 {least.ms(0.5):.1f}, p99 {least.ms(0.99):.1f} ms"
    return [
        Row("durable webhooks, full load, 64 connections", ours.rate, "/s", against, ours.rate / least.rate, Aim("ratio", ">=", 0.30)),
        Row("  answer p50 at full load", ours.ms(0.5), "ms", waits),
        Row("  answer p99 at full load", ours.ms(0.99), "ms", f"refused {ours.refused}"),
        Row("  answer p50 at half load, open loop", half.ms(0.5), "ms", f"{half.rate:,.0f}/s, refused {half.refused}"),
        Row("  answer p99 at half load, open loop", half.ms(0.99), "ms", "", None, Aim("figure", "<", 50)),
        *cpu,
    ]  # fmt: skip


async def _full(process: Process, requests: list[bytes], seconds: float) -> tuple[Load, float | None]:
    before = process.cpu_s()
    taken = await load.full(process.port, requests, seconds)
    after = process.cpu_s()
    return taken, None if before is None or after is None else (after - before) / len(taken.waits)
