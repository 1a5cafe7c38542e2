"""The same load on echo bots as others write them, and on the product: webhooks in, replies at a Graph stub out.

The bots echo; the product runs its dialogue, encrypts, audits and survives being killed at any point.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import httpx2

from bench import load, shapes
from bench.ground import Ground, Place, Process, free_port
from bench.table import Row

_STILL_S = 5.0  # nothing more reaches the stub for so long: the rest is lost
_DRAIN_S = 60.0
Contestant = Callable[[Ground, Place, int], AbstractAsyncContextManager[tuple[Process, str]]]


async def measure(ground: Ground) -> list[Row]:
    """Each in one process for the same time from 64 callers, every message from somebody else; then time to finish."""
    rows: list[Row] = []
    ours = None
    for name, contestant in (("Dragoman", _dragoman), ("plain FastAPI + SQLAlchemy", _plain), ("pywa", _pywa)):
        found = await _run(ground, contestant)
        ours = ours or found
        accepted, replies, lost, waits, memory = found
        against = f"p50 {waits[0]:.1f}, p99 {waits[1]:.1f} ms; RSS {memory:.0f} MiB"
        rows += [
            Row(f"{name}: webhooks accepted", accepted, "/s", against, accepted / ours[0]),
            Row(f"{name}: people answered at the stub", replies, "/s", f"ratio to ours; never answered: {lost:,}", replies / ours[1]),
        ]  # fmt: skip
    return rows


async def _run(ground: Ground, contestant: Contestant) -> tuple[float, float, int, tuple[float, float], float]:
    seconds, number = ground.few(8, 1), ground.few(20_000, 150)
    stub = free_port()
    async with (
        ground.process("bench.apps.stub", str(stub), port=stub, look="/count"),
        ground.place(graph_url=f"http://127.0.0.1:{stub}") as place,
        contestant(ground, place, stub) as (process, path),
    ):
        begun = time.perf_counter()
        taken = await load.full(process.port, shapes.requests(path, number), seconds)
        answered, until = await _drained(stub, len(taken.waits))
        memory = await process.rss_mib()
    lost = len(taken.waits) - answered
    waits = (taken.ms(0.5), taken.ms(0.99)) if taken.waits else (0.0, 0.0)
    return taken.rate, answered / (until - begun), lost, waits, memory


async def _drained(stub: int, wanted: int) -> tuple[int, float]:
    """How many people were answered, and when the last of them; bounded: what takes longer is told as unanswered."""
    async with httpx2.AsyncClient(trust_env=False, timeout=30) as client:
        seen, at = 0, time.perf_counter()
        end = at + _DRAIN_S
        while seen < wanted and time.perf_counter() < min(at + _STILL_S, end):
            people = (await client.get(f"http://127.0.0.1:{stub}/count")).json()["people"]
            if people > seen:
                seen, at = people, time.perf_counter()
            await asyncio.sleep(0.1)
        return seen, at


@asynccontextmanager
async def _dragoman(ground: Ground, place: Place, stub: int) -> AsyncIterator[tuple[Process, str]]:
    async with ground.product("run", place, demo="false", business_name="") as process:
        yield process, "/webhooks/meta/demo"


@asynccontextmanager
async def _plain(ground: Ground, place: Place, stub: int) -> AsyncIterator[tuple[Process, str]]:
    port = free_port()
    async with ground.process("bench.apps.plain_echo", str(port), str(stub), place.dsn, port=port) as process:
        yield process, "/webhook"


@asynccontextmanager
async def _pywa(ground: Ground, place: Place, stub: int) -> AsyncIterator[tuple[Process, str]]:
    port = free_port()
    async with ground.process("bench.apps.pywa_echo", str(port), str(stub), port=port) as process:
        yield process, "/webhook"
