"""Travellers as staff see them: passports masked, opened only for a reason that stands in the history; notes about a booking."""

from __future__ import annotations

from datetime import date, datetime

from msgspec import Struct

from dragoman.access import Role
from dragoman.bookings.models import Booking
from dragoman.bookings.party import open_documents, open_party
from dragoman.bookings.queries import booking_of
from dragoman.bookings.travellers import Party
from dragoman.command import Refused, Work, command

REVEAL = frozenset({Role.OPERATIONS, Role.MANAGER})
NOTE_BY = frozenset({Role.SALES, Role.OPERATIONS, Role.MANAGER})
REASONS = ("check_in", "airline_asked", "visa", "correction", "traveller_asked", "authority_asked")
"""Why a passport is looked at, as codes: they stand in the booking's history."""
NOTE_MAX = 2000


class MaskedTraveller(Struct, frozen=True):
    """A traveller without what identifies papers: the number's last four characters, the year of birth."""

    name: str
    title: str
    kind: str
    gender: str
    born: str
    nationality: str
    document: str
    document_country: str
    document_expires_on: date | None

    def __repr__(self) -> str:
        return f"MaskedTraveller({self.kind}, ***)"


def masked_number(number: str) -> str:
    """Show a document number as ****1234; of a short one nothing but the stars."""
    return "" if not number else f"****{number[-4:]}" if len(number) >= 8 else "****"


async def masked_travellers(work: Work, booking: Booking) -> tuple[MaskedTraveller, ...]:
    """Show a booking's travellers masked."""
    return _travellers(await open_documents(work, open_party(work, booking)), masked=True)


def _travellers(party: Party, *, masked: bool) -> tuple[MaskedTraveller, ...]:
    return tuple(
        MaskedTraveller(
            f"{t.given_name} {t.family_name}", t.title, t.kind, t.gender, f"{t.born_on.year}" if masked else t.born_on.isoformat(),
            t.nationality, masked_number(t.document_number) if masked else t.document_number, t.document_country, t.document_expires_on,
        )
        for t in party.travellers
    )  # fmt: skip


@command("bookings:reveal_documents", by=REVEAL, sensitive=True)
async def reveal_documents(work: Work, booking_id: str, reason: str) -> tuple[MaskedTraveller, ...]:
    """Show a booking's travellers with their passport numbers and birthdays; who looked and why stands in its history.

    Raises Refused("reveal.reason") for a reason that is none of REASONS.
    """
    booking = await booking_of(work, booking_id)
    if reason not in REASONS:
        raise Refused("reveal.reason", "Choose why you need to see them.", field="reason", status=422)
    await work.note(f"booking:{booking.id}", "bookings:reveal_documents", reason=reason)
    return _travellers(await open_documents(work, open_party(work, booking)), masked=False)


class BookingNote(Struct, frozen=True):
    """What staff wrote about a booking; personal."""

    id: str
    at: datetime
    by: str
    text: str

    def __repr__(self) -> str:
        return "BookingNote(***)"


@command("bookings:add_note", by=NOTE_BY)
async def add_note(work: Work, booking_id: str, text: str) -> str:
    """Write a note about a booking, for staff alone; returns its id."""
    booking = await booking_of(work, booking_id)
    text = text.strip()
    if not text or len(text) > NOTE_MAX:
        raise Refused("note.length", f"Write between 1 and {NOTE_MAX} characters.", field="text", status=422)
    row = work.new_id("bn")
    await work.sql.execute(
        "insert into booking_note (id, tenant_id, created_at, booking_id, author, sealed) values ($1, $2, $3, $4, $5, $6)",
        row, work.tenant.id, work.now, booking.id, work.by.id, work.seal("booking_note", "sealed", row, text),
    )  # fmt: skip
    await work.note(f"booking:{booking.id}", "bookings:add_note", note=row)
    return row


async def notes_of(work: Work, booking_id: str) -> tuple[BookingNote, ...]:
    """Return the notes about a booking, newest first, at most 100."""
    rows = await work.sql.fetch(
        "select id, created_at, author, sealed from booking_note where booking_id = $1 order by id desc limit 100",
        booking_id,
    )
    return tuple(
        BookingNote(
            r["id"], r["created_at"], r["author"], work.open("booking_note", "sealed", r["id"], bytes(r["sealed"]), str)
        )
        for r in rows
    )
