"""Facts of the domain, with all that is needed to speak of them: what a dialogue hears."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from dragoman.bookings import facts as bookings
from dragoman.bookings.queries import booking as domain_view
from dragoman.bookings.queries import party_of
from dragoman.bookings.states import Choice
from dragoman.command import Refused, Work
from dragoman.dialogues import OFFERS_READ, heard
from dragoman.dialogues.views import BookingView, OfferView
from dragoman.flights import facts as flights
from dragoman.flights.queries import offer as domain_offer
from dragoman.flights.queries import offers as domain_offers
from dragoman.flights.queries import offers_total
from dragoman.payments import facts as payments


async def heard_of(work: Work, fact: msgspec.Struct) -> list[heard.Heard]:
    """Translate a fact; one that no dialogue speaks of gives nothing. `work` must be the traveller's own."""
    translate = _TRANSLATIONS.get(type(fact))
    if translate is None:
        return []
    try:
        said = await translate(work, fact)
    except Refused:
        return []  # the booking is another person's by now: nothing of it may be said here
    return [] if said is None else [said]


async def view(work: Work, booking_id: str) -> BookingView:
    """Show a booking to its traveller, names included."""
    own = await domain_view(work, booking_id)
    party = await party_of(work, booking_id)
    offer = await domain_offer(work, own.offer)
    return BookingView(
        id=own.id, reference=own.reference, state=own.state, total=own.total, legs=own.legs,
        passengers=tuple(f"{one.given_name} {one.family_name}" for one in party.travellers), deadline=own.deadline, pnr=own.pnr,
        tickets=own.tickets, moves=own.moves, checked_bags=own.checked_bags, airline_name=own.airline,
        **({} if offer is None else {"cabin_bags": offer.cabin_bags, "refund": offer.refund, "change": offer.change}),
    )  # fmt: skip


async def list_offers(work: Work, search: str, sort: str = "best", *, direct_only: bool = False) -> tuple[OfferView, ...]:
    """List a search's offers as dialogues want them."""
    found = await domain_offers(work, search, sort=sort, direct_only=direct_only, limit=OFFERS_READ)
    return tuple(found)


async def _offers_found(work: Work, fact: flights.OffersFound) -> heard.Heard:
    booking = await work.sql.fetchval("select id from booking where search_id = $1 and choice <> ''", fact.search)
    if booking is not None:
        return await _ticket_failed(work, bookings.TicketingFailed(booking, "", fact.search))
    if not fact.count:
        return heard.NoOffers(fact.search)
    return heard.OffersHere(fact.search, await list_offers(work, fact.search), await offers_total(work, fact.search))


async def _search_failed(work: Work, fact: flights.SearchFailed) -> heard.Heard:
    return heard.SearchDown(fact.search, fact.code)


async def _priced(work: Work, fact: flights.OfferPriced) -> heard.Heard | None:
    offer = await domain_offer(work, fact.offer)
    return None if offer is None else heard.Priced(offer, fact.before, fact.after)


async def _gone(work: Work, fact: flights.OfferGone) -> heard.Heard:
    return heard.Gone(fact.offer)


async def _not_priced(work: Work, fact: flights.PricingFailed) -> heard.Heard:
    return heard.PriceDown(fact.offer, fact.code)


async def _link(work: Work, fact: payments.PaymentLinkReady) -> heard.Heard:
    return heard.LinkHere(await view(work, fact.booking), fact.url, fact.amount, fact.expires_at)


async def _no_link(work: Work, fact: payments.PaymentLinkFailed) -> heard.Heard:
    return heard.LinkDown(await view(work, fact.booking), fact.code)


async def _paid(work: Work, fact: payments.PaymentSettled) -> heard.Heard:
    return heard.Paid(await view(work, fact.booking), fact.amount, fact.late, fact.over)


async def _short(work: Work, fact: payments.PaymentShort) -> heard.Heard:
    return heard.Short(await view(work, fact.booking), fact.received, fact.missing)


async def _payment_failed(work: Work, fact: payments.PaymentFailed) -> heard.Heard:
    return heard.Failed(await view(work, fact.booking), fact.reason)


async def _refunded(work: Work, fact: payments.RefundPaid) -> heard.Heard:
    return heard.Refunded(await view(work, fact.booking), fact.amount)


async def _expired(work: Work, fact: bookings.BookingExpired) -> heard.Heard:
    return heard.Expired(await view(work, fact.booking))


async def _confirmed(work: Work, fact: bookings.BookingConfirmed) -> heard.Heard:
    return heard.Ticketed(await view(work, fact.booking))


async def _cancelled(work: Work, fact: bookings.BookingCancelled) -> heard.Heard:
    return heard.Cancelled(await view(work, fact.booking), fact.refund)


async def _ticket_failed(work: Work, fact: bookings.TicketingFailed) -> heard.Heard:
    own = await domain_view(work, fact.booking)
    offers = await list_offers(work, fact.search) if fact.search else ()
    if own.choice == Choice.PRICE_ROSE:
        return heard.Rose(await view(work, fact.booking), own.paid, own.total, offers)
    return heard.TicketFailed(await view(work, fact.booking), fact.reason or own.reason, offers)


async def _delayed(work: Work, fact: bookings.TicketingDelayed) -> heard.Heard:
    return heard.Delayed(await view(work, fact.booking))


async def _rose(work: Work, fact: bookings.PriceRose) -> heard.Heard:
    return heard.Rose(await view(work, fact.booking), fact.before, fact.after)


async def _unavailable(work: Work, fact: bookings.BookingUnavailable) -> heard.Heard:
    return heard.Expired(await view(work, fact.booking))


_TRANSLATIONS: dict[type[msgspec.Struct], Callable[[Work, Any], Awaitable[heard.Heard | None]]] = {
    flights.OffersFound: _offers_found,
    flights.SearchFailed: _search_failed,
    flights.OfferPriced: _priced,
    flights.OfferGone: _gone,
    flights.PricingFailed: _not_priced,
    payments.PaymentLinkReady: _link,
    payments.PaymentLinkFailed: _no_link,
    payments.PaymentSettled: _paid,
    payments.PaymentShort: _short,
    payments.PaymentFailed: _payment_failed,
    payments.RefundPaid: _refunded,
    bookings.BookingExpired: _expired,
    bookings.BookingConfirmed: _confirmed,
    bookings.BookingCancelled: _cancelled,
    bookings.TicketingFailed: _ticket_failed,
    bookings.TicketingDelayed: _delayed,
    bookings.PriceRose: _rose,
    bookings.BookingUnavailable: _unavailable,
}
