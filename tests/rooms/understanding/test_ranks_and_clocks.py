"""Options by their rank in a measure, and clock times that are said in words."""

from __future__ import annotations

from datetime import date, time

import pytest

from dragoman.understanding import Context, Option, Understanding, understand
from dragoman.understanding.names import Fault, PartOfDay, Slot

TODAY = date(2026, 11, 20)
OPTIONS = (
    Option("offer:a", "Air Peace 07:00", 8500000, "NGN", time(7), time(8, 15), 0, 75, "P4", 1),
    Option("offer:b", "Ibom Air 12:30", 9200000, "NGN", time(12, 30), time(13, 45), 0, 80, "QI", 2),
    Option("offer:c", "Air Peace 19:10", 7000000, "NGN", time(19, 10), time(22), 1, 170, "P4", 3),
)


def choose(text: str, language: str) -> Understanding:
    context = Context(expect=(Slot.CHOICE,), options=OPTIONS, state="options")
    return understand(text, today=TODAY, language=language, context=context)


@pytest.mark.parametrize(
    ("text", "language", "option"),
    [
        ("second cheapest", "en", "offer:a"),
        ("the 2nd cheapest one", "en", "offer:a"),
        ("third cheapest please", "en", "offer:b"),
        ("the second fastest", "en", "offer:b"),
        ("la deuxième moins chère", "fr", "offer:a"),
        ("la segunda más barata", "es", "offer:a"),
        ("a segunda mais barata", "pt", "offer:a"),
        ("yang paling murah kedua", "id", "offer:a"),
        ("cheapest", "en", "offer:c"),
        ("the second", "en", "offer:b"),
        ("el de las siete de la tarde", "es", "offer:c"),
        ("celui de sept heures du soir", "fr", "offer:c"),
        ("o das sete da noite", "pt", "offer:c"),
        ("yang jam tujuh malam", "id", "offer:c"),
        ("yang jam 7 pagi", "id", "offer:a"),
        ("ya saa moja asubuhi", "sw", "offer:a"),
        ("ya saa moja usiku", "sw", "offer:c"),
        ("the one at seven in the evening", "en", "offer:c"),
        ("der um sieben Uhr abends", "de", "offer:c"),
        ("the one in the evening", "en", "offer:c"),
    ],
)
def test_the_option_that_is_meant(text: str, language: str, option: str) -> None:
    found = choose(text, language)
    assert found.values.choice == option
    assert found.values.departure is None


def test_no_option_is_taken_for_an_hour_at_which_none_leaves() -> None:
    found = choose("el de las cinco de la tarde", "es")
    assert found.values.choice is None
    assert [p.code for p in found.problems] == [Fault.NO_SUCH_OPTION]


@pytest.mark.parametrize(
    ("text", "language", "clock"),
    [
        ("saa mbili asubuhi", "sw", time(8)),
        ("saa 2 asubuhi", "sw", time(8)),
        ("saa sita mchana", "sw", time(12)),
        ("saa sita usiku", "sw", time(0)),
        ("saa tatu usiku", "sw", time(21)),
        ("jam 2 siang", "id", time(14)),
        ("a las ocho de la mañana", "es", time(8)),
        ("à huit heures du matin", "fr", time(8)),
        ("às nove da noite", "pt", time(21)),
        ("at nine in the morning", "en", time(9)),
    ],
)
def test_a_clock_time_in_words_is_no_airline(text: str, language: str, clock: time) -> None:
    values = understand(text, today=TODAY, language=language, context=Context(state="search")).values
    assert values.at == clock
    assert values.airline is None


def test_nights_and_noon_are_no_clock_times() -> None:
    assert understand("2 malam", today=TODAY, language="id").values.at is None
    values = understand("any flights from Heathrow to JFK on the 24th before noon?", today=TODAY).values
    assert (values.part_of_day, values.at) == (PartOfDay.MORNING, None)
