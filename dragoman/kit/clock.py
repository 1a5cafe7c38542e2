"""Time comes in from outside: every decision takes its `now` from a Clock, so tests and the demo can move it."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the present instant as an aware UTC datetime."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        ...


class ShiftedClock:
    """The system's clock plus a shift that the demo and the tests may move forward.

    In production the shift stays zero. `shift` is absolute (the whole distance from real time), so telling several
    processes the same shift twice is harmless.
    """

    def __init__(self, shift: timedelta = timedelta()) -> None:
        self.shift = shift

    def now(self) -> datetime:
        """Return real time plus the shift, in UTC."""
        return datetime.now(UTC) + self.shift


class FrozenClock:
    """A clock that stands still until `advance` is called; for tests of pure rules."""

    def __init__(self, at: datetime) -> None:
        if at.tzinfo is None:
            raise ValueError("a clock needs an aware datetime")
        self._at = at

    def now(self) -> datetime:
        """Return the instant it stands at."""
        return self._at

    def advance(self, by: timedelta) -> None:
        """Move forward by `by`."""
        self._at += by


def monotonic() -> float:
    """Seconds of a clock that never goes back; for measuring spans, never for deadlines that outlive the process."""
    return time.monotonic()
