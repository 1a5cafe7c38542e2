"""Who stands behind a figure: the conversations by the traveller's name, with the references of their bookings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dragoman.analytics.figures import need_analyst
from dragoman.command import Work
from dragoman.conversations.records import Profile
from dragoman.inbox.person import called
from dragoman.inbox.sight import sight

_BOOKINGS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Behind:
    """A conversation and the traveller's newest bookings as (id, reference); personal. `at`: when something last happened."""

    conversation: str
    name: str
    at: datetime
    bookings: tuple[tuple[str, str], ...]


async def named(work: Work, conversations: Sequence[str]) -> tuple[Behind, ...]:
    """Name conversations, newest first; those that the doer may not open are left out."""
    need_analyst(work)
    condition, arguments = sight(work.by, 2)
    newest = f"from booking b where b.asked_by = c.actor order by b.id desc limit {_BOOKINGS_SHOWN}"
    rows = await work.sql.fetch(
        f"select c.id, c.person_id, c.touched_at, p.sealed, array(select b.id {newest}) as ids, array(select b.reference {newest}) as refs"  # noqa: S608
        " from conversation c join number n on n.id = c.number_id join person p on p.id = c.person_id"
        f" where c.id = any($1) and {condition} order by c.id desc",
        list(conversations), *arguments,
    )  # fmt: skip
    return tuple(
        Behind(
            row["id"], called(work.open("person", "sealed", row["person_id"], bytes(row["sealed"]), Profile)), row["touched_at"],
            tuple(zip(row["ids"], row["refs"], strict=True)),
        )
        for row in rows
    )  # fmt: skip
