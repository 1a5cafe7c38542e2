"""Cancel a ticketed order, and take over that the airline did or that it moved a flight (C8; partners.md A5).

Parts of commands of the bookings, which check who asks. A quote changes nothing; only its confirmation does.
"""

from __future__ import annotations

import msgspec
from sqlalchemy import select

from dragoman.command import Refused, Work
from dragoman.engine import Event
from dragoman.flights import effects
from dragoman.flights.facts import (
    CancellationFailed,
    CancellationQuoted,
    ChangeNotAccepted,
    FlightChanged,
    OrderCancelled,
)
from dragoman.flights.matching import folded
from dragoman.flights.models import Cancellation, Change, Offer, Order
from dragoman.flights.queries import live_order
from dragoman.flights.states import CANCELLING, UNKNOWN, CancellationState, OrderState
from dragoman.flights.supplier import AirlineChange, CancelQuote
from dragoman.kit.money import Money


async def cancellation_of(work: Work, order: str, *, lock: bool = False) -> Cancellation | None:
    """Return an order's cancellation that is under way; `lock` when it is going to be moved."""
    wanted = select(Cancellation).where(Cancellation.order_id == order, Cancellation.state.in_(CANCELLING))
    rows = await work.session.scalars(wanted.with_for_update(key_share=True) if lock else wanted)
    return rows.first()


def _is_ours(row: Cancellation | None) -> bool:
    """Say whether the end of an order is our doing: we have confirmed it, whatever became of the answer, or it waits for a
    colleague's hand.
    """
    return row is not None and (
        row.state == CancellationState.CONFIRMING or (row.state == CancellationState.ASKED and by_hand(row))
    )


async def ticketed_order(work: Work, booking_id: str) -> Order:
    """Return the booking's ticketed order; raises Refused("order.not_ticketed")."""
    order = await live_order(work, booking_id)
    if order is None or order.state != OrderState.TICKETED:
        raise Refused(
            "order.not_ticketed",
            "This booking has no ticket that could be cancelled or changed.",
            "That booking has no ticket yet that could be cancelled or changed. Write “status” to see where it stands.",
        )
    return order


async def ask_quote(work: Work, booking_id: str) -> Cancellation:
    """Ask what cancelling would give back; CancellationQuoted or CancellationFailed follows. One that is asked or under way stays."""
    order = await ticketed_order(work, booking_id)
    row = await cancellation_of(work, order.id, lock=True)
    if row is not None and row.state in (CancellationState.ASKED, CancellationState.CONFIRMING):
        raise Refused(
            "cancel.asked",
            "The cancellation of this booking was asked for already.",
            "You have asked for that already. We write here as soon as it is done.",
        )
    if row is None:
        row = Cancellation(
            id=work.new_id("fx"), tenant_id=work.tenant.id, created_at=work.now, state=CancellationState.QUOTING,
            order_id=order.id, booking_id=booking_id, asked_by=work.by.id,
        )  # fmt: skip
        work.session.add(row)
        await work.session.flush()
    elif row.state == CancellationState.QUOTED:
        await work.move(row, "quote_again")
    key = f"{effects.CANCEL_QUOTE}:{row.id}:{row.version}"
    await work.effect(
        effects.CANCEL_QUOTE, key, effects.CancelQuoteAsk(order.supplier_order), actor=f"order:{order.id}"
    )
    return row


async def confirm(work: Work, row: Cancellation) -> None:
    """Cancel for good at the quoted terms; OrderCancelled or CancellationFailed follows."""
    order = await work.session.get(Order, row.order_id)
    assert order is not None
    await work.move(row, "confirm")
    ask = effects.CancelAsk(order.supplier_order, row.supplier_quote, row.refund)
    await work.effect(effects.CANCEL, f"{effects.CANCEL}:{row.id}:{row.version}", ask, actor=f"order:{order.id}")


async def cancel_answer(work: Work, order: Order, event: Event) -> None:
    """Take over what the airline said to a quote or a confirmation."""
    effect, _, outcome = event.kind.rpartition(".")
    row = await cancellation_of(work, order.id, lock=True)
    if row is None or outcome == "unknown":
        return
    if outcome != "done":
        code = _code(work, event, outcome)
        if code == "refused" and row.state == CancellationState.QUOTING and await _gives_nothing(work, order):
            row.supplier_quote, row.expires_at = "", None
            row.refund_minor, row.currency = 0, order.currency
            await work.move(row, "quote")
            await work.tell(CancellationQuoted(order.booking_id, row.id, row.refund, None))
            return
        if effect == effects.CANCEL and outcome == "stuck":
            pass  # no failure: it may be cancelled, or be yet, at our terms; the row waits, and a person is told
        elif code == "terms" and row.state == CancellationState.CONFIRMING:
            await work.move(row, "quote")
        elif row.state in (CancellationState.QUOTING, CancellationState.CONFIRMING):
            await work.move(row, "fail")
        row.code = code
        await work.tell(CancellationFailed(order.booking_id, row.id, code))
        return
    quote = work.read_answer(event.effect_key, event.body, CancelQuote)
    if effect == effects.CANCEL_QUOTE and row.state == CancellationState.QUOTING:
        row.supplier_quote, row.expires_at = quote.id, quote.expires_at
        row.refund_minor = None if quote.refund is None else quote.refund.minor
        row.currency = "" if quote.refund is None else quote.refund.currency
        await work.move(row, "quote")
        await work.tell(CancellationQuoted(order.booking_id, row.id, row.refund, row.expires_at))
    elif effect == effects.CANCEL:
        await order_cancelled(work, order, quote.refund)


async def _gives_nothing(work: Work, order: Order) -> bool:
    """Say whether the fare's own rules answer in the airline's place: not refundable, and the airline has moved no flight of it."""
    offer = await work.session.get(Offer, order.offer_id)
    moved = await work.session.scalar(select(Change.id).where(Change.order_id == order.id).limit(1))
    return offer is not None and offer.supplied.refund.allowed is False and moved is None


def by_hand(row: Cancellation) -> bool:
    """Say whether the airline takes this cancellation from a person alone: it quoted nothing, the terms are the fare's rules."""
    return not row.supplier_quote and row.refund_minor is not None


def _code(work: Work, event: Event, outcome: str) -> str:
    if outcome == "stuck":
        return UNKNOWN
    return work.read_answer(event.effect_key, event.body, effects.ReadFailed).code if event.body else "unavailable"


async def order_cancelled(work: Work, order: Order, refund: Money | None = None) -> None:
    """Take over, once, that a ticketed order is no more: by our own confirmation when one is under way, by a colleague's hand
    when one was asked for, else by the airline.
    """
    if order.state != OrderState.TICKETED:
        return
    row = await cancellation_of(work, order.id, lock=True)
    ours = row if _is_ours(row) else None
    if row is not None:
        await work.move(row, "finish")
    await work.move(order, "cancel")
    if ours is None:
        await work.tell(FlightChanged(order.booking_id, order.id, cancelled=True))
        await work.tell(OrderCancelled(order.booking_id, order.id, None, by_airline=True))
        return
    back = ours.refund if refund is None else refund
    await work.tell(OrderCancelled(order.booking_id, order.id, back, by_airline=False))


async def take_changes(work: Work, order: Order, changes: tuple[AirlineChange, ...]) -> None:
    """Keep what the airline changed on its own, and tell of all that is still open at once."""
    known = set(await work.session.scalars(select(Change.external_id).where(Change.order_id == order.id)))
    fresh = [change for change in changes if change.id not in known]
    for change in fresh:
        work.session.add(
            Change(
                id=work.new_id("fc"), tenant_id=work.tenant.id, created_at=work.now, order_id=order.id,
                external_id=change.id, body=msgspec.json.encode(change), cancelled=not change.legs,
            )
        )  # fmt: skip
    await work.session.flush()
    open_ones = [change for change in fresh if not change.taken]
    if not open_ones:
        return
    if not open_ones[-1].legs:
        await order_cancelled(work, order)
        return
    moved = [change for change in open_ones if change.legs]
    offer = await work.session.get(Offer, order.offer_id)
    flown = order.leg_list() or (offer.supplied.legs if offer else ())
    order.legs = msgspec.json.encode(folded(flown, moved))  # the airline flies these, accepted or not
    told = tuple(change.id for change in moved)
    await work.tell(FlightChanged(order.booking_id, order.id, cancelled=False, change=told[-1], also=told[:-1]))


async def accept(work: Work, order: Order, change: AirlineChange) -> None:
    """Accept the airline's newest change; ChangeAccepted follows with the new tickets, or ChangeNotAccepted."""
    ask = effects.AcceptAsk(order.supplier_order, change.id)
    key = f"{effects.ACCEPT}:{order.id}:{change.id}:{work.request}"
    await work.effect(effects.ACCEPT, key, ask, actor=f"order:{order.id}")


async def not_accepted(work: Work, order: Order, event: Event, outcome: str) -> None:
    """Tell that a change was not accepted; a newer one is looked for at once."""
    code = _code(work, event, outcome)
    await work.tell(ChangeNotAccepted(order.booking_id, order.id, code))
    key = f"{effects.CHANGES}:{order.id}:{event.effect_key}"
    await work.effect(effects.CHANGES, key, effects.ChangesAsk(order.supplier_order), actor=f"order:{order.id}")
