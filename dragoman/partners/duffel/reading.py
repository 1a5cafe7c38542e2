"""From Duffel's shapes to the port's: pure functions that raise Unreadable for what cannot be stated truthfully."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import airportsdata

from dragoman.flights.supplier import (
    AirlineChange,
    CancelQuote,
    Condition,
    FlightOffer,
    FlightOrder,
    Leg,
    OfferSeat,
    Segment,
    Ticket,
)
from dragoman.kit.money import Money, MoneyError
from dragoman.partners.duffel import wire

REFERENCE_KEY = "dragoman_ref"  # the metadata pair by which we know an order as ours
_INFANT = "infant_without_seat"


@cache
def _zones() -> dict[str, str]:
    return {code: airport["tz"] for code, airport in airportsdata.load("IATA").items()}


def zone_of(place: wire.Place) -> str:
    """Name the IANA zone of an airport: by airportsdata, else by Duffel's `time_zone`, else "" (unknown)."""
    return _zones().get(place.iata_code or "") or place.time_zone or ""


def money(amount: str, currency: str) -> Money:
    """Read a decimal string; raises Unreadable."""
    try:
        return Money.parse(amount, currency)
    except MoneyError:
        raise wire.Unreadable from None


def money_or_none(amount: str | None, currency: str | None) -> Money | None:
    """Read a sum that may be unknown."""
    return money(amount, currency) if amount is not None and currency is not None else None


def offer(shape: wire.Offer, request: str = "") -> FlightOffer:
    """Read an offer; raises Unreadable, also when it has no flights or an airport whose zone nobody knows."""
    payment = shape.payment_requirements or wire.PaymentRequirements()
    rules = shape.conditions or wire.Conditions()
    infants = {seat.id for seat in shape.passengers if seat.type == _INFANT}
    offered = FlightOffer(
        id=shape.id,
        request=shape.offer_request_id or request,
        airline=shape.owner.iata_code or "",
        airline_name=shape.owner.name or shape.owner.iata_code or "",
        total=money(shape.total_amount, shape.total_currency),
        legs=legs(shape.slices, infants),
        seats=tuple(map(seat, shape.passengers)),
        expires_at=_instant(shape.expires_at),
        refund=condition(rules.refund_before_departure),
        change=condition(rules.change_before_departure),
        hold_allowed=not payment.requires_instant_payment,
        pay_by=_utc(payment.payment_required_by),
        price_kept_until=_utc(payment.price_guarantee_expires_at),
        documents_required=bool(shape.passenger_identity_documents_required),
        live=shape.live_mode,
    )
    flown = [flight for leg in offered.legs for flight in leg.segments]
    if not flown or not all(flight.origin_zone and flight.destination_zone for flight in flown):
        raise wire.Unreadable
    return offered


def seat(shape: wire.Passenger) -> OfferSeat:
    """Read a passenger; without a type the age decides as Duffel has it: under 2 infant, under 18 child."""
    if shape.type:
        kind = "infant" if shape.type == _INFANT else shape.type
    else:
        age = 18 if shape.age is None else shape.age
        kind = "infant" if age < 2 else "child" if age < 18 else "adult"
    return OfferSeat(shape.id, kind, shape.age)


def condition(shape: wire.Condition | None) -> Condition:
    """Read a fare rule; null stays unknown."""
    if shape is None:
        return Condition()
    return Condition(shape.allowed, money_or_none(shape.penalty_amount, shape.penalty_currency))


def legs(slices: Iterable[wire.Slice], infants: Iterable[str] = ()) -> tuple[Leg, ...]:
    """Read slices in their order."""
    return tuple(_leg(shape, frozenset(infants)) for shape in slices)


def _leg(shape: wire.Slice, infants: frozenset[str]) -> Leg:
    flights = tuple(_segment(one, infants) for one in shape.segments)
    if shape.duration is not None:
        minutes = _minutes(shape.duration)
    elif flights:
        first, last = flights[0], flights[-1]
        minutes = _between(first.departs, first.origin_zone, last.arrives, last.destination_zone)
    else:
        minutes = 0
    return Leg(flights, minutes, shape.fare_brand_name or "")


def _segment(shape: wire.Segment, infants: frozenset[str]) -> Segment:
    marketing = shape.marketing_carrier or shape.operating_carrier or wire.Carrier()
    operating = shape.operating_carrier or marketing
    origin_zone, destination_zone = zone_of(shape.origin), zone_of(shape.destination)
    seats = [one for one in shape.passengers or () if one.passenger_id not in infants]
    minutes = (
        _minutes(shape.duration)
        if shape.duration is not None
        else _between(shape.departing_at, origin_zone, shape.arriving_at, destination_zone)
    )
    return Segment(
        origin=shape.origin.iata_code or "",
        destination=shape.destination.iata_code or "",
        departs=shape.departing_at,
        arrives=shape.arriving_at,
        origin_zone=origin_zone,
        destination_zone=destination_zone,
        carrier=marketing.iata_code or "",
        carrier_name=marketing.name or marketing.iata_code or "",
        number=shape.marketing_carrier_flight_number or "",
        minutes=minutes,
        operated_by=(operating.name or "") if operating.name != marketing.name else "",
        origin_terminal=shape.origin_terminal or "",
        destination_terminal=shape.destination_terminal or "",
        aircraft=((shape.aircraft.name or "") if shape.aircraft else ""),
        stops=len(shape.stops or ()),
        cabin=(seats[0].cabin_class or "") if seats else "",
        checked_bags=_bags(seats, "checked"),
        cabin_bags=_bags(seats, "carry_on"),
    )


def _bags(seats: Sequence[wire.SegmentSeat], kind: str) -> int | None:
    """What every seated passenger may take at least; None when the airline lists no baggage at all."""
    lists = [one.baggages for one in seats if one.baggages]
    if not lists or len(lists) < len(seats):
        return None
    return min(sum(bag.quantity for bag in bags if bag.type == kind) for bags in lists)


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)


def _between(departs: datetime, origin: str, arrives: datetime, destination: str) -> int:
    try:
        span = arrives.replace(tzinfo=ZoneInfo(destination)) - departs.replace(tzinfo=ZoneInfo(origin))
    except (ValueError, OSError, OverflowError):  # an unknown zone
        raise wire.Unreadable from None
    return max(_minutes(span), 0)


def order(shape: wire.Order) -> FlightOrder:
    """Read an order; `paid_at` is set only when it is truly paid, so a lapsed hold has neither that nor `awaiting_payment`.

    Duffel turns `awaiting_payment` false also when a hold lapses, so paid means: not awaiting, and `paid_at` or documents
    exist (holding orders guide). An older order with documents but no `paid_at` takes the time Duffel last read it.
    """
    status = shape.payment_status or wire.PaymentStatus()
    tickets = tuple(Ticket(doc.unique_identifier, doc.passenger_ids or (), doc.type) for doc in shape.documents or ())
    paid_at = None
    if not status.awaiting_payment:
        paid_at = status.paid_at or ((shape.synced_at or shape.created_at) if tickets else None)
    seats = shape.passengers or ()
    infants = {one.id for one in seats if one.type == _INFANT}
    others = (one.booking_reference for one in shape.booking_references or ())
    return FlightOrder(
        id=shape.id,
        offer=shape.offer_id or "",
        pnr=shape.booking_reference or next((other for other in others if other), ""),
        total=money(shape.total_amount, shape.total_currency),
        tickets=tickets,
        legs=legs(shape.slices or (), infants),
        hold=shape.type in ("hold", "pay_later") or status.payment_required_by is not None,
        awaiting_payment=status.awaiting_payment,
        pay_by=_utc(status.payment_required_by),
        price_kept_until=_utc(status.price_guarantee_expires_at),
        paid_at=_utc(paid_at),
        cancelled_at=_utc(shape.cancelled_at),
        actions=shape.available_actions or (),
        reference=str((shape.metadata or {}).get(REFERENCE_KEY) or ""),
        seats=tuple(map(seat, seats)),
    )


def cancellation(shape: wire.Cancellation) -> CancelQuote:
    """Read a cancellation quote or a confirmed cancellation; a null refund stays unknown."""
    return CancelQuote(
        id=shape.id,
        order=shape.order_id,
        refund=money_or_none(shape.refund_amount, shape.refund_currency),
        refund_to=shape.refund_to or "",
        expires_at=_utc(shape.expires_at),
        confirmed_at=_utc(shape.confirmed_at),
    )


def airline_changes(shapes: Iterable[wire.AirlineInitiatedChange]) -> tuple[AirlineChange, ...]:
    """Read the airline's changes, newest last."""
    ordered = sorted(shapes, key=lambda one: one.created_at or datetime.min.replace(tzinfo=UTC))
    return tuple(
        AirlineChange(one.id, one.order_id, legs(one.added or ()), one.available_actions or (), one.action_taken or "")
        for one in ordered
    )


def _utc(at: datetime | None) -> datetime | None:
    return None if at is None else _instant(at)


def _instant(at: datetime) -> datetime:
    try:
        return at.astimezone(UTC)
    except OverflowError:  # the first or last day that a date can say
        raise wire.Unreadable from None
