"""One PostgreSQL for the whole test run; one database per test, copied from a migrated template."""

from __future__ import annotations

import os
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from dragoman.engine import embedded
from dragoman.engine.address import plain
from dragoman.engine.migrations import migrate
from dragoman.engine.roles import APP_ROLE
from dragoman.engine.store import Store

EXTERNAL = "DRAGOMAN_TEST_DATABASE_URL"


@dataclass(frozen=True)
class Server:
    """A server where tests may create databases; `admin` is a superuser's address of its database `postgres`."""

    admin: str

    def dsn(self, database: str) -> str:
        """The owner's address of `database`."""
        return urlunsplit(urlsplit(self.admin)._replace(path=f"/{database}"))

    async def run(self, *statements: str) -> None:
        connection = await asyncpg.connect(self.admin)
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()


@dataclass(frozen=True)
class Database:
    """One test's database: the owner's address; the app connects with it as `dragoman_app`."""

    owner: str

    async def store(self, **options: object) -> Store:
        return await Store.open(self.owner, role=APP_ROLE, **options)


_TOGETHER = ("browser", "faults", "bench")
"""Folders whose files share what is dear to start, or measure: a file of theirs stays with one worker when there are several."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.relative_to(Path(__file__).parent).parts[0] in _TOGETHER:
            item.add_marker(pytest.mark.xdist_group(str(item.path)))


@pytest.fixture(scope="session")
async def server() -> AsyncIterator[Server]:
    external = os.environ.get(EXTERNAL)
    if external:
        yield Server(plain(external))
        return
    with tempfile.TemporaryDirectory(prefix="dragoman-tests-") as home:
        running = await embedded.start(Path(home))
        yield Server(running.dsn("postgres"))
        await running.leave()


_numbers = count(1)


@pytest.fixture(scope="session")
async def template(server: Server) -> AsyncIterator[str]:
    name = f"dragoman_template_{os.getpid()}"
    await server.run(f"drop database if exists {name}", f"create database {name}")
    await migrate(server.dsn(name))
    yield name
    await server.run(f"drop database {name} with (force)")


@pytest.fixture(scope="session")
async def run_database(server: Server, template: str) -> AsyncIterator[Database]:
    name = f"dragoman_run_{os.getpid()}"
    await server.run(f"create database {name} template {template}")
    yield Database(server.dsn(name))
    await server.run(f"drop database {name} with (force)")


@pytest.fixture(scope="session")
async def emptying(run_database: Database) -> str:
    """One statement that empties every table but those that migrations filled."""
    connection = await asyncpg.connect(run_database.owner)
    tables = await connection.fetch(
        "select quote_ident(tablename) as name from pg_tables where schemaname = 'public' and tablename <> 'alembic_version'"
    )
    deletes = [
        f"delete from {t['name']}"
        for t in tables
        if not await connection.fetchval(f"select exists (table {t['name']})")
    ]
    await connection.close()
    # A replica checks no foreign keys and fires no triggers: the order does not matter.
    begin = ["set session_replication_role = replica", "update product_clock set shift = '0'"]
    return "; ".join([*begin, *deletes])


@pytest.fixture
async def database(run_database: Database, emptying: str) -> AsyncIterator[Database]:
    """The run's database, emptied after the test (0.3 s cheaper than a new one)."""
    yield run_database
    connection = await asyncpg.connect(run_database.owner, server_settings={"lock_timeout": "5s"})
    await connection.execute(emptying)
    await connection.close()


@pytest.fixture
async def own_database(server: Server, template: str) -> AsyncIterator[Database]:
    """A database of this test alone, for tests that change the schema or leave connections behind."""
    name = f"dragoman_test_{os.getpid()}_{next(_numbers)}"
    await server.run(f"create database {name} template {template}")
    yield Database(server.dsn(name))
    await server.run(f"drop database {name} with (force)")


@pytest.fixture
async def store(database: Database) -> AsyncIterator[Store]:
    opened = await database.store()
    yield opened
    await opened.close()
