"""The JSON of `GET /v1/latest?base=USD&symbols=NGN`: `{"base", "date", "rates": {"NGN": 1650.25}}`; pure.

Source: Frankfurter API v1 (https://frankfurter.dev), whose shape many rate services share. Numbers are read as exact
decimals. `date` is a day; a `timestamp` (Unix seconds or ISO 8601), where a service gives one, is more exact and wins.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import msgspec
from msgspec import Struct

from dragoman.payments.rates import Rate, RateError


class Latest(Struct):
    """The newest rates of one base currency."""

    base: str
    rates: dict[str, Decimal]
    date: date | None = None
    timestamp: int | datetime | None = None


def read(body: bytes, base: str, quote: str, source: str) -> Rate:
    """Read one rate; RateError("unreadable") for another shape or base, ("unknown") when the pair is not in it."""
    try:
        latest = msgspec.json.decode(body, type=Latest)
        at = _at(latest)
    except (ValueError, RecursionError, OverflowError, OSError):
        raise RateError("unreadable") from None
    if latest.base != base or at is None:
        raise RateError("unreadable")
    if quote not in latest.rates:
        raise RateError("unknown")
    return Rate(base, quote, latest.rates[quote], source, at)


def _at(latest: Latest) -> datetime | None:
    if isinstance(latest.timestamp, datetime):
        stamp = latest.timestamp
        return stamp.replace(tzinfo=UTC) if stamp.tzinfo is None else stamp.astimezone(UTC)
    if latest.timestamp is not None:
        return datetime.fromtimestamp(latest.timestamp, UTC)
    if latest.date is not None:
        return datetime(latest.date.year, latest.date.month, latest.date.day, tzinfo=UTC)
    return None
