"""What may happen to a ticketed booking: cancelled by its traveller at the airline's terms, or changed by the airline (C8).

A customer asks; operations and managers confirm, and nobody need when the business lets the airline's terms decide
(`cancel_unasked`; roles.md, "cancel booking / refund"). What is paid goes back less what the airline keeps, at the booking's
kept rate; when the airline itself cancelled, the whole price is owed back (docs/decisions/0017).
"""

from __future__ import annotations

from decimal import Decimal

from dragoman.access import OWN_BOOKING, REFUND, STAFF, Role
from dragoman.bookings.facts import (
    BookingCancelled,
    CancellationAsked,
    CancellationDeclined,
    CancellationOffered,
    CancellationSettled,
    CancellationUnpriced,
)
from dragoman.bookings.models import Booking
from dragoman.bookings.payment import count_money
from dragoman.bookings.queries import booking_of
from dragoman.bookings.states import BookingState
from dragoman.bookings.ticketing import failed, refund_part, refund_surplus, search_again
from dragoman.command import Refused, Work, command
from dragoman.flights import cancelling
from dragoman.flights import facts as flights
from dragoman.flights.models import Cancellation, Order
from dragoman.flights.pricing import convert
from dragoman.flights.queries import changes_of
from dragoman.flights.states import CancellationState
from dragoman.kit.money import Money
from dragoman.ledger.accounts import Account
from dragoman.ledger.commands import post
from dragoman.ledger.postings import Line, credit, debit
from dragoman.payments.refund_terms import needs_second

ASKS = OWN_BOOKING | REFUND | {Role.SALES}


@command("bookings:quote_cancellation", by=ASKS)
async def quote_cancellation(work: Work, booking_id: str) -> None:
    """Ask the airline what cancelling a ticketed booking would give back; CancellationOffered follows. Nothing is cancelled yet."""
    booking = await booking_of(work, booking_id, lock=True)
    await cancelling.ask_quote(work, booking.id)


async def _quoted(work: Work, booking: Booking, *states: CancellationState) -> Cancellation:
    order = await cancelling.ticketed_order(work, booking.id)
    row = await cancelling.cancellation_of(work, order.id, lock=True)
    if row is None or row.state not in states:
        raise Refused(
            "cancel.unquoted",
            "Ask for the airline's terms first; there is no open quote of this cancellation.",
            "Please write “cancel” once more: I ask the airline what comes back first.",
        )
    return row


@command("bookings:ask_cancellation", by=ASKS, sensitive=True)
async def ask_cancellation(work: Work, booking_id: str) -> bool:
    """Cancel at the quoted terms, or ask a colleague to; True when it is being done. BookingCancelled follows in the end.

    Raises Refused("cancel.unquoted"), ("cancel.expired"). Terms that the airline does not name, or that it lets only a person
    carry out, always need a colleague, and so do staff whom the business's refund limit wants to be two.
    """
    booking = await booking_of(work, booking_id, lock=True)
    row = await _quoted(work, booking, CancellationState.QUOTED)
    if row.expires_at is not None and row.expires_at <= work.now:
        raise Refused(
            "cancel.expired",
            "The airline's terms have ended; ask for them again.",
            "Those terms have ended. Please write “cancel” once more and I ask the airline again.",
        )
    alone = work.by.role in REFUND and not await _needs_two(work, booking, row)
    if not cancelling.by_hand(row) and (alone or (work.tenant.settings.cancel_unasked and row.refund is not None)):
        await cancelling.confirm(work, row)
        return True
    row.asked_by = work.by.id
    await work.move(row, "ask")
    await work.tell(CancellationAsked(booking.id, await comes_back(work, booking, row)))
    return False


@command("bookings:approve_cancellation", by=REFUND, sensitive=True)
async def approve_cancellation(work: Work, booking_id: str) -> None:
    """Cancel with the airline what a traveller has asked to cancel; terms that have ended are renewed when they give no less.

    Raises Refused("cancel.limit") for operations above the business's refund limit, ("refund.own_request") above it for
    the one who asked.
    """
    booking = await booking_of(work, booking_id, lock=True)
    row = await _quoted(work, booking, CancellationState.ASKED)
    if cancelling.by_hand(row):
        raise Refused(
            "cancel.by_hand",
            "The airline does not let programs cancel this fare: cancel it with the airline, and the booking follows by itself.",
        )
    if await _needs_two(work, booking, row):
        if work.by.role is Role.OPERATIONS:
            raise Refused(
                "cancel.limit", "What goes back is above your business's limit: a manager confirms it.", status=403
            )
        if row.asked_by == work.by.id:
            raise Refused(
                "refund.own_request", "You asked for this cancellation: somebody else must approve it.", status=403
            )
    await cancelling.confirm(work, row)


async def _needs_two(work: Work, booking: Booking, row: Cancellation) -> bool:
    """Say whether two members of staff must agree to what goes back; terms that nobody can name count as all that is paid."""
    back = await comes_back(work, booking, row)
    return work.by.role in STAFF and await needs_second(work, booking.id, booking.paid if back is None else back)


@command("bookings:decline_cancellation", by=REFUND)
async def decline_cancellation(work: Work, booking_id: str) -> None:
    """Leave a booking as it is that a traveller has asked to cancel; the traveller is told.

    Also once the airline has said to a person that it never cancelled, where the answer to us was lost.
    """
    booking = await booking_of(work, booking_id, lock=True)
    await work.move(await _quoted(work, booking, CancellationState.ASKED, CancellationState.CONFIRMING), "decline")
    await work.tell(CancellationDeclined(booking.id))


@command("bookings:accept_change", by=ASKS)
async def accept_change(work: Work, booking_id: str) -> None:
    """Accept the newest change that the airline made to a booking's flights; raises Refused("change.none")."""
    booking = await booking_of(work, booking_id, lock=True)
    order = await cancelling.ticketed_order(work, booking.id)
    changes = [change for change in await changes_of(work, order.id) if change.legs]
    if not changes:
        raise Refused(
            "change.none",
            "The airline has changed nothing on this booking.",
            "The airline has changed nothing on that booking.",
        )
    await cancelling.accept(work, order, changes[-1])


async def comes_back(work: Work, booking: Booking, row: Cancellation) -> Money | None:
    """Return what cancelling at the quoted terms gives the traveller; None while no terms are known."""
    return await _back(work, booking, row.order_id, row.refund)


async def _back(work: Work, booking: Booking, order_id: str, refund: Money | None) -> Money | None:
    """What goes back to the traveller when the airline gives `refund`; None when that cannot be said in their money."""
    order = await work.session.get(Order, order_id)
    assert order is not None
    if refund is None or booking.rate is None or refund.currency != order.currency:
        return None
    return goes_back(booking.paid, refund, order.amount, booking.rate)


def goes_back(paid: Money, refund: Money, fare: Money, rate: Decimal) -> Money:
    """Return what is paid less what the airline keeps of its `fare`, at the booking's kept rate; nothing when it keeps all.

    That is the rule as the traveller saw it when buying ("refund: full", "refund: allowed for a fee").
    """
    if not refund:
        return Money(0, paid.currency)
    keeps = convert(fare - refund, rate, paid.currency) if refund < fare else Money(0, paid.currency)
    return paid - keeps if keeps < paid else Money(0, paid.currency)


async def offered(work: Work, booking: Booking, fact: flights.CancellationQuoted) -> None:
    """Say the airline's terms in the traveller's money."""
    row = await work.session.get(Cancellation, fact.cancellation)
    assert row is not None
    back = await _back(work, booking, row.order_id, fact.refund)
    kept = None if back is None else booking.paid - back
    await work.tell(CancellationOffered(booking.id, back, kept, fact.expires_at))


async def order_cancelled(work: Work, booking: Booking, fact: flights.OrderCancelled) -> None:
    """Take the sale out of the books and give back what comes back; after the airline's own doing the traveller chooses."""
    order = await work.session.get(Order, fact.order)
    assert order is not None
    if booking.state != BookingState.CONFIRMED:
        await work.note(f"booking:{booking.id}", "bookings:cancelled_while_closed", order=order.id, state=booking.state)
        return
    if fact.by_airline:
        await _unsell(work, booking, order, order.amount, booking.total)
        await work.move(booking, "reopen")
        await count_money(work, booking)
        booking.delayed_at = None
        await failed(work, booking, "flight_cancelled", await search_again(work, booking, f"cancelled:{order.id}"))
        return
    back = await _back(work, booking, order.id, fact.refund)
    if back is not None and fact.refund is not None:
        await _unsell(work, booking, order, fact.refund, back)
    await work.move(booking, "reopen")
    if back:
        await refund_surplus(work, booking, back, "cancelled")
    booking.paid_minor = 0
    await work.move(booking, "cancel")
    await work.tell(BookingCancelled(booking.id, back if back else None, unpriced=back is None))
    if back is None:
        await work.tell(CancellationUnpriced(booking.id, "currency" if fact.refund else "no_refund_named"))


async def _unsell(work: Work, booking: Booking, order: Order, refund: Money, back: Money) -> bool:
    """Take a sale out of the books, once; an airline's refund of which nothing is left for the traveller pays what it keeps."""
    got = refund if back else Money(0, order.currency)
    return await post(work, f"unsold:{order.id}", unsale(booking, got, back), f"order:{order.id}")


async def unpriced_order(work: Work, booking: Booking) -> Order | None:
    """Return the cancelled order of a closed booking whose sale still stands in the books; None when nothing is to settle."""
    if booking.state != BookingState.CANCELLED:
        return None
    name = await work.sql.fetchval(
        "select id from flight_order o where booking_id = $1 and state = 'CANCELLED'"
        " and exists (select from ledger_tx x where x.key = 'sale:' || o.id)"
        " and not exists (select from ledger_tx x where x.key = 'unsold:' || o.id) order by attempt desc limit 1",
        booking.id,
    )
    return None if name is None else await work.session.get(Order, name)


@command("bookings:settle_cancellation", by=REFUND, sensitive=True)
async def settle_cancellation(work: Work, booking_id: str, refund: Money) -> Money:
    """Say what the airline gave back for a cancelled ticket that it named no refund for; returns what is the traveller's again.

    `refund` is in the fare's currency. What one may refund alone goes back at once; above the business's limit it waits in
    the booking's account for a refund that two agree to. Raises Refused("cancel.settled"), ("cancel.refund").
    """
    booking = await booking_of(work, booking_id, lock=True)
    order = await unpriced_order(work, booking)
    if order is None:
        raise Refused("cancel.settled", "There is no cancelled ticket of this booking whose money is open.")
    if refund.currency != order.currency or not 0 <= refund.minor <= order.amount_minor:
        limit = f"{order.amount.decimal_text()} {order.currency}"
        raise Refused("cancel.refund", f"Write what the airline gave back: 0 to {limit}.", field="amount", status=422)
    assert booking.rate is not None, "a sold booking has a rate"
    back = goes_back(booking.total, refund, order.amount, booking.rate)
    await _unsell(work, booking, order, refund, back)
    await work.note(
        f"booking:{booking.id}", "bookings:settle_cancellation", refund=refund.decimal_text(), order=order.id
    )
    sent = bool(back) and not await needs_second(work, booking.id, back)
    if sent:
        await refund_part(work, booking, back, "cancelled")
    await work.tell(CancellationSettled(booking.id, back, sent))
    return back


def unsale(booking: Booking, refund: Money, back: Money) -> list[Line]:
    """Book a sale back: the supplier owes us `refund`, which comes through FX at the kept rate; `back` is the traveller's again.

    The difference is our mark-up on it, which goes back too.
    """
    assert booking.rate is not None
    cost = convert(refund, booking.rate, booking.currency)
    lines = [credit(Account.CUSTOMER, booking.id, back), debit(Account.PLATFORM, "markup", back - cost)]
    if refund.currency == booking.currency:
        return [*lines, debit(Account.SUPPLIER, "flights", cost)]
    pair = f"{refund.currency}/{booking.currency}"
    return [
        *lines,
        debit(Account.FX, pair, cost),
        credit(Account.FX, pair, refund),
        debit(Account.SUPPLIER, "flights", refund),
    ]
