"""What a flight costs the traveller: the airline's price at a kept rate plus the tenant's mark-ups, and when a change is asked."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal
from enum import StrEnum

from msgspec import Struct

from dragoman.kit.money import Money

_WHOLE_BP = 10_000
# Currencies whose small coins have left daily use; prices are told and charged in whole units (CLDR cash practice).
_WHOLE_UNITS = frozenset({"NGN", "KES", "TZS", "IDR", "GMD", "SLE", "PKR", "HUF", "MMK"})


class Price(Struct, frozen=True):
    """A sale price in the tenant's currency; `total` = `cost` (the airline's price at the market rate) + `markup`."""

    original: Money
    cost: Money
    markup: Money

    @property
    def total(self) -> Money:
        """What the traveller pays."""
        return self.cost + self.markup


class PriceChange(StrEnum):
    """What a price that moved asks of us: nothing, a word, or a question."""

    SAME = "same"
    CHEAPER = "cheaper"
    TELL = "tell"
    ASK = "ask"


def sale_price(original: Money, rate: Decimal, currency: str, *, markup_bp: int, fx_markup_bp: int) -> Price:
    """Convert `original` (major units × rate) into `currency`, add both mark-ups (basis points), round the cost half-even and the price by `sold`.

    The FX mark-up counts only when there is something to convert. Raises ValueError for a rate that is not positive, a
    negative mark-up, or a rate other than 1 from a currency to itself.
    """
    same = original.currency == currency
    if rate <= 0 or markup_bp < 0 or fx_markup_bp < 0:
        raise ValueError("a rate is positive and a mark-up not negative")
    if same and rate != 1:
        raise ValueError("the rate of a currency to itself is 1")
    market = original.major * rate
    fx = Decimal(_WHOLE_BP + (0 if same else fx_markup_bp)) / _WHOLE_BP
    own = Decimal(_WHOLE_BP + markup_bp) / _WHOLE_BP
    cost = Money.rounded(market, currency)
    total = Money.rounded(market, currency) if same and not markup_bp else sold(market * fx * own, currency)
    return Price(original, cost, total - cost)


def sold(amount: Decimal, currency: str) -> Money:
    """Round a sale price: up to whole units where nobody pays in smaller coins, half-even to minor units elsewhere."""
    if currency in _WHOLE_UNITS:
        return Money.parse(amount.to_integral_value(ROUND_CEILING), currency)
    return Money.rounded(amount, currency)


def price_change(before: Money, after: Money, threshold_bp: int) -> PriceChange:
    """Compare two totals in one currency: a rise of more than `threshold_bp` of `before` needs an explicit yes (C2)."""
    if after == before:
        return PriceChange.SAME
    if after < before:
        return PriceChange.CHEAPER
    return PriceChange.ASK if (after - before).minor * _WHOLE_BP > threshold_bp * before.minor else PriceChange.TELL


def convert(amount: Money, rate: Decimal, currency: str) -> Money:
    """Convert any sum (a penalty, a fee) at a kept rate; no mark-up."""
    return amount if amount.currency == currency else Money.rounded(amount.major * rate, currency)
