"""Airports and cities as Duffel shows them, from the open list in `airportsdata` (MIT)."""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import airportsdata
from babel import Locale

_EARTH_KM = 6371.0088

# Cities with several airports that the list's own table lacks or lists in part.
_MORE_METROS = {
    "LON": ("SEN",),
    "NYC": ("EWR",),
}


@dataclass(frozen=True, slots=True)
class Airport:
    """One airport: codes, names, position in degrees, IANA time zone, and its city's IATA code."""

    iata: str
    icao: str
    name: str
    city: str
    country: str
    latitude: float
    longitude: float
    zone: str
    city_code: str

    def km_to(self, other: Airport) -> float:
        """Great-circle distance in kilometres (haversine on the mean radius)."""
        lat1, lat2 = math.radians(self.latitude), math.radians(other.latitude)
        half_lat = (lat2 - lat1) / 2
        half_lon = math.radians(other.longitude - self.longitude) / 2
        a = math.sin(half_lat) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(half_lon) ** 2
        return 2 * _EARTH_KM * math.asin(math.sqrt(a))


@cache
def _metros() -> dict[str, tuple[str, str, tuple[str, ...]]]:
    """City code → (name, country, airports) for cities with several airports."""
    metros = {}
    for code, metro in airportsdata.load_iata_macs().items():
        airports = tuple(sorted({*metro["airports"], *_MORE_METROS.get(code, ())}))
        metros[code] = (metro["name"], metro["country"], airports)
    return metros


@cache
def airports() -> dict[str, Airport]:
    """Every airport with an IATA code and a time zone."""
    city_of = {iata: code for code, (_, _, members) in _metros().items() for iata in members}
    return {
        iata: Airport(
            iata,
            row["icao"],
            row["name"],
            row["city"] or row["name"],
            row["country"],
            row["lat"],
            row["lon"],
            row["tz"],
            city_of.get(iata, iata),
        )
        for iata, row in airportsdata.load("IATA").items()
        if row["tz"] and row["name"]
    }


def airports_of(code: str) -> list[Airport]:
    """The airports behind an IATA airport or city code, empty when it is neither; an airport's code wins."""
    known = airports()
    if code in known:
        return [known[code]]
    if code in _metros():
        return [known[iata] for iata in _metros()[code][2] if iata in known]
    return []


def is_city(code: str) -> bool:
    """Say whether the code names a city with several airports rather than one airport."""
    return code not in airports() and code in _metros()


def _city_id(code: str, country: str) -> str:
    return f"cit_{code.lower()}_{country.lower()}"


@lru_cache(maxsize=4096)
def airport_json(iata: str) -> dict[str, Any]:
    """An airport as in segments and slices of offers and orders; callers must not change it."""
    airport = airports()[iata]
    metro = _metros().get(airport.city_code)
    city = None
    if metro:
        city = {
            "type": "city",
            "id": _city_id(airport.city_code, metro[1]),
            "name": metro[0],
            "iata_code": airport.city_code,
            "iata_country_code": metro[1],
        }
    return {
        "type": "airport",
        "id": f"arp_{iata.lower()}_{airport.country.lower()}",
        "name": airport.name,
        "iata_code": iata,
        "icao_code": airport.icao or None,
        "iata_city_code": airport.city_code,
        "iata_country_code": airport.country,
        "city_name": metro[0] if metro else airport.city,
        "city": city,
        "latitude": airport.latitude,
        "longitude": airport.longitude,
        "time_zone": airport.zone,
    }


@lru_cache(maxsize=256)
def place_json(code: str) -> dict[str, Any]:
    """An airport or a city with its airports, as in an offer request's slices."""
    if not is_city(code):
        return {**airport_json(code), "airports": None}
    name, country, members = _metros()[code]
    return {
        "type": "city",
        "id": _city_id(code, country),
        "name": name,
        "iata_code": code,
        "icao_code": None,
        "iata_city_code": code,
        "iata_country_code": country,
        "city_name": name,
        "city": None,
        "latitude": None,
        "longitude": None,
        "time_zone": None,
        "airports": [airport_json(iata) for iata in members if iata in airports()],
    }


def plain(text: str) -> str:
    """Lower case without accents, for comparing names."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).casefold().strip()


@cache
def _searchable() -> list[tuple[str, str, str, bool]]:
    """(code, city, name, is a city) of everything that a suggestion may name."""
    rows = [(code, plain(name), plain(name), True) for code, (name, _, _) in _metros().items()]
    rows += [(a.iata, plain(a.city), plain(a.name), False) for a in airports().values()]
    return rows


def _rank(query: str, code: str, city: str, name: str, is_metro: bool) -> int | None:
    """How well a place answers the query, lower is better; None when it does not."""
    words = name.split()
    if code.casefold() == query:
        return 0
    if city == query:
        return 1 if is_metro else 2
    if city.startswith(query):
        return 4
    if name.startswith(query):
        return 5
    if any(word.startswith(query) for word in words):
        return 6
    return None


def suggestions(query: str, hubs: frozenset[str], limit: int = 20) -> list[dict[str, Any]]:
    """Places whose code, city or name begin with `query`, best first; `hubs` and international airports go ahead."""
    wanted = plain(query)
    if not wanted:
        return []
    found = []
    for code, city, name, is_metro in _searchable():
        rank = _rank(wanted, code, city, name, is_metro)
        if rank is not None:
            weight = 0 if code in hubs or is_metro else 1 if "international" in name else 2
            found.append((rank, weight, len(name), code, is_metro))
    found.sort()
    return [_suggested(code) for _, _, _, code, _ in found[:limit]]


def _suggested(code: str) -> dict[str, Any]:
    """A place with its country's English name (CLDR), which only suggestions carry."""
    place = place_json(code)
    return {**place, "country_name": Locale("en").territories.get(place["iata_country_code"])}
