"""What a dialogue hears of a booking when nobody knows yet, or when things changed after it was sold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dragoman.bookings.views import BookingView
from dragoman.flights.supplier import Leg
from dragoman.kit.money import Money


@dataclass(frozen=True, slots=True)
class Unchecked:
    """The provider was asked just now and did not answer."""

    booking: BookingView


@dataclass(frozen=True, slots=True)
class Stuck:
    """Paid, and a quarter of an hour later nobody knows whether the order exists: a person asks the airline."""

    booking: BookingView


@dataclass(frozen=True, slots=True)
class CancelTerms:
    """What cancelling would mean. `quoted`: there is a ticket and these are the airline's terms; `refund` None: it does not say."""

    booking: BookingView
    quoted: bool = False
    refund: Money | None = None
    kept: Money | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class CancelAsked:
    """A colleague must confirm the cancellation."""

    booking: BookingView


@dataclass(frozen=True, slots=True)
class CancelFailed:
    """The cancellation could not be settled with the airline; a person looks at it."""

    booking: BookingView
    code: str = ""


@dataclass(frozen=True, slots=True)
class CancelDeclined:
    """A colleague has decided that the booking stays."""

    booking: BookingView


@dataclass(frozen=True, slots=True)
class FlightMoved:
    """The airline changed flights of a ticketed booking: the legs concerned, `before` and `after`."""

    booking: BookingView
    change: str
    before: tuple[Leg, ...]
    after: tuple[Leg, ...]


@dataclass(frozen=True, slots=True)
class ChangeTaken:
    """The airline's change is accepted, or (`done` False) could not be."""

    booking: BookingView
    done: bool = True


@dataclass(frozen=True, slots=True)
class HoldEnds:
    """Held seats are still unpaid, and the airline frees them at `pay_by`."""

    booking: BookingView
    pay_by: datetime
