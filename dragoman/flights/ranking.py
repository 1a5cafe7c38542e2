"""The order in which offers are shown, pure and explained: price, stops, duration and the wished time of day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from enum import StrEnum
from typing import Protocol, TypeVar

from dragoman.flights.supplier import Leg


class Sort(StrEnum):
    """What the traveller asked to see first."""

    BEST = "best"
    CHEAPEST = "cheapest"
    FASTEST = "fastest"


class DayPart(StrEnum):
    """A wished time of departure, in the airport's local time."""

    MORNING = "morning"  # 05:00–11:59
    AFTERNOON = "afternoon"  # 12:00–16:59
    EVENING = "evening"  # 17:00–21:59
    NIGHT = "night"  # 22:00–04:59


class Ranked(Protocol):
    """What ranking needs to know of an offer: price in minor units of one currency, and its legs."""

    @property
    def id(self) -> str:
        """The offer's id, the last tie-breaker."""
        ...

    @property
    def price_minor(self) -> int:
        """The whole price in minor units; all offers of one list share the currency."""
        ...

    @property
    def legs(self) -> tuple[Leg, ...]:
        """The offer's slices."""
        ...


T = TypeVar("T", bound=Ranked)

# One hour of extra travel is worth 3 % of the cheapest price to most travellers, a change of planes 8 %, the wrong part
# of the day 10 %: round figures that rank a 6-hour direct flight above a 9-hour connection unless that is 17 % cheaper.
HOUR_PERCENT = 3
STOP_PERCENT = 8
WRONG_DAYPART_PERCENT = 10


def stops(legs: Sequence[Leg]) -> int:
    """Count changes of planes and stops within a flight number over all legs."""
    return sum(len(leg.segments) - 1 + sum(segment.stops for segment in leg.segments) for leg in legs)


def minutes(legs: Sequence[Leg]) -> int:
    """Whole travel time over all legs, in minutes."""
    return sum(leg.minutes for leg in legs)


def day_part(at: time) -> DayPart:
    """Name the part of the day of a local time."""
    if 5 <= at.hour < 12:
        return DayPart.MORNING
    if 12 <= at.hour < 17:
        return DayPart.AFTERNOON
    return DayPart.EVENING if 17 <= at.hour < 22 else DayPart.NIGHT


def score(offer: Ranked, *, cheapest_minor: int, fastest_minutes: int, wish: DayPart | None) -> int:
    """Return a cost in basis points of the cheapest price: lower is better. 10 000 = the cheapest, fastest, direct offer."""
    points = offer.price_minor * 10_000 // max(cheapest_minor, 1)
    points += (minutes(offer.legs) - fastest_minutes) * HOUR_PERCENT * 100 // 60
    points += stops(offer.legs) * STOP_PERCENT * 100
    if wish and offer.legs and day_part(offer.legs[0].segments[0].departs.time()) is not wish:
        points += WRONG_DAYPART_PERCENT * 100
    return points


def ranked(
    offers: Iterable[T], sort: Sort = Sort.BEST, *, direct_only: bool = False, wish: DayPart | None = None
) -> list[T]:
    """Sort offers; the same offers in any order give the same list. `direct_only` leaves out those with any stop."""
    pool = [offer for offer in offers if not (direct_only and stops(offer.legs))]
    if not pool:
        return []
    cheapest = min(offer.price_minor for offer in pool)
    fastest = min(minutes(offer.legs) for offer in pool)

    def place(offer: T) -> tuple[int, int, int, datetime, str, str]:
        if sort is Sort.CHEAPEST:
            first = offer.price_minor
        elif sort is Sort.FASTEST:
            first = minutes(offer.legs)
        else:
            first = score(offer, cheapest_minor=cheapest, fastest_minutes=fastest, wish=wish)
        leaves = offer.legs[0].segments[0]  # alike in all else: the earlier one first, whatever our ids are
        flight = f"{leaves.carrier}{leaves.number}"
        return (first, offer.price_minor, minutes(offer.legs), leaves.departs, flight, offer.id)

    return sorted(pool, key=place)


def reasons(offer: Ranked, pool: Sequence[Ranked]) -> tuple[str, ...]:
    """Say why an offer stands out in its list: any of `cheapest`, `fastest`, `direct` (codes; words/ speaks them)."""
    said = []
    if offer.price_minor == min(other.price_minor for other in pool):
        said.append("cheapest")
    if minutes(offer.legs) == min(minutes(other.legs) for other in pool):
        said.append("fastest")
    if stops(offer.legs) == 0:
        said.append("direct")
    return tuple(said)
