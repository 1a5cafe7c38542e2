"""What a booking promises: an offer that can still be sold, travellers that fit it, and a price until a time.

Parts of commands, which check who asks.
"""

from __future__ import annotations

from datetime import timedelta

from dragoman.bookings.checks import Fault, contact_faults, faults
from dragoman.bookings.models import Booking
from dragoman.bookings.party import for_airline, open_documents, open_party
from dragoman.bookings.quoting import first_day, last_day, last_departure, promise_until
from dragoman.bookings.travellers import Party, TravellerDetails, tidied
from dragoman.bookings.views import Quote
from dragoman.command import Refused, Work, not_found
from dragoman.flights.models import Offer
from dragoman.flights.queries import live_order
from dragoman.flights.states import OrderState
from dragoman.flights.supplier import Traveller
from dragoman.kit.phone import canonical
from dragoman.ledger.rates import newest_rate, usable


async def sellable(work: Work, offer_id: str) -> Offer:
    """Return an offer that can still be sold; raises Refused("offer.gone") or ("not_found")."""
    offer = await work.session.get(Offer, offer_id)
    if offer is None or offer.price is None:
        raise not_found("offer")
    if offer.gone_at is not None or offer.expires_at <= work.now:
        raise Refused(
            "offer.gone",
            "The airline no longer sells this offer; search again.",
            "That flight is no longer sold at this price. I can search again for you: write “again”.",
        )
    return offer


def checked_party(work: Work, offer: Offer, travellers: tuple[TravellerDetails, ...], email: str, phone: str) -> Party:
    """Tidy details and check them against the offer; raises Refused naming the first field that is wrong."""
    tidy = tuple(map(tidied, travellers))
    supplied = offer.supplied
    found = faults(
        tidy,
        supplied.seats,
        first_day=first_day(supplied.legs),
        last_departure=last_departure(supplied.legs),
        last_day=last_day(supplied.legs),
        today=work.now.date(),
        documents_required=supplied.documents_required,
    ) + contact_faults(email)
    number = canonical(phone, work.tenant.country)
    if number is None:
        found += (
            Fault("phone.format", "phone", "The airline needs a phone number with country code.",
                  "Please send a phone number with country code, e.g. +234 803 555 0101."),
        )  # fmt: skip
    if found:
        first = found[0]
        raise Refused(first.code, first.staff, first.guest, field=first.field, status=422)
    return Party(tidy, email.strip(), number or "")


async def promise(work: Work, booking: Booking) -> Quote:
    """Write an offer's present price into the booking as a promise; part of quoting, renewing and rebooking."""
    order = await live_order(work, booking.id)
    held = order if order is not None and order.state == OrderState.HELD else None
    offer = await work.session.get(Offer, booking.offer_id) if held else await sellable(work, booking.offer_id)
    price = offer.price if offer else None
    if offer is None or price is None or offer.rate is None or offer.rate_at is None:
        raise not_found("offer")
    newest = await newest_rate(work, price.original.currency)
    if newest is None or not usable(newest, work.now):
        raise Refused(
            "rate.stale", "The exchange rate is older than a day; no price can be promised until it is fetched again."
        )
    settings = work.tenant.settings
    end = promise_until(
        work.now, offer_expires_at=offer.expires_at, margin_minutes=settings.offer_margin_minutes,
        quote_minutes=settings.quote_minutes,
        hold_until=(held.price_kept_until or held.pay_by) if held else None,
    )  # fmt: skip
    if end is None:
        raise Refused(
            "offer.expired",
            "The airline's offer ends too soon to promise a price; price it again or search again.",
            "That price is about to end. Shall I search again for you? Write “again”.",
        )
    booking.total_minor, booking.cost_minor = price.total.minor, price.cost.minor
    booking.original_minor, booking.original_currency = price.original.minor, price.original.currency
    booking.rate, booking.rate_source, booking.rate_at = offer.rate, offer.rate_source, offer.rate_at
    booking.quoted_at, booking.quote_expires_at = work.now, end
    await work.timer(booking.actor, "expire", end + timedelta(minutes=settings.payment_grace_minutes))
    await work.note(f"booking:{booking.id}", "bookings:quote", total=price.total.decimal_text(), until=end.isoformat())
    return Quote(booking.id, price.total, price.original, f"{offer.rate:f}", offer.rate_source, offer.rate_at, end)


async def airline_travellers(work: Work, booking: Booking, offer: Offer) -> tuple[Traveller, ...]:
    """Open a booking's travellers as the airline wants them."""
    party = await open_documents(work, open_party(work, booking))
    return for_airline(party, offer.supplied, last_departure(offer.supplied.legs))
