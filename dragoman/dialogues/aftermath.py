"""What a dialogue hears of a booking when nobody knows yet, or when things changed after it was sold."""

from __future__ import annotations

from dataclasses import dataclass

from dragoman.bookings.views import BookingView


@dataclass(frozen=True, slots=True)
class Unchecked:
    """The provider was asked just now and did not answer."""

    booking: BookingView


@dataclass(frozen=True, slots=True)
class Stuck:
    """Paid, and a quarter of an hour later nobody knows whether the order exists: a person asks the airline."""

    booking: BookingView
