"""A greeting of the time of day is a greeting: no yes, no search, and no wish for a flight at that time."""

from __future__ import annotations

from datetime import date

import pytest

from dragoman.understanding import Context, Intent, PartOfDay, understand

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("country", "words"),
    [
        ("BR", "bom dia"), ("BR", "boa tarde"), ("BR", "boa noite"), ("PT", "bom dia, tudo bem?"), ("NG", "good morning"),
        ("NG", "good evening sir"), ("NG", "ina kwana"), ("NG", "ina wuni"), ("NG", "sannu"), ("NG", "barka da yamma"),
        ("NG", "ekaro"), ("NG", "e kaasan"), ("NG", "ndewo"), ("NG", "kedu"), ("NG", "how far"), ("ID", "selamat pagi"),
        ("ID", "selamat malam kak"), ("EG", "صباح الخير"), ("EG", "مساء الخير"), ("KE", "habari za asubuhi"), ("ES", "buenas tardes"),
        ("ES", "buenas noches"), ("TR", "günaydın"), ("DE", "guten Abend"), ("FR", "bonjour"), ("FR", "bonsoir"), ("IN", "namaste"),
    ],
)  # fmt: skip
def test_a_greeting_is_one(country: str, words: str) -> None:
    found = understand(words, today=TODAY, context=Context(country=country))
    assert found.intent is Intent.GREETING
    assert found.values.stated() == frozenset()


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("good evening, Lagos to Abuja tomorrow", None),
        ("good morning flight to Abuja", PartOfDay.MORNING),
        ("Lagos to Abuja tomorrow morning", PartOfDay.MORNING),
        ("hello, an evening flight to Abuja please", PartOfDay.EVENING),
    ],
)
def test_a_wish_for_a_time_of_day_is_kept_apart(words: str, part: PartOfDay | None) -> None:
    found = understand(words, today=TODAY, context=Context(country="NG"))
    assert found.values.part_of_day is part
    assert found.values.destination is not None
