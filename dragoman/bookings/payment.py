"""Ask for a booking's money, renew its link, and take in what came: the way from a promise to an order."""

from __future__ import annotations

from datetime import datetime, timedelta

from dragoman.access import OWN_BOOKING, SELL
from dragoman.bookings.facts import BookingQuoted, PriceRose
from dragoman.bookings.models import Booking
from dragoman.bookings.owing import received_of, short_charge
from dragoman.bookings.party import open_party
from dragoman.bookings.promises import promise
from dragoman.bookings.queries import booking_of
from dragoman.bookings.states import BookingState, Choice
from dragoman.command import Refused, Work, command
from dragoman.flights.commands import reprice_offer
from dragoman.flights.pricing import PriceChange, price_change
from dragoman.kit.money import Money
from dragoman.ledger.accounts import Account
from dragoman.ledger.queries import balance
from dragoman.payments.commands import open_payment, payments_of
from dragoman.payments.models import Payment

# What a paid traveller is asked waits a day for an answer; then the money goes back by itself.
CHOICE_FOR = timedelta(hours=24)
_REST_MIN = timedelta(minutes=5)


@command("bookings:request_payment", by=SELL | OWN_BOOKING)
async def request_payment(work: Work, booking_id: str) -> str:
    """Open a payment link for a quoted booking; returns the payment's id.

    Asked again it gives the open link again. Raises Refused: "quote.expired", "booking.paid", "state".
    """
    booking = await booking_of(work, booking_id, lock=True)
    if booking.paid_minor:
        raise Refused(
            "booking.paid", "This booking is paid already.", "This booking is paid already; nothing more is due."
        )
    if booking.quote_expires_at is None or booking.quote_expires_at <= work.now:
        raise Refused(
            "quote.expired",
            "The promised price has ended; renew the link, which prices the offer again.",
            "That price has ended. Shall I check today's price? Tap “New payment link”.",
        )
    if booking.state in (BookingState.DRAFT, BookingState.HELD):
        await work.move(booking, "request_payment")
    elif booking.state == BookingState.EXPIRED:
        await work.move(booking, "renew")
    elif booking.state != BookingState.PAYMENT_PENDING:
        raise Refused("state", f"A booking in {booking.state} takes no payment.")
    charges = await payments_of(work, booking.id)
    short = await short_charge(work, booking, charges)
    due = booking.total if short is None else short.amount - received_of(booking, short, charges)
    return (await _charge(work, booking, due, "total", rest_of=short)).id


async def _charge(
    work: Work, booking: Booking, amount: Money, purpose: str, *, rest_of: Payment | None = None
) -> Payment:  # fmt: skip
    expires_at = booking.quote_expires_at
    assert expires_at is not None, "only a quoted booking is charged"
    return await open_payment(
        work, booking.id, prefix=booking.reference, purpose=purpose, amount=amount, expires_at=expires_at,
        email=open_party(work, booking).email, title=f"{work.tenant.name} {booking.reference}", rest_of=rest_of,
    )  # fmt: skip


def rest_may_come(booking: Booking, now: datetime) -> bool:
    """Say whether the rest of a short payment may still be paid; False when the promise ends too soon for that."""
    end = booking.quote_expires_at
    return booking.state == BookingState.PAYMENT_PENDING and end is not None and end - now >= _REST_MIN


@command("bookings:renew_payment_link", by=SELL | OWN_BOOKING)
async def renew_payment_link(work: Work, booking_id: str) -> None:
    """Give a fresh payment link: the same one while it is good, otherwise the offer is priced again first.

    PaymentLinkReady follows; BookingQuoted instead when the price rose above the threshold (an explicit yes is then
    asked: request_payment); BookingUnavailable when the flight is gone.
    """
    booking = await booking_of(work, booking_id, lock=True)
    if booking.paid_minor:
        raise Refused(
            "booking.paid", "This booking is paid already.", "This booking is paid already; nothing more is due."
        )
    if booking.state not in (BookingState.PAYMENT_PENDING, BookingState.EXPIRED):
        raise Refused("state", f"A booking in {booking.state} has no payment link to renew.")
    if (
        booking.state == BookingState.PAYMENT_PENDING
        and booking.quote_expires_at
        and booking.quote_expires_at > work.now
    ):
        await request_payment(work, booking.id)
        return
    booking.wants = "renew"
    await reprice_offer(work, booking.offer_id, asked_by=booking.actor)


async def renewed(work: Work, booking: Booking) -> None:
    """Go on with renewing once the offer is priced: link at once, or a quote to say yes to."""
    before = booking.total
    quote = await promise(work, booking)
    threshold = work.tenant.settings.price_change_bp
    if price_change(before, quote.total, threshold) is PriceChange.ASK:
        await work.tell(BookingQuoted(booking.id, quote.total, quote.expires_at, before))
        return
    if booking.state == BookingState.EXPIRED:
        await work.move(booking, "renew")
    await _charge(work, booking, booking.total, "total")


@command("bookings:pay_difference", by=SELL | OWN_BOOKING)
async def pay_difference(work: Work, booking_id: str) -> str:
    """Open a payment link for what a paid booking's price has risen by; returns the payment's id."""
    booking = await booking_of(work, booking_id, lock=True)
    if booking.choice != Choice.PRICE_ROSE:
        raise Refused("choice", "No difference is due on this booking.")
    await count_money(work, booking)
    quote = await promise(work, booking)
    if quote.total.minor <= booking.paid_minor:
        raise Refused("choice", "No difference is due any more; issue the order instead.")
    return await charge_difference(work, booking)


async def charge_difference(work: Work, booking: Booking) -> str:
    """Open the charge for the difference between a booking's new price and what is paid."""
    due = booking.total - booking.paid
    return (await _charge(work, booking, due, f"difference-{booking.rounds}")).id


async def ask_choice(work: Work, booking: Booking, choice: Choice) -> None:
    """Put a question to a traveller who has paid; unanswered for a day, the money goes back."""
    booking.choice, booking.wants = choice, ""
    booking.rounds += 1
    await work.timer(booking.actor, "choice", work.now + CHOICE_FOR)


async def price_rose(work: Work, booking: Booking, after: Money) -> None:
    """Ask what to do about a price that rose above the threshold after payment."""
    before = booking.paid
    await ask_choice(work, booking, Choice.PRICE_ROSE)
    await work.tell(PriceRose(booking.id, before, after))


async def count_money(work: Work, booking: Booking) -> None:
    """Set what is paid to what the books hold for the booking: staff may have refunded a part meanwhile."""
    await payments_of(work, booking.id, lock=True)
    booking.paid_minor = max(-(await balance(work, Account.CUSTOMER, booking.id, booking.currency)).minor, 0)
