"""Ask for the money of an open question back, for a role that may ask but not decide (roles.md, "cancel booking / refund")."""

from __future__ import annotations

from dragoman.access import Role
from dragoman.bookings.models import Booking
from dragoman.bookings.queries import booking_of
from dragoman.command import Refused, Work, command
from dragoman.flights.orders import live
from dragoman.flights.queries import live_order
from dragoman.payments.approvals import request_refund
from dragoman.payments.commands import payments_of
from dragoman.payments.refunds import left_of
from dragoman.payments.states import PaymentState


@command("bookings:ask_refund", by=frozenset({Role.SALES}))
async def ask_refund_choice(work: Work, booking_id: str) -> Booking:
    """Ask that all the money of an open question goes back; each charge waits for its approval, and the question stays open.

    Raises Refused("choice") when nothing was asked, "order.live" while an order may exist, "refund.asked" the second time.
    """
    booking = await booking_of(work, booking_id, lock=True)
    if not booking.choice:
        raise Refused("choice", "There is no open question on this booking; use cancellation instead.")
    if await live_order(work, booking.id) is not None:
        raise live()
    for charge in await payments_of(work, booking.id, lock=True):
        left = await left_of(work, charge) if charge.state == PaymentState.PAID else None
        if left:
            await request_refund(work, charge.id, left, "not_ticketed")
    return booking
