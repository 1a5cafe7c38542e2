"""Which facts a business's own systems may hear, under which name and with which values. Pure.

A payload holds ids, states, sums, codes and instants; names, phones, texts and links that open something never. Whoever
needs more asks the API, under a key with its own rights and audit.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from dragoman.bookings import facts as bookings
from dragoman.conversations import facts as conversations
from dragoman.flights import facts as flights
from dragoman.kit.money import Money
from dragoman.payments import facts as payments

TEST = "endpoint.test"
KINDS: Mapping[type[msgspec.Struct], str] = {
    bookings.BookingQuoted: "booking.quoted",
    bookings.BookingHeld: "booking.held",
    bookings.HoldEnding: "booking.hold_ending",
    bookings.BookingConfirmed: "booking.confirmed",
    bookings.BookingExpired: "booking.expired",
    bookings.BookingCancelled: "booking.cancelled",
    bookings.BookingUnavailable: "booking.unavailable",
    bookings.PriceRose: "booking.price_rose",
    bookings.TicketingFailed: "booking.ticketing_failed",
    bookings.TicketingDelayed: "booking.ticketing_delayed",
    flights.FlightChanged: "booking.flight_changed",
    payments.PaymentLinkReady: "payment.link_ready",
    payments.PaymentSettled: "payment.settled",
    payments.PaymentShort: "payment.short",
    payments.PaymentForeign: "payment.foreign",
    payments.PaymentDoubled: "payment.doubled",
    payments.PaymentOrphaned: "payment.orphaned",
    payments.PaymentFailed: "payment.failed",
    payments.PaymentExpired: "payment.expired",
    payments.RefundRequested: "payment.refund_requested",
    payments.RefundPaid: "payment.refunded",
    payments.RefundFailed: "payment.refund_failed",
    conversations.ConversationWaiting: "conversation.waiting",
    conversations.ConversationTaken: "conversation.taken",
    conversations.ConversationHandedBack: "conversation.handed_back",
    conversations.MessageReceived: "message.received",
    conversations.MessageUndelivered: "message.undelivered",
}
ALL = tuple(sorted(KINDS.values()))
_UNTOLD = frozenset({"url", "search"})  # a payment page is open to whoever has its address; a search is ours


def wanted(kinds: frozenset[str], kind: str) -> bool:
    """Say whether an endpoint's list covers a kind; `booking.*` covers a family, `*` everything."""
    return kind in kinds or "*" in kinds or f"{kind.partition('.')[0]}.*" in kinds


def known(kind: str) -> bool:
    """Say whether an entry of an endpoint's list can ever match."""
    return kind == "*" or kind in ALL or (kind.endswith(".*") and any(k.startswith(kind[:-1]) for k in ALL))


def values_of(fact: msgspec.Struct) -> dict[str, Any]:
    """Write a fact's fields as plain values; sums as the API shows them, instants in RFC 3339."""
    return {
        name: _plain(getattr(fact, name))
        for name in (f.name for f in msgspec.structs.fields(fact))
        if name not in _UNTOLD
    }


def subject_of(fact: msgspec.Struct) -> str:
    """Name what a fact is about: "booking:bk_…", "payment:pa_…", "conversation:cv_…"."""
    for name in ("booking", "payment", "conversation"):
        if getattr(fact, name, ""):
            return f"{name}:{getattr(fact, name)}"
    return ""


def written(kind: str, at: datetime, told: Mapping[str, Any]) -> bytes:
    """Write the body of a webhook, the same bytes at every attempt."""
    return msgspec.json.encode({"type": kind, "timestamp": at, "data": dict(sorted(told.items()))})


def _plain(value: object) -> Any:
    if isinstance(value, Money):
        return {"minor": value.minor, "currency": value.currency, "amount": value.decimal_text()}
    return value.isoformat() if isinstance(value, datetime) else value
