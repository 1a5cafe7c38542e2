"""Endpoints and deliveries as they are stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

import asyncpg

from dragoman.command import Work, not_found
from dragoman.command.states import StateTable
from dragoman.outbound.states import DELIVERY, ENDPOINT

POST = "webhook.post"


@dataclass(slots=True)
class Endpoint:
    """Where a business is told. `url` may hold a token of its owner and is shown to admins only."""

    __tablename__: ClassVar[str] = "webhook_endpoint"
    states: ClassVar[StateTable] = ENDPOINT

    id: str
    created_at: datetime
    state: str
    version: int
    name: str
    url: str
    kinds: tuple[str, ...]
    failing_since: datetime | None
    ok_at: datetime | None
    reason: str

    def __repr__(self) -> str:
        return f"Endpoint({self.id})"


@dataclass(slots=True)
class Delivery:
    """One message to one endpoint; `rounds` counts how often it was set off, `attempts` all calls."""

    __tablename__: ClassVar[str] = "webhook_delivery"
    states: ClassVar[StateTable] = DELIVERY

    id: str
    created_at: datetime
    state: str
    version: int
    endpoint: str
    message: str
    rounds: int
    attempts: int
    kind: str
    subject: str


def actor(tenant: str) -> str:
    """The mailbox in which a business's webhooks are told of."""
    return f"outbound:{tenant}"


def key(delivery: str, rounds: int) -> str:
    """The key of the effect that delivers, in one round."""
    return f"{POST}:{delivery}:{rounds}"


_ENDPOINT = (
    "select id, created_at, state, version, name, sealed, kinds, failing_since, ok_at, reason from webhook_endpoint"
)
_DELIVERY = (
    "select d.id, d.created_at, d.state, d.version, d.endpoint_id, d.message_id, d.rounds, d.attempts, m.kind, m.subject"
    " from webhook_delivery d join webhook_message m on m.id = d.message_id"
)


def _endpoint(work: Work, row: asyncpg.Record) -> Endpoint:
    url = work.open("webhook_endpoint", "sealed", row["id"], bytes(row["sealed"]), str)
    return Endpoint(
        row["id"], row["created_at"], row["state"], row["version"], row["name"], url, tuple(row["kinds"]), row["failing_since"],
        row["ok_at"], row["reason"],
    )  # fmt: skip


async def endpoint(work: Work, endpoint_id: str, *, lock: bool = False) -> Endpoint:
    """Load an endpoint; raises Refused("not_found"), also for a removed one."""
    row = await work.sql.fetchrow(
        f"{_ENDPOINT} where id = $1 and state <> 'REMOVED'{' for update' if lock else ''}", endpoint_id
    )
    if row is None:
        raise not_found("webhook endpoint")
    return _endpoint(work, row)


async def endpoints(work: Work, *, state: str = "") -> tuple[Endpoint, ...]:
    """List endpoints, oldest first; removed ones are gone."""
    rows = await work.sql.fetch(f"{_ENDPOINT} where state <> 'REMOVED' and ($1 = '' or state = $1) order by id", state)
    return tuple(_endpoint(work, row) for row in rows)


async def delivery(work: Work, delivery_id: str, *, lock: bool = False) -> Delivery:
    """Load a delivery; raises Refused("not_found")."""
    row = await work.sql.fetchrow(f"{_DELIVERY} where d.id = $1{' for update of d' if lock else ''}", delivery_id)
    if row is None:
        raise not_found("webhook delivery")
    return Delivery(*row)


async def deliveries(
    work: Work, endpoint_id: str, *, state: str = "", after: str = "", limit: int = 50
) -> tuple[Delivery, ...]:
    """List an endpoint's deliveries, newest first; `after` is the id of the last one seen."""
    rows = await work.sql.fetch(
        f"{_DELIVERY} where d.endpoint_id = $1 and ($2 = '' or d.state = $2) and ($3 = '' or d.id < $3) order by d.id desc limit $4",
        endpoint_id, state, after, limit,
    )  # fmt: skip
    return tuple(Delivery(*row) for row in rows)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One call: the answer's status (0 without one), a code, how long it took, and the beginning of the answer."""

    at: datetime
    status: int
    code: str
    took_ms: int
    answer: str


async def attempts(work: Work, delivery_id: str, limit: int = 50) -> tuple[Attempt, ...]:
    """List a delivery's attempts, newest first."""
    rows = await work.sql.fetch(
        "select id, created_at, status, code, took_ms, answer from webhook_attempt where delivery_id = $1 order by id desc limit $2",
        delivery_id, limit,
    )  # fmt: skip
    return tuple(
        Attempt(
            r["created_at"], r["status"], r["code"], r["took_ms"],
            work.open("webhook_attempt", "answer", r["id"], bytes(r["answer"]), str) if r["answer"] else "",
        )
        for r in rows
    )  # fmt: skip


async def secrets(work: Work, endpoint_id: str) -> tuple[tuple[str, str, datetime | None], ...]:
    """Return an endpoint's secrets that hold, newest first, as (id, secret, when it ends)."""
    rows = await work.sql.fetch(
        "select id, sealed, expires_at from webhook_secret where endpoint_id = $1 and (expires_at is null or expires_at > $2)"
        " order by id desc",
        endpoint_id, work.now,
    )  # fmt: skip
    return tuple(
        (r["id"], work.open("webhook_secret", "sealed", r["id"], bytes(r["sealed"]), str), r["expires_at"])
        for r in rows
    )


async def payload(work: Work, message_id: str) -> tuple[str, datetime, dict[str, object]]:
    """Return what a message tells: its kind, when it happened, its values."""
    row = await work.sql.fetchrow("select kind, created_at, payload from webhook_message where id = $1", message_id)
    if row is None:
        raise not_found("webhook message")
    return row["kind"], row["created_at"], dict(row["payload"])
