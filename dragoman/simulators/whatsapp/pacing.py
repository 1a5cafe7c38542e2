"""How fast and when a business may write: number throughput, pair rate, and the 24-hour customer-service window.

Source: Meta, Cloud API "Throughput" (80 messages a second per number by default, in and out; one message per 6 seconds
to the same user, a burst of up to 45 that borrows from the future) and "Send messages" (24-hour window). Times are
seconds since the epoch of the simulators' clock.
"""

from __future__ import annotations

from typing import Literal

import msgspec

PAIR_SPACING = 6.0
PAIR_BURST = 45
WINDOW = 24 * 3600.0
PairRule = Literal["credit", "strict", "off"]


class PairRate(msgspec.Struct):
    """What one business number owes for messages to one user.

    Every message costs 6 seconds. `credit`: up to 45 may be borrowed; who has borrowed all 45 is silent until the whole
    debt is paid (a burst of 45 means 270 s of silence). `strict`: any debt must be paid before a new burst of 6 s opens.
    """

    paid_at: float = 0.0
    silent_until: float = 0.0
    burst_until: float = 0.0
    burst_count: int = 0

    def allow(self, now: float, rule: PairRule) -> bool:
        """Count one message at `now` and say whether it may go; a refused one costs nothing."""
        if rule == "off":
            return True
        if now < self.silent_until:
            return False
        if now >= self.burst_until:
            if rule == "strict" and now < self.paid_at:
                return False
            self.burst_until = now + PAIR_SPACING
            self.burst_count = 0
        if rule == "strict" and self.burst_count >= PAIR_BURST:
            return False
        self.burst_count += 1
        self.paid_at = max(self.paid_at, now) + PAIR_SPACING
        if self.paid_at - now > (PAIR_BURST - 1) * PAIR_SPACING:
            self.silent_until = self.paid_at
        return True


class Throughput:
    """A number's messages per second as a bucket that holds one second's worth."""

    __slots__ = ("_filled_at", "_left")

    def __init__(self) -> None:
        self._left: float | None = None
        self._filled_at = 0.0

    def allow(self, now: float, per_second: int) -> bool:
        """Count one message at `now` and say whether it may go; `per_second` 0 means no limit."""
        if per_second == 0:
            return True
        before = per_second if self._left is None else self._left
        left = min(float(per_second), before + max(0.0, now - self._filled_at) * per_second)
        self._filled_at = now
        if left < 1:
            self._left = left
            return False
        self._left = left - 1
        return True

    def count(self, now: float, per_second: int) -> None:
        """Count an inbound message, which is never refused but uses the same allowance."""
        self.allow(now, per_second)


def window_open(last_inbound: float | None, now: float) -> bool:
    """Say whether free-form messages may be sent: the user wrote within the last 24 hours."""
    return last_inbound is not None and now - last_inbound < WINDOW
