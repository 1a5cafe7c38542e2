"""Database addresses: one libpq-style text goes in, arguments for SQLAlchemy and asyncpg come out."""

from __future__ import annotations

from typing import Any

import asyncpg

_SESSION = {
    "application_name": "dragoman",
    "timezone": "UTC",
    # a stopped process or a vanished machine must not keep its actors for ever
    "idle_in_transaction_session_timeout": "60s",
    "lock_timeout": "20s",
    "tcp_keepalives_idle": "30",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
    # a long sort of plans is dearer than these statements
    "jit": "off",
}


async def connect(dsn: str, role: str | None = None) -> asyncpg.Connection[Any]:
    """Open one plain asyncpg connection with the product's session settings, as `role` when one is named."""
    return await asyncpg.connect(plain(dsn), server_settings=_settings(role), timeout=30)


def plain(dsn: str) -> str:
    """Return the address as asyncpg reads it: without SQLAlchemy's driver name."""
    scheme, separator, rest = dsn.partition("://")
    return f"{scheme.partition('+')[0]}{separator}{rest}"


def sqlalchemy_arguments(dsn: str, role: str | None = None) -> dict[str, Any]:
    """Return keyword arguments of `create_async_engine` that connect through asyncpg's own reading of the address."""

    async def open_one(**_unused: Any) -> asyncpg.Connection[Any]:
        return await connect(dsn, role)

    return {"url": "postgresql+asyncpg://", "async_creator": open_one}


def _settings(role: str | None) -> dict[str, str]:
    return {**_SESSION, "role": role} if role else dict(_SESSION)
