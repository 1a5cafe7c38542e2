import asyncio
from datetime import timedelta

import pytest

from dragoman.engine.door import Arrival, BadArrival, Door
from dragoman.engine.engine import Engine
from dragoman.engine.store import Store
from dragoman.engine.turns import PATIENCE, Turn
from dragoman.kit.clock import ShiftedClock


def text(n: int, actor: str = "chat:1:ada", tenant: str = "lagos") -> Arrival:
    return Arrival(tenant, actor, "meta", f"wamid.{actor}.{n}", "text", b"%d" % n)


class Notebook:
    """A turn function that writes down what it heard, in memory and (as timers) in the database."""

    def __init__(self, poison: bytes | None = None) -> None:
        self.heard: list[tuple[str, bytes]] = []
        self.poison = poison

    async def __call__(self, turn: Turn) -> None:
        for event in turn.events:
            if event.body == self.poison:
                raise ValueError("Ada Obi +2348035550101")
        self.heard += [(turn.actor, event.body) for event in turn.events]


@pytest.fixture
async def door(store: Store):
    door = Door(store)
    await door.open()
    yield door
    await door.close()


async def test_events_of_an_actor_are_heard_once_and_in_order(store: Store, door: Door) -> None:
    book = Notebook()
    engine = Engine(store, ShiftedClock(), {"chat": book}, {})
    assert await door.put([text(1), text(2), text(1)]) == 2
    assert await door.put([text(2), text(3)]) == 1
    await engine.drain()
    assert [body for _, body in book.heard] == [b"1", b"2", b"3"]
    assert await door.put([text(2)]) == 0
    await engine.drain()
    assert len(book.heard) == 3


async def test_a_turn_that_raises_leaves_nothing_and_its_event_goes_to_review_after_five_attempts(
    store: Store, door: Door
) -> None:
    book = Notebook(poison=b"2")
    engine = Engine(store, ShiftedClock(), {"chat": book}, {})
    await door.put([text(1), text(2), text(3), text(1, actor="chat:1:kofi")])
    await engine.drain()
    assert sorted(book.heard) == [("chat:1:ada", b"1"), ("chat:1:ada", b"3"), ("chat:1:kofi", b"1")]
    assert engine.turns.failed == PATIENCE + 1  # once together with its neighbour, then alone
    async with store.unit("lagos") as unit:
        rows = await unit.sql.fetch("select actor, event_seq, kind, reason from review")
    assert [tuple(row) for row in rows] == [("chat:1:ada", 2, "text", "builtins.ValueError")]


async def test_an_actor_of_an_unknown_kind_goes_to_review_and_stops_nobody(store: Store, door: Door) -> None:
    book = Notebook()
    engine = Engine(store, ShiftedClock(), {"chat": book}, {})
    await door.put([text(1, actor="ghost:1"), text(1)])
    await engine.drain()
    assert book.heard == [("chat:1:ada", b"1")]
    async with store.unit("lagos") as unit:
        assert await unit.sql.fetchval("select reason from review") == "no_turn_function"


async def test_timers_fire_when_the_products_clock_passes_them(store: Store) -> None:
    book = Notebook()
    clock = ShiftedClock()
    engine = Engine(store, clock, {"chat": book}, {})
    due = clock.now() + timedelta(hours=24)
    async with store.unit("lagos") as unit:
        await unit.timer(actor="chat:1:ada", name="remind", due=due, body=b"early")
        await unit.timer(actor="chat:1:ada", name="remind", due=due + timedelta(hours=1), body=b"moved")
        await unit.timer(actor="chat:1:ada", name="never", due=due)
        await unit.drop_timer("chat:1:ada", "never")
    await engine.drain()
    clock.shift = timedelta(hours=24, minutes=30)
    await engine.drain()
    assert book.heard == []
    clock.shift = timedelta(hours=26)
    await engine.drain()
    assert book.heard == [("chat:1:ada", b"moved")]


async def test_a_letter_written_twice_arrives_once_even_after_delivery(store: Store) -> None:
    book = Notebook()
    engine = Engine(store, ShiftedClock(), {"chat": book}, {})
    for _ in range(2):
        async with store.unit("lagos") as unit:
            await unit.post(actor="chat:1:ada", kind="fact", key="held", body=b"x")
            await unit.post(actor="chat:1:ada", kind="fact", key="held", body=b"x")
        await engine.drain()
    assert book.heard == [("chat:1:ada", b"x")]


async def test_another_tenants_rows_cannot_be_seen(store: Store, door: Door) -> None:
    await door.put([text(1)])
    async with store.unit("lagos") as unit:
        assert await unit.sql.fetchval("select count(*) from event") == 1
    for stranger in ("accra", None):
        async with store.unit(stranger) as unit:
            assert await unit.sql.fetchval("select count(*) from event") == 0
            assert await unit.sql.fetchval("select count(*) from actor") == 0


@pytest.mark.parametrize("external_id", ["a\0b", "a\ud800b", "a" * 20_000_000], ids=["NUL", "surrogate", "endless"])
async def test_one_bad_row_does_not_take_its_group_with_it(store: Store, door: Door, external_id: str) -> None:
    book = Notebook()
    engine = Engine(store, ShiftedClock(), {"chat": book}, {})
    bad = Arrival("lagos", "chat:1:bad", "meta", external_id, "text", b"\0")
    with pytest.raises(BadArrival):
        await door.put([text(1), bad, text(2)])
    await engine.drain()
    assert [body for _, body in book.heard] == [b"1", b"2"]


async def test_an_actor_that_waits_for_quiet_is_heard_when_it_is_quiet_and_not_at_the_safety_look(
    store: Store, door: Door
) -> None:
    heard = asyncio.Event()

    async def listen(turn: Turn) -> None:
        heard.set()

    engine = Engine(store, ShiftedClock(), {"chat": listen}, {})
    await engine.start(turn_loops=8, effect_loops=0)
    try:
        began = asyncio.get_running_loop().time()
        one = text(1)
        await door.put([Arrival(one.tenant, one.actor, one.source, one.external_id, one.kind, one.body, settle=0.3)])
        async with asyncio.timeout(4):
            await heard.wait()
        assert 0.25 < asyncio.get_running_loop().time() - began < 2
    finally:
        await engine.stop()
