"""One history per business object and one audit trail per tenant, written inside the step they tell of.

The audit trail is chained by hashes shortly after commit, so that concurrent commands do not wait for one another.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import asyncpg

from dragoman.access import Doer, Surface
from dragoman.kit.ids import new_id


async def note(
    sql: asyncpg.Connection[Any],
    tenant: str,
    subject: str,
    tag: str,
    public: dict[str, Any],
    doer: Doer,
    via: Surface,
    now: datetime,
) -> None:
    """Add one entry to the history of `subject` ("booking:bk_…"). `public` holds no personal values."""
    await sql.execute(
        "insert into timeline (id, tenant_id, created_at, subject, tag, public, role, doer, surface)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        new_id("tl"), tenant, now, subject, tag, json.dumps(public, sort_keys=True, default=str), doer.role, doer.id, via,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Happening:
    """One entry of a history as it is read back."""

    at: datetime
    tag: str
    public: dict[str, Any]
    role: str
    doer: str
    surface: str


async def history(sql: asyncpg.Connection[Any], *subjects: str, limit: int = 200) -> list[Happening]:
    """Read the newest entries of the history of one or several subjects, oldest of them first."""
    rows = await sql.fetch(
        "select created_at, tag, public, role, doer, surface from timeline where subject = any($1::text[])"
        " order by created_at desc, id desc limit $2",
        subjects, limit,
    )  # fmt: skip
    return [Happening(*row) for row in reversed(rows)]


async def audit(
    sql: asyncpg.Connection[Any], tenant: str, tag: str, subject: str, result: str, code: str, request: str, doer: Doer, via: Surface,
    now: datetime,
) -> None:  # fmt: skip
    """Add one entry to the audit trail: who asked for what through which door, and whether it was done or refused."""
    await sql.execute(
        "insert into audit (id, tenant_id, created_at, tag, subject, result, code, request, role, doer, surface)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        new_id("au"), tenant, now, tag, subject, result, code, request, doer.role, doer.id, via,
    )  # fmt: skip


_CHAINED = "seq, id, created_at, tag, subject, result, code, request, role, doer, surface"


def _digest(previous: bytes, seq: int, row: asyncpg.Record) -> bytes:
    told = [str(seq), row["id"], row["created_at"].astimezone(UTC).isoformat()]
    told += [row[c] for c in ("tag", "subject", "result", "code", "request", "role", "doer", "surface")]
    return hashlib.sha256(previous + json.dumps(told, separators=(",", ":")).encode()).digest()


async def chain(sql: asyncpg.Connection[Any], tenant: str, limit: int = 1000) -> int:
    """Give the tenant's new audit entries their number and hash; returns how many. Run inside the tenant's unit of work."""
    head = await sql.fetchrow("select seq, hash from audit_head where tenant_id = $1 for update", tenant)
    if head is None:
        return 0
    seq, digest = head["seq"], bytes(head["hash"])
    rows = await sql.fetch(
        f"select {_CHAINED} from audit where tenant_id = $1 and seq is null order by created_at, id limit $2",  # noqa: S608
        tenant,
        limit,
    )
    links = []
    for row in rows:
        seq += 1
        digest = _digest(digest, seq, row)
        links.append((row["id"], seq, digest))
    if links:
        await sql.execute(
            "update audit a set seq = l.seq, hash = l.hash from unnest($1::text[], $2::bigint[], $3::bytea[]) as l(id, seq, hash)"
            " where a.id = l.id",
            *(list(column) for column in zip(*links, strict=True)),
        )
        await sql.execute("update audit_head set seq = $2, hash = $3 where tenant_id = $1", tenant, seq, digest)
    return len(links)


@dataclass(frozen=True, slots=True)
class Chain:
    """What a walk over the chain found: `broken_at` is the number of the first entry that does not fit, None when all do."""

    first: int
    last: int
    checked: int
    broken_at: int | None
    before: bytes
    head: bytes


async def walk(sql: asyncpg.Connection[Any], tenant: str, first: int = 1, last: int | None = None) -> Chain:
    """Compute the chain's hashes anew from entry `first` to `last` (None = to the head, which must then fit as well)."""
    before = b""
    if first > 1:
        kept = await sql.fetchval("select hash from audit where tenant_id = $1 and seq = $2", tenant, first - 1)
        if kept is None:
            return Chain(first, first - 1, 0, first - 1, b"", b"")
        before = bytes(kept)
    digest, at = before, first - 1
    async for row in sql.cursor(
        f"select {_CHAINED}, hash from audit where tenant_id = $1 and seq >= $2 and ($3::bigint is null or seq <= $3) order by seq",  # noqa: S608
        tenant, first, last,
    ):  # fmt: skip
        at += 1
        digest = _digest(digest, at, row)
        if row["seq"] != at or bytes(row["hash"]) != digest:
            return Chain(first, at, at - first + 1, at, before, digest)
    head = await sql.fetchrow("select seq, hash from audit_head where tenant_id = $1", tenant)
    broken = None
    if head is not None and last is None and (head["seq"] != at or bytes(head["hash"]) != digest):
        broken = at + 1
    if head is not None and last is not None and at < min(last, head["seq"]):
        broken = at + 1
    return Chain(first, at, at - first + 1, broken, before, digest)


async def proof(sql: asyncpg.Connection[Any], tenant: str) -> int | None:
    """Walk the whole chain; return None when it is intact, else the number of the first entry that does not fit."""
    return (await walk(sql, tenant)).broken_at
