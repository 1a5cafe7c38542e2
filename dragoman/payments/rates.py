"""Exchange rates: the port of a rate source, and when a rate that it tells may be believed.

A rate says how many major units of `quote` one major unit of `base` buys. Sums are converted in flights/pricing.py.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Protocol

from msgspec import Struct

# Daily sources publish on working days only, so a Friday rate is the newest until Monday evening.
AGE_MAX = timedelta(hours=96)
AHEAD_MAX = timedelta(hours=26)  # a daily rate is dated by its day, which begins earlier east of UTC
VALUE_MIN = Decimal("0.000001")
VALUE_MAX = Decimal(1_000_000)


class RateError(Exception):
    """No usable rate. `code`: unavailable, unknown (the source has no such pair), stale, unreadable."""

    def __init__(self, code: str, *, retry_after: float | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.retry_after = retry_after


class Rate(Struct, frozen=True):
    """One unit of `base` is `value` units of `quote`, said `source` at `at` (UTC). Kept with a quote as it was used."""

    base: str
    quote: str
    value: Decimal
    source: str
    at: datetime


class RateSource(Protocol):
    """A source of exchange rates; raises RateError."""

    name: str

    async def latest(self, base: str, quote: str) -> Rate:
        """Give the newest rate that is not stale."""
        ...

    async def check(self) -> str:
        """Say in a sentence that the source answers; raises RateError otherwise."""
        ...


def one_to_one(currency: str, at: datetime) -> Rate:
    """Give the rate of a currency to itself."""
    return Rate(currency, currency, Decimal(1), "same", at)


def check_rate(rate: Rate, now: datetime, age_max: timedelta = AGE_MAX) -> Rate:
    """Return `rate` when it may be used at `now`; RateError("unreadable") when out of bounds, ("stale") when too old or ahead."""
    if not rate.value.is_finite() or not VALUE_MIN <= rate.value <= VALUE_MAX:
        raise RateError("unreadable")
    if not -AHEAD_MAX <= now - rate.at <= age_max:
        raise RateError("stale")
    return rate
