"""A search as it was asked: the body of an offer request, checked field by field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import msgspec

from dragoman.simulators.duffel import ids
from dragoman.simulators.duffel.errors import DuffelRefusal, invalid
from dragoman.simulators.duffel.fares import CABINS
from dragoman.simulators.duffel.places import airports_of

TYPES = ("adult", "child", "infant_without_seat")
FARE_TYPES = frozenset(
    {
        "accompanying_adult",
        "contract_bulk",
        "contract_bulk_child",
        "contract_bulk_infant_with_seat",
        "contract_bulk_infant_without_seat",
        "frequent_flyer",
        "group_inclusive_tour",
        "group_inclusive_tour_child",
        "humanitarian",
        "individual_inclusive_tour_child",
        "marine",
        "seat_only",
        "student",
        "teacher",
        "tour_operator_inclusive",
        "tour_operator_inclusive_infant",
        "unaccompanied_child",
        "visiting_friends_and_family",
    }
)
"""Private fares that may be asked for; they are taken and priced as public ones."""
_PASSENGERS_MAX = 9
_SLICES_MAX = 6
_AHEAD_MAX = timedelta(days=361)
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


class Stretch(msgspec.Struct, frozen=True):
    """One slice asked for: IATA codes as given (airport or city), local day, and bounds as HH:MM or empty."""

    origin: str
    destination: str
    day: date
    departs_from: str = ""
    departs_to: str = ""
    arrives_from: str = ""
    arrives_to: str = ""


class Traveller(msgspec.Struct, frozen=True):
    """One passenger of a search: `kind` prices the seat; `age` is on the day of the last slice, None when not told."""

    id: str
    kind: str
    age: int | None
    told_type: str | None
    given_name: str | None = None
    family_name: str | None = None


class Query(msgspec.Struct, frozen=True):
    """A whole search; equal queries have equal flights and prices for the same seed."""

    slices: tuple[Stretch, ...]
    travellers: tuple[Traveller, ...]
    cabin: str
    max_connections: int


def kind_of_age(age: int) -> str:
    """The passenger type that an age falls into: under 2 infant without seat, under 12 child, else adult."""
    return "infant_without_seat" if age < 2 else "child" if age < 12 else "adult"


def read(asked: Mapping[str, Any], request_id: str, today: date) -> Query:
    """Check an offer request's body; raises DuffelRefusal naming the first wrong field. `today` bounds the dates."""
    slices = tuple(read_stretch(part, n, today) for n, part in enumerate(_list(asked, "slices", _SLICES_MAX)))
    for n in range(1, len(slices)):
        if slices[n].day < slices[n - 1].day:
            raise invalid("format", "departure_date", "Slices must be in order of departure", f"/slices/{n}")
    travellers = tuple(
        _traveller(part, n, request_id) for n, part in enumerate(_list(asked, "passengers", _PASSENGERS_MAX))
    )
    infants = sum(1 for traveller in travellers if traveller.kind == "infant_without_seat")
    if infants > sum(1 for traveller in travellers if traveller.kind == "adult"):
        raise invalid("inclusion", "passengers", "Each infant without seat must travel with an adult of its own")
    cabin = asked.get("cabin_class") or "economy"
    if cabin not in CABINS:
        raise invalid("inclusion", "cabin_class", f"Field 'cabin_class' must be one of: {', '.join(CABINS)}")
    connections = asked.get("max_connections")
    connections = 1 if connections is None else connections
    if isinstance(connections, bool) or connections not in (0, 1, 2):
        raise invalid("inclusion", "max_connections", "Field 'max_connections' must be from 0 to 2")
    return Query(slices, travellers, cabin, connections)


def _list(asked: Mapping[str, Any], field: str, most: int) -> list[Mapping[str, Any]]:
    parts = asked.get(field)
    if parts is None or parts == []:
        raise invalid("required", field, f"Field '{field}' can't be blank")
    if not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts):
        raise invalid("type", field, f"Field '{field}' must be a list of objects")
    if len(parts) > most:
        raise invalid("length", field, f"Field '{field}' can have at most {most} elements")
    return parts


def read_stretch(part: Mapping[str, Any], n: int, today: date) -> Stretch:
    """Check one slice of a search or a change; `n` is its place in the body. Raises DuffelRefusal."""
    ends = []
    for field in ("origin", "destination"):
        code = part.get(field)
        if not code:
            raise invalid("required", field, f"Field '{field}' can't be blank", f"/slices/{n}/{field}")
        if not isinstance(code, str) or not airports_of(code.upper()):
            message = f"Field '{field}' must be a valid IATA airport or city code"
            raise invalid("inclusion", field, message, f"/slices/{n}/{field}")
        ends.append(code.upper())
    if {a.iata for a in airports_of(ends[0])} & {a.iata for a in airports_of(ends[1])}:
        raise invalid("inclusion", "destination", "Origin and destination must differ", f"/slices/{n}/destination")
    day = _day(part.get("departure_date"), n, today)
    departs = _bounds(part.get("departure_time"), "departure_time", n)
    arrives = _bounds(part.get("arrival_time"), "arrival_time", n)
    return Stretch(ends[0], ends[1], day, *departs, *arrives)


def _day(given: object, n: int, today: date) -> date:
    pointer = f"/slices/{n}/departure_date"
    if not given:
        raise invalid("required", "departure_date", "Field 'departure_date' can't be blank", pointer)
    try:
        day = date.fromisoformat(given) if isinstance(given, str) and len(given) == 10 else None
    except ValueError:
        day = None
    if day is None:
        raise invalid("format", "departure_date", "Field 'departure_date' must be a date like 2026-12-15", pointer)
    if day < today - timedelta(days=1):  # somewhere on Earth it may still be yesterday
        raise invalid("inclusion", "departure_date", "Field 'departure_date' must be after today", pointer)
    if day > today + _AHEAD_MAX:
        raise invalid("inclusion", "departure_date", "Field 'departure_date' is too far in the future", pointer)
    return day


def _bounds(given: object, field: str, n: int) -> tuple[str, str]:
    if given is None:
        return "", ""
    pointer = f"/slices/{n}/{field}"
    if not isinstance(given, dict):
        raise invalid("type", field, f"Field '{field}' must be an object with from and to", pointer)
    ends = []
    for end in ("from", "to"):
        text = given.get(end) or ""
        if text and not (isinstance(text, str) and _CLOCK.fullmatch(text[:5])):
            raise invalid("format", field, f"Field '{field}.{end}' must be a time like 09:45", pointer)
        ends.append(text[:5])
    return ends[0], ends[1]


def _traveller(part: Mapping[str, Any], n: int, request_id: str) -> Traveller:
    age, told, fare_type = part.get("age"), part.get("type"), part.get("fare_type")
    pointer = f"/passengers/{n}"
    if age is None and told is None and fare_type is None:
        raise invalid("required", "type", "A passenger needs either 'type' or 'age'", pointer)
    if fare_type is not None and fare_type not in FARE_TYPES:
        raise invalid("inclusion", "fare_type", "Field 'fare_type' is not known", f"{pointer}/fare_type")
    if told is not None and (age is not None or fare_type is not None):
        raise invalid("inclusion", "type", "A passenger may have 'type' or 'age', not both", pointer)
    if age is not None and (isinstance(age, bool) or not isinstance(age, int) or not 0 <= age <= 130):
        raise invalid("inclusion", "age", "Field 'age' must be from 0 to 130", f"{pointer}/age")
    if told is not None and told not in TYPES:
        raise invalid("inclusion", "type", f"Field 'type' must be one of: {', '.join(TYPES)}", f"{pointer}/type")
    kind = kind_of_age(age) if age is not None else told or "adult"
    names = [part.get(field) for field in ("given_name", "family_name")]
    if any(name is not None and not isinstance(name, str) for name in names):
        raise DuffelRefusal("invalid_passenger_name", "A passenger's name must be text", "given_name", pointer)
    return Traveller(ids.make("pas", request_id, n), kind, age, told, names[0], names[1])
