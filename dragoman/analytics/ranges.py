"""A range of whole days in somebody's zone. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dragoman.command import Refused
from dragoman.kit.days import begin_of, day_of

DAYS_MAX = 366


@dataclass(frozen=True, slots=True)
class Range:
    """From the beginning of `first` to the end of `last`, as clocks in `zone` (IANA) show them."""

    first: date
    last: date
    zone: str

    @property
    def since(self) -> datetime:
        """The first instant, UTC."""
        return begin_of(self.first, self.zone)

    @property
    def until(self) -> datetime:
        """The first instant after the range, UTC."""
        return begin_of(self.last + timedelta(days=1), self.zone)

    def days(self) -> list[date]:
        """Every day of the range."""
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]


def chosen(first: str, last: str, now: datetime, zone: str, *, default_days: int = 30) -> Range:
    """Read a range as typed (ISO dates), the last `default_days` when nothing is; raises Refused("range")."""
    today = day_of(now, zone)
    try:
        end = date.fromisoformat(last) if last else today
        begin = date.fromisoformat(first) if first else end - timedelta(days=default_days - 1)
    except ValueError:
        raise Refused("range", "Write days as 2026-11-20.", field="first", status=422) from None
    if begin > end or (end - begin).days >= DAYS_MAX:
        raise Refused(
            "range", f"Choose a first day before the last, at most {DAYS_MAX} days.", field="first", status=422
        )
    return Range(begin, end, zone)
