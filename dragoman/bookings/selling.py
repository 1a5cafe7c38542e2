"""Sell in one step, for callers that have everything at hand: draft, quote and payment link succeed together or not at all."""

from __future__ import annotations

from dragoman.access import SELL
from dragoman.bookings.commands import draft_booking, hold_booking, quote_booking
from dragoman.bookings.payment import pay_difference, renew_payment_link, request_payment
from dragoman.bookings.queries import booking_of
from dragoman.bookings.states import BookingState, Choice
from dragoman.bookings.travellers import TravellerDetails
from dragoman.command import Refused, Work, command
from dragoman.conversations.message import Sender
from dragoman.conversations.people import recognise
from dragoman.kit.phone import canonical


@command("bookings:book", by=SELL)
async def book(
    work: Work, offer_id: str, travellers: tuple[TravellerDetails, ...], *, email: str, phone: str, asked_by: str, pay: bool,
    hold: bool = False,
) -> str:  # fmt: skip
    """Book an offer for somebody who is known by their phone; returns the booking's id.

    With `pay` the payment link follows as after request_payment, with `hold` BookingHeld or BookingUnavailable as after
    hold_booking. Raises what draft_booking, quote_booking, request_payment and hold_booking raise; then nothing was booked.
    """
    number = canonical(phone, work.tenant.country)
    if number is None:
        raise Refused("phone.format", "The airline needs a phone number with country code.", field="phone", status=422)
    person = await recognise(work, Sender(phone=number.removeprefix("+")))
    booking = await draft_booking(
        work, offer_id, travellers, person=person, asked_by=asked_by, email=email, phone=number
    )
    await quote_booking(work, booking.id)
    if pay:
        await request_payment(work, booking.id)
    if hold:
        await hold_booking(work, booking.id)
    return booking.id


@command("bookings:payment_link", by=SELL)
async def payment_link(work: Work, booking_id: str) -> None:
    """Give the link by which a booking is paid now, whatever it waits for: the price, the difference, or a price made anew.

    Raises what request_payment, pay_difference and renew_payment_link raise.
    """
    booking = await booking_of(work, booking_id, lock=True)
    promised = booking.quote_expires_at is not None and booking.quote_expires_at > work.now
    if booking.choice == Choice.PRICE_ROSE:
        await pay_difference(work, booking.id)
    elif promised or booking.paid_minor:
        await request_payment(work, booking.id)
    elif booking.state in (BookingState.DRAFT, BookingState.HELD):
        await quote_booking(work, booking.id)
        await request_payment(work, booking.id)
    else:
        await renew_payment_link(work, booking.id)
