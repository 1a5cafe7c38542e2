"""What a booking does with facts of its money, its order and its offer, and with its timers. Actor: `booking:<id>`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import msgspec

from dragoman.bookings.after_sale import offered, order_cancelled
from dragoman.bookings.closing import choose_refund, expire_booking, give_back, refunded_whole
from dragoman.bookings.facts import BookingHeld, BookingUnavailable, HoldEnding
from dragoman.bookings.models import Booking
from dragoman.bookings.payment import rest_may_come
from dragoman.bookings.promises import promise
from dragoman.bookings.queries import booking_of
from dragoman.bookings.regaining import not_found_out, offer_gone, offers_found, renew
from dragoman.bookings.states import BookingState
from dragoman.bookings.ticketing import (
    ROUNDS_MAX,
    delayed,
    failed,
    money_in,
    name_refused,
    price_then_issue,
    priced,
    refuses_name,
    release,
    search_again,
    ticketed,
)
from dragoman.command import Refused, Work
from dragoman.engine import Turn
from dragoman.flights import facts as flights
from dragoman.flights.models import Order
from dragoman.flights.queries import leave_out
from dragoman.payments import facts as payments
from dragoman.payments.commands import payments_of

_DEADLINE = timedelta(hours=2)  # requirement C9: who can still act is told this long before the seats are freed


async def booking_turn(work: Work, turn: Turn) -> None:
    """Take over facts and timers of one booking."""
    booking = await booking_of(work, turn.actor.partition(":")[2], lock=True)
    for event in turn.events:
        if event.source == "timer":
            await _rang(work, booking, event.kind)
        elif event.kind == "fact":
            fact = work.read_fact(event.body)
            heard = _HEARD.get(type(fact))
            if heard is not None:
                await heard(work, booking, fact)
        await work.session.flush()


async def _rang(work: Work, booking: Booking, name: str) -> None:
    if name == "expire":
        await expire_booking(work, booking.id)
    elif name == "choice" and booking.choice:
        await choose_refund(work, booking.id)
    elif name == "deadline" and booking.pay_by is not None and not booking.paid_minor:
        if booking.state in (BookingState.HELD, BookingState.PAYMENT_PENDING):
            await work.tell(HoldEnding(booking.id, booking.pay_by))
    elif name == "price" and booking.wants == "issue":
        await price_then_issue(work, booking)


async def _settled(work: Work, booking: Booking, fact: payments.PaymentSettled) -> None:
    await money_in(work, booking, fact.payment, fact.amount, late=fact.late)


async def _short(work: Work, booking: Booking, fact: payments.PaymentShort) -> None:
    if not rest_may_come(booking, work.now):  # else the traveller chooses: the rest, or the money back
        charges = await payments_of(work, booking.id, lock=True)
        await give_back(work, tuple(c for c in charges if c.id == fact.payment), "short")


async def _refund_asked(work: Work, booking: Booking, fact: payments.RefundRequested) -> None:
    await refunded_whole(work, booking, fact.amount)


async def _payment_ended(work: Work, booking: Booking, fact: payments.PaymentExpired) -> None:
    await expire_booking(work, booking.id)


async def _ticketed(work: Work, booking: Booking, fact: flights.OrderTicketed) -> None:
    order = await work.session.get(Order, fact.order)
    assert order is not None
    await ticketed(work, booking, order)


async def _order_failed(work: Work, booking: Booking, fact: flights.OrderFailed) -> None:
    await release(work, booking, fact.order)
    if not booking.paid_minor:
        search = await search_again(work, booking, fact.order) if fact.reason == "gone" else ""
        await leave_out(work, search, booking.offer_id)
        await work.tell(BookingUnavailable(booking.id, fact.reason, search))
    elif fact.reason == "price_changed" and booking.rounds < ROUNDS_MAX:
        booking.rounds += 1
        await price_then_issue(work, booking)
    elif refuses_name(fact):
        await name_refused(work, booking, fact)
    else:
        await failed(work, booking, fact.reason, await search_again(work, booking, fact.order))


async def _held(work: Work, booking: Booking, fact: flights.OrderHeld) -> None:
    if booking.state != BookingState.DRAFT:
        return  # cancelled or expired meanwhile: an unpaid hold lapses at the airline by itself
    await work.move(booking, "hold")
    booking.pay_by = fact.pay_by
    await work.timer(booking.actor, "deadline", max(fact.pay_by - _DEADLINE, work.now))
    try:
        await promise(work, booking)
    except Refused as reason:  # held, but too short to promise a price: the traveller hears of the hold alone
        await work.note(f"booking:{booking.id}", "bookings:hold_unquoted", code=reason.code)
    await work.tell(BookingHeld(booking.id, fact.pay_by))


async def _lapsed(work: Work, booking: Booking, fact: flights.OrderLapsed) -> None:
    await release(work, booking, fact.order)
    if booking.paid_minor:
        await failed(work, booking, "gone", await search_again(work, booking, fact.order))
    else:
        await expire_booking(work, booking.id)


async def _slow(work: Work, booking: Booking, fact: object) -> None:
    await delayed(work, booking)


async def _offer_priced(work: Work, booking: Booking, fact: flights.OfferPriced) -> None:
    if fact.offer != booking.offer_id:
        return
    wants, booking.wants = booking.wants, ""
    if wants == "issue":
        await priced(work, booking, fact.after)
    elif wants == "renew":
        await renew(work, booking)


_HEARD: dict[type[msgspec.Struct], Callable[[Work, Booking, Any], Awaitable[None]]] = {
    payments.PaymentSettled: _settled,
    payments.PaymentShort: _short,
    payments.PaymentExpired: _payment_ended,
    payments.RefundRequested: _refund_asked,
    flights.OrderTicketed: _ticketed,
    flights.OrderCancelled: order_cancelled,
    flights.CancellationQuoted: offered,
    flights.OrderFailed: _order_failed,
    flights.OrderHeld: _held,
    flights.OrderLapsed: _lapsed,
    flights.OrderOutcomeUnknown: _slow,
    flights.OrderAwaitsTickets: _slow,
    flights.OfferPriced: _offer_priced,
    flights.OfferGone: offer_gone,
    flights.OffersFound: offers_found,
    flights.PricingFailed: not_found_out,
    flights.SearchFailed: not_found_out,
}


async def listener(work: Work, fact: msgspec.Struct) -> tuple[str, ...]:
    """Say who hears of a fact: who asked, the booking itself, and who asked for the booking. For `Routes.listen`."""
    heard: dict[str, None] = {}
    asked_by = getattr(fact, "asked_by", "")
    if asked_by:
        heard[asked_by] = None
    name = getattr(fact, "booking", "")
    if name:
        if type(fact) in _HEARD:
            heard[f"booking:{name}"] = None
        row = await work.session.get(Booking, name)
        if row is not None:
            heard[row.asked_by] = None
    return tuple(heard)
