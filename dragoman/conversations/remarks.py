"""What stands in a thread beside the messages: notes of staff, markers of who answers, news of a booking."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from dragoman.command import Work


class RemarkKind(StrEnum):
    """What a remark is."""

    NOTE = "note"
    MARKER = "marker"
    NEWS = "news"


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark as staff read it. `public` holds no personal values; `text` is a note's own, opened."""

    id: str
    at: datetime
    kind: RemarkKind
    tag: str
    author: str
    public: dict[str, Any]
    text: str


async def remark(
    work: Work, conversation: str, kind: RemarkKind, *, tag: str = "", text: str = "", **public: Any
) -> str:
    """Store a remark in the thread; `text` is sealed. Returns its id."""
    row = work.new_id("rk")
    await work.sql.execute(
        "insert into remark (id, tenant_id, created_at, conversation_id, kind, tag, author, public, sealed)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        row, work.tenant.id, work.now, conversation, kind, tag, work.by.id, json.dumps(public, sort_keys=True, default=str),
        work.seal("remark", "sealed", row, text) if text else None,
    )  # fmt: skip
    return row


async def mark(work: Work, conversation: str, tag: str, **public: Any) -> None:
    """Draw a line through the thread: who answers from here on, and who said so."""
    await remark(work, conversation, RemarkKind.MARKER, tag=tag, **public)


async def remarks(
    work: Work, conversation: str, *, since: datetime | None, until: datetime | None, limit: int = 200
) -> list[Remark]:
    """Read the remarks of a stretch of a thread, oldest first; `since` and `until` are inclusive, None is open."""
    rows = await work.sql.fetch(
        "select * from (select id, created_at, kind, tag, author, public, sealed from remark where conversation_id = $1"
        " and ($2::timestamptz is null or created_at >= $2) and ($3::timestamptz is null or created_at <= $3)"
        " order by created_at desc, id desc limit $4) newest order by created_at, id",
        conversation, since, until, limit,
    )  # fmt: skip
    return [
        Remark(
            row["id"], row["created_at"], RemarkKind(row["kind"]), row["tag"], row["author"],
            row["public"],
            work.open("remark", "sealed", row["id"], bytes(row["sealed"]), str) if row["sealed"] else "",
        )
        for row in rows
    ]  # fmt: skip
