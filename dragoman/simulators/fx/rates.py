"""Exchange rates: plausible levels of 2026 with a small daily movement that follows from the seed. Pure."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from functools import lru_cache

# Units of the currency per US dollar, made up near the levels of 2026; not for real dealings.
_LEVELS = {
    "USD": "1", "GBP": "0.7480", "EUR": "0.8620", "NGN": "1478.5", "GHS": "11.35", "KES": "129.4", "ZAR": "17.35",
    "XOF": "565.4", "XAF": "565.4", "UGX": "3540", "TZS": "2465", "RWF": "1452", "ETB": "152.6", "EGP": "47.8",
    "MAD": "9.22", "TND": "2.91", "DZD": "129.8", "BWP": "13.6", "ZMW": "22.9", "MUR": "45.6", "AED": "3.6725",
    "SAR": "3.75", "QAR": "3.64", "TRY": "42.6", "ILS": "3.28", "INR": "88.6", "PKR": "281.5", "BDT": "121.9",
    "LKR": "304.5", "IDR": "16620", "MYR": "4.16", "SGD": "1.298", "THB": "32.4", "PHP": "58.6", "VND": "26340",
    "CNY": "7.11", "HKD": "7.775", "JPY": "153.8", "KRW": "1448", "AUD": "1.528", "NZD": "1.762", "CAD": "1.402",
    "MXN": "18.45", "BRL": "5.38", "CHF": "0.8040", "SEK": "9.46", "NOK": "10.12", "DKK": "6.435", "PLN": "3.66",
    "CZK": "20.95", "HUF": "334.5", "FJD": "2.27", "KWD": "0.3065", "JOD": "0.7090", "BHD": "0.3770", "OMR": "0.3845",
}  # fmt: skip
_PEGGED = {"USD": "USD", "AED": "USD", "SAR": "USD", "QAR": "USD", "JOD": "USD", "BHD": "USD", "OMR": "USD"}
_STEP = Decimal("0.0035")
_EPOCH = date(2026, 1, 1)
_WINDOW_DAYS = 30


def currencies() -> list[str]:
    """Every currency with a rate, in alphabetical order."""
    return sorted(_LEVELS)


def level(currency: str) -> Decimal:
    """The middle level of a currency: its units per US dollar; raises KeyError for one without a rate."""
    return Decimal(_LEVELS[currency])


def _drift(seed: int, currency: str, day: date) -> Decimal:
    """How far the currency has moved from its level: the mean of thirty daily draws, so that it moves gently."""
    if currency in _PEGGED:
        return Decimal(0)
    key = "EUR" if currency in ("XOF", "XAF", "DKK") else currency  # pegged to the euro, they move with it
    steps = sum(
        random.Random(f"{seed}/fx/{key}/{(day - _EPOCH).days - back}").randint(-1000, 1000)
        for back in range(_WINDOW_DAYS)
    )
    return Decimal(steps) * _STEP / 1000


@lru_cache(maxsize=4096)
def per_dollar(seed: int, currency: str, day: date) -> Decimal:
    """Units of the currency per US dollar on a day, to six significant digits; raises KeyError when unknown."""
    moved = level(currency) * (1 + _drift(seed, currency, day))
    return Decimal(f"{moved:.6g}")


def rate(seed: int, base: str, quote: str, day: date) -> Decimal:
    """Units of `quote` for one `base` on a day, to six significant digits; raises KeyError when either is unknown."""
    return Decimal(f"{per_dollar(seed, quote, day) / per_dollar(seed, base, day):.6g}")
