"""Dates in numbers by the writer's country: read where it settles the order, asked where it does not."""

from __future__ import annotations

from datetime import date

import pytest

from dragoman.understanding import Context, Fault, understand

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("written", "country", "day"),
    [
        ("3/4", "NG", date(2027, 4, 3)),
        ("25/12", "NG", date(2026, 12, 25)),
        ("12/25", "US", date(2026, 12, 25)),
        ("12/25", "NG", date(2026, 12, 25)),
        ("05.01.2027", "DE", date(2027, 1, 5)),
        ("2027-01-05", "NG", date(2027, 1, 5)),
        ("2027/01/05", "JP", date(2027, 1, 5)),
        ("5-1-27", "GB", date(2027, 1, 5)),
        ("01/02/2027", "GH", date(2027, 2, 1)),
        ("15/12/26", "NG", date(2026, 12, 15)),
        ("١٥/١٢/٢٠٢٦", "EG", date(2026, 12, 15)),
        ("१५/१२/२०२६", "IN", date(2026, 12, 15)),
    ],
)
def test_the_country_settles_it(written: str, country: str, day: date) -> None:
    found = understand(f"Lagos to Abuja {written}", today=TODAY, context=Context(country=country))
    assert found.values.departure == day
    assert found.problems == ()


@pytest.mark.parametrize(
    ("written", "country", "readings"),
    [
        ("12/5", "US", {date(2026, 12, 5), date(2027, 5, 12)}),
        ("1/5/2027", "US", {date(2027, 1, 5), date(2027, 5, 1)}),
        ("1/5/2027", None, {date(2027, 1, 5), date(2027, 5, 1)}),
    ],
)
def test_both_readings_are_asked_about(written: str, country: str | None, readings: set[date]) -> None:
    found = understand(f"Lagos to Abuja {written}", today=TODAY, context=Context(country=country))
    assert found.values.departure is None
    (problem,) = found.problems
    assert problem.code is Fault.AMBIGUOUS_DATE
    assert set(problem.candidates) == readings


def test_a_day_that_is_not_is_said_to_be_none() -> None:
    found = understand("Lagos to Abuja 31/02/2027", today=TODAY, context=Context(country="NG"))
    assert [p.code for p in found.problems] == [Fault.IMPOSSIBLE_DATE]
