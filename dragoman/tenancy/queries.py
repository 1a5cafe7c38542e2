"""Find the business behind a call, and its numbers, secrets and staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg
import msgspec

from dragoman.access import Doer, Role
from dragoman.command import Work
from dragoman.engine import Store
from dragoman.kit.crypto import token_digest


class StaffCard(msgspec.Struct, frozen=True, omit_defaults=True):
    """A member of staff; personal. `phone` in E.164."""

    name: str
    phone: str = ""
    email: str = ""

    def __repr__(self) -> str:
        return "StaffCard(***)"


@dataclass(frozen=True, slots=True)
class Number:
    """A connected business number: our id, the network's ids, how it is dialled, messages per second."""

    id: str
    channel: str
    number_id: str
    account_id: str
    display: str
    throughput: float


async def tenant_of(sql: asyncpg.Connection[Any], kind: str, key: str) -> str | None:
    """Return the tenant that a key from outside belongs to ("number:meta", "account:meta", "api_key"), or None."""
    found: str | None = await sql.fetchval("select tenant_id from route where kind = $1 and key = $2", kind, key)
    return found


async def businesses(store: Store) -> dict[str, str]:
    """List the businesses of this installation: tenant by short name."""
    async with store.unit(None) as unit:
        rows = await unit.sql.fetch("select key, tenant_id from route where kind = 'business' order by key")
    return {row["key"]: row["tenant_id"] for row in rows}


async def api_caller(work: Work, key: str) -> tuple[Doer, frozenset[str]] | None:
    """Return who an API key speaks for and its scopes; None when it is revoked or another tenant's."""
    row = await work.sql.fetchrow(
        "select id, role, scopes from api_key where digest = $1 and revoked_at is null", token_digest(key)
    )
    return None if row is None else (Doer(Role(row["role"]), row["id"]), frozenset(row["scopes"]))


@dataclass(frozen=True, slots=True)
class ApiKey:
    """An API key as its owner sees it: never the key itself."""

    id: str
    name: str
    last_four: str
    scopes: tuple[str, ...]
    role: str
    created_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None


_API_KEY = "select id, name, last_four, scopes, role, created_at, used_at, revoked_at from api_key"


async def api_keys(work: Work, *, after: str = "", limit: int = 50) -> tuple[ApiKey, ...]:
    """List API keys, newest first, revoked ones included; `after` is the id of the last one seen."""
    rows = await work.sql.fetch(f"{_API_KEY} where $1 = '' or id < $1 order by id desc limit $2", after, limit)
    return tuple(_api_key(row) for row in rows)


async def api_key_of(work: Work, key: str) -> ApiKey | None:
    """Return the API key with this text."""
    row = await work.sql.fetchrow(f"{_API_KEY} where digest = $1", token_digest(key))
    return None if row is None else _api_key(row)


def _api_key(row: asyncpg.Record) -> ApiKey:
    return ApiKey(row["id"], row["name"], row["last_four"], tuple(row["scopes"]), *tuple(row)[4:])


async def secrets_of(work: Work, name: str) -> tuple[str, ...]:
    """Return a secret's values, newest first; empty when it is not set."""
    rows = await work.sql.fetch("select id, sealed from secret where name = $1 order by rank", name)
    return tuple(work.open("secret", "sealed", r["id"], bytes(r["sealed"]), str) for r in rows)


async def number(work: Work, number: str) -> Number | None:
    """Return a business number by our id."""
    row = await work.sql.fetchrow(
        "select id, channel, number_id, account_id, display, throughput from number where id = $1 and active", number
    )
    return None if row is None else Number(*row)


async def number_by_network(work: Work, channel: str, number_id: str) -> Number | None:
    """Return a business number by the network's id."""
    row = await work.sql.fetchrow(
        "select id, channel, number_id, account_id, display, throughput from number where channel = $1 and number_id = $2 and active",
        channel,
        number_id,
    )
    return None if row is None else Number(*row)


async def numbers(work: Work) -> tuple[Number, ...]:
    """Return the tenant's active numbers, oldest first."""
    rows = await work.sql.fetch(
        "select id, channel, number_id, account_id, display, throughput from number where active order by created_at, id"
    )
    return tuple(Number(*row) for row in rows)
