"""Waiting without polling: woken by the answer, in whichever process it was committed, and by nothing else."""

from __future__ import annotations

import asyncio

from dragoman.api.waiting import Waiting
from dragoman.engine.signals import Topic
from dragoman.engine.store import Store
from dragoman.kit.clock import monotonic
from tests import lagos
from tests.conftest import Database


async def _wake(store: Store, topic: Topic) -> None:
    async with store.unit(lagos.TENANT) as unit:
        unit.wake((topic,))


async def test_an_answer_of_another_process_wakes(database: Database) -> None:
    front, back = await database.store(), await database.store()
    looks: list[str | None] = []
    looked = asyncio.Event()
    answer: list[str] = []

    async def look() -> str | None:
        looks.append(answer[0] if answer else None)
        looked.set()
        return looks[-1]

    waiting = asyncio.create_task(Waiting(front.signals).until(look, 20))
    await looked.wait()
    await _wake(back, Topic.TIME)
    await _wake(back, Topic.TURNS)
    answer.append("here")
    began = monotonic()
    await _wake(back, Topic.ANSWERS)
    assert await waiting == "here"
    assert monotonic() - began < 5
    assert looks == [None, "here"]
    await front.close()
    await back.close()


async def test_patience_ends_and_leaves_nothing_behind(store: Store) -> None:
    looks = 0

    async def look() -> None:
        nonlocal looks
        looks += 1

    listeners = store.signals._listeners[Topic.ANSWERS]
    waiting = Waiting(store.signals)
    assert await waiting.until(look, 0) is None
    assert looks == 1
    assert await waiting.until(look, 0.05) is None
    assert looks == 3  # at first, and once more at the end
    assert listeners == []


async def test_beyond_the_bound_nobody_waits(store: Store) -> None:
    waiting = Waiting(store.signals)
    waiting._count = 1000

    async def look() -> None:
        return None

    began = monotonic()
    assert await waiting.until(look, 20) is None
    assert monotonic() - began < 1
