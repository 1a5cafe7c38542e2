"""Cancel, expire and refund bookings: the ways out."""

from __future__ import annotations

from dragoman.access import OWN_BOOKING, REFUND, SYSTEM_ONLY, Role
from dragoman.bookings.facts import BookingCancelled, BookingExpired
from dragoman.bookings.models import Booking
from dragoman.bookings.payment import count_money
from dragoman.bookings.queries import booking_of
from dragoman.bookings.states import BookingState, Choice
from dragoman.command import Refused, Work, command, forbidden
from dragoman.flights.orders import live, release_hold
from dragoman.flights.queries import live_order
from dragoman.kit.money import Money
from dragoman.payments.commands import payments_of, withdraw_payments
from dragoman.payments.models import Payment
from dragoman.payments.refunds import ask_refund, left_of
from dragoman.payments.states import PaymentState

UNPAID_CANCEL = frozenset({Role.CUSTOMER, Role.SALES, Role.OPERATIONS, Role.MANAGER, Role.SYSTEM})
_MONEY_FOR_GOOD = frozenset({"full", "over"})


@command("bookings:cancel", by=UNPAID_CANCEL)
async def cancel_booking(work: Work, booking_id: str, *, replaced: bool = False) -> Booking:
    """Cancel a booking that is not paid; a part payment goes back. Raises Refused("booking.paid") once it is paid.

    `replaced` says that another quote takes its place, so nobody need be told. Sales release what they sold themselves:
    another's is Refused("role").
    """
    booking = await booking_of(work, booking_id, lock=True)
    if not releases(work, booking):
        raise forbidden("bookings:cancel")
    holding = await withdraw_payments(work, booking.id)
    if booking.paid_minor or any(p.verdict in _MONEY_FOR_GOOD for p in holding):
        raise Refused(
            "booking.paid",
            "This booking is paid: cancel it with the airline, then refund.",
            "This booking is paid already. Write “person” and we will cancel it with the airline for you.",
        )
    back = await give_back(work, holding, "cancelled")
    await work.move(booking, "cancel")
    await release_hold(work, booking.id)
    await work.drop_timer(booking.actor, "expire")
    await work.tell(BookingCancelled(booking.id, back, replaced))
    return booking


def releases(work: Work, booking: Booking) -> bool:
    """Say whether the doer may release this booking while it is unpaid: sales only what they sold."""
    return work.by.role is not Role.SALES or booking.sold_by == work.by.id


async def give_back(work: Work, payments: tuple[Payment, ...], reason: str) -> Money | None:
    """Refund all that these charges still hold; returns the sum in the tenant's currency, None when nothing goes back."""
    total = 0
    for payment in payments:
        left = await left_of(work, payment)
        if left:
            await ask_refund(work, payment, left, reason)
            total += left.minor if left.currency == work.tenant.currency else 0
    return Money(total, work.tenant.currency) if total else None


@command("bookings:expire", by=SYSTEM_ONLY)
async def expire_booking(work: Work, booking_id: str) -> None:
    """End an unpaid booking whose promise ran out; a part payment goes back. Does nothing while it may still be paid."""
    booking = await booking_of(work, booking_id, lock=True)
    if booking.state not in (BookingState.DRAFT, BookingState.HELD, BookingState.PAYMENT_PENDING) or booking.paid_minor:
        return
    charges = await payments_of(work, booking.id, lock=True)
    if any(_may_pay(charge) for charge in charges):
        return
    if any(c.verdict == "short" for c in charges):
        await give_back(work, await withdraw_payments(work, booking.id), "expired")
    await work.move(booking, "expire")
    await release_hold(work, booking.id)
    await work.drop_timer(booking.actor, "expire")
    await work.tell(BookingExpired(booking.id))


def _may_pay(charge: Payment) -> bool:
    """Say whether a charge is still open (it tells its own end, after a last look), or is paid and its booking will hear of it."""
    if charge.state == PaymentState.PENDING:
        return charge.withdrawn_at is None and charge.verdict != "lost"
    return charge.state == PaymentState.PAID and charge.verdict in _MONEY_FOR_GOOD


@command("bookings:choose_refund", by=OWN_BOOKING | REFUND)
async def choose_refund(work: Work, booking_id: str) -> Booking:
    """Take the money back after ticketing failed or the price rose.

    Raises Refused("choice") when nothing was asked, "order.live" while an order exists or may exist.
    """
    booking = await booking_of(work, booking_id, lock=True)
    if not booking.choice:
        raise Refused("choice", "There is no open question on this booking; use cancellation instead.")
    if await live_order(work, booking.id) is not None:
        raise live()
    holding = await withdraw_payments(work, booking.id)
    await _close_choice(work, booking, await give_back(work, holding, "chosen"))
    return booking


async def refunded_whole(work: Work, booking: Booking, back: Money) -> None:
    """Close a booking that waits for a choice once staff have refunded all that was paid for it, as the choice itself would.

    `back` is the refund that emptied it. Nothing happens while money is left or an order exists or may exist.
    """
    if not booking.choice or await live_order(work, booking.id) is not None:
        return
    await count_money(work, booking)
    if booking.paid_minor:
        return
    await withdraw_payments(work, booking.id)
    await _close_choice(work, booking, back)


async def _close_choice(work: Work, booking: Booking, back: Money | None) -> None:
    booking.paid_minor, booking.choice = 0, Choice.NONE
    await work.move(booking, "cancel")
    await work.drop_timer(booking.actor, "choice")
    await work.tell(BookingCancelled(booking.id, back))
