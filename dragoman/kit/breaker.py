"""A circuit breaker: after several failures in a row nothing is sent for a while, then one trial decides.

Pure apart from its own counters: the present instant is passed in, so tests and the demo clock can move it. One breaker
guards one class of calls of one partner in one process; `view` is what a health page shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class BreakerState(StrEnum):
    """CLOSED lets calls through, OPEN refuses them, HALF_OPEN lets a single trial through."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


class BreakerOpen(Exception):
    """The call was not made. `retry_after` is in seconds."""

    def __init__(self, name: str, retry_after: float) -> None:
        super().__init__(name)
        self.name = name
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class BreakerView:
    """A breaker at one instant, for a health page: `failures` in a row and when the next call may go (None: now)."""

    name: str
    state: BreakerState
    failures: int
    retry_at: datetime | None


class Breaker:
    """Opens after `failures_max` failures in a row for `open_for`; a trial that never reports frees its place after `open_for`."""

    def __init__(self, name: str, *, failures_max: int = 5, open_for: timedelta = timedelta(seconds=30)) -> None:
        if failures_max < 1 or open_for <= timedelta():
            raise ValueError("a breaker needs at least one failure and some time")
        self.name = name
        self._failures_max = failures_max
        self._open_for = open_for
        self._failures = 0
        self._retry_at: datetime | None = None

    def state(self, now: datetime) -> BreakerState:
        """Return the state at `now`."""
        if self._retry_at is None:
            return BreakerState.CLOSED
        return BreakerState.OPEN if now < self._retry_at else BreakerState.HALF_OPEN

    def view(self, now: datetime) -> BreakerView:
        """Return what a health page shows at `now`."""
        state = self.state(now)
        return BreakerView(self.name, state, self._failures, self._retry_at if state is BreakerState.OPEN else None)

    def enter(self, now: datetime) -> None:
        """Ask to make a call; raises BreakerOpen. In the half-open state this takes the only trial."""
        if self._retry_at is None:
            return
        if now < self._retry_at:
            raise BreakerOpen(self.name, (self._retry_at - now).total_seconds())
        self._retry_at = now + self._open_for

    def succeed(self) -> None:
        """Report that the partner answered: close."""
        self._failures = 0
        self._retry_at = None

    def fail(self, now: datetime) -> None:
        """Report that the partner failed at `now`: count, and open when it was one too many or the trial."""
        self._failures += 1
        if self._failures >= self._failures_max:
            self._retry_at = now + self._open_for
