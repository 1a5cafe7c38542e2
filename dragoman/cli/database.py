"""Reach the database: an external one by its address, or the embedded one; migrate it as its owner, use it as the app."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg

from dragoman.engine import APP_ROLE, embedded
from dragoman.engine.migrations import migrate
from dragoman.kit.settings import Settings

DATABASE = "dragoman"


@dataclass(frozen=True, slots=True)
class Addresses:
    """How to connect: `owner` for migrations, `app` for everything else; `role` when the app's login must step down first."""

    owner: str
    app: str
    role: str | None


@asynccontextmanager
async def database(settings: Settings) -> AsyncIterator[Addresses]:
    """Yield the addresses; the embedded server is started or joined, and left at the end."""
    app = settings.database_url.get_secret_value()
    if app:
        owner = settings.owner_database_url.get_secret_value()
        yield Addresses(owner or app, app, None if owner else APP_ROLE)
        return
    server = await embedded.start(settings.home)
    try:
        await _create(server.dsn("postgres"))
        yield Addresses(server.dsn(DATABASE), server.dsn(DATABASE, APP_ROLE), None)
    finally:
        await server.leave()


async def _create(admin: str) -> None:
    connection = await asyncpg.connect(admin)
    try:
        if await connection.fetchval("select 1 from pg_database where datname = $1", DATABASE) is None:
            await connection.execute(f"create database {DATABASE}")
    except asyncpg.DuplicateDatabaseError:
        return  # another process of this home was a moment earlier
    finally:
        await connection.close()


async def prepare(addresses: Addresses) -> None:
    """Bring the schema up to date; safe when several processes start at once."""
    await migrate(addresses.owner)
