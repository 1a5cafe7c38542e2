"""News of a booking for who answers its traveller: what the bot would have said while a person owns the conversation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from dragoman.bookings import facts as bookings
from dragoman.command import Work
from dragoman.conversations.states import ConversationState
from dragoman.flights import facts as flights
from dragoman.kit.money import Money
from dragoman.payments import facts as payments

NEWS: Mapping[type[msgspec.Struct], str] = {
    bookings.BookingQuoted: "booking_quoted",
    bookings.BookingHeld: "booking_held",
    bookings.BookingConfirmed: "booking_confirmed",
    bookings.BookingExpired: "booking_expired",
    bookings.BookingCancelled: "booking_cancelled",
    bookings.BookingUnavailable: "booking_unavailable",
    bookings.TicketingFailed: "ticketing_failed",
    bookings.TicketingDelayed: "ticketing_delayed",
    bookings.PriceRose: "price_rose",
    payments.PaymentLinkReady: "payment_link",
    payments.PaymentLinkFailed: "payment_link_failed",
    payments.PaymentSettled: "payment_settled",
    payments.PaymentShort: "payment_short",
    payments.PaymentForeign: "payment_foreign",
    payments.PaymentDoubled: "payment_doubled",
    payments.PaymentFailed: "payment_failed",
    payments.RefundPaid: "refund_paid",
    payments.RefundFailed: "refund_failed",
    flights.FlightChanged: "flight_changed",
    flights.OrderLapsed: "order_lapsed",
}
_SHOWN = ("amount", "received", "missing", "over", "before", "after", "total", "refund")


async def concerned(work: Work, fact: msgspec.Struct) -> str | None:
    """Return the id of the conversation that a booking's fact is news to: the one it was asked in, unless the bot tells it itself."""
    if type(fact) not in NEWS:
        return None
    found: str | None = await work.sql.fetchval(
        "select c.id from booking b join conversation c on c.actor = b.asked_by where b.id = $1 and c.state in ($2, $3)",
        getattr(fact, "booking"),  # noqa: B009 - every fact of NEWS has one
        ConversationState.WAITING,
        ConversationState.WITH_PERSON,
    )
    return found


def told(fact: msgspec.Struct) -> dict[str, Any]:
    """Return the public values of a fact as a remark keeps them: the booking, sums as written, plain answers. Pure."""
    public: dict[str, Any] = {"booking": getattr(fact, "booking")}  # noqa: B009
    for name in _SHOWN:
        value = getattr(fact, name, None)
        if isinstance(value, Money):
            public[name] = value.format()
    if isinstance(fact, flights.FlightChanged):
        public["cancelled"] = fact.cancelled
    return public
