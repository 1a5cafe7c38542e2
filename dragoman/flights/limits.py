"""What may be searched at all, pure: places, days, how many travel and how they may be mixed."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta

from dragoman.command import Refused
from dragoman.flights.supplier import FlightQuery

SLICES_MAX = 6
SEATS_MAX = 9
# Airlines open their seats about 11 months ahead; 361 days is the furthest any of them sells.
AHEAD_MAX = timedelta(days=361)
CABINS = (None, "economy", "premium_economy", "business", "first")
_PLACE = re.compile(r"[A-Z]{3}")


def check_query(query: FlightQuery, today: date) -> None:
    """Raise Refused naming the field that cannot be searched. `today` is UTC; a day is lenient for places west of it."""
    if not 1 <= len(query.slices) <= SLICES_MAX:
        raise _no(
            "slices",
            f"A search has 1 to {SLICES_MAX} flights.",
            "Tell me from where to where, e.g. Lagos to Abuja on 15 December.",
        )
    earliest = today - timedelta(days=1)
    for index, leg in enumerate(query.slices):
        where = f"slices.{index}"
        if not (_PLACE.fullmatch(leg.origin) and _PLACE.fullmatch(leg.destination)):
            raise _no(
                where, "Places are IATA codes of three letters.", "Which city or airport? For example: Lagos to Abuja."
            )
        if leg.origin == leg.destination:
            raise _no(
                where,
                "Origin and destination are the same.",
                "From and to are the same place. For example: Lagos to Abuja.",
            )
        if leg.day < earliest:
            raise _no(
                f"{where}.day",
                "The day is past or before the flight ahead of it.",
                "That day has passed. Send a later one, e.g. 15 December.",
            )
        if leg.day > today + AHEAD_MAX:
            raise _no(
                f"{where}.day",
                "Airlines sell at most 361 days ahead.",
                "Airlines do not sell that far ahead. Send a day within the next 11 months.",
            )
        earliest = leg.day
    _check_seats(query)
    if query.cabin not in CABINS:
        raise _no("cabin", "Unknown cabin.", "Which cabin: economy, premium economy, business or first?")


def _check_seats(query: FlightQuery) -> None:
    kinds = Counter(seat.kind for seat in query.seats)
    if not 1 <= len(query.seats) <= SEATS_MAX or set(kinds) - {"adult", "child", "infant"}:
        raise _no(
            "seats",
            f"A search is for 1 to {SEATS_MAX} travellers.",
            f"I can book up to {SEATS_MAX} travellers at once, e.g. 2 adults and 1 child.",
        )
    if kinds["infant"] > kinds["adult"]:
        raise _no(
            "seats",
            "Each infant needs an adult.",
            "Each infant under 2 needs an adult. For example: 1 adult, 1 infant.",
        )
    if not kinds["adult"]:
        raise _no(
            "seats", "A booking needs an adult.", "At least one adult must travel. For example: 1 adult, 1 child of 8."
        )


def _no(field: str, staff: str, guest: str) -> Refused:
    return Refused("search.query", staff, guest, field=field, status=422)
