"""Reads the trip of a message: its dates, places and legs, put in their roles and compared with what is known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from dragoman.understanding.corrections import corrects_a_place, meant_dates, meant_places, names_a_city
from dragoman.understanding.date_readers import DateFrame
from dragoman.understanding.dates import DateMention, find_dates
from dragoman.understanding.intents import FIRM
from dragoman.understanding.models import (
    Alternative,
    DateRange,
    Leg,
    Place,
    Problem,
)
from dragoman.understanding.names import Fault, Intent, PlaceKind, Slot, Topic, TripType
from dragoman.understanding.namesakes import namesakes
from dragoman.understanding.place_mentions import PlaceMention
from dragoman.understanding.places import place
from dragoman.understanding.placing import PlaceFinder
from dragoman.understanding.record import Reading
from dragoman.understanding.strays import find_strays
from dragoman.understanding.trips import DATE_SLOTS, PLACE_SLOTS, Roles, date_roles, later_than, legs_of, place_roles

_DATE_FIELDS = {
    Slot.DEPARTURE_DATE: "departure", Slot.RETURN_DATE: "return_", Slot.CHECK_IN_DATE: "check_in", Slot.CHECK_OUT_DATE: "check_out",
    Slot.PICK_UP_DATE: "pick_up", Slot.DROP_OFF_DATE: "drop_off", Slot.DATE: "day",
}  # fmt: skip
_PLACE_FIELDS = {Slot.ORIGIN: "origin", Slot.DESTINATION: "destination", Slot.PICK_UP_PLACE: "pick_up_place"}


def read_dates(reading: Reading) -> list[DateMention]:
    """Return the dates of the message; their roles are given by read_date_roles."""
    asked = bool(reading.expect & set(DATE_SLOTS))
    departure = reading.context.known.get("departure")
    frame = DateFrame(reading.today, reading.context.country, anchor=departure if isinstance(departure, date) else None)
    text = reading.words.pattern("date.not_date").sub(lambda m: "~" * len(m.group()), reading.hidden())
    found = find_dates(text, reading.words, frame)
    kept = [m for m in found if not _no_date(reading, m, asked) and not names_a_city(reading, m)]
    reading.taken.extend((m.lo, m.hi) for m in kept)
    return meant_dates(reading, kept)


def _no_date(reading: Reading, mention: DateMention, asked: bool) -> bool:
    """Say whether what looks like a date is none here: "that is all for today", "the second one", "24/7"."""
    text = reading.message.folded
    behind = text[mention.hi : mention.hi + 24]
    if mention.kind in ("ordinal", "ordinal_plain") and not re.search(r"\d", text[mention.lo : mention.hi]):
        return not asked or bool(re.match(r"\s+(?:one|option|flight|class|choice|time|person|name)\b", behind))
    if mention.kind.startswith("weekday") and _WE_WOULD.fullmatch(reading.message.said(mention.lo, mention.hi)):
        return True
    if mention.kind == "relative":
        before = text[max(0, mention.lo - 34) : mention.lo]
        if (
            before.split()
            and before.split()[-1] in reading.words.weekdays
            and mention.first == reading.today + timedelta(days=1)
        ):
            return True  # German: "am Mittwoch morgen" is a morning
        return bool(reading.words.pattern("date.farewell").search(before))
    if mention.kind == "numeric":
        return text[mention.lo : mention.hi] == "24/7"
    return bool(mention.kind in ("distance_ago",))


_WE_WOULD = re.compile(r"(?i)we['’]d")
"""Folded it reads like a Wednesday."""


def read_places(reading: Reading, dates: list[DateMention]) -> None:
    """Read origin, destination, a chain of places, and names that no list knows."""
    message, expect = reading.message, reading.expect
    ground = reading.topic not in (None, Topic.FLIGHT)
    finder = PlaceFinder(
        message,
        reading.words,
        reading.taken,
        expected=bool(expect & set(PLACE_SLOTS)) or corrects_a_place(reading, dates),
        country=reading.context.country,
        ground=ground,
    )
    mentions = finder.find()
    finder.expected = bool(expect & set(PLACE_SLOTS))
    missing = 2 - len(mentions) if reading.topic is not Topic.CAR else 1 - len(mentions)
    if missing > 0 and "choice" not in reading.values:
        mentions = sorted([*mentions, *find_strays(finder, mentions, missing)], key=lambda m: m.lo)
    mentions = meant_places(reading, mentions)
    roles = place_roles(message.folded, mentions, expect, reading.words, reading.topic)
    if reading.topic in (None, Topic.FLIGHT):
        _tell_namesakes_apart(reading, roles)
    _take_places(reading, roles)
    _take_legs(reading, legs_of(message.folded, mentions, dates, reading.words))


def _tell_namesakes_apart(reading: Reading, roles: Roles) -> None:
    """Settle cities that share a name by the rest of the trip; what nothing settles keeps its rivals to ask about."""

    def meant(mention: PlaceMention, ends: list[Place]) -> tuple[Place, ...]:
        if mention.place is None or mention.coded:
            return ()
        written = reading.message.folded[mention.lo : mention.hi]
        return namesakes(written, mention.place, reading.context.country, ends)

    alone = {slot: meant(mention, []) for slot, mention in roles.places.items()}
    for slot, mention in list(roles.places.items()):
        if len(alone[slot]) < 2:
            continue
        ends = [found[0] for other, found in alone.items() if other != slot and len(found) == 1]
        known = reading.context.known.get("destination" if slot is Slot.ORIGIN else "origin")
        if not ends and isinstance(known, Place):
            ends = [known]
        rivals = meant(mention, ends)
        roles.places[slot] = replace(mention, place=rivals[0], rivals=rivals)


def _take_places(reading: Reading, roles: Roles) -> None:
    elsewhere = any(s.weight >= FIRM and s.intent not in _ROUTED for s in reading.signs)
    for slot, mention in roles.places.items():
        if mention.place is None and elsewhere:
            continue  # "what about baggage?" names no city
        reading.mark(slot, mention.lo, mention.hi, take=True)
        if mention.place is None:
            reading.trouble(Fault.UNKNOWN_PLACE, slot, mention.lo, mention.hi, mention.candidates)
            continue
        if len(mention.rivals) > 1:
            reading.trouble(Fault.AMBIGUOUS_PLACE, slot, mention.lo, mention.hi, mention.rivals)
            continue
        reading.values[_PLACE_FIELDS[slot]] = mention.place
        if mention.place.kind in (PlaceKind.COUNTRY, PlaceKind.REGION) and len(mention.place.airports) > 1:
            reading.trouble(Fault.AMBIGUOUS_PLACE, slot, mention.lo, mention.hi, _choices(mention.place))
        elif not mention.place.airports and reading.topic in (None, Topic.FLIGHT):
            reading.trouble(
                Fault.NO_AIRPORT, slot, mention.lo, mention.hi, tuple(p for c in mention.place.near if (p := place(c)))
            )
        for other in mention.candidates[1:3]:
            if other.kind is PlaceKind.CITY and other.airports and other.iata != mention.place.iata:
                reading.alternatives.append(Alternative(slot, other, 0.2))


_ROUTED = (Intent.SEARCH, Intent.BOOK, Intent.CHANGE, Intent.INFORM)
"""What a message may want that speaks of places."""


def _take_legs(reading: Reading, legs: list[Leg]) -> None:
    """Keep a chain of three or more places: there and back again is a round trip, anything else a multi-city trip."""
    if not legs:
        return
    first, last = legs[0], legs[-1]
    reading.values["origin"], reading.values["destination"] = first.origin, first.destination
    for name in ("departure", "return_"):
        reading.values.pop(name, None)
    if first.departure is not None:
        reading.values["departure"] = first.departure
    if len(legs) == 2 and last.destination == first.origin:
        reading.values["trip_type"] = TripType.ROUND_TRIP
        if last.departure is not None:
            reading.values["return_"] = last.departure
        return
    reading.values["trip_type"] = TripType.MULTI_CITY
    reading.values["legs"] = tuple(legs)


def _choices(area: Place) -> tuple[Place, ...]:
    """Return the cities of a country or region that a traveller may mean, most important first."""
    return tuple(p for code in area.airports[:5] if (p := place(code)) is not None)


def read_date_roles(reading: Reading, mentions: list[DateMention]) -> None:
    """Put the dates into departure, return, check-in and the like, or name what is wrong with them."""
    found = date_roles(reading.message.folded, mentions, reading.expect, reading.words, reading.topic, reading.settled)
    start = found[Slot.DEPARTURE_DATE][0] if Slot.DEPARTURE_DATE in found else reading.context.known.get("departure")
    for slot, (value, mention) in found.items():
        if slot is Slot.RETURN_DATE and isinstance(start, date):
            value = later_than(value, start, mention)
        reading.mark(slot, mention.lo, mention.hi)
        if mention.fault is not None:
            reading.trouble(mention.fault, slot, mention.lo, mention.hi, mention.others)
            if mention.fault is Fault.AMBIGUOUS_DATE:
                reading.alternatives.extend(Alternative(slot, other, 0.5) for other in mention.others)
            continue
        reading.alternatives.extend(Alternative(slot, other, 0.3) for other in mention.others if other != value)
        name = _DATE_FIELDS[slot]
        reading.values[name] = (
            value if name in ("departure", "return_") or not isinstance(value, DateRange) else value.first
        )
    for mention in mentions:
        if mention.first is None:
            first = next((s for s in reading.context.expect if s in DATE_SLOTS), Slot.DEPARTURE_DATE)
            reading.mark(first, mention.lo, mention.hi)
            reading.trouble(mention.fault or Fault.IMPOSSIBLE_DATE, first, mention.lo, mention.hi)


_ASKED_ABOUT = (
    "origin",
    "destination",
    "departure",
    "return_",
    "check_in",
    "check_out",
    "pick_up",
    "drop_off",
    "pick_up_place",
)


def forget_questions(reading: Reading) -> None:
    """Drop route and dates from a mere question about what is shown or booked ("When does it land in Lagos?")."""
    strongest = max(reading.signs, key=lambda s: s.weight, default=None)
    if any(s.intent in (Intent.MORE, Intent.SEARCH, Intent.BOOK, Intent.CHANGE) for s in reading.signs):
        return
    settled = reading.context.state in ("options", "confirm", "offer", "done")
    if settled and not reading.expect and strongest is not None and strongest.intent is Intent.ASK:
        for name in _ASKED_ABOUT:
            reading.values.pop(name, None)


def check(reading: Reading) -> None:
    """Name what contradicts itself or what is known."""
    reading.problems.extend(conflicts(reading.values, reading.context.known))


def conflicts(values: Mapping[str, Any], known: Mapping[str, object]) -> list[Problem]:
    """Compare the values with each other and with what is known: same place twice, back before going."""
    found: list[Problem] = []
    origin, destination = values.get("origin", known.get("origin")), values.get("destination", known.get("destination"))
    if origin is not None and origin == destination and ("origin" in values or "destination" in values):
        found.append(Problem(Fault.SAME_PLACE, Slot.DESTINATION, "", (origin,)))
    departure = values.get("departure", known.get("departure"))
    back = values.get("return_", known.get("return_"))
    if (
        isinstance(departure, date)
        and isinstance(back, date)
        and back < departure
        and ("departure" in values or "return_" in values)
    ):
        found.append(Problem(Fault.RETURN_BEFORE_DEPARTURE, Slot.RETURN_DATE, "", (back,)))
    return found
