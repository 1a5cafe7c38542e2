"""What a flight costs the traveller: the airline's price at a kept rate plus the tenant's mark-up, and when a change is asked."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from dragoman.kit.money import Money


class Price(Struct, frozen=True):
    """A sale price in the tenant's currency; `total` = `cost` (the airline's price converted) + `markup`."""

    original: Money
    cost: Money
    markup: Money
    total: Money


class PriceChange(StrEnum):
    """What a price that moved asks of us: nothing, a word, or a question."""

    SAME = "same"
    CHEAPER = "cheaper"
    TELL = "tell"
    ASK = "ask"


def sale_price(original: Money, rate: Decimal, currency: str, markup_percent: Decimal) -> Price:
    """Convert `original` (supplier currency, major units × rate) into `currency` and add the mark-up, each rounded half-even once.

    Raises ValueError when the rate is not positive or the mark-up negative.
    """
    if rate <= 0 or markup_percent < 0:
        raise ValueError("a rate is positive and a mark-up not negative")
    if original.currency == currency and rate != 1:
        raise ValueError("the rate of a currency to itself is 1")
    cost = Money.rounded(original.major * rate, currency)
    markup = cost.times(markup_percent / 100)
    return Price(original=original, cost=cost, markup=markup, total=cost + markup)


def price_change(before: Money, after: Money, threshold_percent: Decimal) -> PriceChange:
    """Compare two totals in one currency: a rise of more than `threshold_percent` of `before` needs an explicit yes (C2)."""
    if after == before:
        return PriceChange.SAME
    if after < before:
        return PriceChange.CHEAPER
    rise = Decimal((after - before).minor)
    return PriceChange.ASK if rise * 100 > threshold_percent * before.minor else PriceChange.TELL


def convert(amount: Money, rate: Decimal, currency: str) -> Money:
    """Convert any sum (a penalty, a fee) at a kept rate; no mark-up."""
    return amount if amount.currency == currency else Money.rounded(amount.major * rate, currency)


