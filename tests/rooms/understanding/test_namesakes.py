"""Cities that share a name: settled by the phone or by the other end of the trip, else asked about."""

from __future__ import annotations

from datetime import date

import pytest

from dragoman.understanding import Context, Place, Understanding, understand
from dragoman.understanding.names import Fault

TODAY = date(2026, 11, 20)


def read(text: str, country: str | None = None) -> Understanding:
    return understand(text, today=TODAY, context=Context(country=country))


def codes(found: Understanding) -> tuple[str | None, str | None]:
    origin, destination = found.values.origin, found.values.destination
    return origin and origin.iata, destination and destination.iata


@pytest.mark.parametrize(
    ("text", "country", "origin", "destination"),
    [
        ("Victoria to Vancouver", None, "YYJ", "YVR"),
        ("London to Birmingham", None, "LON", "BHX"),
        ("Madrid to Valencia", None, "MAD", "VLC"),
        ("Dallas to Birmingham", "US", "DFW", "BHM"),
        ("Lagos to Birmingham", "GB", "LOS", "BHX"),
        ("Birmingham UK to Lagos", "NG", "BHX", "LOS"),
        ("Birmingham, Alabama to Dallas", None, "BHM", "DFW"),
        ("San Jose, Costa Rica to Miami", None, "SJO", "MIA"),
        ("BHX to SJC", None, "BHX", "SJC"),
        ("Lagos to London", "NG", "LOS", "LON"),
        ("Lagos to Barcelona", "NG", "LOS", "BCN"),
        ("Lagos to Athens", "NG", "LOS", "ATH"),
        ("Santiago to Lima", None, "SCL", "LIM"),
    ],
)
def test_a_namesake_is_settled_by_what_the_message_and_the_phone_tell(
    text: str, country: str | None, origin: str, destination: str
) -> None:
    found = read(text, country)
    assert codes(found) == (origin, destination)
    assert not found.problems


@pytest.mark.parametrize(
    ("text", "slot", "rivals"),
    [
        ("Lagos to Birmingham", "destination", {"BHX", "BHM"}),
        ("Portland to Manchester Friday", "destination", {"MAN", "MHT"}),
        ("from San Jose to Lagos", "origin", {"SJC", "SJO", "SJI"}),
        ("Lagos to Valencia", "destination", {"VLN", "VLC"}),
    ],
)
def test_a_namesake_that_nothing_settles_is_asked_about(text: str, slot: str, rivals: set[str]) -> None:
    found = read(text, "NG")
    assert getattr(found.values, slot) is None
    (problem,) = found.problems
    assert (problem.code, problem.slot) == (Fault.AMBIGUOUS_PLACE, slot)
    assert {p.iata for p in problem.candidates if isinstance(p, Place)} == rivals


def test_two_doubtful_ends_do_not_settle_each_other() -> None:
    found = read("flights from Birmingham to San Jose on Dec 3")
    assert codes(found) == (None, None)
    assert [p.slot for p in found.problems] == ["origin", "destination"]
    assert found.values.departure == date(2026, 12, 3)
