"""From money to tickets: issue once, ask when the price rose, search again when the seats are gone, confirm when ticketed."""

from __future__ import annotations

import msgspec

from dragoman.access import OWN_BOOKING, SELL
from dragoman.bookings.closing import give_back
from dragoman.bookings.facts import BookingConfirmed, TicketingDelayed, TicketingFailed
from dragoman.bookings.models import Booking
from dragoman.bookings.party import open_documents, open_party, remember, seal_party
from dragoman.bookings.payment import ask_choice, charge_difference, count_money, price_rose
from dragoman.bookings.promises import airline_travellers, checked_party, promise, sellable
from dragoman.bookings.queries import booking_of
from dragoman.bookings.quoting import last_day
from dragoman.bookings.states import BookingState, Choice
from dragoman.command import Refused, Work, command, not_found
from dragoman.flights.commands import reprice_offer, start_search
from dragoman.flights.facts import OrderFailed
from dragoman.flights.models import Offer, Order
from dragoman.flights.orders import live, pay_held_order, place_order
from dragoman.flights.pricing import PriceChange, convert, price_change
from dragoman.flights.queries import leave_out, live_order, query_of
from dragoman.flights.states import OrderState
from dragoman.kit.money import Money
from dragoman.ledger.accounts import Account
from dragoman.ledger.commands import post
from dragoman.ledger.postings import Line, credit, debit, transfer
from dragoman.ledger.queries import balance
from dragoman.payments.commands import payments_of
from dragoman.payments.refunds import ask_refund, left_of
from dragoman.payments.settlement import spread

# How often a paid booking may price its offer again before the traveller is asked: each round ends in an order or an answer.
ROUNDS_MAX = 3
_PASSENGER = "passenger"
_NAMES = ("name", "given_name", "family_name")


async def issue(work: Work, booking: Booking) -> str:
    """Buy a paid booking's seats, as part of another command: pay the held order, or place one; returns the order's id.

    Raises Refused("order.live"), ("booking.unpaid").
    The price is set aside in the books for this order: while its outcome is open nobody can refund that money.
    """
    order = await live_order(work, booking.id)
    if order is not None and order.state != OrderState.HELD:
        raise live()
    await count_money(work, booking)
    if booking.state != BookingState.PAYMENT_PENDING or not 0 < booking.total_minor <= booking.paid_minor:
        raise Refused("booking.unpaid", "Nothing is bought before the whole price is in.")
    booking.choice, booking.wants = Choice.NONE, ""
    for timer in ("choice", "expire", "price"):
        await work.drop_timer(booking.actor, timer)
    if order is not None:
        name = await pay_held_order(work, booking.id)
    else:
        offer = await work.session.get(Offer, booking.offer_id)
        assert offer is not None
        travellers = await airline_travellers(work, booking, offer)
        name = await place_order(work, booking.id, offer_id=offer.id, travellers=travellers, hold=False)
    lines = transfer(booking.total, out_of=(Account.CUSTOMER, booking.id), into=_set_aside(name))
    await post(work, f"set_aside:{name}", lines, f"order:{name}")
    return name


def _set_aside(order: str) -> tuple[Account, str]:
    return Account.SUPPLIER, f"order:{order}"


async def release(work: Work, booking: Booking, order: str) -> None:
    """Give the money of an order that came to nothing back to its booking; nothing was set aside for an unpaid hold."""
    held = -(await balance(work, *_set_aside(order), booking.currency))
    lines = transfer(held, out_of=_set_aside(order), into=(Account.CUSTOMER, booking.id))
    await post(work, f"released:{order}", lines, f"order:{order}")


async def money_in(work: Work, booking: Booking, payment: str, amount: Money, *, late: bool) -> None:
    """Take in a settled payment and go on to the order; money for a booking that is closed or served goes back.

    After the promise ended the offer is priced again before anything is bought (late money, reliability.md #4).
    """
    if booking.state in (BookingState.DRAFT, BookingState.HELD):
        await work.move(booking, "request_payment")
    elif booking.state == BookingState.EXPIRED:
        await work.move(booking, "renew")
    elif booking.state != BookingState.PAYMENT_PENDING:
        await give_back(
            work, tuple(c for c in await payments_of(work, booking.id, lock=True) if c.id == payment), "closed"
        )
        return
    booking.paid_minor += amount.minor
    await work.session.flush()
    order = await live_order(work, booking.id)
    if order is not None and order.state != OrderState.HELD:
        return
    offer = await work.session.get(Offer, booking.offer_id)
    ended = late or offer is None or offer.expires_at <= work.now or offer.gone_at is not None
    if order is None and ended:
        await price_then_issue(work, booking)
    elif booking.paid_minor < booking.total_minor:
        await priced(work, booking, booking.total)
    else:
        await issue(work, booking)


async def price_then_issue(work: Work, booking: Booking) -> None:
    """Price the offer again before buying: its promise has ended or the airline said that the price changed."""
    booking.wants = "issue"
    await reprice_offer(work, booking.offer_id, asked_by=booking.actor)


async def priced(work: Work, booking: Booking, after: Money, search: str = "") -> None:
    """Buy at the fresh price, or ask when it rose above the threshold; a smaller rise is ours to bear.

    The question comes with other flights: those of `search`, or of a fresh one.
    """
    booking.wants = ""
    await count_money(work, booking)
    if price_change(booking.paid, after, work.tenant.settings.price_change_bp) is PriceChange.ASK:
        booking.search_id = search or await search_again(work, booking, f"rose:{booking.rounds}")
        await price_rose(work, booking, after)
        return
    booking.total_minor = min(booking.total_minor, booking.paid_minor)
    await issue(work, booking)


async def ticketed(work: Work, booking: Booking, order: Order) -> None:
    """Confirm a booking whose tickets are there: book the sale, give back what was paid too much, remember the travellers."""
    if booking.state != BookingState.PAYMENT_PENDING:
        await work.note(f"booking:{booking.id}", "bookings:ticketed_while_closed", order=order.id, state=booking.state)
        return
    booking.choice = Choice.NONE
    await work.move(booking, "confirm")
    await post(work, f"sale:{order.id}", sale(booking, order), f"order:{order.id}")
    surplus = booking.paid_minor - booking.total_minor
    if surplus > 0:
        await refund_surplus(work, booking, Money(surplus, booking.currency))
    party = await open_documents(work, open_party(work, booking))
    await remember(work, booking.person, party)
    await work.tell(BookingConfirmed(booking.id))


def sale(booking: Booking, order: Order) -> list[Line]:
    """Book a sale: the money set aside pays the supplier through FX at the kept rate; what is left is ours.

    A fare that rose within the threshold makes the mark-up smaller, even negative.
    """
    assert booking.rate is not None
    cost = convert(order.amount, booking.rate, booking.currency)
    markup = booking.total - cost
    lines = [debit(*_set_aside(order.id), booking.total), credit(Account.PLATFORM, "markup", markup)]
    if order.currency == booking.currency:
        return [*lines, credit(Account.SUPPLIER, "flights", cost)]
    pair = f"{order.currency}/{booking.currency}"
    return [
        *lines,
        credit(Account.FX, pair, cost),
        debit(Account.FX, pair, order.amount),
        credit(Account.SUPPLIER, "flights", order.amount),
    ]


async def refund_surplus(work: Work, booking: Booking, surplus: Money, reason: str = "surplus") -> None:
    """Give back what was paid beyond the price, or what a cancellation brings; it counts as paid no more."""
    await refund_part(work, booking, surplus, reason)
    booking.paid_minor -= surplus.minor


async def refund_part(work: Work, booking: Booking, part: Money, reason: str) -> None:
    """Give back a part of what a booking's charges brought, newest charge first."""
    charges = [
        c for c in reversed(await payments_of(work, booking.id, lock=True)) if c.verdict in ("full", "over", "short")
    ]
    pools = [(charge.id, await left_of(work, charge)) for charge in charges]
    for charge_id, share in spread(part, pools):
        await ask_refund(work, next(c for c in charges if c.id == charge_id), share, reason)


async def failed(work: Work, booking: Booking, reason: str, search: str) -> None:
    """Apologise with something in hand, a fresh search of the same journey, and ask the traveller (C5)."""
    booking.reason, booking.search_id = reason, search
    await leave_out(work, search, booking.offer_id)
    await ask_choice(work, booking, Choice.TICKETING_FAILED)
    await work.tell(TicketingFailed(booking.id, reason, search))


def refuses_name(said: OrderFailed) -> bool:
    """Say whether the airline made no order because of a traveller's name."""
    return said.reason == _PASSENGER and said.field in _NAMES


async def name_refused(work: Work, booking: Booking, said: OrderFailed) -> None:
    """Ask for the name that the airline does not take; another flight would be refused for it too, so none is searched."""
    one = 0 if booking.travellers == 1 else said.passenger
    traveller = one if one < booking.travellers else -1
    booking.reason, booking.search_id = said.reason, ""
    await ask_choice(work, booking, Choice.TICKETING_FAILED)
    await work.tell(TicketingFailed(booking.id, said.reason, "", traveller, said.field))


@command("bookings:correct_name", by=SELL | OWN_BOOKING)
async def correct_name(work: Work, booking_id: str, traveller: int, *, given_name: str, family_name: str) -> Booking:
    """Put the name right that the airline refused after payment, and buy at the price of today; nothing is paid again below it.

    Raises Refused: "choice" when no name was refused, "order.live", "offer.gone", or the field of a name that no airline takes.
    """
    booking = await booking_of(work, booking_id, lock=True)
    if booking.choice != Choice.TICKETING_FAILED or booking.reason != _PASSENGER:
        raise Refused("choice", "The airline refused no name of this booking.")
    if await live_order(work, booking.id) is not None:
        raise Refused(
            "order.live", "The airline has not yet said whether the order exists; nothing is changed before that."
        )
    if not 0 <= traveller < booking.travellers:
        raise not_found("traveller")
    offer = await sellable(work, booking.offer_id)
    party = await open_documents(work, open_party(work, booking))
    travellers = list(party.travellers)
    travellers[traveller] = msgspec.structs.replace(
        travellers[traveller], given_name=given_name, family_name=family_name
    )
    checked = checked_party(work, offer, tuple(travellers), party.email, party.phone)
    await seal_party(work, booking, checked, last_day(offer.supplied.legs))
    booking.choice, booking.delayed_at = Choice.NONE, None
    await work.drop_timer(booking.actor, "choice")
    await work.note(f"booking:{booking.id}", "bookings:correct_name", traveller=traveller)
    await price_then_issue(work, booking)
    return booking


async def search_again(work: Work, booking: Booking, why: str, *, asked_by: str = "") -> str:
    """Search the booking's journey again, once per reason; "" when it cannot be searched any more (its day has passed).

    Whoever asked for the booking hears what was found, unless another actor is named.
    """
    offer = await work.session.get(Offer, booking.offer_id)
    query = await query_of(work, offer.search_id) if offer else None
    if query is None:
        return ""
    try:
        return await start_search(work, query, asked_by=asked_by or booking.asked_by, key=f"again:{booking.id}:{why}")
    except Refused:
        return ""


async def delayed(work: Work, booking: Booking) -> None:
    """Tell once that the airline takes its time."""
    if booking.delayed_at is None and booking.paid_minor:
        booking.delayed_at = work.now
        await work.tell(TicketingDelayed(booking.id))


@command("bookings:rebook", by=SELL | OWN_BOOKING)
async def rebook(work: Work, booking_id: str, offer_id: str) -> Booking:
    """Use the money already paid on another offer: at once when it costs no more, else after paying the difference.

    Raises Refused: "choice", "order.live", "offer.gone", or a traveller's field that does not fit the new offer.
    """
    booking = await booking_of(work, booking_id, lock=True)
    if not booking.choice:
        raise Refused("choice", "There is no open question on this booking.")
    if await live_order(work, booking.id) is not None:
        raise live()
    offer = await sellable(work, offer_id)
    party = await open_documents(work, open_party(work, booking))
    checked_party(work, offer, party.travellers, party.email, party.phone)
    await count_money(work, booking)
    booking.offer_id = offer.id
    await promise(work, booking)
    booking.delayed_at = None
    await work.note(f"booking:{booking.id}", "bookings:rebook", offer=offer.id, total=booking.total.decimal_text())
    if booking.total_minor <= booking.paid_minor:
        await issue(work, booking)
    else:
        await ask_choice(work, booking, Choice.PRICE_ROSE)
        await charge_difference(work, booking)
    return booking
