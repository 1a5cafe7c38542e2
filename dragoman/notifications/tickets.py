"""Whose e-ticket is whose: the airline names seats, a booking names travellers."""

from __future__ import annotations

from collections.abc import Sequence

from dragoman.bookings.quoting import last_day
from dragoman.bookings.travellers import Party, seated
from dragoman.bookings.views import BookingView
from dragoman.command import Work
from dragoman.flights.models import Offer
from dragoman.flights.supplier import Ticket
from dragoman.notifications.words import word


async def seats_of(work: Work, view: BookingView, party: Party) -> tuple[str, ...]:
    """Return the airline's seat id of each traveller, in the booking's order; raises LookupError without an offer."""
    offer = await work.session.get(Offer, view.offer)
    if offer is None:
        raise LookupError("the offer of a ticketed booking is gone")
    return tuple(seat for seat, _, _ in seated(party.travellers, offer.supplied.seats, last_day(view.legs)))


def ticket_lines(tickets: Sequence[Ticket], seats: Sequence[str], names: Sequence[str], language: str) -> str:
    """Write a line for each ticket with those it covers; one whose traveller the airline does not say carries no name."""
    lines = []
    for ticket in tickets:
        whose = [name for seat, name in zip(seats, names, strict=True) if seat in ticket.seats or len(seats) == 1]
        key = "ticket" if whose else "ticket.unnamed"
        lines.append(word(language, key, name=", ".join(whose), number=ticket.number))
    return "\n".join(lines)
