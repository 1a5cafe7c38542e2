"""The states of a booking and its open moves (requirement F2).

CONFIRMED means paid *and* ticketed: a traveller who hears "confirmed" can fly. A booking that is paid and waits for its
tickets stays PAYMENT_PENDING with `paid_minor` set; guards keep such a booking from expiring, from being cancelled
without a refund, and from being paid twice. What it waits for is told by `standing`.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Protocol

from dragoman.command.states import StateTable, move


class BookingState(StrEnum):
    """Where a booking stands."""

    DRAFT = "DRAFT"
    HELD = "HELD"
    PAYMENT_PENDING = "PAYMENT_PENDING"
    CONFIRMED = "CONFIRMED"
    ACTIVE = "ACTIVE"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"
    EXPIRED = "EXPIRED"
    NO_SHOW = "NO_SHOW"


class Choice(StrEnum):
    """The question that is open to a traveller who has paid and has no ticket; NONE when there is none."""

    NONE = ""
    TICKETING_FAILED = "ticketing_failed"
    PRICE_ROSE = "price_rose"


class Standing(StrEnum):
    """What a booking waits for, finer than its state; shown to people, never stored."""

    OPEN = "open"
    AWAITING_PAYMENT = "awaiting_payment"
    TICKETING = "ticketing"
    CHOOSING = "choosing"
    SETTLED = "settled"
    CLOSED = "closed"


class _Booking(Protocol):
    """What the guards look at."""

    @property
    def state(self) -> str: ...
    @property
    def paid_minor(self) -> int: ...
    @property
    def total_minor(self) -> int: ...
    @property
    def choice(self) -> str: ...
    @property
    def quote_expires_at(self) -> datetime | None: ...


def no_quote(booking: _Booking) -> str | None:
    """Guard: nothing may be held or paid before a price was promised."""
    return "it has no quote yet" if booking.quote_expires_at is None else None


def has_money(booking: _Booking) -> str | None:
    """Guard: a booking with money in it neither expires nor is dropped without a refund."""
    return "it is paid" if booking.paid_minor > 0 else None


def not_paid(booking: _Booking) -> str | None:
    """Guard: nothing is confirmed before the whole price is in."""
    return "it is not fully paid" if booking.paid_minor < booking.total_minor or booking.total_minor <= 0 else None


B = BookingState

BOOKING = StateTable(
    BookingState,
    start=B.DRAFT,
    name="Booking",
    moves=[
        move("hold", B.DRAFT, B.HELD, unless=no_quote),
        move("request_payment", {B.DRAFT, B.HELD}, B.PAYMENT_PENDING, unless=no_quote),
        move("renew", B.EXPIRED, B.PAYMENT_PENDING, unless=no_quote),
        move("confirm", B.PAYMENT_PENDING, B.CONFIRMED, unless=not_paid),
        move("start", B.CONFIRMED, B.ACTIVE),
        move("reopen", B.CONFIRMED, B.PAYMENT_PENDING),
        move("complete", B.ACTIVE, B.COMPLETED),
        move("miss", {B.CONFIRMED, B.ACTIVE}, B.NO_SHOW),
        move("cancel", {B.DRAFT, B.HELD, B.PAYMENT_PENDING, B.EXPIRED, B.CONFIRMED}, B.CANCELLED, unless=has_money),
        move("expire", {B.DRAFT, B.HELD, B.PAYMENT_PENDING}, B.EXPIRED, unless=has_money),
    ],
)


def standing(booking: _Booking) -> Standing:
    """Say what a booking waits for."""
    state = B(booking.state)
    if state in (B.DRAFT, B.HELD):
        return Standing.OPEN
    if state is B.PAYMENT_PENDING:
        if booking.choice:
            return Standing.CHOOSING
        return Standing.TICKETING if booking.paid_minor > 0 else Standing.AWAITING_PAYMENT
    return Standing.CLOSED if state in (B.CANCELLED, B.EXPIRED) else Standing.SETTLED
