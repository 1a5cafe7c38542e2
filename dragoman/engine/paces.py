"""Paces: how fast a thing may be done, by the generic cell rate algorithm (ITU-T I.371), one stored instant per key.

A job that comes too early gets the next free slot and waits for it; so a backlog is looked at once, not again and again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Pace:
    """At most `burst` at once and `per_second` in the long run, for everything that names the same `key` in one tenant."""

    key: str
    per_second: float
    burst: int = 1

    def __post_init__(self) -> None:
        if self.per_second <= 0 or self.burst < 1:
            raise ValueError("a pace needs a positive rate and a burst of at least one")


def take_slot(pace: Pace, next_at: datetime, now: datetime) -> tuple[datetime, datetime]:
    """Return the first free slot (now or later) and the key's new `next_at` after taking it."""
    interval = timedelta(seconds=1 / pace.per_second)
    slot = max(now, next_at - (pace.burst - 1) * interval)
    return slot, max(next_at, now) + interval
