"""Idempotency: the answer of a request is stored under its Idempotency-Key in the transaction of its command.

The same key with the same request gives the stored answer; with another request it is refused. The key's row is inserted
first and locked by its own transaction, so concurrent requests queue behind the first; a crash rolls the row back with
everything else and the next request does the work. An answer that is still on its way (202) is replaced once, by the
first request that sees the end. Refusals of commands are answers too; faults of the request itself and of the server are
not stored. Copied in spirit from Stripe (partners.md D).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from pydantic import BaseModel
from starlette.responses import Response

from dragoman.access import SYSTEM, Surface
from dragoman.api.gate import Caller
from dragoman.api.problems import MEDIA_TYPE, ApiError, of_refusal, written
from dragoman.command import Desk, Refused, Work

KEPT = timedelta(hours=96)  # clients may rely on 72
_PENDING = 202
_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an endpoint answers. 202 means: still on its way; `subject` is then what to look at again."""

    status: int
    body: BaseModel | None = None
    location: str = ""
    subject: str = ""


class Stored(msgspec.Struct, frozen=True, omit_defaults=True):
    """An answer as it is kept, sealed: it may be personal."""

    status: int
    body: bytes = b""
    media_type: str = "application/json"
    location: str = ""
    subject: str = ""

    def __repr__(self) -> str:
        return f"Stored({self.status}, ***)"


Act = Callable[[Work], Awaitable[Outcome]]
Look = Callable[[Work, str], Awaitable[Outcome | None]]


async def once(caller: Caller, act: Act, look: Look | None = None, *, proven: bool = False) -> Response:
    """Run `act` once per key; when it is pending, wait for `look` to find the end, as long as the caller's patience."""
    stored, replayed = await _first(caller, act, proven)
    if stored.status == _PENDING and look is not None:
        stored, ended_before = await _end(caller, stored, look)
        replayed = replayed or ended_before
    return _response(stored, replayed)


async def _first(caller: Caller, act: Act, proven: bool) -> tuple[Stored, bool]:
    async with caller.work(proven=proven) as work:
        if caller.key:
            known = await _claim(work, caller)
            if known is not None:
                return known, True
        stored = await _tried(work, caller, act(work))
        if caller.key:
            await work.sql.execute(
                "update answer set status = $3, sealed = $4 where caller = $1 and key = $2",
                caller.by.id, caller.key, stored.status, _sealed(work, caller, stored),
            )  # fmt: skip
    return stored, False


async def _claim(work: Work, caller: Caller) -> Stored | None:
    """Take the key, waiting for whoever holds it; returns the answer when there is one. Raises ApiError("idempotency.reused")."""
    mine = await work.sql.fetchval(
        "insert into answer (tenant_id, caller, key, digest, status, sealed, created_at) values ($1, $2, $3, $4, 0, '', $5)"
        " on conflict do nothing returning key",
        work.tenant.id, caller.by.id, caller.key, caller.digest, work.now,
    )  # fmt: skip
    if mine is not None:
        return None
    row = await work.sql.fetchrow(
        "select digest, sealed from answer where caller = $1 and key = $2", caller.by.id, caller.key
    )
    if row is None:
        raise ApiError(409, "idempotency.expired", "This Idempotency-Key is just being forgotten; send it again.")
    if bytes(row["digest"]) != caller.digest:
        raise ApiError(422, "idempotency.reused", "This Idempotency-Key was used for another request; take a new one.")
    return _opened(work, caller, bytes(row["sealed"]))


async def _end(caller: Caller, pending: Stored, look: Look) -> tuple[Stored, bool]:
    async def looked() -> Stored | None:
        async with caller.work() as work:
            found = await _tried(work, caller, look(work, pending.subject))
            return None if found is _NOT_YET else found

    found = await caller.waiting.until(looked, caller.patience_s)
    if found is None:
        return pending, False
    if not caller.key:
        return found, False
    async with caller.work() as work:
        taken = await work.sql.fetchval(
            "update answer set status = $3, sealed = $4 where caller = $1 and key = $2 and status = $5 returning key",
            caller.by.id, caller.key, found.status, _sealed(work, caller, found), _PENDING,
        )  # fmt: skip
        if taken is not None:
            return found, False
        sealed = await work.sql.fetchval(
            "select sealed from answer where caller = $1 and key = $2", caller.by.id, caller.key
        )
        return (found, False) if sealed is None else (_opened(work, caller, bytes(sealed)), True)


_NOT_YET = Stored(0)


async def _tried(work: Work, caller: Caller, doing: Awaitable[Outcome | None]) -> Stored:
    """Run it and write its answer down; a refusal is an answer, and its audit entry is kept with it."""
    try:
        outcome = await doing
    except Refused as refusal:
        error = of_refusal(refusal)
        body = written(error.status, error.code, error.detail, caller.request_id, error.errors)
        return Stored(error.status, body, MEDIA_TYPE)
    if outcome is None:
        return _NOT_YET
    body = b"" if outcome.body is None else outcome.body.model_dump_json().encode()
    return Stored(outcome.status, body, location=outcome.location, subject=outcome.subject)


def _place(caller: Caller) -> str:
    return f"{caller.by.id}|{caller.key}"


def _sealed(work: Work, caller: Caller, stored: Stored) -> bytes:
    return work.seal("answer", "sealed", _place(caller), stored)


def _opened(work: Work, caller: Caller, sealed: bytes) -> Stored:
    return work.open("answer", "sealed", _place(caller), sealed, Stored)


def _response(stored: Stored, replayed: bool) -> Response:
    headers = {"idempotent-replayed": "true"} if replayed else {}
    if stored.location:
        headers["location"] = stored.location
    if stored.status == _PENDING:
        headers["retry-after"] = "2"
    if stored.status == 204:
        return Response(status_code=204, headers=headers)
    return Response(stored.body, stored.status, headers, stored.media_type)


async def forget_answers(desk: Desk, tenant: str, *, kept: timedelta = KEPT) -> int:
    """Delete a tenant's stored answers that are older than `kept` (at least 72 hours); returns how many went."""
    if kept < timedelta(hours=72):
        raise ValueError("answers are kept for at least 72 hours")
    gone = 0
    while True:
        async with desk.work(tenant, SYSTEM, Surface.SYSTEM) as work:
            before: datetime = work.now - kept
            done = int(
                (
                    await work.sql.execute(
                        "delete from answer where (caller, key) in"
                        " (select caller, key from answer where created_at < $1 order by created_at limit $2)",
                        before,
                        _BATCH,
                    )
                ).rpartition(" ")[2]
            )
        gone += done
        if done < _BATCH:
            return gone
