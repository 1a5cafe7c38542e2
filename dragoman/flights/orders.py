"""Place an order once, pay a held one, and read what the supplier's record of it proves.

An order's id is our reference at the supplier. The database allows one live order per booking and per offer, so nothing
here can buy twice (design §1.4).
"""

from __future__ import annotations

import msgspec
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from dragoman.access import INVENTORY
from dragoman.command import Refused, Work, command, not_found
from dragoman.command.models import ROW_LOCK
from dragoman.engine import Done, Failed
from dragoman.flights import effects, looks
from dragoman.flights.cancelling import order_cancelled
from dragoman.flights.evidence import Proof, proves
from dragoman.flights.facts import (
    OrderAwaitsTickets,
    OrderFailed,
    OrderHeld,
    OrderLapsed,
    OrderOutcomeStuck,
    OrderOutcomeUnknown,
    OrderTicketed,
)
from dragoman.flights.models import Offer, Order
from dragoman.flights.queries import live_order
from dragoman.flights.states import OrderState
from dragoman.flights.supplier import FlightOrder, Issued, NotIssued, OrderRequest, OrderUnknown, Traveller

_UNIQUE_VIOLATION = "23505"
_OPEN = (OrderState.ISSUING, OrderState.UNKNOWN)


def live() -> Refused:
    """Refuse because an order lives or may live."""
    return Refused(
        "order.live",
        "There is an order for this booking or offer already, or its outcome is still unknown.",
        "Your order is already with the airline. I will tell you as soon as it answers.",
    )


async def place_order(
    work: Work, booking_id: str, *, offer_id: str, travellers: tuple[Traveller, ...], hold: bool
) -> str:
    """Place an order with the airline, once; returns its id. Part of a booking's commands, which check who asks.

    Raises Refused("order.live") while another one may exist.
    """
    if await live_order(work, booking_id) is not None:
        raise live()
    offer = await work.session.get(Offer, offer_id)
    if offer is None:
        raise not_found("offer")
    attempts = await work.session.scalar(select(func.count()).select_from(Order).where(Order.booking_id == booking_id))
    total = offer.supplied.total
    order = Order(
        id=work.new_id("fo"), tenant_id=work.tenant.id, created_at=work.now, state=OrderState.ISSUING, booking_id=booking_id,
        attempt=int(attempts or 0) + 1, offer_id=offer.id, supplier_offer=offer.supplier_offer, hold=hold,
        amount_minor=total.minor, currency=total.currency,
    )  # fmt: skip
    try:
        async with work.unit.savepoint():
            work.session.add(order)
    except IntegrityError as reason:  # another transaction was faster: the unique indexes let one order live
        if getattr(reason.orig, "sqlstate", "") != _UNIQUE_VIOLATION:
            raise
        raise live() from reason
    request = OrderRequest(offer.supplier_offer, travellers, total, order.id, hold)
    await work.effect(effects.ISSUE, issue_key(order.id), request, actor=f"order:{order.id}")
    await work.note(f"booking:{booking_id}", "order:place", order=order.id, attempt=order.attempt, hold=hold)
    return order.id


async def pay_held_order(work: Work, booking_id: str) -> str:
    """Pay the booking's held order from our balance; returns its id. Raises Refused when nothing is held any more."""
    order = await live_order(work, booking_id)
    if order is None or order.state != OrderState.HELD:
        raise Refused("order.not_held", "The airline holds no seats for this booking any more.")
    await work.move(order, "pay")
    order.paying = True
    ask = effects.HoldPayAsk(order.supplier_order, order.amount)
    await work.effect(effects.HOLD_PAY, f"{effects.HOLD_PAY}:{order.id}", ask, actor=f"order:{order.id}")
    return order.id


async def release_hold(work: Work, booking_id: str) -> None:
    """Give the seats of a booking's unpaid hold back to the airline, as part of cancelling or expiring it."""
    order = await live_order(work, booking_id)
    if order is not None and order.state == OrderState.HELD:
        ask = effects.ReleaseAsk(order.supplier_order)
        await work.effect(effects.RELEASE, f"{effects.RELEASE}:{order.id}", ask, actor=f"order:{order.id}")


async def released(work: Work, order: Order) -> None:
    """Take over that the airline holds nothing any more."""
    if order.state == OrderState.HELD:
        await work.move(order, "lapse")
        await work.drop_timer(f"order:{order.id}", "pay_by")
        await work.tell(OrderLapsed(order.booking_id, order.id))


@command("flights:look_up_order", by=INVENTORY)
async def look_up_order(work: Work, order_id: str) -> None:
    """Look an order up at the airline now."""
    order = await work.session.get(Order, order_id, with_for_update=ROW_LOCK, populate_existing=True)
    if order is None:
        raise not_found("order")
    await look(work, order)


def issue_key(order: str) -> str:
    """The effect key of an order's only issue."""
    return f"{effects.ISSUE}:{order}"


async def look(work: Work, order: Order) -> None:
    """Ask the supplier what it knows of the order; the answer comes to the order's actor."""
    order.looks += 1
    ask = effects.FindAsk(order.supplier_offer, order.id, order.supplier_order)
    await work.effect(effects.FIND, f"{effects.FIND}:{order.id}:{order.looks}", ask, actor=f"order:{order.id}")


async def look_later(work: Work, order: Order) -> None:
    """Plan the next look while outcome or tickets are missing; a person is told after 15 minutes, and looks go on."""
    if order.looks == looks.ALARM_AT:
        await work.tell(OrderOutcomeStuck(order.booking_id, order.id))
    pause = looks.pause(order.looks)
    if pause is not None:
        await work.timer(f"order:{order.id}", "look", work.now + pause)


async def absorb(work: Work, order: Order, record: FlightOrder) -> None:
    """Take over what the supplier's record proves; the same record twice changes nothing."""
    had_tickets = bool(order.tickets)
    order.supplier_order, order.pnr = record.id, record.pnr
    order.pay_by, order.price_kept_until = record.pay_by, record.price_kept_until
    if record.legs:
        order.legs = msgspec.json.encode(record.legs)
    if record.tickets:
        order.tickets = msgspec.json.encode(record.tickets)
    proof = proves(record, work.now)
    if proof is Proof.CANCELLED:
        await _cancelled(work, order)
    elif (
        proof is Proof.TICKETED
        and order.state != OrderState.TICKETED
        and order.state not in ("FAILED", "LAPSED", "CANCELLED")
    ):
        await work.move(order, "ticket")
        await work.drop_timer(f"order:{order.id}", "look")
        await work.tell(OrderTicketed(order.booking_id, order.id))
    elif proof is Proof.PAID and order.state in _OPEN and not had_tickets:
        await _awaits_tickets(work, order)
    elif proof is Proof.HELD and order.state in _OPEN and not order.paying:
        await work.move(order, "hold")
        await _watch_hold(work, order)
        await work.tell(OrderHeld(order.booking_id, order.id, order.pay_by or work.now, order.price_kept_until))
    elif proof is Proof.HELD and order.state == OrderState.HELD:
        await _watch_hold(work, order)
    elif proof is Proof.LAPSED and order.state in (*_OPEN, OrderState.HELD):
        await work.move(order, "lapse")
        await work.tell(OrderLapsed(order.booking_id, order.id))


async def _watch_hold(work: Work, order: Order) -> None:
    if order.pay_by is not None:
        await work.timer(f"order:{order.id}", "pay_by", max(order.pay_by, work.now))


async def _awaits_tickets(work: Work, order: Order) -> None:
    if not order.code:
        order.code = "awaits_tickets"
        await work.tell(OrderAwaitsTickets(order.booking_id, order.id))
    await look_later(work, order)


async def _cancelled(work: Work, order: Order) -> None:
    if order.state in _OPEN:
        await refuse(work, order, NotIssued("cancelled", "airline"))
    elif order.state == OrderState.HELD:
        await work.move(order, "lapse")
        await work.tell(OrderLapsed(order.booking_id, order.id))
    else:
        await order_cancelled(work, order)


async def refuse(work: Work, order: Order, said: NotIssued) -> None:
    """Take over that the order certainly does not exist."""
    if order.state not in _OPEN:
        return
    order.code, order.reason = said.code, said.reason
    await work.move(order, "fail")
    await work.drop_timer(f"order:{order.id}", "look")
    await work.tell(OrderFailed(order.booking_id, order.id, said.reason, said.field, said.passenger))


async def lose(work: Work, order: Order, said: OrderUnknown) -> None:
    """Take over that nobody knows; the engine asks its resolver on, the traveller hears of a delay."""
    if order.state != OrderState.ISSUING:
        return
    order.code = said.code
    order.supplier_order = order.supplier_order or said.order
    await work.move(order, "lose")
    await work.tell(OrderOutcomeUnknown(order.booking_id, order.id))


async def stuck(work: Work, order: Order) -> None:
    """Tell a person that the engine's own look-ups are used up, and go on looking hourly."""
    order.looks = max(order.looks, looks.ALARM_AT)
    await look_later(work, order)


async def found(work: Work, order: Order, record: FlightOrder | None) -> None:
    """Take over the answer of a look-up, and settle the lost issue that it resolves."""
    if record is not None:
        done = work.seal("effect", "answer", issue_key(order.id), Issued(record))
        await work.unit.settle_effect(issue_key(order.id), Done(done))
        await absorb(work, order, record)
    elif order.refused_by_event and order.state in _OPEN:
        said = NotIssued("creation_failed", "airline")
        failed = work.seal("effect", "answer", issue_key(order.id), said)
        await work.unit.settle_effect(issue_key(order.id), Failed(said.code, failed))
        await refuse(work, order, said)
    elif order.state in _OPEN:
        await look_later(work, order)
