"""The timetable and the fares: plausible, and the same for the same seed and query."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.simulators.duffel.airlines import airlines, hubs
from dragoman.simulators.duffel.fares import BASIC, adult_fare, brands
from dragoman.simulators.duffel.places import airports, suggestions
from dragoman.simulators.duffel.timetable import instant, itineraries

DAY = date(2026, 12, 15)


def cheapest(origin, destination, seed=1, day=DAY):
    return min(
        adult_fare(seed, way, "economy", brand, "GBP").minor
        for way in itineraries(seed, origin, destination, day, 1)
        for brand in brands(way)
    )


@pytest.mark.parametrize(
    ("origin", "destination", "least", "most", "count"),
    [
        ("LOS", "ABV", 45_00, 110_00, 10),
        ("ABV", "KAN", 40_00, 110_00, 5),
        ("LOS", "LHR", 220_00, 650_00, 10),
        ("LHR", "JFK", 200_00, 600_00, 10),
        ("LPB", "VVI", 35_00, 120_00, 2),
        ("CGK", "DPS", 45_00, 130_00, 5),
        ("MIU", "LOS", 50_00, 200_00, 2),
        ("PER", "LHR", 400_00, 1500_00, 5),
    ],
)
def test_there_are_flights_at_a_plausible_price(origin, destination, least, most, count):
    assert len(itineraries(1, origin, destination, DAY, 1)) >= count
    assert least <= cheapest(origin, destination) <= most


def test_the_same_seed_and_query_give_the_same_answer_and_another_seed_another():
    asked = ("LOS", "DXB", DAY, 2)
    assert itineraries(1, *asked) == itineraries(1, *asked)
    assert itineraries(1, *asked) != itineraries(2, *asked)
    way = itineraries(1, *asked)[0]
    assert adult_fare(1, way, "economy", BASIC, "GBP") == adult_fare(1, way, "economy", BASIC, "GBP")


def test_the_same_flight_leaves_at_the_same_hour_every_day():
    first = {leg.number: leg.departs.time() for way in itineraries(1, "LOS", "ABV", DAY, 0) for leg in way.legs}
    second = {
        leg.number: leg.departs.time()
        for way in itineraries(1, "LOS", "ABV", DAY + timedelta(days=3), 0)
        for leg in way.legs
    }
    assert first == second


def test_more_stops_are_allowed_only_when_asked_for():
    for most in (0, 1, 2):
        ways = itineraries(1, "JOS", "SYD", DAY, most)
        assert max(len(way.legs) for way in ways) <= most + 1


CODES = sorted(airports())


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(CODES), st.sampled_from(CODES), st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_any_pair_of_airports_flies_forward_in_time(origin, destination, day):
    if origin == destination:
        return
    for way in itineraries(3, origin, destination, day, 2):
        assert way.legs[0].origin == origin
        assert way.legs[-1].destination == destination
        at = None
        for leg in way.legs:
            leaves, lands = instant(leg.departs, leg.origin), instant(leg.arrives, leg.destination)
            assert lands - leaves == leg.duration > timedelta()
            assert at is None or leaves - at >= timedelta(minutes=60)
            assert leg.departs.utcoffset() is None
            at = lands
        assert way.legs[0].departs.date() == day


def test_duffel_airways_flies_any_pair_directly():
    for origin, destination in (("LPB", "VVI"), ("JOS", "SYD"), ("KAN", "ABV")):
        owners = {way.owner for way in itineraries(1, origin, destination, DAY, 0)}
        assert "ZZ" in owners


def test_every_hub_is_an_airport_of_the_list():
    assert hubs() <= set(airports())
    assert len({airline.name for airline in airlines().values()}) == len(airlines())


@pytest.mark.parametrize(
    ("query", "first"),
    [("lagos", "LOS"), ("abuja", "ABV"), ("london", "LON"), ("LHR", "LHR"), ("accra", "ACC"), ("são paulo", "SAO")],
)
def test_places_are_suggested_best_first(query, first):
    assert suggestions(query, hubs())[0]["iata_code"] == first
