"""The live log: nothing is missed though transactions overlap, pages catch up, and old places are told to load anew."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest

from dragoman.engine import Store
from dragoman.engine.live import _REPLAY_MAX, Late, Listener, LiveLog, News, prune
from dragoman.engine.signals import Topic

TENANT, OTHER = "tn_live", "tn_other"


async def say(store: Store, *subjects: str, tenant: str = TENANT, tag: str = "t") -> None:
    async with store.unit(tenant) as unit:
        for subject in subjects:
            unit.live(subject, tag)


async def heard(listener: Listener, count: int) -> set[str]:
    found: list[News] = []
    while len(found) < count:
        news = await listener.take(5)
        assert news, f"only {found}"
        found += news
    return {n.subject for n in found}


async def test_what_commits_late_under_an_earlier_id_is_heard(store: Store) -> None:
    log, written, go_on = LiveLog(store), asyncio.Event(), asyncio.Event()

    async def slowly() -> None:
        async with store.unit(TENANT) as unit:
            await unit.sql.execute("insert into live (tenant_id, subject, tag) values ($1, 'slow', 't')", TENANT)
            written.set()
            await go_on.wait()
            unit.wake((Topic.LIVE,))

    async with log.listening(TENANT) as (listener, _, _):
        slow = asyncio.create_task(slowly())
        await written.wait()
        await say(store, "quick")
        assert await heard(listener, 1) == {"quick"}
        async with store.unit(TENANT) as unit:
            highest = await unit.sql.fetchval("select max(id) from live")
        go_on.set()
        await slow
        assert await heard(listener, 1) == {"slow"}
        async with store.unit(TENANT) as unit:  # the twin: a reader that remembers the highest id passes over it
            assert await unit.sql.fetch("select subject from live where id > $1", highest) == []


async def test_a_page_that_was_away_hears_what_it_missed(store: Store) -> None:
    log = LiveLog(store)
    async with store.unit(TENANT) as unit:
        place = await log.place(unit)
    await say(store, "a", "b")
    await say(store, "c", tenant=OTHER)
    async with log.listening(TENANT, place) as (listener, here, missed):
        assert {n.subject for n in missed} == {"a", "b"}
        await say(store, "d")
        assert await heard(listener, 1) == {"d"}
    async with log.listening(TENANT, here) as (_, _, missed):
        assert "d" in {n.subject for n in missed}


async def test_only_ones_own_tenant_is_heard(store: Store) -> None:
    log = LiveLog(store)
    async with log.listening(TENANT) as (mine, _, _), log.listening(OTHER) as (other, _, _):
        await say(store, "theirs", tenant=OTHER)
        await say(store, "mine")
        assert await heard(mine, 1) == {"mine"}
        assert await heard(other, 1) == {"theirs"}


async def test_nothing_of_a_savepoint_or_unit_that_was_undone(store: Store) -> None:
    log = LiveLog(store)
    async with log.listening(TENANT) as (listener, _, _):
        with suppress(ValueError):
            async with store.unit(TENANT) as unit:
                unit.live("gone", "t")
                raise ValueError("undo")
        async with store.unit(TENANT) as unit:
            unit.live("kept", "t")
            unit.live("kept", "t")
            with suppress(ValueError):
                async with unit.savepoint():
                    unit.live("gone too", "t")
                    raise ValueError("undo")
        assert await heard(listener, 1) == {"kept"}
        async with store.unit(TENANT) as unit:
            assert await unit.sql.fetchval("select count(*) from live") == 1


@pytest.mark.parametrize("place", ["x", "5", "-", "99999999999999-1", "0-0", "1-99999999999999999999", "9" * 30 + "-1"])
async def test_a_place_that_is_none_or_too_old_means_load_anew(store: Store, place: str) -> None:
    with pytest.raises(Late):
        async with LiveLog(store).listening(TENANT, place):
            raise AssertionError("not reached")


async def test_too_much_missed_means_load_anew(store: Store) -> None:
    log = LiveLog(store)
    async with store.unit(TENANT) as unit:
        place = await log.place(unit)
    await say(store, *[f"s{n}" for n in range(_REPLAY_MAX + 1)])
    with pytest.raises(Late):
        async with log.listening(TENANT, place):
            raise AssertionError("not reached")


async def test_a_page_that_does_not_take_is_overrun_and_not_remembered_for_ever() -> None:
    listener = Listener(TENANT)
    for n in range(2_001):
        listener.put(News("1-1", f"s{n}", "t"))
    assert listener.overrun
    assert len(await listener.take(1)) == 2_000


async def test_many_pages_come_and_go_at_once(store: Store) -> None:
    log = LiveLog(store)

    there = asyncio.Barrier(21)

    async def page() -> set[str]:
        async with log.listening(TENANT) as (listener, _, _):
            await there.wait()
            return await heard(listener, 1)

    pages = [asyncio.create_task(page()) for _ in range(20)]
    await there.wait()
    await say(store, "all")
    assert await asyncio.gather(*pages) == [{"all"}] * 20
    assert log._task is None, "nobody listens, nothing reads"


async def test_a_day_is_kept(store: Store) -> None:
    async with store.unit(TENANT) as unit:
        await unit.sql.execute(
            "insert into live (tenant_id, subject, tag, created_at) values ($1, 'old', 't', now() - interval '25 hours')",
            TENANT,
        )
    await say(store, "new")
    assert await prune(store) == 1
    async with store.unit(TENANT) as unit:
        assert [r["subject"] for r in await unit.sql.fetch("select subject from live")] == ["new"]
