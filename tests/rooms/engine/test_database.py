import asyncio
import contextlib
import importlib
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import Column, MetaData, String, Table, Text, text

import dragoman
from dragoman.command.models import Row
from dragoman.engine import APP_ROLE, Store, UnsafeDatabase
from dragoman.engine.migrations import drift, migrate


async def refused(open_store) -> str:
    with pytest.raises(UnsafeDatabase) as refusal:
        await open_store
    return str(refusal.value)


async def owner_says(database, *statements: str) -> None:
    connection = await asyncpg.connect(database.owner)
    for statement in statements:
        await connection.execute(statement)
    await connection.close()


async def test_a_superuser_is_refused(database) -> None:
    assert "above row-level security" in await refused(Store.open(database.owner))


async def test_a_table_without_forced_row_security_is_refused(own_database) -> None:
    await owner_says(own_database, "alter table event no force row level security")
    assert await refused(own_database.store()) == "table event has no forced row-level security"


async def test_a_policy_that_shows_rows_to_nobody_is_refused(own_database) -> None:
    await owner_says(
        own_database,
        "insert into actor (tenant_id, id) values ('lagos', 'chat:1')",
        f"create policy leak on actor for select to {APP_ROLE} using (true)",
    )
    assert await refused(own_database.store()) == "table actor shows rows to nobody's tenant"


async def test_an_owner_is_refused(own_database) -> None:
    await owner_says(own_database, f"alter table actor owner to {APP_ROLE}")
    assert f"role {APP_ROLE} owns actor" in await refused(own_database.store())


async def test_a_database_without_tables_is_refused(server, own_database) -> None:
    await owner_says(
        own_database,
        "drop schema public cascade",
        "create schema public",
        f"grant usage on schema public to {APP_ROLE}",
    )
    assert "run dragoman migrate" in await refused(own_database.store())


async def test_a_server_that_forgets_commits_is_refused(own_database) -> None:
    name = own_database.owner.partition("?")[0].rpartition("/")[2]
    await owner_says(own_database, f"alter database {name} set synchronous_commit = off")
    assert "synchronous_commit is off" in await refused(own_database.store())
    store = await own_database.store(durable=False)
    await store.close()


async def test_many_processes_may_migrate_at_once(server, own_database) -> None:
    await owner_says(own_database, "drop schema public cascade", "create schema public")
    await asyncio.gather(*(migrate(own_database.owner) for _ in range(4)))
    store = await own_database.store()
    await store.close()


async def test_drift_between_models_and_schema_is_named(database) -> None:
    strange = MetaData()
    Table(
        "lane",
        strange,
        Column("tenant_id", Text, primary_key=True),
        Column("nick_name", String),
        Column("due", String),
    )
    Table("siding", strange, Column("id", String, primary_key=True))
    assert sorted(difference[0] for difference in await drift(database.owner, strange)) == [
        "add_column",
        "add_table",
        "modify_type",
    ]


@pytest.mark.filterwarnings("ignore:Did not recognize type 'xid8'")
async def test_every_rooms_models_say_what_the_schema_says(database) -> None:
    for path in Path(dragoman.__file__).parent.glob("**/models.py"):
        importlib.import_module(
            ".".join(("dragoman", *path.relative_to(Path(dragoman.__file__).parent).with_suffix("").parts))
        )
    assert len(Row.metadata.tables) > 10
    assert await drift(database.owner, Row.metadata) == []


async def test_models_and_raw_sql_are_one_transaction(store: Store) -> None:
    insert = "insert into actor (tenant_id, id) values ('lagos', '{}')"
    with pytest.raises(KeyError):  # noqa: PT012 - the unit is what must undo them
        async with store.unit("lagos") as unit:
            await unit.sql.execute(insert.format("raw-first"))
            await unit.session.execute(text(insert.format("model")))
            await unit.sql.execute(insert.format("raw-after"))
            raise KeyError
    async with store.unit("lagos") as unit:
        await unit.sql.execute(insert.format("kept-raw"))
        await unit.session.execute(text(insert.format("kept-model")))
    async with store.unit("lagos") as unit:
        rows = await unit.sql.fetch("select id from actor order by id")
    assert [row["id"] for row in rows] == ["kept-model", "kept-raw"]


async def test_a_savepoint_undoes_both_views_and_the_unit_goes_on(store: Store) -> None:
    insert = "insert into actor (tenant_id, id) values ('lagos', '{}')"
    async with store.unit("lagos") as unit:
        await unit.sql.execute(insert.format("before"))
        with pytest.raises(asyncpg.UniqueViolationError):  # noqa: PT012 - the savepoint is what must undo them
            async with unit.savepoint():
                await unit.sql.execute(insert.format("inside-raw"))
                await unit.session.execute(text(insert.format("inside-model")))
                await unit.sql.execute(insert.format("before"))
        await unit.sql.execute(insert.format("after"))
    async with store.unit("lagos") as unit:
        rows = await unit.sql.fetch("select id from actor order by id")
    assert [row["id"] for row in rows] == ["after", "before"]


async def test_a_unit_whose_error_was_swallowed_does_not_seem_to_commit(store: Store) -> None:
    with pytest.raises(asyncpg.InFailedSQLTransactionError):  # noqa: PT012 - the end of the unit is what must raise
        async with store.unit("lagos") as unit:
            await unit.sql.execute("insert into actor (tenant_id, id) values ('lagos', 'chat:1')")
            with contextlib.suppress(asyncpg.UniqueViolationError):
                await unit.sql.execute("insert into actor (tenant_id, id) values ('lagos', 'chat:1')")


async def test_a_unit_cannot_write_into_another_tenant(store: Store) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with store.unit("lagos") as unit:
            await unit.sql.execute("insert into actor (tenant_id, id) values ('accra', 'chat:1')")
    with pytest.raises(ValueError, match="without a tenant"):
        async with store.unit(None) as unit:
            await unit.post(actor="chat:1", kind="fact", key="1", body=b"")


async def test_a_connection_that_died_in_the_pool_is_replaced(own_database, server) -> None:
    store = await own_database.store(pool_max=1)
    async with store.unit("lagos") as unit:
        pid = await unit.sql.fetchval("select pg_backend_pid()")
    async with store.line() as line:
        raw = line.raw
    connection = await asyncpg.connect(own_database.owner)
    await connection.execute("select pg_terminate_backend($1)", pid)
    await connection.close()
    async with asyncio.timeout(5):
        while not raw.is_closed():  # noqa: ASYNC110 - the driver tells nobody
            await asyncio.sleep(0)
    async with store.unit("lagos") as unit:
        assert await unit.sql.fetchval("select 1") == 1
    await store.close()


async def test_a_savepoint_without_models_undoes_a_session_that_began_inside(store: Store) -> None:
    insert = "insert into actor (tenant_id, id) values ('lagos', '{}')"
    async with store.unit("lagos") as unit:
        await unit.sql.execute(insert.format("before"))
        with pytest.raises(asyncpg.UniqueViolationError):  # noqa: PT012 - the savepoint is what must undo them
            async with unit.savepoint():
                await unit.sql.execute(insert.format("inside-raw"))
                await unit.session.execute(text(insert.format("inside-model")))
                await unit.sql.execute(insert.format("before"))
        async with unit.savepoint():
            await unit.sql.execute(insert.format("outer-raw"))
            with pytest.raises(KeyError):  # noqa: PT012 - the same
                async with unit.savepoint():
                    await unit.session.execute(text(insert.format("inner-undone")))
                    raise KeyError
            async with unit.savepoint():
                await unit.session.execute(text(insert.format("inner-model")))
            await unit.session.execute(text(insert.format("outer-model")))
        await unit.session.execute(text(insert.format("after")))
    async with store.unit("lagos") as unit:
        rows = await unit.sql.fetch("select id from actor order by id")
    kept = ["after", "before", "inner-model", "outer-model", "outer-raw"]
    assert [row["id"] for row in rows] == kept


async def test_a_savepoint_gives_back_what_models_wrote_when_an_outer_one_is_undone(store: Store) -> None:
    insert = "insert into actor (tenant_id, id) values ('lagos', '{}')"
    async with store.unit("lagos") as unit:
        with pytest.raises(KeyError):  # noqa: PT012 - the outer savepoint is what must undo them
            async with unit.savepoint():
                async with unit.savepoint():
                    await unit.session.execute(text(insert.format("inner")))
                await unit.session.execute(text(insert.format("outer")))
                raise KeyError
        await unit.sql.execute(insert.format("kept"))
    async with store.unit("lagos") as unit:
        rows = await unit.sql.fetch("select id from actor order by id")
    assert [row["id"] for row in rows] == ["kept"]
