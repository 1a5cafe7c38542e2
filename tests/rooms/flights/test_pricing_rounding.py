"""A sale price is told in coins that people have."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.flights.pricing import sale_price
from dragoman.kit.money import Money


@pytest.mark.parametrize(
    ("currency", "rate", "total"),
    [
        ("NGN", "1962.72", Money(11_953_000, "NGN")),
        ("USD", "1.2701", Money(7735, "USD")),
        ("XOF", "760.5", Money(46_314, "XOF")),
    ],
)
def test_prices_end_in_coins_that_are_in_use(currency: str, rate: str, total: Money) -> None:
    assert sale_price(Money(6000, "GBP"), Decimal(rate), currency, markup_bp=0, fx_markup_bp=150).total == total


@given(st.integers(1, 10**9), st.decimals("0.01", "5000", places=4), st.integers(0, 1000), st.integers(0, 1000))
def test_rounding_up_never_sells_below_cost(minor: int, rate: Decimal, markup: int, fx: int) -> None:
    price = sale_price(Money(minor, "GBP"), rate, "NGN", markup_bp=markup, fx_markup_bp=fx)
    assert price.total.minor % 100 == 0
    assert price.cost <= price.total
    assert price.cost + price.markup == price.total
