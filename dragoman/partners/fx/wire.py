"""The JSON of two kinds of rate services; pure.

`GET /v1/latest?base=USD&symbols=NGN` gives `{"base", "date", "rates": {"NGN": 1650.25}}` (source: Frankfurter API v1, whose
shape many services share); `GET /v6/latest/USD` gives `{"base_code", "time_last_update_unix", "rates"}` (source:
ExchangeRate-API, "Open Access Endpoint": no key, renewed once a day, attribution asked for). Numbers are read as exact
decimals. `date` is a day; a time stamp, where a service gives one, is more exact and wins.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import msgspec
from msgspec import Struct

from dragoman.payments.rates import Rate, RateError


class Latest(Struct):
    """The newest rates of one base currency."""

    rates: dict[str, Decimal]
    base: str = ""
    base_code: str = ""
    date: date | None = None
    timestamp: int | datetime | None = None
    time_last_update_unix: int | None = None


def read(body: bytes, base: str, quote: str, source: str) -> Rate:
    """Read one rate; RateError("unreadable") for another shape or base, ("unknown") when the pair is not in it."""
    try:
        latest = msgspec.json.decode(body, type=Latest)
        at = _at(latest)
    except (ValueError, RecursionError, OverflowError, OSError):
        raise RateError("unreadable") from None
    if (latest.base or latest.base_code) != base or at is None:
        raise RateError("unreadable")
    if quote not in latest.rates:
        raise RateError("unknown")
    return Rate(base, quote, latest.rates[quote], source, at)


def _at(latest: Latest) -> datetime | None:
    if isinstance(latest.timestamp, datetime):
        stamp = latest.timestamp
        return stamp.replace(tzinfo=UTC) if stamp.tzinfo is None else stamp.astimezone(UTC)
    if latest.time_last_update_unix is not None:
        return datetime.fromtimestamp(latest.time_last_update_unix, UTC)
    if latest.timestamp is not None:
        return datetime.fromtimestamp(latest.timestamp, UTC)
    if latest.date is not None:
        return datetime(latest.date.year, latest.date.month, latest.date.day, tzinfo=UTC)
    return None
