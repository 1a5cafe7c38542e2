"""Conversation turns per second, from the stored message to the committed reply.

A reply is what the dialogue decides: half of the messages are answered by words, half by the search that they ask for.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack
from itertools import count

import asyncpg
import httpx2

from bench import shapes
from bench.ground import Ground, Place
from bench.table import Aim, Row

_LOOK_S = 0.1
_serials = count(10_000_000)


async def measure(ground: Ground) -> list[Row]:
    """Distinct people write; one and two processes answer with the demo business's real dialogue."""
    people = ground.few(3_000, 60)
    rows: list[Row] = []
    first: dict[str, float] = {}
    async with ground.place(quiet_ms="0") as place:
        for processes in (1, 2):
            for known in (False, True):
                begin = people * (processes - 1)
                rate = await answered(ground, place, range(begin, begin + people), processes)
                whose = "known" if known else "new"
                first.setdefault(whose, rate)
                rows.append(
                    Row(
                        f"conversation turns, {whose} people, {processes} process{'es' if processes > 1 else ''}", rate, "turns/s",
                        "one process of the same run" if processes > 1 else f"{ground.fsyncs:,.0f} fsync/s",
                        rate / (first[whose] if processes > 1 else ground.fsyncs),
                        Aim("figure", ">=", 400) if processes > 1 else None,
                    )
                )  # fmt: skip
    return rows


async def answered(ground: Ground, place: Place, people: range, processes: int) -> float:
    """Let each of `people` write once, then let fresh processes answer; turns per second of the middle of the run."""
    await write(place, people)
    async with AsyncExitStack() as stack:
        for _ in range(processes):
            await stack.enter_async_context(ground.process("bench.apps.turner", port=0, **place.env))
        return await _pace(place.dsn, len(people))


async def write(place: Place, people: range) -> None:
    """Store one message of each person through the real door, a thousand per webhook."""
    async with place.house() as house:
        await house.door.open()
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=house.web()), base_url="http://x") as door:
            for start in range(people.start, people.stop, 1_000):
                some = range(start, min(start + 1_000, people.stop))
                body = shapes.webhook(
                    shapes.text_message(n, next(_serials), shapes.TEXTS[n % len(shapes.TEXTS)]) for n in some
                )
                taken = await door.post(
                    "/webhooks/meta/demo", content=body, headers={"X-Hub-Signature-256": shapes.signature(body)}
                )
                assert taken.status_code == 200, taken.status_code
        await house.door.close()


async def _pace(dsn: str, people: int) -> float:
    connection = await asyncpg.connect(dsn)
    waiting = "select count(*) from actor where ready_at is not null"
    begin: tuple[float, float] | None = None
    try:
        async with asyncio.timeout(300):
            while True:
                done, now = people - await connection.fetchval(waiting), time.perf_counter()
                if begin is None and done >= people * 0.1:
                    begin = (now, done)
                elif begin is not None and done >= people * 0.95:
                    return float((done - begin[1]) / (now - begin[0]))
                await asyncio.sleep(_LOOK_S)
    finally:
        await connection.close()
