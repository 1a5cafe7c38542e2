"""One process's access to the database: pooled connections, and units of work on them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from dragoman.engine.address import sqlalchemy_arguments
from dragoman.engine.roles import self_test
from dragoman.engine.signals import Signals
from dragoman.engine.unit import Line, Raw, Unit
from dragoman.kit.clock import Clock, ShiftedClock


class Store:
    """One per process. `clock` is the product's clock; `signals` wakes loops here and in other processes."""

    def __init__(self, engine: AsyncEngine, signals: Signals, clock: Clock) -> None:
        self._engine = engine
        self.signals = signals
        self.clock = clock

    @classmethod
    async def open(
        cls,
        dsn: str,
        *,
        pool_max: int = 16,
        role: str | None = None,
        clock: Clock | None = None,
        check: bool = True,
        durable: bool = True,
    ) -> Store:
        """Connect as the app (`role` steps down from an owner's login first) and refuse what is unsafe.

        Raises UnsafeDatabase, or OSError / asyncpg errors when the server cannot be reached. `durable=False` accepts a
        server with fsync off; `check=False` skips the self-test (a second store on a database just tested).
        """
        arguments = sqlalchemy_arguments(dsn, role)
        engine = create_async_engine(**arguments, pool_size=pool_max, max_overflow=0, pool_timeout=30)
        store = cls(engine, Signals(arguments["async_creator"]), clock or ShiftedClock())
        try:
            if check:
                async with store.line() as line:
                    await self_test(line.raw, durable=durable)
            await store.signals.open()
        except BaseException:
            await engine.dispose()
            raise
        return store

    @asynccontextmanager
    async def line(self) -> AsyncIterator[Line]:
        """Lend one connection, outside any transaction; for the engine's own loops."""
        while True:
            shared = await self._engine.connect()
            raw = cast("Raw", (await shared.get_raw_connection()).driver_connection)
            if not raw.is_closed():
                break
            await shared.invalidate()  # the server dropped it while it lay in the pool
            await shared.close()
        try:
            yield Line(shared, raw)
        finally:
            if raw.is_closed():
                await shared.invalidate()
            await shared.close()

    @asynccontextmanager
    async def unit(self, tenant: str | None) -> AsyncIterator[Unit]:
        """Open a unit of work for `tenant` (None sees nothing): commit at the end, roll back on any exception."""
        async with self.line() as line, self.unit_on(line, tenant) as unit:
            yield unit

    @asynccontextmanager
    async def unit_on(self, line: Line, tenant: str | None) -> AsyncIterator[Unit]:
        """The same on a connection already borrowed."""
        unit = Unit(self.clock, line, tenant)
        async with _transaction(line.raw):
            await line.raw.execute("select set_config('dragoman.tenant', $1, true)", tenant or "")
            try:
                yield unit
                await unit.finish()
            except BaseException:
                await unit.abandon()
                raise
        self.signals.wake(unit.wakes)

    @asynccontextmanager
    async def turn_unit(self, line: Line) -> AsyncIterator[Unit]:
        """A unit whose tenant is set by the claim inside it; its user calls `finish` itself, which closes the turn."""
        unit = Unit(self.clock, line, None)
        async with _transaction(line.raw):
            try:
                yield unit
            except BaseException:
                await unit.abandon()
                raise
        self.signals.wake(unit.wakes)

    @asynccontextmanager
    async def engine_unit(self) -> AsyncIterator[Raw]:
        """A transaction that sees the engine's tables of all tenants; for measures and retention, never for rooms."""
        async with self.line() as line, _transaction(line.raw):
            await line.raw.execute("select set_config('dragoman.engine', 'on', true)")
            yield line.raw

    async def close(self) -> None:
        """Close every connection; units still open fail."""
        await self.signals.close()
        await self._engine.dispose()


@asynccontextmanager
async def _transaction(raw: Raw) -> AsyncIterator[None]:
    """Begin, then commit or roll back. A connection on which this was cancelled is hung up on: whether its last statement, a
    BEGIN or a COMMIT, still took place is not known, and whoever borrowed it next would work inside somebody else's transaction.
    """
    try:
        async with raw.transaction(isolation="read_committed"):
            yield
    except asyncio.CancelledError:
        raw.terminate()
        raise
