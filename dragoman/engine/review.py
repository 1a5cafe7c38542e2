"""The review queue: what the engine will not decide by itself, and what a person may do about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dragoman.engine.signals import Topic
from dragoman.engine.turns import REPLAYED
from dragoman.engine.unit import Unit


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """An event whose turns raised, or an effect that stayed unknown. `reason` is a code. `created_at` is real time, UTC."""

    id: int
    actor: str
    kind: str
    reason: str
    created_at: datetime
    event_seq: int | None
    effect_key: str | None


async def open_items(unit: Unit, *, after: int = 0, limit: int = 100) -> list[ReviewItem]:
    """Return the tenant's open items, oldest first, from the one after `after`."""
    rows = await unit.sql.fetch(
        "select r.id, r.actor, r.kind, r.reason, r.created_at, r.event_seq, e.key as effect_key"
        " from review r left join effect e on e.id = r.effect_id"
        " where r.tenant_id = $1 and r.closed_at is null and r.id > $2 order by r.id limit $3",
        unit.tenant, after, limit,
    )  # fmt: skip
    return [ReviewItem(**dict(row)) for row in rows]


async def replay(unit: Unit, item_id: int) -> bool:
    """Put it back: the event comes to its actor once more, or evidence of the effect is looked for once more (no second call).

    False when it is closed already or not the tenant's.
    """
    row = await _close(unit, item_id, "REPLAYED")
    if row is None:
        return False
    if row["effect_id"] is not None:
        lane = await unit.sql.fetchval(
            "update effect set due = $2, checks = 0 where id = $1 and state = 'UNKNOWN' returning lane",
            row["effect_id"], unit.now(),
        )  # fmt: skip
        unit.touch_lane(lane or "")
        return True
    await unit.sql.execute(
        "insert into letter (tenant_id, actor, source, key, kind, body)"
        " select tenant_id, actor, source, external_id || $5 || $3::bigint, kind, body from event"
        " where tenant_id = $1 and actor = $2 and seq = $4 on conflict do nothing",
        unit.tenant, row["actor"], item_id, row["event_seq"], REPLAYED,
    )  # fmt: skip
    unit.wake((Topic.TIME,))
    return True


async def dismiss(unit: Unit, item_id: int) -> bool:
    """Close it without doing anything; False when it is closed already or not the tenant's."""
    return await _close(unit, item_id, "DISMISSED") is not None


async def _close(unit: Unit, item_id: int, verdict: str) -> dict[str, object] | None:
    row = await unit.sql.fetchrow(
        "update review set closed_at = clock_timestamp(), verdict = $3"
        " where tenant_id = $1 and id = $2 and closed_at is null returning actor, event_seq, effect_id",
        unit.tenant, item_id, verdict,
    )  # fmt: skip
    return dict(row) if row else None
