"""Runs the migrations from code, one process at a time, and compares models with the schema."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from dragoman.engine.address import sqlalchemy_arguments
from dragoman.engine.roles import create_app_role

_HERE = Path(__file__).parent
_ONE_AT_A_TIME = 0x6472_6167  # "drag": the advisory lock that lets one process migrate while others wait
_LOCK_TIMEOUT = "10s"  # a migration that waits longer for a table would stop the product behind it


def configuration(connection: Connection) -> Config:
    """Return the Alembic configuration of this package, bound to an open connection."""
    config = Config()
    config.set_main_option("script_location", str(_HERE))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


async def migrate(owner_dsn: str, revision: str = "head") -> None:
    """Create the app role if it is missing and bring the database at `owner_dsn` to `revision`.

    Any number of processes may call it at once: one works, the others wait and find nothing left to do.
    """
    engine = _engine(owner_dsn)
    try:
        async with engine.connect() as connection:
            await connection.execute(text("select pg_advisory_lock(:n)"), {"n": _ONE_AT_A_TIME})
            await connection.commit()
            try:
                await connection.run_sync(create_app_role)
                await connection.commit()
                await connection.execute(text(f"set lock_timeout = '{_LOCK_TIMEOUT}'"))
                await connection.run_sync(lambda sync: command.upgrade(configuration(sync), revision))
                await connection.commit()
            finally:
                await connection.rollback()
                await connection.execute(text("select pg_advisory_unlock(:n)"), {"n": _ONE_AT_A_TIME})
                await connection.commit()
    finally:
        await engine.dispose()


async def drift(owner_dsn: str, metadata: MetaData) -> list[Any]:
    """Return what `metadata` says and the schema does not (tables, columns, types, null or not), as Alembic's tuples; [] = none.

    The migrations are the truth: what only the schema has (indexes, constraints, columns that models need not know) is no drift.
    """
    names = {table.name for table in metadata.tables.values()}

    def of_models(name: str | None, kind: str, _parents: object) -> bool:
        return kind != "table" or name in names

    def compare(sync: Connection) -> list[Any]:
        context = MigrationContext.configure(sync, opts={"include_name": of_models, "compare_type": True})
        found: list[Any] = []
        for difference in compare_metadata(context, metadata):
            found += (
                difference if isinstance(difference, list) else [difference]
            )  # changes of one column come as a list
        return [d for d in found if not d[0].startswith("remove_")]

    engine = _engine(owner_dsn)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(compare)
    finally:
        await engine.dispose()


def _engine(dsn: str) -> AsyncEngine:
    return create_async_engine(**sqlalchemy_arguments(dsn), poolclass=NullPool)
