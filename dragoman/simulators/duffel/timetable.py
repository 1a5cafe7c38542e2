"""A plausible worldwide timetable: which carrier flies where, when, and how its flights connect.

Everything is drawn from generators keyed by seed, carrier, pair and flight, so the same seed gives the same timetable
on every machine and the same flight number flies at the same local hour each day.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from dragoman.simulators.duffel.airlines import Airline, airlines, hubs
from dragoman.simulators.duffel.places import Airport, airports

_DETOUR_MAX = 1.75  # a connection may be this much longer than the great circle …
_DETOUR_SPARE_KM = 900  # … and this much on top, so that short pairs have some too
_LONG_HAUL_KM = 4500  # beyond it only pairs of hubs have nonstop flights
_CONNECT_MIN = timedelta(minutes=60)
_CONNECT_MAX = timedelta(hours=11)
_ITINERARIES_MAX = 40


@dataclass(frozen=True, slots=True)
class Leg:
    """One flight on one day: local departure and arrival (naive, each in its airport's zone) and true duration."""

    airline: str
    number: str
    origin: str
    destination: str
    departs: datetime
    arrives: datetime
    duration: timedelta
    km: int


@dataclass(frozen=True, slots=True)
class Itinerary:
    """One way from origin to destination: one to three legs of one ticketing carrier, and a stop inside a leg if any."""

    legs: tuple[Leg, ...]
    stop: str = ""  # IATA code of a technical stop inside the first leg

    @property
    def owner(self) -> str:
        """The carrier that sells it."""
        return self.legs[0].airline

    @property
    def duration(self) -> timedelta:
        """From first departure to last arrival, in true time."""
        return instant(self.legs[-1].arrives, self.legs[-1].destination) - instant(
            self.legs[0].departs, self.legs[0].origin
        )


@lru_cache(maxsize=1024)
def _zone(iata: str) -> ZoneInfo:
    return ZoneInfo(airports()[iata].zone)


def instant(local: datetime, iata: str) -> datetime:
    """The UTC instant of a naive local time at an airport."""
    return local.replace(tzinfo=_zone(iata)).astimezone(UTC)


def flying_time(km: float) -> timedelta:
    """Gate to gate: half an hour of ground and climb, then 830 km/h, rounded up to five minutes."""
    minutes = 35 + km / 830 * 60
    return timedelta(minutes=5 * -(-int(minutes) // 5))


def _flies(airline: Airline, origin: Airport, destination: Airport, km: float) -> bool:
    """Whether the carrier flies the pair nonstop: within reach and touching a hub; Duffel Airways flies any pair."""
    if km > airline.reach_km:
        return False
    if airline.code == "ZZ":
        return True
    if origin.iata not in airline.hubs and destination.iata not in airline.hubs:
        return False
    if origin.country == destination.country:
        return origin.country == airline.country
    if km > _LONG_HAUL_KM and not {origin.iata, destination.iata} <= hubs():
        return False
    return airline.reach_km > 2600 or origin.country == airline.country or destination.country == airline.country


def _daily(airline: Airline, km: float, draw: random.Random, both_hubs: bool) -> int:
    most = 5 if km < 900 else 3 if km < 3500 else 2
    if airline.code == "ZZ":
        return min(3, most)
    return max(1, min(most, draw.randint(1, most) + (1 if both_hubs else 0)))


@lru_cache(maxsize=20_000)
def _pattern(seed: int, code: str, origin: str, destination: str) -> tuple[tuple[str, time, frozenset[int]], ...]:
    """The carrier's flights on a pair: number, local departure, and the weekdays (0 = Monday) on which it flies."""
    airline, known = airlines()[code], airports()
    km = known[origin].km_to(known[destination])
    if not _flies(airline, known[origin], known[destination], km):
        return ()
    draw = random.Random(f"{seed}/{code}/{origin}/{destination}")
    both = origin in airline.hubs and destination in airline.hubs
    count = _daily(airline, km, draw, both)
    first, last = (6 * 12, 21 * 12) if km < 3500 else (7 * 12, 23 * 12 + 6)
    width = (last - first) / count
    rows = []
    start = draw.randint(100, 8000)
    for n in range(count):
        slot = int(first + n * width + draw.uniform(0.1, 0.8) * width)
        days = frozenset(range(7))
        if km > 3500 and n > 0:
            days = frozenset(draw.sample(range(7), 4))
        rows.append((f"{(start + 2 * n) % 9000 + 100:04d}", time(slot // 12 % 24, slot % 12 * 5), days))
    return tuple(rows)


def legs(seed: int, code: str, origin: str, destination: str, day: date) -> list[Leg]:
    """The carrier's nonstop flights on a pair that leave on `day` (local to the origin), earliest first."""
    km = airports()[origin].km_to(airports()[destination])
    duration = flying_time(km)
    found = []
    for number, leaves, days in _pattern(seed, code, origin, destination):
        if day.weekday() not in days:
            continue
        departs = datetime.combine(day, leaves)
        arrives = (instant(departs, origin) + duration).astimezone(_zone(destination)).replace(tzinfo=None)
        found.append(Leg(code, number, origin, destination, departs, arrives, duration, round(km)))
    return sorted(found, key=lambda leg: leg.departs)


def _onward(seed: int, code: str, first: Leg, destination: str) -> Leg | None:
    """The carrier's next flight from where `first` lands, with time to change planes, today or tomorrow."""
    landed = instant(first.arrives, first.destination)
    for ahead in range(2):
        for leg in legs(seed, code, first.destination, destination, first.arrives.date() + timedelta(days=ahead)):
            wait = instant(leg.departs, leg.origin) - landed
            if _CONNECT_MIN <= wait <= _CONNECT_MAX:
                return leg
    return None


def _via(origin: Airport, destination: Airport) -> Iterator[tuple[str, str]]:
    """Carriers and hubs that make a sensible connection between the two airports."""
    direct = origin.km_to(destination)
    known = airports()
    domestic = origin.country == destination.country
    for airline in airlines().values():
        if domestic and airline.country != origin.country:
            continue  # no cabotage
        for hub in airline.hubs:
            if hub in (origin.iata, destination.iata) or hub not in known:
                continue
            detour = origin.km_to(known[hub]) + known[hub].km_to(destination)
            if detour <= direct * _DETOUR_MAX + _DETOUR_SPARE_KM:
                yield airline.code, hub


def _two_stops(seed: int, origin: Airport, destination: Airport, day: date) -> Iterator[Itinerary]:
    """Two changes: a feeder to a gateway of the origin's country, then that country's or a foreign carrier onwards."""
    known = airports()
    feeders = [a for a in airlines().values() if a.country == origin.country and origin.iata not in a.hubs]
    for feeder in feeders:
        for gateway in feeder.hubs:
            for feed in legs(seed, feeder.code, origin.iata, gateway, day)[:1]:
                for code, hub in _via(known[gateway], destination):
                    middle = _onward(seed, code, feed, hub)
                    last = middle and _onward(seed, code, middle, destination.iata)
                    if middle and last and hub != origin.iata:
                        yield Itinerary((feed, middle, last))


def itineraries(seed: int, origin: str, destination: str, day: date, max_connections: int) -> list[Itinerary]:
    """Every plausible way on `day`, shortest first, at most forty; the same for the same arguments."""
    known = airports()
    start, end = known[origin], known[destination]
    found: list[Itinerary] = []
    for code in airlines():
        found.extend(Itinerary((leg,)) for leg in legs(seed, code, origin, destination, day))
    if max_connections >= 1:
        for code, hub in _via(start, end):
            for first in legs(seed, code, origin, hub, day):
                if second := _onward(seed, code, first, destination):
                    found.append(Itinerary((first, second)))
    if max_connections >= 2:
        found.extend(_two_stops(seed, start, end, day))
    shortest = min((way.duration for way in found), default=timedelta())
    sensible = [way for way in found if way.duration <= shortest * 2 + timedelta(hours=9)]
    sensible.sort(key=lambda way: (way.duration, way.legs[0].departs, way.owner, way.legs[0].number))
    return sensible[:_ITINERARIES_MAX]
