"""Budgets: sums with a sign, a code or a word for the currency, thousands and millions, the country's own where none is said."""

from __future__ import annotations

from datetime import date

import pytest

from dragoman.kit.money import Money
from dragoman.understanding import Context, understand


@pytest.mark.parametrize(
    ("text", "language", "country", "minor", "currency"),
    [
        ("Lagos to Abuja under 100k", "en", "NG", 100_000_00, "NGN"),
        ("Lagos to Abuja under ₦100,000", "en", "NG", 100_000_00, "NGN"),
        ("my budget is 150k naira", "en", "NG", 150_000_00, "NGN"),
        ("NGN 120000 max", "en", "NG", 120_000_00, "NGN"),
        ("no more than 85,500 naira", "en", "NG", 85_500_00, "NGN"),
        ("budget 1.5m", "en", "NG", 1_500_000_00, "NGN"),
        ("max $300", "en", "NG", 300_00, "USD"),
        ("not more than 200 dollars", "en", "NG", 200_00, "USD"),
        ("budget KES 20,000", "en", "KE", 20_000_00, "KES"),
        ("below 20k ksh", "en", "KE", 20_000_00, "KES"),
        ("chini ya shilingi 20000", "sw", "KE", 20_000_00, "KES"),
        ("less than GHS 1500", "en", "GH", 1_500_00, "GHS"),
        ("within 2,000 cedis", "en", "GH", 2_000_00, "GHS"),
        ("at most £250", "en", "GB", 250_00, "GBP"),
        ("moins de 500 €", "fr", "FR", 500_00, "EUR"),
        ("até 800 reais", "pt", "BR", 800_00, "BRL"),
        ("bajo 300 dólares", "es", "MX", 300_00, "USD"),
        ("budget 2 juta", "id", "ID", 2_000_000_00, "IDR"),
    ],
)
def test_a_budget_is_a_sum_with_its_currency(text: str, language: str, country: str, minor: int, currency: str) -> None:
    found = understand(text, today=date(2026, 11, 20), language=language, context=Context(country=country))
    assert found.values.budget == Money(minor, currency)


@pytest.mark.parametrize("text", ["2 adults", "15 December", "flight 100", "0803 555 0101", "option 3"])
def test_other_numbers_are_no_budget(text: str) -> None:
    assert understand(text, today=date(2026, 11, 20), context=Context(country="NG")).values.budget is None
