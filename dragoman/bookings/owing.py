"""What a booking still owes when too little came in: the first short charge, what counts towards it, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence

from dragoman.bookings.models import Booking
from dragoman.command import Work
from dragoman.kit.money import Money
from dragoman.payments.models import Payment
from dragoman.payments.refunds import left_of
from dragoman.payments.states import PaymentState


async def short_charge(work: Work, booking: Booking, charges: Sequence[Payment]) -> Payment | None:
    """Return the booking's last charge that brought too little, if it still waits for its rest."""
    short = [c for c in charges if c.verdict == "short" and c.root_id == c.id and c.amount == booking.total]
    return short[-1] if short and not booking.paid_minor and await left_of(work, short[-1]) else None


def received_of(booking: Booking, root: Payment, charges: Sequence[Payment]) -> Money:
    """Say how much came in for a charge and those for its rest."""
    paid = sum(c.credited_minor for c in charges if c.root_id == root.id and c.state == PaymentState.PAID)
    return Money(paid, booking.currency)


async def short_of(work: Work, booking: Booking, charges: Sequence[Payment]) -> tuple[Money, Money] | None:
    """Return what came in and what is missing of a booking's price; None when nothing came or all is there."""
    root = await short_charge(work, booking, charges)
    if root is None:
        return None
    received = received_of(booking, root, charges)
    return received, root.amount - received
