"""How long the other side asks us to wait: `Retry-After` in seconds or as an HTTP date (RFC 9110 §10.2.3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def retry_after(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """Return the seconds, never negative; None when nothing usable is said. Callers bound it: a header may lie.

    A date is measured against the answer's own Date header, so a clock that differs does no harm, and only without one
    against `now` (UTC).
    """
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdecimal():
        return float(value[:9])
    until = http_date(value)
    told = http_date(headers.get("date", "")) or now
    if until is None or told is None:
        return None
    return max((until - told).total_seconds(), 0.0)


def http_date(text: str) -> datetime | None:
    """Read an HTTP date, with UTC for a missing zone; None for anything else."""
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at
