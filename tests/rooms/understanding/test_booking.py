"""Flight searches as travellers write them, read into route, dates and party."""

from datetime import date

import pytest

from dragoman.understanding import Context, DateRange, Intent, Option, Party, understand

TODAY = date(2026, 11, 20)  # a Friday


def read(text: str, **context: object):
    return understand(text, today=TODAY, context=Context(country="NG", **context))


@pytest.mark.parametrize(
    ("text", "origin", "destination", "departure", "party"),
    [
        ("LOS-ABV 2026-12-15, 1 adult", "LOS", "ABV", date(2026, 12, 15), Party(1)),
        ("Lagos to Abuja next Friday, two of us", "LOS", "ABV", date(2026, 11, 27), Party(2)),
        (
            "flight from lagos to abuja tomorrow for me and my wife and a 4 year old",
            "LOS",
            "ABV",
            date(2026, 11, 21),
            Party(2, (4,)),
        ),
        ("los to abv 15 dec", "LOS", "ABV", date(2026, 12, 15), None),
        ("I need a flight out of Accra to Nairobi on the 3rd", "ACC", "NBO", date(2026, 12, 3), None),
        ("going to London from Kano in two weeks, 2 adults 1 infant", "KAN", "LON", date(2026, 12, 4), Party(2, (), 1)),
        ("fly Port Harcourt > Dubai 5/12", "PHC", "DXB", date(2026, 12, 5), None),
    ],
)
def test_a_search_in_one_message(text, origin, destination, departure, party):
    found = read(text)
    assert found.intent in (Intent.SEARCH, Intent.BOOK)
    assert (found.values.origin and found.values.origin.iata) == origin
    assert (found.values.destination and found.values.destination.iata) == destination
    assert found.values.departure == departure
    assert found.values.passengers == party
    assert not found.problems


def test_a_range_is_going_and_coming_back():
    found = read("Lagos to Accra 12-15 Dec")
    assert (found.values.departure, found.values.return_) == (date(2026, 12, 12), date(2026, 12, 15))


def test_a_vague_stretch_stays_a_range():
    assert read("to Abuja mid December").values.departure == DateRange(date(2026, 12, 11), date(2026, 12, 20))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2", "b"),
        ("#2", "b"),
        ("the second one", "b"),
        ("the cheapest", "c"),
        ("the 7:30 one", "a"),
        ("last one please", "c"),
    ],
)
def test_a_shown_option_is_taken(text, expected):
    from datetime import time

    options = (
        Option("a", "Air Peace 07:30", 90_000_00, "NGN", time(7, 30), stops=0),
        Option("b", "Ibom Air 12:00", 85_000_00, "NGN", time(12, 0), stops=0),
        Option("c", "Arik 18:45", 80_000_00, "NGN", time(18, 45), stops=0),
    )
    found = read(text, options=options, expect=("choice",))
    assert found.intent is Intent.SELECT
    assert found.values.choice == expected
