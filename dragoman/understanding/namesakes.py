"""Cities that share a name: which one is meant when the trip or the phone tells, and which to ask about when nothing does."""

from __future__ import annotations

from collections.abc import Sequence

from dragoman.understanding.models import Place
from dragoman.understanding.names import PlaceKind
from dragoman.understanding.places import ranked
from dragoman.understanding.text import key

_BIG = 64
"""How well known (0-100) a city must be to rival a namesake."""
_CLOSE = 8
"""What a namesake may be less well known and still be meant; being in the phone's country counts as much (places.ranked)."""
_NEAR = 6
"""How much less well known a city in the country of the other end may be and still be the one that is clearly meant."""
_SURE = 100
"""A name that the house's own list gives to one city."""


def namesakes(written: str, taken: Place, country: str | None, ends: Sequence[Place]) -> tuple[Place, ...]:
    """Return the city meant by `written`, alone, or several to ask about, likeliest first.

    `taken` is the reading so far; `country` that of the phone (ISO 3166 alpha-2); `ends` the other ends of the trip: a
    namesake in the country of one of them is meant when it is the only one there.
    """
    found = ranked(key(written), country)
    if taken.kind is not PlaceKind.CITY or not found or found[0][1] != taken or found[0][0] >= _SURE:
        return (taken,)
    top = found[0][0]
    rivals: dict[str, Place] = {}
    near_enough: set[str] = set()
    for weight, city in found:
        if city.kind is PlaceKind.CITY and city.airports and weight >= max(_BIG, top - _CLOSE):
            rivals.setdefault(city.iata, city)
            if weight >= top - _NEAR:
                near_enough.add(city.iata)
    if len(rivals) < 2:
        return (taken,)
    for end in ends:
        near = [city for city in rivals.values() if city.country == end.country]
        if len(near) == 1 and near[0].iata in near_enough:
            return (near[0],)
    return tuple(rivals.values())[:4]
