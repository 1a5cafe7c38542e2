"""Calendar arithmetic that the standard library leaves out: months, Easter, and the feasts that move with the moon."""

from __future__ import annotations

import calendar
from datetime import date, timedelta


def safe_date(year: int, month: int, day: int) -> date | None:
    """Return the date, or None when the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def add_months(day: date, months: int) -> date:
    """Return the same day `months` later, or the last day of that month when it is shorter; kept within years 1-9999."""
    index = day.year * 12 + day.month - 1 + months
    year, month = max(1, min(9999, index // 12)), index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def easter(year: int) -> date:
    """Return Western Easter Sunday (anonymous Gregorian computus, Meeus, Astronomical Algorithms, ch. 8)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def islamic(year: int, month: int, day: int) -> date:
    """Return the civil date of a day of the tabular Islamic calendar; the sighted moon may move it by a day."""
    count = day + (59 * (month - 1) + 1) // 2 + (year - 1) * 354 + (3 + 11 * year) // 30 + 227_014
    return date.fromordinal(count)


_FIXED = {"christmas": (12, 25), "christmas_eve": (12, 24), "boxing_day": (12, 26), "new_year": (1, 1), "new_year_eve": (12, 31),
          "valentine": (2, 14)}  # fmt: skip
_AROUND_EASTER = {"easter": 0, "good_friday": -2, "easter_monday": 1}
_MOON = {"eid_fitr": (10, 1), "eid_adha": (12, 10)}


def holiday(name: str, year: int) -> date | None:
    """Return the day of the named feast in `year`, or None when the name is not known or it does not fall in that year."""
    if name in _FIXED:
        return date(year, *_FIXED[name])
    if name in _AROUND_EASTER:
        return easter(year) + timedelta(days=_AROUND_EASTER[name])
    if name in _MOON:
        lunar = (year - 622) * 33 // 32
        days = (islamic(lunar + back, *_MOON[name]) for back in (-1, 0, 1, 2))
        return next((d for d in days if d.year == year), None)
    return None
