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
    verdict: str | None = None
    note: str = ""
    closed_by: str = ""
    closed_at: datetime | None = None


_ITEMS = (
    "select r.id, r.actor, r.kind, r.reason, r.created_at, r.event_seq, e.key as effect_key, r.verdict, r.note, r.closed_by, r.closed_at"
    " from review r left join effect e on e.id = r.effect_id where r.tenant_id = $1"
)


async def open_items(unit: Unit, *, after: int = 0, limit: int = 100) -> list[ReviewItem]:
    """Return the tenant's open items, oldest first, from the one after `after`."""
    rows = await unit.sql.fetch(
        f"{_ITEMS} and r.closed_at is null and r.id > $2 order by r.id limit $3", unit.tenant, after, limit
    )
    return [ReviewItem(**dict(row)) for row in rows]


async def closed_items(unit: Unit, *, before: int = 0, limit: int = 100) -> list[ReviewItem]:
    """Return the tenant's closed items, newest first; `before` is the number of the last one seen."""
    rows = await unit.sql.fetch(
        f"{_ITEMS} and r.closed_at is not null and ($2 = 0 or r.id < $2) order by r.id desc limit $3",
        unit.tenant, before, limit,
    )  # fmt: skip
    return [ReviewItem(**dict(row)) for row in rows]


async def item_of(unit: Unit, item_id: int) -> ReviewItem | None:
    """Return one item, open or closed; None when the tenant has none of that number."""
    row = await unit.sql.fetchrow(f"{_ITEMS} and r.id = $2", unit.tenant, item_id)
    return None if row is None else ReviewItem(**dict(row))


@dataclass(frozen=True, slots=True)
class Sealed:
    """What an item holds, still sealed, and the names it may be sealed under: (column's table, column, row)."""

    body: bytes
    places: tuple[tuple[str, str, str], ...]


async def sealed_body(unit: Unit, item_id: int) -> Sealed | None:
    """Return an item's body; None when there is no such item."""
    row = await unit.sql.fetchrow(
        "select v.body as heard, v.external_id, e.body as asked, e.key from review r"
        " left join event v on v.tenant_id = r.tenant_id and v.actor = r.actor and v.seq = r.event_seq"
        " left join effect e on e.id = r.effect_id where r.tenant_id = $1 and r.id = $2",
        unit.tenant, item_id,
    )  # fmt: skip
    if row is None:
        return None
    if row["key"] is not None:
        return Sealed(bytes(row["asked"] or b""), (("effect", "body", row["key"]),))
    name = str(row["external_id"] or "")
    keys = (name, name.rsplit("#", 1)[-1], name.rsplit("#", 2)[0])
    return Sealed(
        bytes(row["heard"] or b""),
        (("letter", "body", ""), *(("event", "body", k) for k in keys), ("effect", "answer", keys[2])),
    )


async def note_verdict(unit: Unit, item_id: int, by: str, note: str) -> None:
    """Write down who closed an item, and why."""
    await unit.sql.execute(
        "update review set closed_by = $3, note = $4 where tenant_id = $1 and id = $2", unit.tenant, item_id, by, note
    )


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
