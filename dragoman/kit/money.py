"""Money is an integer of minor units and a currency; no float ever comes near it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

from babel import Locale
from babel.numbers import format_currency, get_currency_precision

# ISO 4217 exponents that differ from 2. Partners that count differently keep their own table in their wire module.
_EXPONENTS = {
    **dict.fromkeys(
        (
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "VND",
            "VUV",
            "XAF",
            "XOF",
            "XPF",
        ),
        0,
    ),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}

_LARGEST = 2**63 - 1  # what a bigint column holds


class MoneyError(ValueError):
    """A sum that cannot be formed, or two that may not be mixed."""


def exponent(currency: str) -> int:
    """Return how many decimal places `currency` has by ISO 4217 (NGN 2, JPY 0, KWD 3)."""
    return _EXPONENTS.get(currency, 2)


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """`minor` minor units of `currency` (NGN 1,250.50 is 125050). May be negative (a refund, a difference)."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.minor, int) or isinstance(self.minor, bool):
            raise MoneyError("money counts whole minor units")
        if len(self.currency) != 3 or not self.currency.isascii() or not self.currency.isupper():
            raise MoneyError("a currency is three capital letters")

    @classmethod
    def parse(cls, amount: str | Decimal, currency: str) -> Money:
        """Read a decimal amount in major units ("1250.50"); raises MoneyError when it has more places than the currency."""
        try:
            scaled = Decimal(amount).scaleb(exponent(currency))
        except (InvalidOperation, ValueError) as reason:
            raise MoneyError("not an amount") from reason
        if not scaled.is_finite() or abs(scaled) > _LARGEST:
            raise MoneyError("not an amount that can be stored")
        if scaled != scaled.to_integral_value():
            raise MoneyError("more decimal places than the currency has")
        return cls(int(scaled), currency)

    @classmethod
    def rounded(cls, amount: Decimal, currency: str) -> Money:
        """Round a computed amount in major units half-even to the currency's places; only for rates and percentages."""
        return cls(int(amount.scaleb(exponent(currency)).to_integral_value(ROUND_HALF_EVEN)), currency)

    @property
    def major(self) -> Decimal:
        """The amount in major units, exact."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def decimal_text(self) -> str:
        """The amount as partners with decimal strings write it: "1250.50", "80000" for JPY."""
        return f"{self.major:.{exponent(self.currency)}f}"

    def format(self, locale: str = "en_NG") -> str:
        """The amount as people of `locale` read it (CLDR), e.g. ₦1,250.50; whole amounts lose their empty decimals."""
        whole = self.minor % 10 ** exponent(self.currency) == 0
        if whole and get_currency_precision(self.currency):
            whole_units = re.sub(r"\.0+", "", str(Locale.parse(locale).currency_formats["standard"].pattern))
            text: str = format_currency(
                self.major, self.currency, format=whole_units, locale=locale, currency_digits=False
            )
        else:
            text = format_currency(self.major, self.currency, locale=locale)
        return text

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise MoneyError(f"{self.currency} and {other.currency} do not mix")

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        self._same(other)
        return self.minor < other.minor

    def __le__(self, other: Money) -> bool:
        self._same(other)
        return self.minor <= other.minor

    def __bool__(self) -> bool:
        return self.minor != 0

    def times(self, factor: Decimal) -> Money:
        """Multiply by an exact factor and round half-even to minor units."""
        return Money(int((Decimal(self.minor) * factor).to_integral_value(ROUND_HALF_EVEN)), self.currency)

    def share(self, weights: list[int]) -> list[Money]:
        """Split by integer weights with the largest remainder, so that the shares sum exactly to the whole."""
        total = sum(weights)
        if total <= 0 or any(w < 0 for w in weights):
            raise MoneyError("weights must be positive")
        floors = [self.minor * w // total for w in weights]
        left = self.minor - sum(floors)
        order = sorted(range(len(weights)), key=lambda i: (-(self.minor * weights[i] % total), i))
        for i in order[:left]:
            floors[i] += 1
        return [Money(m, self.currency) for m in floors]
