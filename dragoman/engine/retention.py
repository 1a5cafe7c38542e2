"""Retention of the engine's own rows: what people wrote goes early, the ids that stop duplicates stay as long as a source may repeat."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from dragoman.engine.store import Store
from dragoman.engine.unit import Unit

_BATCH = 5_000
_EMPTY_EVENTS = """
update event set body = '' where (tenant_id, actor, seq) in (
  select e.tenant_id, e.actor, e.seq from event e join actor a on a.tenant_id = e.tenant_id and a.id = e.actor
  where e.stored_at < clock_timestamp() - $1::interval and e.seq <= a.last and e.body <> ''
    and not exists (select from review r where r.tenant_id = e.tenant_id and r.actor = e.actor
                    and r.event_seq = e.seq and r.closed_at is null)
  limit $2)
"""
_EMPTY_EFFECTS = """
update effect set body = '', answer = null where id in (
  select id from effect where created_at < clock_timestamp() - $1::interval
    and state in ('SENT', 'FAILED', 'CANCELLED') and (body <> '' or answer is not null) limit $2)
"""
_FORGET_EVENTS = """
delete from event where (tenant_id, actor, seq) in (
  select e.tenant_id, e.actor, e.seq from event e join actor a on a.tenant_id = e.tenant_id and a.id = e.actor
  where e.stored_at < clock_timestamp() - $1::interval and e.seq <= a.last and e.source <> all ($3::text[])
    and not exists (select from review r where r.tenant_id = e.tenant_id and r.actor = e.actor
                    and r.event_seq = e.seq and r.closed_at is null)
  limit $2)
"""
# Both are made anew when they are needed. A row in use is locked, and looked at again after the wait.
_DROP_LANES = """
delete from lane where ctid in (select ctid from lane where head is null limit $2)
  and head is null and (hold_until is null or hold_until < clock_timestamp() - $1::interval)
"""
_DROP_PACES = """
delete from pace where ctid in (select ctid from pace where next_at < clock_timestamp() - $1::interval limit $2)
"""


async def retain(
    store: Store,
    *,
    bodies: timedelta = timedelta(days=30),
    ids: timedelta = timedelta(days=90),
    for_ever: Collection[str] = (),
) -> tuple[int, int]:
    """Empty the bodies of handled events and settled effects older than `bodies`; forget events older than `ids`.

    Empty lanes and paces long unused go too. Ids of sources in `for_ever` (money) are never forgotten, nor are the keys of
    effects. Ages are real time. Works in batches, each its own transaction; returns how many rows were emptied and how many
    forgotten. Raises ValueError when ids would go before bodies.
    """
    if ids < bodies:
        raise ValueError("ids must be kept at least as long as bodies")
    for statement in (_DROP_LANES, _DROP_PACES):
        await _repeat(store, statement, bodies)
    emptied = await _repeat(store, _EMPTY_EVENTS, bodies) + await _repeat(store, _EMPTY_EFFECTS, bodies)
    return emptied, await _repeat(store, _FORGET_EVENTS, ids, list(for_ever))


async def _repeat(store: Store, statement: str, age: timedelta, *more: object) -> int:
    whole = 0
    while True:
        async with store.engine_unit() as raw:
            done = int((await raw.execute(statement, age, _BATCH, *more)).rpartition(" ")[2])
        whole += done
        if done < _BATCH:
            return whole


async def forget_bodies(unit: Unit, actors: Collection[str]) -> int:
    """Empty what is kept of these actors' handled events and settled calls, for a person who is erased; returns how many rows.

    Raises StillAtWork when something of theirs has not been handled or answered yet.
    """
    names = list(actors)
    busy = await unit.sql.fetchval(
        "select exists (select from actor a join event e on e.tenant_id = a.tenant_id and e.actor = a.id and e.seq > a.last"
        " where a.tenant_id = $1 and a.id = any($2))"
        " or exists (select from effect where tenant_id = $1 and actor = any($2) and state in ('NEW', 'SENDING', 'UNKNOWN'))"
        " or exists (select from letter where tenant_id = $1 and actor = any($2))",
        unit.tenant, names,
    )  # fmt: skip
    if busy:
        raise StillAtWork
    events = await unit.sql.execute(
        "update event set body = '' where tenant_id = $1 and actor = any($2) and body <> ''", unit.tenant, names
    )
    effects = await unit.sql.execute(
        "update effect set body = '', answer = null where tenant_id = $1 and actor = any($2) and (body <> '' or answer is not null)",
        unit.tenant, names,
    )  # fmt: skip
    timers = await unit.sql.execute("delete from timer where tenant_id = $1 and actor = any($2)", unit.tenant, names)
    return sum(int(told.rpartition(" ")[2]) for told in (events, effects, timers))


class StillAtWork(RuntimeError):
    """Something of an actor is still being worked on."""
