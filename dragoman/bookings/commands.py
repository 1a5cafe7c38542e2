"""Draft, quote and hold bookings: everything before money."""

from __future__ import annotations

from sqlalchemy import select

from dragoman.access import INVENTORY, OWN_BOOKING, SELL, STAFF, Role
from dragoman.bookings.facts import BookingQuoted
from dragoman.bookings.models import Booking
from dragoman.bookings.party import seal_party
from dragoman.bookings.promises import airline_travellers, checked_party, promise, sellable
from dragoman.bookings.queries import booking_of
from dragoman.bookings.quoting import last_day
from dragoman.bookings.states import BookingState
from dragoman.bookings.travellers import TravellerDetails
from dragoman.bookings.views import Quote
from dragoman.command import Refused, Work, command, not_found
from dragoman.flights.orders import place_order
from dragoman.flights.queries import live_order
from dragoman.kit.ids import new_reference

_QUOTABLE = frozenset({BookingState.DRAFT, BookingState.HELD, BookingState.EXPIRED})


@command("bookings:draft", by=SELL | OWN_BOOKING)
async def draft_booking(
    work: Work, offer_id: str, travellers: tuple[TravellerDetails, ...], *, person: str, asked_by: str, email: str, phone: str
) -> Booking:  # fmt: skip
    """Draft a booking of an offer for these travellers.

    Raises Refused naming the first field that is wrong, "offer.gone", or "not_found".
    """
    if work.by.role is Role.CUSTOMER and work.by.id != person:
        raise not_found("person")
    offer = await sellable(work, offer_id)
    party = checked_party(work, offer, travellers, email, phone)
    row = work.new_id("bk")
    booking = Booking(
        id=row, tenant_id=work.tenant.id, created_at=work.now, state=BookingState.DRAFT, reference=await _reference(work),
        person=person, asked_by=asked_by, offer_id=offer.id, sealed=b"", travellers=len(travellers), currency=work.tenant.currency,
        sold_by=work.by.id if work.by.role in STAFF else "", channel=work.via, branch_id=await _branch(work, asked_by),
    )  # fmt: skip
    work.session.add(booking)
    await work.session.flush()
    await seal_party(work, booking, party, last_day(offer.supplied.legs))
    await work.session.flush()
    await work.note(f"booking:{row}", "bookings:draft", offer=offer.id, travellers=len(travellers))
    await work.timer(booking.actor, "expire", offer.expires_at)
    return booking


async def _branch(work: Work, asked_by: str) -> str | None:
    """Return the branch a booking belongs to: its seller's, else that of the number the traveller wrote to."""
    number = "select n.branch_id from conversation c join number n on n.id = c.number_id where c.actor = $1"
    found: str | None = work.by.branch or await work.sql.fetchval(number, asked_by)
    return found


async def _reference(work: Work) -> str:
    """Draw a short reference that no booking of the tenant has."""
    for _ in range(8):
        reference = new_reference()
        if await work.session.scalar(select(Booking.id).where(Booking.reference == reference)) is None:
            return reference
    raise RuntimeError("no free booking reference in eight draws")


@command("bookings:change_travellers", by=SELL | OWN_BOOKING)
async def change_travellers(
    work: Work, booking_id: str, travellers: tuple[TravellerDetails, ...], *, email: str, phone: str
) -> Booking:
    """Correct the travellers of a booking that is not yet held or paid."""
    booking = await booking_of(work, booking_id, lock=True)
    if booking.state != BookingState.DRAFT or await live_order(work, booking.id) is not None:
        raise Refused("state", "Travellers can be changed only before a booking is held or paid.")
    offer = await sellable(work, booking.offer_id)
    party = checked_party(work, offer, travellers, email, phone)
    await seal_party(work, booking, party, last_day(offer.supplied.legs))
    await work.note(f"booking:{booking.id}", "bookings:change_travellers", travellers=len(travellers))
    return booking


@command("bookings:quote", by=SELL | OWN_BOOKING)
async def quote_booking(work: Work, booking_id: str) -> Quote:
    """Promise the price of a booking's offer for a while, and keep the exchange rate behind it.

    Raises Refused: "state", "offer.gone", "offer.expired", "rate.stale".
    """
    booking = await booking_of(work, booking_id, lock=True)
    if booking.state not in _QUOTABLE or booking.paid_minor:
        raise Refused("state", f"A booking in {booking.state} is not quoted anew.")
    quote = await promise(work, booking)
    await work.tell(BookingQuoted(booking.id, quote.total, quote.expires_at))
    return quote


@command("bookings:hold", by=INVENTORY)
async def hold_booking(work: Work, booking_id: str) -> Booking:
    """Ask the airline to hold the seats without payment, where it offers that; BookingHeld follows."""
    booking = await booking_of(work, booking_id, lock=True)
    if booking.state != BookingState.DRAFT or booking.quote_expires_at is None:
        raise Refused("state", "Only a quoted draft can be held.")
    offer = await sellable(work, booking.offer_id)
    if not offer.supplied.hold_allowed:
        raise Refused("hold.not_offered", "This airline wants payment at once; it holds no seats for this fare.")
    travellers = await airline_travellers(work, booking, offer)
    await place_order(work, booking.id, offer_id=offer.id, travellers=travellers, hold=True)
    return booking
