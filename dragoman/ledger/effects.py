"""What the books ask of the outside: exchange rates."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from msgspec import Struct

RATE = "rates.latest"


class RateAsk(Struct, frozen=True):
    """Fetch the newest rate of one pair."""

    base: str
    quote: str


class RateAnswer(Struct, frozen=True):
    """One unit of `base` is `value` units of `quote`, as `source` said at `at` (UTC)."""

    base: str
    quote: str
    value: Decimal
    source: str
    at: datetime


class RateRefused(Struct, frozen=True):
    """No rate could be had; `code` as RateError has it."""

    code: str
