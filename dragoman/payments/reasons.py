"""Why money goes back or stays: a code for the histories, and what staff write about it, which is sealed."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, get_args

from msgspec import Struct

from dragoman.command import Refused, Work
from dragoman.payments.models import Payment

NOTE_MAX = 300
Reason = Literal[
    "traveller_asked", "airline_cancelled", "not_ticketed", "paid_twice", "our_mistake", "goodwill", "other"
]
"""Codes, because they stand in timelines, which hold no personal values."""
REASONS: tuple[str, ...] = get_args(Reason)


class MoneyNote(Struct, frozen=True):
    """What staff wrote about a decision on a charge: personal. `about` names the refund or request; "keep": nothing goes back."""

    id: str
    at: datetime
    by: str
    about: str
    reason: str
    text: str

    def __repr__(self) -> str:
        return f"MoneyNote({self.id}, ***)"


def checked_reason(reason: str, note: str) -> str:
    """Return the note, tidied; raises Refused for a reason that is none of REASONS, or "other" without a note."""
    if reason not in REASONS:
        raise Refused("refund.reason", "Choose a reason.", field="reason", status=422)
    note = " ".join(note.split())
    if len(note) > NOTE_MAX:
        raise Refused("refund.note", f"Write at most {NOTE_MAX} characters.", field="note", status=422)
    if reason == "other" and not note:
        raise Refused("refund.note", "Write what the reason is.", field="note", status=422)
    return note


async def keep_note(work: Work, payment: Payment, about: str, reason: str, text: str) -> None:
    """Keep what was written about a decision; nothing is kept of an empty note."""
    if not text:
        return
    row = work.new_id("pn")
    await work.sql.execute(
        "insert into payment_note (id, tenant_id, created_at, payment_id, booking_id, author, about, reason, sealed)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        row, work.tenant.id, work.now, payment.id, payment.booking_id, work.by.id, about, reason,
        work.seal("payment_note", "sealed", row, text),
    )  # fmt: skip


async def notes_of(work: Work, payment_id: str) -> tuple[MoneyNote, ...]:
    """Return what was written about decisions on a charge, oldest first, at most 100."""
    rows = await work.sql.fetch(
        "select id, created_at, author, about, reason, sealed from payment_note where payment_id = $1 order by id limit 100",
        payment_id,
    )
    return tuple(
        MoneyNote(r[0], r[1], r[2], r[3], r[4], work.open("payment_note", "sealed", r[0], bytes(r[5]), str))
        for r in rows
    )
