"""What the engine remembers of an actor for a person to look at: its calls to the outside and what reached it. Reads only."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from dragoman.engine.unit import Unit

_INSIDE = ("effect", "timer", "letter")


@dataclass(frozen=True, slots=True)
class Call:
    """A call to the outside. `code` says why it failed or stays unknown. Times are real time, UTC."""

    actor: str
    kind: str
    key: str
    state: str
    tries: int
    code: str
    asked_at: datetime
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Arrived:
    """Something from outside that reached an actor: a webhook, a message. Real time, UTC."""

    source: str
    kind: str
    at: datetime


_CALL = "select actor, kind, key, state, attempt, coalesce(code, ''), created_at, settled_at from effect where tenant_id = $1"


async def calls_of(unit: Unit, actor: str, room: str, *, limit: int = 50) -> list[Call]:
    """Return an actor's calls of one room ("payments"), newest first; only rooms with a partial index (migration 0012) are quick."""
    rows = await unit.sql.fetch(
        f"{_CALL} and actor = $2 and kind like '{_room(room)}.%' order by id desc limit $3", unit.tenant, actor, limit
    )
    return [Call(*row) for row in rows]


def _room(name: str) -> str:
    """Let a room's name stand in a statement as it is: the planner must see the partial index's own condition."""
    if not name.isidentifier():
        raise ValueError(name)
    return name


async def unknown_calls(unit: Unit, kinds: Collection[str], *, limit: int = 100) -> list[Call]:
    """Return calls of these kinds that may have happened and that nobody could prove, oldest first."""
    rows = await unit.sql.fetch(
        f"{_CALL} and state = 'UNKNOWN' and kind = any($2) order by id limit $3", unit.tenant, list(kinds), limit
    )
    return [Call(*row) for row in rows]


async def arrivals_of(unit: Unit, actor: str, *, limit: int = 50) -> list[Arrived]:
    """Return what reached an actor from outside, newest first."""
    rows = await unit.sql.fetch(
        "select source, kind, stored_at from event where tenant_id = $1 and actor = $2 and source <> all($3) order by seq desc limit $4",
        unit.tenant, actor, list(_INSIDE), limit,
    )  # fmt: skip
    return [Arrived(*row) for row in rows]


async def newest_answer(unit: Unit, actor: str, kind: str) -> tuple[str, bytes, datetime] | None:
    """Return key, sealed answer and instant of an actor's newest call of a kind that was answered; None when there is none."""
    row = await unit.sql.fetchrow(
        "select key, answer, settled_at from effect where tenant_id = $1 and actor = $2 and kind = $3"  # noqa: S608
        f" and kind like '{_room(kind.partition('.')[0])}.%' and state = 'SENT' and answer is not null order by id desc limit 1",
        unit.tenant, actor, kind,
    )  # fmt: skip
    return None if row is None else (row["key"], bytes(row["answer"]), row["settled_at"])


async def is_asking(unit: Unit, actor: str, kind: str) -> bool:
    """Say whether a call of this kind is on its way for an actor."""
    found: bool = await unit.sql.fetchval(
        "select exists (select from effect where tenant_id = $1 and actor = $2 and kind = $3"  # noqa: S608
        f" and kind like '{_room(kind.partition('.')[0])}.%' and state in ('NEW', 'SENDING'))",
        unit.tenant, actor, kind,
    )  # fmt: skip
    return found
