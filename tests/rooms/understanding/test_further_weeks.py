"""Days a week further on, feasts with an apostrophe, two days of one month, and weeks that are called like a Sunday."""

from __future__ import annotations

from datetime import date

import pytest

from dragoman.understanding import Context, DateRange, Slot, Values, understand

TODAY = date(2026, 11, 20)  # a Friday


def read(text: str, language: str = "en", *expect: str) -> Values:
    return understand(text, today=TODAY, language=language, context=Context(expect=expect)).values


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("Thursday week", "en", date(2026, 12, 3)),
        ("a week on Monday", "en", date(2026, 11, 30)),
        ("a week from Friday", "en", date(2026, 12, 4)),
        ("Monday fortnight", "en", date(2026, 12, 7)),
        ("the Friday after next", "en", date(2026, 12, 4)),
        ("fortnight from today", "en", date(2026, 12, 4)),
        ("a week tomorrow", "en", date(2026, 11, 28)),
        ("mardi en huit", "fr", date(2026, 12, 1)),
        ("lundi en quinze", "fr", date(2026, 12, 7)),
        ("d'aujourd'hui en huit", "fr", date(2026, 11, 27)),
        ("übernächsten Mittwoch", "de", date(2026, 12, 2)),
        ("heute in 14 Tagen", "de", date(2026, 12, 4)),
        ("haftaya salı", "tr", date(2026, 11, 24)),
        ("haftaya", "tr", date(2026, 11, 27)),
        ("de hoy en ocho días", "es", date(2026, 11, 27)),
        ("de hoje a oito", "pt", date(2026, 11, 27)),
        ("hari Minggu depan", "id", date(2026, 11, 29)),
        ("Minggu", "id", date(2026, 11, 22)),
        ("New Year's Eve", "en", date(2026, 12, 31)),
        ("new years eve", "en", date(2026, 12, 31)),
        ("New Year’s Day", "en", date(2027, 1, 1)),
        ("in a week", "en", date(2026, 11, 27)),
        ("Thursday", "en", date(2026, 11, 26)),
    ],
)
def test_a_day_further_on_is_counted_from_the_coming_one(text: str, language: str, day: date) -> None:
    assert read(text, language, Slot.DEPARTURE_DATE).departure == day


@pytest.mark.parametrize(
    ("text", "language", "first", "last"),
    [
        ("the weekend after next", "en", date(2026, 12, 5), date(2026, 12, 6)),
        ("the week after next", "en", date(2026, 11, 30), date(2026, 12, 6)),
        ("übernächste Woche", "de", date(2026, 11, 30), date(2026, 12, 6)),
        ("minggu depan", "id", date(2026, 11, 23), date(2026, 11, 29)),
        ("minggu ini", "id", date(2026, 11, 20), date(2026, 11, 22)),
        ("next weekend", "en", date(2026, 11, 28), date(2026, 11, 29)),
    ],
)
def test_a_week_further_on_is_all_its_days(text: str, language: str, first: date, last: date) -> None:
    assert read(text, language, Slot.DEPARTURE_DATE).departure == DateRange(first, last)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Sokoto-Lagos return 5th and 9th dec, 3 adults", "en"),
        ("Lagos to Accra 5 and 9 December round trip", "en"),
        ("Dakar Paris aller-retour le 5 et le 9 décembre", "fr"),
        ("Cali Lima ida y vuelta 5 y 9 de diciembre", "es"),
        ("Luanda Lisboa ida e volta 5 e 9 de dezembro", "pt"),
        ("Medan Jakarta pulang pergi 5 dan 9 Desember", "id"),
    ],
)
def test_two_days_of_one_month_are_both_ways(text: str, language: str) -> None:
    found = read(text, language)
    assert (found.departure, found.return_) == (date(2026, 12, 5), date(2026, 12, 9))
