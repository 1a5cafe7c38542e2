"""An offer that ended is looked for again: the same flight under another offer is taken without a word, a dearer one is asked.

The booking itself asks for the search (`wants` says what for), so that nobody is told that a flight is gone before it is known.
"""

from __future__ import annotations

from datetime import timedelta

from dragoman.bookings.facts import BookingUnavailable
from dragoman.bookings.models import Booking
from dragoman.bookings.party import open_documents, open_party
from dragoman.bookings.payment import renewed
from dragoman.bookings.promises import checked_party, sellable
from dragoman.bookings.ticketing import delayed, failed, priced, search_again
from dragoman.command import Refused, Work
from dragoman.flights import facts as flights
from dragoman.flights.matching import same_flight
from dragoman.flights.queries import OFFERS_MAX, leave_out, offer, offers
from dragoman.kit.money import Money
from dragoman.payments.facts import PaymentLinkFailed

PRICE_AGAIN = timedelta(seconds=60)
PRICE_PATIENCE = timedelta(minutes=15)


async def offer_gone(work: Work, booking: Booking, fact: flights.OfferGone) -> None:
    """Look whether the airline sells the same flight under another offer before it is called gone."""
    if fact.offer != booking.offer_id or booking.wants not in ("issue", "renew"):
        return
    why = f"{fact.offer}:{booking.rounds}:{work.now.isoformat()}"
    booking.search_id = await search_again(work, booking, why, asked_by=booking.actor)
    if not booking.search_id:
        await _really_gone(work, booking)


async def offers_found(work: Work, booking: Booking, fact: flights.OffersFound) -> None:
    """Go on with the same flight where the search has found it; otherwise say that it is gone, with what there is instead."""
    if fact.search != booking.search_id or not booking.wants:
        return
    if await _take_same(work, booking, fact.search):
        price = await _price(work, booking)
        if booking.wants == "issue":
            await priced(work, booking, price, fact.search)
        else:
            booking.wants = booking.search_id = ""
            await renew(work, booking)
        return
    await _really_gone(work, booking)
    if not booking.choice:  # else the question itself lists them
        await work.tell(flights.OffersFound(fact.search, booking.asked_by, fact.count))


async def _take_same(work: Work, booking: Booking, search: str) -> bool:
    wanted = await offer(work, booking.offer_id)
    assert wanted is not None, "a booking's offer has a price"
    found = same_flight(await offers(work, search, limit=OFFERS_MAX), wanted)
    if found is None:
        return False
    party = await open_documents(work, open_party(work, booking))
    try:
        checked_party(work, await sellable(work, found.id), party.travellers, party.email, party.phone)
    except Refused:  # it wants a document that nobody was asked for: the traveller decides
        return False
    await work.note(f"booking:{booking.id}", "bookings:same_flight", before=booking.offer_id, offer=found.id)
    booking.offer_id = found.id
    return True


async def _price(work: Work, booking: Booking) -> Money:
    found = await offer(work, booking.offer_id)
    assert found is not None, "the offer was just found"
    return found.price


async def _really_gone(work: Work, booking: Booking) -> None:
    wants, booking.wants = booking.wants, ""
    search, booking.search_id = booking.search_id, ""
    if wants == "issue":
        await failed(work, booking, "gone", search)
    else:
        await leave_out(work, search, booking.offer_id)
        await work.tell(BookingUnavailable(booking.id, "gone", search))


async def renew(work: Work, booking: Booking) -> None:
    """Promise the fresh price and open a link; what cannot be promised now is told as a link that failed."""
    try:
        async with work.unit.savepoint():
            await renewed(work, booking)
    except Refused as reason:  # nothing can be promised now: a stale rate, or an offer about to end
        await work.session.refresh(booking)
        await work.tell(PaymentLinkFailed(booking.id, "", reason.code))


async def not_found_out(work: Work, booking: Booking, fact: flights.PricingFailed | flights.SearchFailed) -> None:
    """A paid traveller waits while the supplier is down, a quarter of an hour at most; an unpaid one is told at once."""
    if isinstance(fact, flights.SearchFailed) and fact.search != booking.search_id:
        return
    if booking.wants == "renew":
        booking.wants = booking.search_id = ""
        await work.tell(PaymentLinkFailed(booking.id, "", fact.code))
    elif booking.wants == "issue":
        await delayed(work, booking)
        assert booking.delayed_at is not None
        if work.now - booking.delayed_at < PRICE_PATIENCE:
            await work.timer(booking.actor, "price", work.now + PRICE_AGAIN)
        else:
            booking.wants = ""
            await failed(work, booking, "airline", await search_again(work, booking, f"down:{booking.rounds}"))
