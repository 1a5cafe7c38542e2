"""When an offer may be sold in place of another without a word."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from dragoman.flights.matching import replaced, same_flight, stands_for
from dragoman.flights.supplier import Condition, Leg, OfferSeat, Segment
from dragoman.flights.views import OfferView
from dragoman.kit.money import Money

_LEAVES = datetime(2026, 12, 15, 7, 45)
_SEGMENT = Segment(
    "LOS", "ABV", _LEAVES, _LEAVES + timedelta(minutes=75), "Africa/Lagos", "Africa/Lagos", "Q9", "Green Africa", "684", 75,
    cabin="economy",
)  # fmt: skip
WANTED = OfferView(
    "of_1", "fs_1", "Q9", "Green Africa", Money(100_00, "NGN"), Money(100, "USD"), (Leg((_SEGMENT,), 75),),
    datetime(2026, 11, 20, tzinfo=UTC), (OfferSeat("pas_1", "adult"),), checked_bags=1, cabin_bags=1,
    refund=Condition(True, Money(10_00, "NGN")), change=Condition(False),
)  # fmt: skip


def flown(**changes: object) -> tuple[Leg, ...]:
    return (Leg((replace(_SEGMENT, **changes),), 75),)


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "of_2", "search": "fs_2"},
        {"price": Money(150_00, "NGN")},
        {"checked_bags": 2},
        {"change": Condition(True)},
        {"seats": (OfferSeat("pas_9", "adult"),)},
    ],
)
def test_the_same_flight_under_another_offer(changes: dict[str, object]) -> None:
    assert stands_for(replace(WANTED, **changes), WANTED)


@pytest.mark.parametrize(
    "changes",
    [
        {"legs": flown(number="685")},
        {"legs": flown(carrier="P4")},
        {"legs": flown(departs=_LEAVES + timedelta(minutes=5))},
        {"legs": flown(arrives=_LEAVES + timedelta(minutes=80))},
        {"legs": flown(cabin="business")},
        {"legs": WANTED.legs * 2},
        {"checked_bags": 0},
        {"cabin_bags": None},
        {"refund": Condition(False)},
        {"refund": Condition(None)},
        {"seats": (OfferSeat("pas_1", "child", 7),)},
    ],
)
def test_another_flight_or_a_poorer_fare(changes: dict[str, object]) -> None:
    assert not stands_for(replace(WANTED, **changes), WANTED)


def test_the_cheapest_of_those_that_fit() -> None:
    dear, cheap = (
        replace(WANTED, id="of_2", price=Money(120_00, "NGN")),
        replace(WANTED, id="of_3", price=Money(110_00, "NGN")),
    )
    other = replace(WANTED, id="of_4", price=Money(90_00, "NGN"), legs=flown(number="1"))
    assert same_flight([dear, other, cheap], WANTED) == cheap
    assert same_flight([other], WANTED) is None


def test_a_changed_leg_takes_the_place_of_its_own_and_no_other() -> None:
    [out] = WANTED.legs
    [back] = flown(origin="ABV", destination="LOS")
    [later] = flown(departs=_LEAVES + timedelta(hours=3))
    assert replaced((out, back), (later,)) == (later, back)
    [elsewhere] = flown(destination="KAN")
    assert replaced((out,), (elsewhere,)) == (elsewhere,)
