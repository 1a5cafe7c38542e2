"""When an order whose outcome or tickets are missing is looked up again."""

from __future__ import annotations

from datetime import timedelta

# From the order's placing: 10 s, 30 s, 2 min, 5 min, 15 min, then hourly. After 15 minutes a person is told (promise 9);
# the looks go on, because a supplier may take hours (partners.md A1: 202).
_STEPS_S = (10, 20, 90, 180, 600)
_HOURLY = timedelta(hours=1)
_HOURS_MAX = 72

UNKNOWN_CHECKS_S: tuple[float, ...] = _STEPS_S
"""The pauses between the engine's own look-ups of an issue whose answer was lost; together 15 minutes."""

ALARM_AT = len(_STEPS_S)
"""The number of looks after which a person is told."""


def pause(looks: int) -> timedelta | None:
    """Return how long to wait after `looks` look-ups; None after 72 hours, when only a person can help."""
    if looks < len(_STEPS_S):
        return timedelta(seconds=_STEPS_S[looks])
    return _HOURLY if looks < len(_STEPS_S) + _HOURS_MAX else None
