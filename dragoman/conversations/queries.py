"""Look at the queue and at files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from dragoman.command import Work, not_found
from dragoman.kit.ids import new_id


@dataclass(frozen=True, slots=True)
class Waiting:
    """A conversation in the queue, longest waiting first."""

    conversation: str
    since: datetime
    reason: str
    unread: int


async def queue(work: Work, *, limit: int = 50) -> tuple[Waiting, ...]:
    """List the conversations that wait for a person."""
    rows = await work.sql.fetch(
        "select id, waiting_since, reason, unread from conversation where state = 'WAITING' order by waiting_since limit $1",
        limit,
    )
    return tuple(Waiting(*row) for row in rows)


@dataclass(frozen=True, slots=True)
class Standing:
    """A conversation as the inbox lists it; nothing personal. `since` is when it began to wait for a person."""

    id: str
    person: str
    channel: str
    state: str
    assigned_to: str
    heard_at: datetime | None
    said_at: datetime | None
    since: datetime | None
    reason: str
    unread: int


_STANDING = (
    "select c.id, c.person_id, n.channel, c.state, c.assigned_to, c.heard_at, c.said_at, c.waiting_since, c.reason, c.unread"
    " from conversation c join number n on n.id = c.number_id"
)


async def standing(work: Work, conversation: str) -> Standing:
    """Show one conversation; raises Refused("not_found")."""
    row = await work.sql.fetchrow(f"{_STANDING} where c.id = $1", conversation)
    if row is None:
        raise not_found("conversation")
    return Standing(*row)


Seen = tuple[str, list[object]]
"""What the asker may see: an SQL condition on `c` and `n` with its arguments, numbered from $4."""


async def page(
    work: Work, *, state: str = "", after: str = "", limit: int = 50, seen: Seen = ("true", [])
) -> tuple[Standing, ...]:
    """List conversations, newest first; `after` is the id of the last one seen."""
    rows = await work.sql.fetch(
        f"{_STANDING} where ($1 = '' or c.state = $1) and ($2 = '' or c.id < $2) and {seen[0]} order by c.id desc limit $3",
        state, after, limit, *seen[1],
    )  # fmt: skip
    return tuple(Standing(*row) for row in rows)


async def queue_page(
    work: Work, *, after: tuple[datetime, str] | None = None, limit: int = 50, seen: Seen = ("true", [])
) -> tuple[Standing, ...]:
    """List what waits for a person, longest first; `after` is (since, id) of the last one seen."""
    since, last = after or (None, "")
    rows = await work.sql.fetch(
        f"{_STANDING} where c.state = 'WAITING' and ($1::timestamptz is null or (c.waiting_since, c.id) > ($1, $2))"
        f" and {seen[0]} order by c.waiting_since, c.id limit $3",
        since, last, limit, *seen[1],
    )  # fmt: skip
    return tuple(Standing(*row) for row in rows)


async def subject_of_file(work: Work, file_id: str) -> str | None:
    """Return what a stored file belongs to ("booking:…", "message:…"), None when there is no such file."""
    found: str | None = await work.sql.fetchval("select subject from file where id = $1", file_id)
    return found


@dataclass(frozen=True, slots=True)
class File:
    """A stored file with its content."""

    id: str
    name: str
    media_type: str
    content: bytes


async def store_file(
    work: Work, *, subject: str, name: str, media_type: str, content: bytes, sha256: bytes, thumbnail: bytes | None = None,
    keep: timedelta | None = None,
) -> str:  # fmt: skip
    """Seal and store a file that belongs to `subject` ("booking:…", "message:…"); returns its id."""
    row = new_id("fi")
    await work.sql.execute(
        "insert into file (id, tenant_id, created_at, subject, name, media_type, size, sha256, sealed, thumbnail, keep_until)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        row, work.tenant.id, work.now, subject, name, media_type, len(content), sha256,
        work.vault.seal("file", "sealed", row, content),
        work.vault.seal("file", "thumbnail", row, thumbnail) if thumbnail else None, work.now + keep if keep else None,
    )  # fmt: skip
    return row


async def file(work: Work, file_id: str) -> File | None:
    """Open a stored file."""
    row = await work.sql.fetchrow("select id, name, media_type, sealed from file where id = $1", file_id)
    if row is None:
        return None
    return File(
        row["id"], row["name"], row["media_type"], work.vault.open("file", "sealed", row["id"], bytes(row["sealed"]))
    )


async def files_of(work: Work, subject: str) -> tuple[tuple[str, str, str], ...]:
    """List a subject's files as (id, name, media type), oldest first."""
    rows = await work.sql.fetch(
        "select id, name, media_type from file where subject = $1 order by created_at, id", subject
    )
    return tuple((r["id"], r["name"], r["media_type"]) for r in rows)


async def small_of(work: Work, file_id: str) -> bytes | None:
    """Open the small picture of a stored file; None when it has none."""
    sealed = await work.sql.fetchval("select thumbnail from file where id = $1", file_id)
    return None if sealed is None else work.vault.open("file", "thumbnail", file_id, bytes(sealed))
