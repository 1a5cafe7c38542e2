"""Keep travellers sealed: the party in one column, passport numbers behind tokens, and those remembered for next time."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from dragoman.bookings.models import Booking, RememberedTraveller, TravelDocument
from dragoman.bookings.travellers import Party, TravellerDetails, seated
from dragoman.command import Work
from dragoman.flights.supplier import FlightOffer, Traveller

# Passports are kept a week beyond the journey, for claims about it; then the retention job deletes them.
_DOCUMENT_KEPT = timedelta(days=7)
REMEMBERED_MAX = 20


async def seal_party(work: Work, booking: Booking, party: Party, last_day: date) -> None:
    """Store a party with its booking; passport numbers go behind tokens, older ones of the booking are deleted."""
    await work.session.execute(delete(TravelDocument).where(TravelDocument.booking_id == booking.id))
    travellers = []
    for details in party.travellers:
        token = await _token(work, booking, details.document_number, last_day) if details.document_number else ""
        travellers.append(msgspec.structs.replace(details, document_number=token))
    kept = msgspec.structs.replace(party, travellers=tuple(travellers))
    booking.sealed = work.seal("booking", "sealed", booking.id, kept)
    booking.travellers = len(travellers)
    booking.email_blind = work.blind("email", party.email.lower()) if party.email else None
    booking.phone_blind = work.blind("phone", party.phone) if party.phone else None


async def _token(work: Work, booking: Booking, number: str, last_day: date) -> str:
    token = work.new_id("td")
    until = work.begin(last_day) + _DOCUMENT_KEPT
    work.session.add(
        TravelDocument(
            id=token, tenant_id=work.tenant.id, created_at=work.now, booking_id=booking.id, delete_after=until,
            sealed=work.seal("travel_document", "sealed", token, number),
        )
    )  # fmt: skip
    await work.session.flush()
    return token


def open_party(work: Work, booking: Booking) -> Party:
    """Open a party; passport numbers stay tokens."""
    return work.open("booking", "sealed", booking.id, booking.sealed, Party)


async def open_documents(work: Work, party: Party) -> Party:
    """Put passport numbers in the place of their tokens; a document that retention has deleted becomes ""."""
    travellers = []
    for details in party.travellers:
        row = await work.session.get(TravelDocument, details.document_number) if details.document_number else None
        number = work.open("travel_document", "sealed", row.id, row.sealed, str) if row is not None else ""
        travellers.append(msgspec.structs.replace(details, document_number=number))
    return msgspec.structs.replace(party, travellers=tuple(travellers))


async def forget_documents(work: Work) -> int:
    """Delete passport numbers whose time is over; returns how many. For the daily retention run."""
    gone = await work.session.execute(
        delete(TravelDocument).where(TravelDocument.delete_after <= work.now).returning(TravelDocument.id)
    )
    return len(gone.all())


def for_airline(party: Party, offer: FlightOffer, last_day: date) -> tuple[Traveller, ...]:
    """Write travellers as the airline wants them, each in a seat of the offer; the party's documents must be open.

    A document goes along only where the airline asks for one: elsewhere it is refused, and it is nobody's business.
    """
    wanted = offer.documents_required
    return tuple(
        Traveller(
            seat=seat, title=d.title, given_name=d.given_name, family_name=d.family_name, gender=d.gender, born_on=d.born_on,
            email=party.email, phone=party.phone, nationality=d.nationality, infant=infant,
            document_number=d.document_number if wanted else "", document_country=d.document_country if wanted else "",
            document_expires_on=d.document_expires_on if wanted else None,
        )
        for seat, d, infant in seated(party.travellers, offer.seats, last_day)
    )  # fmt: skip


async def remember(work: Work, person: str, party: Party) -> None:
    """Keep a party's travellers for the person's next booking; the same traveller (name and birthday) is kept once, newest details."""
    for details in party.travellers:
        name = f"{person}|{details.given_name}|{details.family_name}|{details.born_on}".casefold()
        blind = work.blind("remembered_traveller", name)
        row = work.new_id("rm")
        known = await work.session.scalar(
            select(RememberedTraveller.id).where(
                RememberedTraveller.person == person, RememberedTraveller.blind == blind
            )
        )
        row = known or row
        sealed = work.seal("remembered_traveller", "sealed", row, details)
        await work.session.execute(
            insert(RememberedTraveller)
            .values(
                id=row, tenant_id=work.tenant.id, created_at=work.now, person=person, blind=blind, sealed=sealed, used_at=work.now
            )
            .on_conflict_do_update(index_elements=["id"], set_={"sealed": sealed, "used_at": work.now})
        )  # fmt: skip


async def remembered_travellers(work: Work, person: str) -> tuple[TravellerDetails, ...]:
    """Return whom a person has booked for before, latest first, at most 20. Plain SQL: every turn of a conversation asks."""
    rows = await work.sql.fetch(
        "select id, sealed from remembered_traveller where person = $1 order by used_at desc, id limit $2",
        person,
        REMEMBERED_MAX,
    )
    return tuple(
        work.open("remembered_traveller", "sealed", r["id"], bytes(r["sealed"]), TravellerDetails) for r in rows
    )
