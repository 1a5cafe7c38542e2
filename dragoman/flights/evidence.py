"""What an order's record at the supplier proves (partners.md A4): ticketed, held, waiting, lapsed or cancelled."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from dragoman.flights.supplier import FlightOrder


class Proof(StrEnum):
    """The meaning of an order's record now."""

    TICKETED = "ticketed"
    PAID = "paid"  # paid, tickets not yet there
    HELD = "held"
    LAPSED = "lapsed"
    CANCELLED = "cancelled"


def proves(order: FlightOrder, now: datetime) -> Proof:
    """Read an order's record.

    A hold whose deadline passed shows `awaiting_payment` false like a paid one (Duffel): only `paid_at` or tickets prove
    payment, so a hold without either that waits for nothing has lapsed.
    """
    if order.cancelled_at is not None:
        return Proof.CANCELLED
    if order.tickets:
        return Proof.TICKETED
    if order.paid_at is not None or not order.hold:
        return Proof.PAID
    if order.awaiting_payment and (order.pay_by is None or now < order.pay_by):
        return Proof.HELD
    return Proof.LAPSED
