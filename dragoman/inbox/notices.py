"""What the desk tells one member of staff: mentioned, given a conversation, an answer is due, a snooze has ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dragoman.access import ANSWER
from dragoman.command import Work, command


@dataclass(frozen=True, slots=True)
class StaffNotice:
    """One unseen notice. `kind` is mention, assigned, due, late, woken or relay."""

    id: str
    at: datetime
    kind: str
    conversation: str | None


async def tell_staff(work: Work, staff: str, kind: str, conversation: str) -> None:
    """Leave a notice for a member of staff, unless the same one is still unseen."""
    await work.sql.execute(
        "insert into staff_notice (id, tenant_id, created_at, staff_id, kind, conversation_id) select $1, $2, $3, $4, $5, $6"
        " where exists (select from staff where id = $4 and active) and not exists (select from staff_notice where staff_id = $4"
        " and kind = $5 and conversation_id = $6 and seen_at is null)",
        work.new_id("sn"), work.tenant.id, work.now, staff, kind, conversation,
    )  # fmt: skip
    await work.note(f"staff:{staff}", f"desk:{kind}", conversation=conversation)


async def notices_of(work: Work, staff: str, *, limit: int = 50) -> tuple[StaffNotice, ...]:
    """List somebody's unseen notices, newest first."""
    rows = await work.sql.fetch(
        "select id, created_at, kind, conversation_id from staff_notice where staff_id = $1 and seen_at is null"
        " order by created_at desc, id desc limit $2",
        staff,
        limit,
    )
    return tuple(StaffNotice(*row) for row in rows)


@command("inbox:see_notices", by=ANSWER)
async def see_notices(work: Work, conversation_id: str) -> None:
    """Mark one's notices of a conversation as seen."""
    await work.sql.execute(
        "update staff_notice set seen_at = $3 where staff_id = $1 and conversation_id = $2 and seen_at is null",
        work.by.id, conversation_id, work.now,
    )  # fmt: skip
