"""From a search to its offers: combines itineraries and fares, and writes them as Duffel does. Pure and repeatable."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from dragoman.kit.money import Money
from dragoman.simulators.duffel import ids
from dragoman.simulators.duffel.airlines import aircraft_json, airline_json, airlines
from dragoman.simulators.duffel.fares import CABINS, Brand, adult_fare, brands, passenger_fare, penalty, split_tax
from dragoman.simulators.duffel.places import airport_json, airports, airports_of
from dragoman.simulators.duffel.query import Query, Stretch
from dragoman.simulators.duffel.scenarios import Scenario, scenario
from dragoman.simulators.duffel.timetable import Itinerary, Leg, itineraries

LIFE = timedelta(minutes=30)
HOLD_FOR = timedelta(hours=72)
GUARANTEED_FOR = timedelta(hours=48)
_PER_OWNER = 4
_OFFERS_MAX = 80
_AMENITIES = {"wifi": None, "seat": None, "power": None}  # nothing is known of them


@dataclass(frozen=True, slots=True)
class Offer:
    """One offer before it is written: the ways flown, the fare family and the whole price of all passengers."""

    id: str
    ways: tuple[Itinerary, ...]
    brand: Brand
    total: Money
    query: Query
    created_at: datetime

    @property
    def owner(self) -> str:
        """The selling carrier's code."""
        return self.ways[0].owner

    @property
    def expires_at(self) -> datetime:
        """When it can no longer be booked: about half an hour after the search."""
        return self.created_at + LIFE

    @property
    def duration(self) -> timedelta:
        """All slices' durations together; the key of sort=total_duration."""
        return sum((way.duration for way in self.ways), timedelta())

    @property
    def fate(self) -> Scenario:
        """The test scenario of its first slice."""
        return fate_of(self.ways[0])

    @property
    def holdable(self) -> bool:
        """Whether it can be booked now and paid later."""
        if self.fate.only_hold:
            return True
        soon = self.ways[0].legs[0].departs.date() <= (self.created_at + HOLD_FOR).date()
        return airlines()[self.owner].holds and not soon

    @property
    def connections(self) -> int:
        """The most changes in any slice."""
        return max(len(way.legs) - 1 for way in self.ways)

    @property
    def international(self) -> bool:
        """Whether any leg crosses a border."""
        known = airports()
        return any(known[leg.origin].country != known[leg.destination].country for way in self.ways for leg in way.legs)

    @property
    def documents_required(self) -> bool:
        """Whether the carrier wants a passport with the order: real ones on long international ways."""
        long_way = any(sum(leg.km for leg in way.legs) > 3000 for way in self.ways)
        return self.international and long_way and self.owner != "ZZ"


def fate_of(way: Itinerary) -> Scenario:
    """The test scenario of one way by its end airports."""
    return scenario(way.legs[0].origin, way.legs[-1].destination)


def find(seed: int, query: Query, request_id: str, created_at: datetime, currency: str, rate: Decimal) -> list[Offer]:
    """All offers of a search, at most eighty, cheapest brands of every carrier among them."""
    ways = [_ways(seed, stretch, query.max_connections) for stretch in query.slices]
    made: list[Offer] = []
    for combination in _combined(ways):
        for brand in brands(combination[0]):
            total = _total(seed, combination, query, brand, currency, rate)
            offer_id = ids.make("off", request_id, len(made))
            made.append(Offer(offer_id, combination, brand, total, query, created_at))
            if len(made) == _OFFERS_MAX:
                return made
    return made


def _ways(seed: int, stretch: Stretch, max_connections: int) -> list[Itinerary]:
    found: list[Itinerary] = []
    for origin in airports_of(stretch.origin):
        for destination in airports_of(stretch.destination):
            fate = scenario(origin.iata, destination.iata)
            if fate.no_offers:
                continue
            ways = itineraries(seed, origin.iata, destination.iata, stretch.day, max_connections)
            found.extend(_fated(seed, ways, fate, stretch, max_connections))
    return [way for way in found if _within(way, stretch)]


def _fated(seed: int, ways: list[Itinerary], fate: Scenario, stretch: Stretch, max_connections: int) -> list[Itinerary]:
    """Bend the ways of a special route: only Duffel Airways through a given airport, or with a stop in the segment."""
    if fate.connection and max_connections:
        day = stretch.day
        origin, destination = ways[0].legs[0].origin, ways[0].legs[-1].destination
        first = itineraries(seed, origin, fate.connection, day, 0)
        second = itineraries(seed, fate.connection, destination, day + timedelta(days=1), 0)
        onward = [way.legs[0] for way in second if way.owner == "ZZ"]
        return [Itinerary((way.legs[0], onward[0])) for way in first if way.owner == "ZZ"] if onward else []
    if fate.stop:
        return [replace(way, stop=fate.stop) for way in ways if way.owner == "ZZ" and len(way.legs) == 1]
    return ways


def _within(way: Itinerary, stretch: Stretch) -> bool:
    departs = way.legs[0].departs.strftime("%H:%M")
    arrives = way.legs[-1].arrives.strftime("%H:%M")
    return (stretch.departs_from or "00:00") <= departs <= (stretch.departs_to or "24:00") and (
        stretch.arrives_from or "00:00"
    ) <= arrives <= (stretch.arrives_to or "24:00")


def _combined(ways: list[list[Itinerary]]) -> list[tuple[Itinerary, ...]]:
    """Join the slices' ways of one and the same carrier; a single slice keeps all of them."""
    if len(ways) == 1:
        return [(way,) for way in ways[0]]
    joined: list[tuple[Itinerary, ...]] = []
    for owner in dict.fromkeys(way.owner for way in ways[0]):
        choices = [[way for way in slice_ways if way.owner == owner][:_PER_OWNER] for slice_ways in ways]
        if all(choices):
            joined.extend(itertools.islice(itertools.product(*choices), _PER_OWNER * _PER_OWNER))
    return joined


def _total(seed: int, ways: tuple[Itinerary, ...], query: Query, brand: Brand, currency: str, rate: Decimal) -> Money:
    total = Money(0, currency)
    for way in ways:
        adult = adult_fare(seed, way, query.cabin, brand, currency, rate)
        for traveller in query.travellers:
            total = total + passenger_fare(adult, traveller.kind)
    return total


def write(offer: Offer, total: Money, services: list[dict[str, Any]] | None) -> dict[str, Any]:
    """The offer as JSON; `total` may have moved since the search; `services` None leaves them unasked."""
    base, tax = split_tax(total)
    required = offer.documents_required
    supported = ["passport"] if offer.international else []
    return {
        "id": offer.id,
        "live_mode": False,
        "partial": False,
        "created_at": ids.stamp(offer.created_at),
        "updated_at": ids.stamp(offer.created_at),
        "expires_at": ids.stamp(offer.expires_at),
        "owner": airline_json(offer.owner),
        "total_amount": total.decimal_text(),
        "total_currency": total.currency,
        "base_amount": base.decimal_text(),
        "base_currency": total.currency,
        "tax_amount": tax.decimal_text(),
        "tax_currency": total.currency,
        "total_emissions_kg": str(_emissions(offer)),
        "conditions": {
            "change_before_departure": penalty(total, offer.brand.change_fee),
            "refund_before_departure": penalty(total, offer.brand.refund_fee),
        },
        "payment_requirements": _payment_requirements(offer),
        "passenger_identity_documents_required": required,
        "supported_passenger_identity_document_types": supported,
        "allowed_passenger_identity_document_types": supported,
        "supported_loyalty_programmes": [] if offer.owner == "ZZ" else [offer.owner],
        "passengers": [passenger_json(traveller) for traveller in offer.query.travellers],
        "slices": [slice_json(offer, way, n, total) for n, way in enumerate(offer.ways)],
        "available_services": services,
        "private_fares": [],
    }


def _payment_requirements(offer: Offer) -> dict[str, Any]:
    if not offer.holdable:
        return {
            "requires_instant_payment": True,
            "price_guarantee_expires_at": None,
            "payment_required_by": None,
        }
    return {
        "requires_instant_payment": False,
        "price_guarantee_expires_at": ids.stamp_seconds(offer.created_at + GUARANTEED_FOR),
        "payment_required_by": ids.stamp_seconds(offer.created_at + HOLD_FOR),
    }


def _emissions(offer: Offer) -> int:
    seats = sum(1 for traveller in offer.query.travellers if traveller.kind != "infant_without_seat")
    return round(sum(leg.km for way in offer.ways for leg in way.legs) * 0.088 * seats)


def passenger_json(traveller: Any) -> dict[str, Any]:
    """A passenger of a search or an offer."""
    return {
        "id": traveller.id,
        "type": traveller.kind if traveller.told_type or traveller.age is None else None,
        "age": traveller.age,
        "given_name": traveller.given_name,
        "family_name": traveller.family_name,
        "fare_type": None,
        "loyalty_programme_accounts": [],
    }


def slice_json(offer: Offer, way: Itinerary, n: int, total: Money) -> dict[str, Any]:
    """One slice with its segments; ids follow from the offer's id."""
    origin, destination = way.legs[0].origin, way.legs[-1].destination
    return {
        "id": ids.make("sli", offer.id, n),
        "origin_type": "airport",
        "origin": airport_json(origin),
        "destination_type": "airport",
        "destination": airport_json(destination),
        "duration": ids.duration(way.duration),
        "fare_brand_name": offer.brand.name,
        "ngs_shelf": 1,
        "comparison_key": "",
        "conditions": {
            "change_before_departure": penalty(total, offer.brand.change_fee),
            "advance_seat_selection": None,
            "priority_boarding": None,
            "priority_check_in": None,
        },
        "segments": [_segment(offer, way, leg, f"{n}/{m}", m == 0) for m, leg in enumerate(way.legs)],
    }


def _segment(offer: Offer, way: Itinerary, leg: Leg, place: str, first: bool) -> dict[str, Any]:
    return {
        "id": ids.make("seg", offer.id, place),
        "origin": airport_json(leg.origin),
        "origin_terminal": None,
        "destination": airport_json(leg.destination),
        "destination_terminal": None,
        "departing_at": ids.local(leg.departs),
        "arriving_at": ids.local(leg.arrives),
        "duration": ids.duration(leg.duration),
        "distance": str(leg.km),
        "aircraft": aircraft_json(leg.km),
        "marketing_carrier": airline_json(leg.airline),
        "marketing_carrier_flight_number": leg.number,
        "operating_carrier": airline_json(leg.airline),
        "operating_carrier_flight_number": leg.number,
        "media": [],
        "stops": [_stop(offer, way, leg)] if way.stop and first else [],
        "passengers": [_seat(offer, traveller) for traveller in offer.query.travellers],
    }


def _stop(offer: Offer, way: Itinerary, leg: Leg) -> dict[str, Any]:
    """A landing on the way: half-way through the flight, 45 minutes on the ground (times local to the origin's day)."""
    lands = leg.departs + leg.duration / 2
    return {
        "id": ids.make("sto", offer.id, way.stop),
        "airport": airport_json(way.stop),
        "arriving_at": ids.local(lands),
        "departing_at": ids.local(lands + timedelta(minutes=45)),
        "duration": "PT45M",
    }


def _seat(offer: Offer, traveller: Any) -> dict[str, Any]:
    _, cabin_name, letter = CABINS[offer.query.cabin]
    bags: list[dict[str, Any]] = []
    if not offer.fate.no_baggage and traveller.kind != "infant_without_seat":
        bags = [
            {"type": "checked", "quantity": offer.brand.checked_bags},
            {"type": "carry_on", "quantity": offer.brand.carry_on_bags},
        ]
    return {
        "passenger_id": traveller.id,
        "cabin_class": offer.query.cabin,
        "cabin_class_marketing_name": cabin_name,
        "cabin": {"name": offer.query.cabin, "marketing_name": cabin_name, "amenities": _AMENITIES},
        "fare_basis_code": f"{letter}{offer.owner}{offer.brand.percent}",
        "baggages": bags,
    }
