"""What the engine's state is in numbers, over all tenants: for metrics and health checks. No tenant and no person in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dragoman.engine.store import Store
from dragoman.engine.unit import Raw

_MEASURE = """
select
  (select count(*) from (select from actor where ready_at is not null limit 100000) a) as actors_waiting,
  (select coalesce(extract(epoch from clock_timestamp() - min(ready_at))::float8, 0) from actor where ready_at is not null) as inbox_lag_s,
  (select count(*) from (select from effect where state = 'NEW' and lane = '' limit 100000) e)
    + (select count(*) from (select from effect
         where lane <> '' and (state in ('NEW', 'SENDING') or (state = 'UNKNOWN' and due is not null)) and state = 'NEW'
         limit 100000) e) as effects_new,
  (select count(*) from effect where state = 'SENDING') as effects_sending,
  (select count(*) from effect where state = 'UNKNOWN' and due is not null) as effects_unknown,
  (select coalesce(extract(epoch from $1 - min(d.due))::float8, 0) from (
    (select due from effect where state = 'NEW' and lane = '' and due is not null order by due limit 1)
    union all (select due from lane where due is not null order by due limit 1)) d) as oldest_due_effect_s,
  (select coalesce(extract(epoch from $1 - min(due))::float8, 0) from timer) as timers_late_s,
  (select count(*) from (select from letter limit 100000) l) as letters_waiting,
  (select count(*) from review where closed_at is null) as review_open
"""


@dataclass(frozen=True, slots=True)
class Measures:
    """One reading. Seconds are ages of the oldest, never negative; counts stop at 100,000."""

    actors_waiting: int
    inbox_lag_s: float
    effects_new: int
    effects_sending: int
    effects_unknown: int
    oldest_due_effect_s: float
    timers_late_s: float
    letters_waiting: int
    review_open: int


async def measure(store: Store) -> Measures:
    """Take a reading, as the engine sees it."""
    now: datetime = store.clock.now()
    async with store.engine_unit() as raw:
        row = await raw.fetchrow(_MEASURE, now)
    assert row is not None
    return Measures(**{name: max(value, 0) for name, value in row.items()})


async def server_versions(raw: Raw) -> tuple[str, str]:
    """Return the versions of the database server and of the schema; the latter "" where the app may not read it."""
    server: str = await raw.fetchval("show server_version")
    readable = await raw.fetchval("select has_table_privilege(current_user, 'alembic_version', 'select')")
    schema = await raw.fetchval("select version_num from alembic_version") if readable else ""
    return server, str(schema)
