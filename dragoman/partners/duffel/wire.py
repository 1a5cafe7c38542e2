"""Duffel's JSON as it travels, API version v2: only the fields that we use, everything else is ignored.

Sources: Duffel API reference v2 (offers, orders, payments, order cancellations, airline-initiated changes, places) and the
types of Duffel's JavaScript client. Amounts are decimal strings with an ISO 4217 code; `departing_at` and `arriving_at` are
airport-local without an offset; every other instant is UTC; durations are ISO 8601. Whatever Duffel documents as
nullable may be null or missing here.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta, Raw, Struct

Shape = TypeVar("Shape")

Instant = Annotated[datetime, Meta(tz=True)]
Local = Annotated[datetime, Meta(tz=False)]


class Unreadable(Exception):
    """The text is not the JSON we expect; nothing of it is inside."""


class Enclosed(Struct):
    """Every answer and request is wrapped in `data`; lists carry `meta.after`, null on the last page."""

    data: Raw
    meta: Paging | None = None


class Paging(Struct):
    """Where the next page starts."""

    after: str | None = None


class Place(Struct):
    """An airport or a city; `iata_code` may be null for a railway station or a heliport."""

    iata_code: str | None = None
    name: str | None = None
    time_zone: str | None = None
    city_name: str | None = None


class Carrier(Struct):
    """An airline; some have no IATA code."""

    iata_code: str | None = None
    name: str | None = None


class Aircraft(Struct):
    """A type of aircraft."""

    name: str | None = None


class Baggage(Struct):
    """An allowance: `checked` or `carry_on`; the quantity may be 0."""

    type: str
    quantity: int = 0


class SegmentSeat(Struct):
    """What one passenger has on one segment."""

    passenger_id: str | None = None
    cabin_class: str | None = None
    baggages: tuple[Baggage, ...] | None = None


class Segment(Struct):
    """One flight number from take-off to landing."""

    departing_at: Local
    arriving_at: Local
    origin: Place
    destination: Place
    marketing_carrier: Carrier | None = None
    marketing_carrier_flight_number: str | None = None
    operating_carrier: Carrier | None = None
    aircraft: Aircraft | None = None
    duration: timedelta | None = None
    origin_terminal: str | None = None
    destination_terminal: str | None = None
    stops: tuple[Raw, ...] | None = None
    passengers: tuple[SegmentSeat, ...] | None = None


class Slice(Struct):
    """One direction of the journey."""

    segments: tuple[Segment, ...]
    duration: timedelta | None = None
    fare_brand_name: str | None = None


class Condition(Struct):
    """A fare rule; the whole rule or its parts may be null, which means unknown."""

    allowed: bool | None = None
    penalty_amount: str | None = None
    penalty_currency: str | None = None


class Conditions(Struct):
    """The two rules before departure."""

    refund_before_departure: Condition | None = None
    change_before_departure: Condition | None = None


class Passenger(Struct):
    """A passenger of an offer or order; `type` or `age` may be null."""

    id: str
    type: str | None = None
    age: int | None = None


class PaymentRequirements(Struct):
    """Whether the offer can be held, and until when."""

    requires_instant_payment: bool = True
    price_guarantee_expires_at: Instant | None = None
    payment_required_by: Instant | None = None


class Extra(Struct):
    """A paid service (v2 `available_services`); its id changes at every read of the offer (duffel-api-javascript#710)."""

    id: str
    type: str
    total_amount: str
    total_currency: str
    maximum_quantity: int = 1
    passenger_ids: tuple[str, ...] = ()
    segment_ids: tuple[str, ...] = ()
    metadata: dict[str, Any] | None = None


class Offer(Struct):
    """What an airline would sell."""

    id: str
    total_amount: str
    total_currency: str
    expires_at: Instant
    slices: tuple[Slice, ...]
    passengers: tuple[Passenger, ...]
    owner: Carrier
    offer_request_id: str | None = None
    conditions: Conditions | None = None
    payment_requirements: PaymentRequirements | None = None
    passenger_identity_documents_required: bool | None = None
    available_services: tuple[Extra, ...] | None = None
    live_mode: bool = False


class Document(Struct):
    """An e-ticket or another electronic document."""

    unique_identifier: str
    type: str = "electronic_ticket"
    passenger_ids: tuple[str, ...] | None = None


class PaymentStatus(Struct):
    """`awaiting_payment` turns false on payment and also when a hold lapses (holding orders guide)."""

    awaiting_payment: bool = False
    payment_required_by: Instant | None = None
    price_guarantee_expires_at: Instant | None = None
    paid_at: Instant | None = None


class BookingReference(Struct):
    """The reference that one carrier gave."""

    booking_reference: str | None = None


class Order(Struct):
    """A booking at the airline."""

    id: str
    total_amount: str
    total_currency: str
    booking_reference: str | None = None
    booking_references: tuple[BookingReference, ...] | None = None
    offer_id: str | None = None
    type: str | None = None
    slices: tuple[Slice, ...] | None = None
    passengers: tuple[Passenger, ...] | None = None
    documents: tuple[Document, ...] | None = None
    payment_status: PaymentStatus | None = None
    available_actions: tuple[str, ...] | None = None
    cancelled_at: Instant | None = None
    created_at: Instant | None = None
    synced_at: Instant | None = None
    metadata: dict[str, Any] | None = None


class Named(Struct):
    """Only the id, for an answer whose rest cannot be read."""

    id: str


class Payment(Struct):
    """A payment of a held order; older answers have no status and mean succeeded."""

    id: str
    status: str = "succeeded"
    failure_reason: str | None = None


class Cancellation(Struct):
    """A cancellation quote, or the cancellation itself once `confirmed_at` is set; a null refund is unknown (v2)."""

    id: str
    order_id: str
    refund_amount: str | None = None
    refund_currency: str | None = None
    refund_to: str | None = None
    expires_at: Instant | None = None
    confirmed_at: Instant | None = None


class AirlineInitiatedChange(Struct):
    """What the airline changed on its own: new slices, with new ids."""

    id: str
    order_id: str
    added: tuple[Slice, ...] | None = None
    available_actions: tuple[str, ...] | None = None
    action_taken: str | None = None
    created_at: Instant | None = None


class Source(Struct):
    """Where in the request an error lies."""

    field: str | None = None
    pointer: str | None = None


class Fault(Struct):
    """One error; `title` is the same for every case of a code, `message` may quote what was sent."""

    type: str = ""
    code: str = ""
    title: str = ""
    message: str = ""
    source: Source | None = None


class Faults(Struct):
    """The body of an error answer."""

    errors: tuple[Fault, ...]


def decode(body: bytes | Raw, shape: type[Shape]) -> Shape:
    """Decode JSON as `shape`; raises Unreadable, without the text, whatever is wrong with it."""
    try:
        return msgspec.json.decode(body, type=shape)
    except (ValueError, RecursionError):  # msgspec's errors and UnicodeDecodeError are ValueErrors
        raise Unreadable from None


def content(body: bytes, shape: type[Shape]) -> Shape:
    """Decode what stands under `data`; raises Unreadable."""
    return decode(decode(body, Enclosed).data, shape)


def page(body: bytes) -> tuple[list[Raw], str | None]:
    """Split a list answer into its undecoded items and the next page's cursor; raises Unreadable."""
    enclosed = decode(body, Enclosed)
    return decode(enclosed.data, list[Raw]), enclosed.meta.after if enclosed.meta else None


def enclose(content: object) -> bytes:
    """Write a request's body."""
    return msgspec.json.encode({"data": content})
