"""What belongs to one member of staff at the desk: drafts, presence, what they have read, saved filters.

These are no acts of the business: they change no traveller's matter, so they stand in no history and no audit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from dragoman.command import Refused, Work
from dragoman.inbox.lists import Wanted
from dragoman.inbox.named import keep_named
from dragoman.inbox.sight import need_sight

DRAFT_MAX = 4096
FILTERS_MAX = 30
THERE_FOR = timedelta(seconds=45)  # a page says every 20 s that it is looked at
_TYPING_FOR = timedelta(seconds=8)
KINDS = ("reply", "note")


async def keep_draft(work: Work, conversation: str, kind: str, text: str) -> None:
    """Keep what somebody has begun to write; an empty text drops it."""
    await need_sight(work, conversation)
    if kind not in KINDS or len(text) > DRAFT_MAX:
        raise Refused("draft", f"A draft has at most {DRAFT_MAX} characters.", field="text", status=422)
    if not text.strip():
        await drop_draft(work, conversation, kind)
        return
    await work.sql.execute(
        "insert into draft (tenant_id, conversation_id, staff_id, kind, sealed, updated_at) values ($1, $2, $3, $4, $5, $6)"
        " on conflict (tenant_id, conversation_id, staff_id, kind) do update set sealed = excluded.sealed, updated_at = excluded.updated_at",
        work.tenant.id, conversation, work.by.id, kind, work.seal("draft", "sealed", f"{conversation}|{work.by.id}|{kind}", text), work.now,
    )  # fmt: skip


async def drop_draft(work: Work, conversation: str, kind: str) -> None:
    """Drop a draft: it was sent, or emptied."""
    await work.sql.execute(
        "delete from draft where conversation_id = $1 and staff_id = $2 and kind = $3", conversation, work.by.id, kind
    )


async def drafts(work: Work, conversation: str) -> dict[str, str]:
    """Return one's drafts of a conversation by kind."""
    rows = await work.sql.fetch(
        "select kind, sealed from draft where conversation_id = $1 and staff_id = $2", conversation, work.by.id
    )
    return {
        row["kind"]: work.open(
            "draft", "sealed", f"{conversation}|{work.by.id}|{row['kind']}", bytes(row["sealed"]), str
        )
        for row in rows
    }


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody who looks at a conversation now."""

    staff: str
    typing: bool


async def look(work: Work, conversation: str, *, typing: bool) -> bool:
    """Say that one looks at a conversation; True when that is news to the others (came, began or stopped typing)."""
    await need_sight(work, conversation)
    before = await work.sql.fetchrow(
        "select seen_at, typing_until from presence where conversation_id = $1 and staff_id = $2",
        conversation,
        work.by.id,
    )
    await work.sql.execute(
        "insert into presence (tenant_id, conversation_id, staff_id, seen_at, typing_until) values ($1, $2, $3, $4, $5)"
        " on conflict (tenant_id, conversation_id, staff_id) do update set seen_at = excluded.seen_at, typing_until = excluded.typing_until",
        work.tenant.id, conversation, work.by.id, work.now, work.now + _TYPING_FOR if typing else None,
    )  # fmt: skip
    await work.sql.execute("delete from presence where seen_at < $1", work.now - 10 * THERE_FOR)
    if before is None or before["seen_at"] < work.now - THERE_FOR:
        return True
    return typing != (before["typing_until"] is not None and before["typing_until"] > work.now)


async def leave(work: Work, conversation: str) -> None:
    """Say that one looks no longer."""
    await work.sql.execute(
        "delete from presence where conversation_id = $1 and staff_id = $2", conversation, work.by.id
    )


async def present(work: Work, conversation: str) -> tuple[Present, ...]:
    """List the others who look at a conversation now."""
    rows = await work.sql.fetch(
        "select staff_id, typing_until > $3 as typing from presence where conversation_id = $1 and staff_id <> $2 and seen_at > $4"
        " order by staff_id",
        conversation, work.by.id, work.now, work.now - THERE_FOR,
    )  # fmt: skip
    return tuple(Present(row["staff_id"], bool(row["typing"])) for row in rows)


async def read(work: Work, conversation: str) -> None:
    """Note that one has read a conversation up to now."""
    await need_sight(work, conversation)
    await work.sql.execute(
        "insert into read_mark (tenant_id, staff_id, conversation_id, read_at) values ($1, $2, $3, $4)"
        " on conflict (tenant_id, staff_id, conversation_id) do update set read_at = excluded.read_at",
        work.tenant.id, work.by.id, conversation, work.now,
    )  # fmt: skip


async def unread_again(work: Work, conversation: str) -> None:
    """Mark a conversation as unread for oneself, also one that is answered."""
    await need_sight(work, conversation)
    await work.sql.execute(
        "insert into read_mark (tenant_id, staff_id, conversation_id, read_at) values ($1, $2, $3, '-infinity')"
        " on conflict (tenant_id, staff_id, conversation_id) do update set read_at = excluded.read_at",
        work.tenant.id, work.by.id, conversation,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """A list that somebody has named for themselves."""

    id: str
    name: str
    wanted: Wanted
    made_at: datetime


async def saved_filters(work: Work) -> tuple[SavedFilter, ...]:
    """List one's saved filters by name."""
    rows = await work.sql.fetch(
        "select id, name, wanted, created_at from saved_filter where staff_id = $1 order by lower(name), id", work.by.id
    )
    return tuple(SavedFilter(r["id"], r["name"], msgspec.convert(r["wanted"], Wanted), r["created_at"]) for r in rows)


async def save_filter(work: Work, name: str, wanted: Wanted) -> str:
    """Save a filter under a name, in place of one of the same name."""
    name = " ".join(name.split())[:40]
    refusal = Refused(
        "filter.name", f"Give the filter a name; at most {FILTERS_MAX} filters are kept.", field="name", status=422
    )
    if not name:
        raise refusal
    row = {
        "id": work.new_id("sf"),
        "staff_id": work.by.id,
        "name": name,
        "wanted": msgspec.json.encode(wanted).decode(),
    }
    return await keep_named(work, "saved_filter", row, key=("staff_id", "name"), most=FILTERS_MAX, full=refusal)


async def drop_filter(work: Work, filter_id: str) -> None:
    """Forget a saved filter of one's own."""
    await work.sql.execute("delete from saved_filter where id = $1 and staff_id = $2", filter_id, work.by.id)
