"""Calendar days of a place and the instants at which they begin."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


def begin_of(day: date, zone: str) -> datetime:
    """Return the first instant (UTC) of a calendar day in an IANA zone."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def day_of(at: datetime, zone: str) -> date:
    """Return the calendar day that an instant falls on in an IANA zone."""
    return at.astimezone(ZoneInfo(zone)).date()
