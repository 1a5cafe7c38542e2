"""What is shown of an offer: everything in the tenant's currency, nothing personal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from dragoman.flights.models import Offer
from dragoman.flights.pricing import convert
from dragoman.flights.supplier import Condition, FlightOffer, Leg, OfferSeat, Segment
from dragoman.kit.money import Money


class OfferView(Struct, frozen=True, omit_defaults=True):
    """An offer as a traveller may buy it: `price` is what is paid for all, `original` what the airline asks.

    `checked_bags`/`cabin_bags` are the least over all flights, None when an airline does not say.
    """

    id: str
    search: str
    airline: str
    airline_name: str
    price: Money
    original: Money
    legs: tuple[Leg, ...]
    expires_at: datetime
    seats: tuple[OfferSeat, ...]
    checked_bags: int | None = None
    cabin_bags: int | None = None
    refund: Condition = Condition()
    change: Condition = Condition()
    hold_allowed: bool = False
    documents_required: bool = False
    gone: bool = False

    @property
    def price_minor(self) -> int:
        """The price in minor units, for ranking."""
        return self.price.minor


def offer_view(offer: Offer) -> OfferView | None:
    """Show a stored offer; None while it has no price."""
    price = offer.price
    if price is None or offer.rate is None:
        return None
    supplied = offer.supplied
    return OfferView(
        id=offer.id,
        search=offer.search_id,
        airline=supplied.airline,
        airline_name=supplied.airline_name,
        price=price.total,
        original=supplied.total,
        legs=supplied.legs,
        expires_at=offer.expires_at,
        seats=supplied.seats,
        checked_bags=_least(segment.checked_bags for segment in _segments(supplied)),
        cabin_bags=_least(segment.cabin_bags for segment in _segments(supplied)),
        refund=_shown(supplied.refund, offer),
        change=_shown(supplied.change, offer),
        hold_allowed=supplied.hold_allowed,
        documents_required=supplied.documents_required,
        gone=offer.gone_at is not None,
    )


def _segments(offer: FlightOffer) -> Iterable[Segment]:
    return (segment for leg in offer.legs for segment in leg.segments)


def _least(counts: Iterable[int | None]) -> int | None:
    known = list(counts)
    return None if not known or any(c is None for c in known) else min(c for c in known if c is not None)


def _shown(condition: Condition, offer: Offer) -> Condition:
    """Convert a penalty at the offer's kept rate; one in a third currency stays as the airline says it."""
    if condition.penalty is None or offer.rate is None or condition.penalty.currency != offer.supplied.total.currency:
        return condition
    return Condition(condition.allowed, convert(condition.penalty, offer.rate, offer.currency))
