"""Opening hours: several blocks a day, days that are closed, one zone. Pure; a week without blocks is always open.

Blocks are local wall times; on a day when clocks change they keep their wall times. A block that ends at midnight is written
23:59:59.999999 (`MIDNIGHT`), one that crosses midnight as two.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MIDNIGHT = time.max
_LOOK_AHEAD_DAYS = 60  # longer than any closure that a plan is made for
_LOOK_BACK_DAYS = 400


@dataclass(frozen=True, slots=True)
class Week:
    """Opening hours of one place. `blocks` by weekday (0 is Monday), each (opens, closes) in local time."""

    zone: str
    blocks: Mapping[int, tuple[tuple[time, time], ...]] = field(default_factory=dict)
    closed: frozenset[date] = frozenset()

    @property
    def always(self) -> bool:
        """Whether no hours are set: then the place never closes."""
        return not any(self.blocks.values())


def is_open(week: Week, at: datetime) -> bool:
    """Say whether the place is open at an instant."""
    if week.always:
        return True
    return any(opens <= at < closes for opens, closes in _spans(week, at, 1))


def next_opening(week: Week, at: datetime) -> datetime | None:
    """Return the next instant (UTC) at which the place is open, `at` itself when it is; None within the next 60 days."""
    if week.always:
        return at
    for opens, closes in _spans(week, at, _LOOK_AHEAD_DAYS):
        if closes > at:
            return max(opens, at)
    return None


def add_open(week: Week, at: datetime, span: timedelta) -> datetime | None:
    """Return the instant (UTC) when the place has been open for `span` since `at`; None within the next 60 days."""
    if week.always:
        return at + span
    left = span
    for opens, closes in _spans(week, at, _LOOK_AHEAD_DAYS):
        begin = max(opens, at)
        if closes <= begin:
            continue
        if closes - begin >= left:
            return begin + left
        left -= closes - begin
    return None


def open_between(week: Week, begin: datetime, end: datetime) -> timedelta:
    """Return how long the place was open between two instants, at most 400 days back from the end."""
    if end <= begin:
        return timedelta()
    if week.always:
        return end - begin
    begin = max(begin, end - timedelta(days=_LOOK_BACK_DAYS))
    whole = timedelta()
    for opens, closes in _spans(week, begin, (end - begin).days + 2):
        if opens >= end:
            break
        whole += max(min(closes, end) - max(opens, begin), timedelta())
    return whole


def _spans(week: Week, at: datetime, days: int) -> Iterator[tuple[datetime, datetime]]:
    """List the blocks from the local day of `at` on as instants in UTC, in order."""
    zone = ZoneInfo(week.zone)
    today = at.astimezone(zone).date()
    for ahead in range(days + 1):
        day = today + timedelta(days=ahead)
        if day in week.closed:
            continue
        for opens, closes in sorted(week.blocks.get(day.weekday(), ())):
            begin = datetime.combine(day, opens, zone).astimezone(UTC)
            end = datetime.combine(day, closes, zone).astimezone(UTC)
            if end > begin:
                yield begin, end
