"""Until when a price may be promised, pure: never beyond the airline's own deadline less the tenant's margin (C3)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from dragoman.flights.supplier import Leg


def promise_until(
    now: datetime, *, offer_expires_at: datetime, margin_minutes: int, quote_minutes: int, hold_until: datetime | None
) -> datetime | None:
    """Return the end of a quote; None when nothing can be promised any more.

    A held fare is promised until the hold's deadline, any other for `quote_minutes`; both end `margin_minutes` before the
    airline's own end.
    """
    margin = timedelta(minutes=margin_minutes)
    quoted = now + timedelta(minutes=quote_minutes)
    end = min(offer_expires_at - margin, quoted) if hold_until is None else hold_until - margin
    return end if end > now else None


def first_day(legs: tuple[Leg, ...]) -> date:
    """The day of the first take-off, airport-local."""
    return legs[0].segments[0].departs.date()


def last_departure(legs: tuple[Leg, ...]) -> date:
    """The day on which the last slice departs, airport-local: ages count on it (partners.md A2)."""
    return legs[-1].segments[0].departs.date()


def last_day(legs: tuple[Leg, ...]) -> date:
    """The day of the last landing, airport-local: passports must outlive it."""
    return legs[-1].segments[-1].arrives.date()
