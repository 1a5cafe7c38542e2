"""A thread as people read it: messages in the order they were stored, with what became of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dragoman.command import Work
from dragoman.conversations.message import Heard, Say
from dragoman.conversations.records import Written


@dataclass(frozen=True, slots=True)
class Line:
    """One message of a thread. `author` is bot, app (the business phone), a staff id or the person's id.

    `fate` is "edited" or "deleted" by who wrote it; `target` is our id of the message that an edit, a deletion or a reaction
    speaks of, "" when it is not here; `file` the id of a stored file and `thumb` whether there is a small picture of it.
    """

    id: str
    at: datetime
    heard: Heard | None
    said: Say | None
    author: str
    delivery: str
    delivery_at: datetime | None
    code: int
    fate: str
    target: str
    file: str
    thumb: bool


_LINES = (
    "select m.id, m.created_at, m.sealed, m.author, m.delivery, m.delivery_at, m.code, m.fate, t.id as target, f.id as file,"
    " f.thumbnail is not null as thumb from message m"
    " left join message t on t.tenant_id = m.tenant_id and t.external_id = m.target and t.conversation_id = m.conversation_id"
    " left join lateral (select id, thumbnail from file where tenant_id = m.tenant_id and subject = 'message:' || m.id"
    " order by created_at limit 1) f on m.heard"
    " where m.conversation_id = $1"
)


async def thread(
    work: Work, conversation: str, *, limit: int = 50, before: str | None = None, after: str | None = None
) -> list[Line]:
    """Read messages of a conversation, oldest first: the newest ones, those before a message, or those from a message on.

    `before` and `after` are message ids; `after` itself is among the lines. An unknown id gives nothing.
    """
    edge = before or after
    at = None
    if edge:
        at = await work.sql.fetchval(
            "select created_at from message where id = $1 and conversation_id = $2", edge, conversation
        )
        if at is None:
            return []
    side = ">=" if after else "<"
    way = "asc" if after else "desc"
    rows = await work.sql.fetch(
        f"{_LINES} and ($3::text is null or (m.created_at, m.id) {side} ($4::timestamptz, $3))"
        f" order by m.created_at {way}, m.id {way} limit $2",
        conversation, limit, edge, at,
    )  # fmt: skip
    return [_line(work, row) for row in (rows if after else reversed(rows))]


async def line(work: Work, message: str) -> tuple[str, Line] | None:
    """Read one message with the id of its conversation."""
    conversation = await work.sql.fetchval("select conversation_id from message where id = $1", message)
    if conversation is None:
        return None
    row = await work.sql.fetchrow(f"{_LINES} and m.id = $2", conversation, message)
    return (conversation, _line(work, row)) if row else None


def _line(work: Work, row: Any) -> Line:
    written = work.open("message", "sealed", row["id"], bytes(row["sealed"]), Written)
    return Line(
        row["id"], row["created_at"], written.heard, written.said, row["author"], row["delivery"], row["delivery_at"], row["code"],
        row["fate"], row["target"] or "", row["file"] or "", bool(row["thumb"]),
    )  # fmt: skip
