"""When two offers are the same journey to a traveller, pure: an offer that ended is sold again under another id.

Suppliers name each search's offers anew and never say that one stands for another (partners.md A2, A3), so the flights
themselves are compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from dragoman.flights.supplier import AirlineChange, Condition, Leg, Segment
from dragoman.flights.views import OfferView

Flight = tuple[str, str, str, str, datetime, datetime]


def flight_of(segment: Segment) -> Flight:
    """Name a flight by carrier, number, airports and local times."""
    return (
        segment.carrier, segment.number, segment.origin, segment.destination, segment.departs, segment.arrives,
    )  # fmt: skip


def flights_of(legs: Iterable[Leg]) -> tuple[tuple[Flight, ...], ...]:
    """Name the flights of each leg, in order."""
    return tuple(tuple(flight_of(segment) for segment in leg.segments) for leg in legs)


def stands_for(offer: OfferView, wanted: OfferView) -> bool:
    """Say whether `offer` may be sold in place of `wanted` without a word: the same flights, seats and cabin, no fewer
    bags, no harder rules. The price is not looked at.
    """
    return (
        flights_of(offer.legs) == flights_of(wanted.legs)
        and [seat.kind for seat in offer.seats] == [seat.kind for seat in wanted.seats]
        and [s.cabin for leg in offer.legs for s in leg.segments]
        == [s.cabin for leg in wanted.legs for s in leg.segments]
        and _no_fewer(offer.checked_bags, wanted.checked_bags)
        and _no_fewer(offer.cabin_bags, wanted.cabin_bags)
        and _no_harder(offer.refund, wanted.refund)
        and _no_harder(offer.change, wanted.change)
    )


def same_flight(pool: Iterable[OfferView], wanted: OfferView) -> OfferView | None:
    """Return the cheapest offer that stands for `wanted`; None when that flight is really gone."""
    fitting = [offer for offer in pool if stands_for(offer, wanted)]
    return min(fitting, key=lambda offer: (offer.price_minor, offer.id), default=None)


def _no_fewer(bags: int | None, wanted: int | None) -> bool:
    return wanted is None or (bags is not None and bags >= wanted)


def _no_harder(rule: Condition, wanted: Condition) -> bool:
    return not wanted.allowed or bool(rule.allowed)


def replaced(legs: Sequence[Leg], changed: Sequence[Leg]) -> tuple[Leg, ...]:
    """Put changed legs in the place of those between the same airports; the others stay. All are new when none fits."""
    news = {ends_of(leg): leg for leg in changed}
    if not any(ends_of(leg) in news for leg in legs):
        return tuple(changed)
    return tuple(news.get(ends_of(leg), leg) for leg in legs)


def folded(legs: Sequence[Leg], changes: Iterable[AirlineChange]) -> tuple[Leg, ...]:
    """Put one change after another, oldest first, into the legs; one that leaves nothing to fly says nothing of them."""
    flown = tuple(legs)
    for change in changes:
        flown = replaced(flown, change.legs) if change.legs else flown
    return flown


def ends_of(leg: Leg) -> tuple[str, str]:
    """Name the airports that a leg connects."""
    return leg.segments[0].origin, leg.segments[-1].destination
