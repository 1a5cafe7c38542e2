"""Which webhook calls came: by tenant and source when they were taken in, by outcome when they were turned away.

Counted in memory and written every few seconds: the door's answer must not wait for a counter. A killed process loses
the last seconds of counts, never an event.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

import asyncpg

from dragoman.engine import Store

_DAYS_KEPT = 30


class Tally:
    """The counts of one process that are not written yet."""

    def __init__(self) -> None:
        self._taken: Counter[tuple[str, str]] = Counter()
        self._refused: Counter[tuple[str, str]] = Counter()

    def took(self, source: str, tenants: frozenset[str]) -> None:
        """Count a call that was stored for these tenants."""
        for tenant in tenants:
            self._taken[(tenant, source)] += 1

    def refused(self, source: str, outcome: str) -> None:
        """Count a call that was answered with a refusal; it belongs to no tenant."""
        self._refused[(source, outcome)] += 1

    async def write(self, store: Store) -> None:
        """Write what was counted; what cannot be written now is kept for the next time."""
        taken, self._taken = self._taken, Counter()
        refused, self._refused = self._refused, Counter()
        now = store.clock.now()
        try:
            for tenant in sorted({tenant for tenant, _ in taken}):
                own = {source: calls for (whose, source), calls in taken.items() if whose == tenant}
                async with store.unit(tenant) as unit:
                    await unit.sql.execute(_TAKEN, tenant, list(own), list(own.values()), now)
                for source in own:
                    del taken[(tenant, source)]
            if refused:
                async with store.unit(None) as unit:
                    for (source, outcome), calls in sorted(refused.items()):
                        await unit.sql.execute(_REFUSED, source, outcome, now.date(), calls, now)
                    await unit.sql.execute(
                        "delete from webhook_refusal where day < $1::date - $2::int", now.date(), _DAYS_KEPT
                    )
                refused.clear()
        finally:
            self._taken += taken
            self._refused += refused


_TAKEN = """
insert into webhook_source (tenant_id, source, calls, last_at)
select $1, s.source, s.calls, $4 from unnest($2::text[], $3::bigint[]) as s(source, calls)
on conflict (tenant_id, source) do update
set calls = webhook_source.calls + excluded.calls, last_at = greatest(webhook_source.last_at, excluded.last_at)
"""
_REFUSED = """
insert into webhook_refusal (source, outcome, day, calls, last_at) values ($1, $2, $3, $4, $5)
on conflict (source, outcome, day) do update
set calls = webhook_refusal.calls + excluded.calls, last_at = excluded.last_at
"""


@dataclass(frozen=True, slots=True)
class Source:
    """A partner's webhook calls that were taken in for a business."""

    source: str
    calls: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Refusal:
    """Calls that were turned away on a day, for example `forged` or `unset`; whose they were nobody knows."""

    source: str
    outcome: str
    day: date
    calls: int
    last_at: datetime


async def sources(sql: asyncpg.Connection[asyncpg.Record]) -> tuple[Source, ...]:
    """List the sources of the tenant whose unit of work this is."""
    rows = await sql.fetch("select source, calls, last_at from webhook_source order by source")
    return tuple(Source(*row) for row in rows)


async def refusals(sql: asyncpg.Connection[asyncpg.Record], since: date) -> tuple[Refusal, ...]:
    """List the refusals of the installation since a day, newest first."""
    rows = await sql.fetch(
        "select source, outcome, day, calls, last_at from webhook_refusal where day >= $1 order by last_at desc", since
    )
    return tuple(Refusal(*row) for row in rows)
