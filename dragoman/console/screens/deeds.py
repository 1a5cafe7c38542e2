"""What the buttons of a booking do: verb by verb the command behind it, and what is said when it is done."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from dragoman.bookings.after_sale import (
    approve_cancellation,
    ask_cancellation,
    decline_cancellation,
    quote_cancellation,
    settle_cancellation,
    unpriced_order,
)
from dragoman.bookings.closing import cancel_booking, choose_refund
from dragoman.bookings.commands import hold_booking, quote_booking
from dragoman.bookings.dossier import conversation_of
from dragoman.bookings.queries import booking_of
from dragoman.bookings.refund_wish import ask_refund_choice
from dragoman.bookings.selling import payment_link
from dragoman.bookings.ticketing import rebook
from dragoman.command import Refused, Work, not_found
from dragoman.console.asked import amount
from dragoman.console.gate import Visit
from dragoman.conversations.commands import take
from dragoman.flights.orders import look_up_order
from dragoman.flights.queries import live_order
from dragoman.notifications.commands import resend_documents

Deed = Callable[[Work, Visit, str], Awaitable[str]]
"""Does it to a booking; returns the address to go on to, "" for the booking's own page."""
_ = str  # marks a text that is said in the reader's language where it is shown


def plain(command: Callable[[Work, str], Awaitable[object]]) -> Deed:
    """Make a deed of a command that asks for nothing but the booking."""

    async def run(work: Work, visit: Visit, booking: str) -> str:
        await command(work, booking)
        return ""

    return run


async def _rebook(work: Work, visit: Visit, booking: str) -> str:
    await rebook(work, booking, visit.text("offer", longest=40))
    return ""


async def _look_up(work: Work, visit: Visit, booking: str) -> str:
    order = await live_order(work, booking)
    if order is None:
        raise not_found("order")
    await look_up_order(work, order.id)
    return ""


async def _take(work: Work, visit: Visit, booking: str) -> str:
    conversation = await conversation_of(work, booking)
    if not conversation:
        raise not_found("conversation")
    await take(work, conversation)
    return f"/console/inbox/{conversation}"


async def _settle(work: Work, visit: Visit, booking: str) -> str:
    order = await unpriced_order(work, await booking_of(work, booking))
    if order is None:
        raise not_found("order")
    refund = amount(visit.form, "amount", order.currency)
    if refund is None:
        raise Refused("cancel.refund", "Write what the airline gave back, 0 for nothing.", field="amount", status=422)
    await settle_cancellation(work, booking, refund)
    return ""


DEEDS: Mapping[str, tuple[Deed, str]] = {
    "payment_link": (plain(payment_link), _("The payment link is on its way.")),
    "reprice": (plain(quote_booking), _("Priced anew.")),
    "hold": (plain(hold_booking), _("The airline is asked to hold the seats.")),
    "cancel": (plain(cancel_booking), _("Cancelled.")),
    "choose_refund": (plain(choose_refund), _("Cancelled; the money goes back.")),
    "ask_refund": (plain(ask_refund_choice), _("Asked: the refund waits for approval.")),
    "rebook": (_rebook, _("Rebooked.")),
    "quote_cancellation": (plain(quote_cancellation), _("The airline is asked what comes back.")),
    "ask_cancellation": (
        plain(ask_cancellation),
        _("Asked: it is cancelled at these terms, or waits for a colleague."),
    ),
    "approve_cancellation": (plain(approve_cancellation), _("Approved. The airline is asked to cancel.")),
    "decline_cancellation": (plain(decline_cancellation), _("Declined.")),
    "settle_cancellation": (_settle, _("Settled: what the airline keeps is kept, the rest is the traveller's again.")),
    "look_up_order": (_look_up, _("The airline is asked.")),
    "resend_documents": (plain(resend_documents), _("The papers are sent again.")),
    "take": (_take, _("The chat is yours.")),
}
