"""Duffel's errors as data: which mean that certainly no order was made, and which leave it open.

Sources: Duffel error reference; response handling guide ("order and booking creation"): 200, 202, 500, 504, a time-out and a
lost connection leave the outcome open; 503 and `order_not_created` guarantee that nothing was booked. A code that
is not listed is judged by its type, and when in doubt the order may exist.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dragoman.flights.supplier import NotIssued, OrderUnknown, SupplierError
from dragoman.kit.http import Answer
from dragoman.partners.duffel import wire

# Certainly no order -> the reason in the port's words (NotIssued.reason).
DEFINITE_NO = {
    "offer_no_longer_available": "gone",
    "offer_expired": "gone",
    "offer_request_already_booked": "gone",
    "schedule_changed": "gone",
    "past_payment_required_by_date": "gone",
    "already_cancelled": "gone",
    "not_found": "gone",
    "price_changed": "price_changed",
    "payment_amount_does_not_match_order_amount": "price_changed",
    "payment_currency_does_not_match_order_currency": "price_changed",
    "insufficient_balance": "balance",
    "payment_declined": "balance",
    "order_not_created": "airline",
    "ancillary_service_not_available": "request",
    "order_type_not_eligible_for_payment": "request",
    "unsupported_action": "request",
    "duplicate_passenger_name": "passenger",
    "invalid_passenger_name": "passenger",
    "invalid_passenger_title": "passenger",
    "invalid_phone_number": "passenger",
    "invalid_email_address": "passenger",
    "invalid_loyalty_card": "passenger",
}

# The order may exist, whatever the status of the answer.
MAY_EXIST = frozenset(
    {
        "duplicate_booking",
        "order_creation_already_attempted",
        "booking_already_attempted",
        "airline_unknown",
        "airline_internal",
        "already_paid",
    }
)

# Types whose every unlisted code means that the request was turned away before it reached an airline.
_TURNED_AWAY = frozenset({"validation_error", "invalid_request_error", "authentication_error"})

_PATH_MAX = 80

# The one code that is a guarantee although its status is 502 (order creation guide).
_GUARANTEED = frozenset({"order_not_created"})

_GONE = frozenset(
    {
        "offer_no_longer_available",
        "offer_expired",
        "offer_request_already_booked",
        "order_cancellation_stale",
        "stale_airline_initiated_change_accept",
        "already_cancelled",
    }
)

_ABOUT_NAMES = frozenset({"invalid_passenger_name", "duplicate_passenger_name"})
_PASSENGER = re.compile(r"/passengers/(\d{1,2})(?:/|$)")
_PERSONAL = re.compile(r"[^\s@]+@[^\s@]+|\+?\d[\d\s-]{4,}\d|'[^']*'|\"[^\"]*\"")


def broken(answer: Answer) -> bool:
    """Whether an answer counts as Duffel's own failure; a 5xx that an airline caused does not."""
    return answer.status >= 500 and not any(fault.type == "airline_error" for fault in faults(answer.body))


def faults(body: bytes) -> tuple[wire.Fault, ...]:
    """Read the errors of an answer; empty when the body is none of Duffel's (a proxy's HTML page)."""
    try:
        return wire.decode(body, wire.Faults).errors
    except wire.Unreadable:
        return ()


def words(fault: wire.Fault, secrets: Sequence[str] = ()) -> str:
    """Give the partner's words without what they may quote: addresses, numbers, quoted text and the given `secrets`."""
    text = _PERSONAL.sub("***", f"{fault.title}: {fault.message}" if fault.message else fault.title)
    for secret in sorted((s for s in secrets if s.strip()), key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(secret)}(?!\w)", "***", text, flags=re.IGNORECASE)
    return text[:300]


def path_of(fault: wire.Fault) -> str:
    """Name the place in the query that an error points at, as "slices.0.origin"; "" when it points nowhere."""
    pointer = (fault.source.pointer or "") if fault.source else ""
    return pointer.removeprefix("/data").strip("/").replace("/", ".")[:_PATH_MAX]


def field_of(fault: wire.Fault) -> str:
    """Name the field an error points at: its name, else the end of its pointer, else what its code speaks of."""
    if fault.source is None:
        return "name" if fault.code in _ABOUT_NAMES else ""
    return fault.source.field or (fault.source.pointer or "").rsplit("/", 1)[-1]


def passenger_of(fault: wire.Fault) -> int:
    """Number the passenger an error points at ("/passengers/0/given_name"), by the order of the request; -1 when it names none."""
    pointed = _PASSENGER.search(fault.source.pointer or "") if fault.source else None
    return int(pointed[1]) if pointed else -1


def placing(status: int, body: bytes, secrets: Sequence[str] = ()) -> NotIssued | OrderUnknown:
    """Judge an answer other than 201 to the creation or payment of an order; SupplierError("unavailable") for a 503 by Duffel.

    A 429 leaves it open: whether Duffel counts before or after it calls the airline is not documented.
    """
    found = faults(body)
    if status < 400 or not found:
        return OrderUnknown(f"http_{status}", order_id(body) if status < 300 else "")
    if status == 503 and all(fault.code not in MAY_EXIST for fault in found):
        raise SupplierError("unavailable", found[0].code)
    open_ones = [fault for fault in found if not _certainly_not(status, fault)]
    if open_ones:
        return OrderUnknown(open_ones[0].code or f"http_{status}")
    first = found[0]
    return NotIssued(first.code, _reason(first), words(first, secrets), field_of(first), passenger_of(first))


def _certainly_not(status: int, fault: wire.Fault) -> bool:
    if fault.code in MAY_EXIST or status == 429:
        return False
    if fault.code in _GUARANTEED:
        return True
    return status < 500 and (fault.code in DEFINITE_NO or fault.type in _TURNED_AWAY)


def _reason(fault: wire.Fault) -> str:
    listed = DEFINITE_NO.get(fault.code)
    if listed:
        return listed
    pointer = (fault.source.pointer or "") if fault.source else ""
    return "passenger" if "/passengers" in pointer else "request"


def order_id(body: bytes) -> str:
    """Find the order's id in an answer that names it, else ""."""
    try:
        named = wire.content(body, wire.Named).id
    except wire.Unreadable:
        return ""
    return named if named.startswith("ord_") else ""


def reading(status: int, body: bytes, retry_after: float | None) -> SupplierError:
    """Say what an answer other than 2xx to a read means, in the port's codes."""
    found = faults(body)
    first = found[0] if found else wire.Fault(code=f"http_{status}")
    if status == 429:
        return SupplierError("limited", first.code, retry_after=retry_after)
    if status == 504:
        return SupplierError("timeout", first.code)
    if status >= 500:
        return SupplierError("unavailable", first.code, retry_after=retry_after)
    if not found:
        return SupplierError("unreadable", first.code)
    if first.code in _GONE:
        return SupplierError("gone", first.code)
    if status in (404, 410) or first.code == "not_found":
        return SupplierError("not_found", first.code)
    return SupplierError("refused", first.code, field=path_of(first))
