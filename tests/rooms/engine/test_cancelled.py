"""A unit of work that is cancelled at any moment leaves no open transaction behind on a connection that others borrow."""

import asyncio
import random

import asyncpg

from dragoman.engine.store import Store

TRIES = 400


async def _cancel_often(store: Store, tries: int) -> str:
    """Cancel units at random moments; return the first harm that the next borrower meets, "" for none."""
    rng = random.Random(7)

    async def unit() -> None:
        async with store.engine_unit() as raw:
            await raw.fetchval("select 1")

    for _ in range(tries):
        task = asyncio.create_task(unit())
        await asyncio.sleep(rng.random() * 0.004)
        task.cancel()
        try:
            await asyncio.gather(task, return_exceptions=True)
            async with store.line() as line:
                if line.raw.is_in_transaction():
                    return "lent inside a transaction"
            async with store.engine_unit() as raw:
                await raw.fetchval("select 1")
        except asyncpg.InterfaceError as reason:
            return str(reason)
    return ""


async def test_a_cancelled_unit_poisons_no_connection(database) -> None:
    store = await database.store(pool_max=1, check=False)
    try:
        assert await _cancel_often(store, TRIES) == ""
        async with store.engine_unit() as raw:
            left = await raw.fetchval(
                "select count(*) from pg_stat_activity where datname = current_database() and state = 'idle in transaction'"
                " and pid <> pg_backend_pid()"
            )
        assert left == 0
    finally:
        await store.close()


async def test_twin_without_hanging_up_lends_a_connection_inside_a_transaction(database, monkeypatch) -> None:
    monkeypatch.setattr(asyncpg.Connection, "terminate", lambda self: None)
    store = await database.store(pool_max=1, check=False)
    try:
        assert await _cancel_often(store, 50 * TRIES) != ""
    finally:
        monkeypatch.undo()
        await store.close()
