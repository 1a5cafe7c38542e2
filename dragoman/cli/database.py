"""Reach the database: an external one by its address, or the embedded one; migrate it as its owner, use it as the app."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg

from dragoman.engine import APP_ROLE, embedded
from dragoman.engine.address import plain
from dragoman.engine.migrations import migrate
from dragoman.kit.settings import Settings

DATABASE = "dragoman"


@dataclass(frozen=True, slots=True)
class Addresses:
    """How to connect: `owner` for migrations, `app` for everything else; `role` when the app's login must step down first."""

    owner: str
    app: str
    role: str | None
    migrates: bool = True  # False when only the app's address is known: `dragoman migrate` runs elsewhere, as the owner


@asynccontextmanager
async def database(settings: Settings) -> AsyncIterator[Addresses]:
    """Yield the addresses; the embedded server is started or joined, and left at the end."""
    app = settings.database_url.get_secret_value()
    if app:
        owner = settings.owner_database_url.get_secret_value()
        yield Addresses(
            owner or app, app, None if owner else await _step_down(app), migrates=bool(owner) or await _owns(app)
        )
        return
    server = await embedded.start(settings.home)
    try:
        await _create(server.dsn("postgres"))
        yield Addresses(server.dsn(DATABASE), server.dsn(DATABASE, APP_ROLE), None)
    finally:
        await server.leave()


async def _owns(address: str) -> bool:
    """Say whether this login may change the schema."""
    connection = await asyncpg.connect(plain(address))
    try:
        return bool(await connection.fetchval("select has_schema_privilege(current_user, 'public', 'create')"))
    finally:
        await connection.close()


async def _step_down(address: str) -> str | None:
    """Return the role that an owner's login must step down to; None when the login is the app's own."""
    return APP_ROLE if await _owns(address) else None


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
    """Bring the schema up to date where this process may; safe when several processes start at once."""
    if addresses.migrates:
        await migrate(addresses.owner)
