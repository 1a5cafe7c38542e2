"""An exchange rate as a dialogue hears of it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class RateHere:
    """One unit of `currency` in the tenant's, for an approximate amount; None while none is kept."""

    currency: str
    rate: Decimal | None
