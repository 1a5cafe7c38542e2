"""What searches, offers and orders do with the answers, timers and webhooks that reach them.

Actors: `search:<id>`, `offer:<id>`, `order:<our id>`; a supplier's webhook comes to `order:<its offer or order id>` and is
passed on to the order it concerns.
"""

from __future__ import annotations

from sqlalchemy import or_, select

from dragoman.command import Work
from dragoman.command.models import ROW_LOCK
from dragoman.engine import Event, Turn
from dragoman.flights import cancelling, effects, orders
from dragoman.flights.facts import ChangeAccepted, OfferGone, OfferPriced, OffersFound, PricingFailed, SearchFailed
from dragoman.flights.models import Offer, Order, Search
from dragoman.flights.offers import price_offers, store_offers, take_fresh_price
from dragoman.flights.states import OrderState
from dragoman.flights.supplier import FlightOffer, Found, Issued, NotIssued, OrderUnknown
from dragoman.ledger import effects as money
from dragoman.ledger.rates import keep_rate

_GONE = frozenset({"gone", "not_found"})


async def search_turn(work: Work, turn: Turn) -> None:
    """Store and price what was found; tell OffersFound or SearchFailed once."""
    search = await work.session.get(
        Search, turn.actor.partition(":")[2], with_for_update=ROW_LOCK, populate_existing=True
    )
    for event in turn.events:
        if event.kind == f"{money.RATE}.done":
            await keep_rate(work, work.read_answer(event.effect_key, event.body, money.RateAnswer))
        if search is None or search.ended_at is not None:
            continue
        if event.kind == f"{effects.SEARCH}.done":
            await store_offers(work, search, work.read_answer(event.effect_key, event.body, Found))
            await _end_when_priced(work, search)
        elif event.kind == f"{money.RATE}.done":
            await _end_when_priced(work, search)
        elif event.kind.startswith(f"{money.RATE}."):
            await _end(work, search, "rates")
        elif event.kind.startswith(f"{effects.SEARCH}."):
            failed = _failed(work, event)
            await _end(work, search, failed.code, failed.field)


async def _end_when_priced(work: Work, search: Search) -> None:
    if await price_offers(work, search):
        await _end(work, search, "")


async def _end(work: Work, search: Search, code: str, field: str = "") -> None:
    search.ended_at, search.code, search.field = work.now, code, field
    if code:
        await work.tell(SearchFailed(search.id, search.asked_by, code))
        return
    found = list(await work.session.scalars(select(Offer.id).where(Offer.search_id == search.id)))
    await work.tell(OffersFound(search.id, search.asked_by, len(found)))


def _failed(work: Work, event: Event) -> effects.ReadFailed:
    """Read why a read failed; an effect that ran out of attempts has no answer of its own."""
    if not event.body:
        return effects.ReadFailed("unavailable")
    return work.read_answer(event.effect_key, event.body, effects.ReadFailed)


async def offer_turn(work: Work, turn: Turn) -> None:
    """Store a fresh price, or that the offer is gone, and tell everybody who asked."""
    offer = await work.session.get(
        Offer, turn.actor.partition(":")[2], with_for_update=ROW_LOCK, populate_existing=True
    )
    for event in turn.events:
        if event.kind == f"{money.RATE}.done":
            await keep_rate(work, work.read_answer(event.effect_key, event.body, money.RateAnswer))
        elif offer is not None and event.kind == f"{effects.PRICE}.done":
            await _priced(work, offer, work.read_answer(event.effect_key, event.body, FlightOffer))
        elif offer is not None and event.kind.startswith(f"{effects.PRICE}."):
            await _not_priced(work, offer, _failed(work, event).code)


async def _priced(work: Work, offer: Offer, fresh: FlightOffer) -> None:
    totals = await take_fresh_price(work, offer, fresh)
    if totals is None:
        await _not_priced(work, offer, "rates")
        return
    for asker in _answered(offer):
        await work.tell(OfferPriced(offer.id, asker, *totals))


async def _not_priced(work: Work, offer: Offer, code: str) -> None:
    gone = code in _GONE
    if gone:
        offer.gone_at = work.now
    for asker in _answered(offer):
        await work.tell(OfferGone(offer.id, asker) if gone else PricingFailed(offer.id, asker, code))


def _answered(offer: Offer) -> list[str]:
    askers, offer.askers = list(offer.askers), []
    return askers


async def order_turn(work: Work, turn: Turn) -> None:
    """Take over answers, look-ups, deadlines and the supplier's webhooks of an order."""
    name = turn.actor.partition(":")[2]
    order = await work.session.get(Order, name, with_for_update=ROW_LOCK, populate_existing=True)
    for event in turn.events:
        if order is None:
            await _pass_on(work, name, event)
        elif event.source == "effect":
            await _answer(work, order, event)
        elif event.source == "timer":
            await _rang(work, order, event.kind)
        elif event.kind.startswith("duffel."):
            await _told(work, order, event)


async def _pass_on(work: Work, name: str, event: Event) -> None:
    """Pass a supplier's event on to the orders of ours that bear the supplier's offer or order id; others are not ours."""
    concerned = await work.session.scalars(
        select(Order.id).where(or_(Order.supplier_offer == name, Order.supplier_order == name)).limit(20)
    )
    for order in concerned:
        await work.unit.post(actor=f"order:{order}", kind=event.kind, key=event.external_id, body=event.body)


async def _answer(work: Work, order: Order, event: Event) -> None:
    effect, _, outcome = event.kind.rpartition(".")
    if effect in (effects.ISSUE, effects.HOLD_PAY):
        await _issue_answer(work, order, event, outcome)
    elif effect == effects.FIND and outcome == "done":
        await orders.found(work, order, work.read_answer(event.effect_key, event.body, effects.OrderHere).order)
    elif effect == effects.FIND and order.state in (OrderState.ISSUING, OrderState.UNKNOWN):
        await orders.look_later(work, order)
    elif effect == effects.RELEASE and outcome == "done":
        await orders.released(work, order)
    elif effect == effects.CHANGES and outcome == "done":
        here = work.read_answer(event.effect_key, event.body, effects.ChangesHere)
        await cancelling.take_changes(work, order, here.changes)
    elif effect in (effects.CANCEL_QUOTE, effects.CANCEL):
        await cancelling.cancel_answer(work, order, event)
    elif effect == effects.ACCEPT and outcome == "done":
        await _accepted(work, order, work.read_answer(event.effect_key, event.body, effects.OrderHere))
    elif effect == effects.ACCEPT and outcome != "unknown":
        await cancelling.not_accepted(work, order, event, outcome)


async def _issue_answer(work: Work, order: Order, event: Event, outcome: str) -> None:
    if outcome == "done":
        await orders.absorb(work, order, work.read_answer(event.effect_key, event.body, Issued).order)
    elif outcome == "failed":
        said = NotIssued("refused", "airline")
        if event.body:
            said = work.read_answer(event.effect_key, event.body, NotIssued)
        await orders.refuse(work, order, said)
    elif outcome == "unknown":
        said_unknown = OrderUnknown("lost")
        if event.body:
            said_unknown = work.read_answer(event.effect_key, event.body, OrderUnknown)
        await orders.lose(work, order, said_unknown)
    elif order.state in (OrderState.ISSUING, OrderState.UNKNOWN):
        await orders.stuck(work, order)


async def _rang(work: Work, order: Order, name: str) -> None:
    waits = order.state in (OrderState.ISSUING, OrderState.UNKNOWN)
    if (name == "look" and waits) or (name == "pay_by" and order.state == OrderState.HELD):
        await orders.look(work, order)


async def _told(work: Work, order: Order, event: Event) -> None:
    """Treat a webhook as a hint where to look; only `creation_failed` counts as evidence, together with an empty look-up."""
    if event.kind == "duffel.airline_change":
        if order.supplier_order:
            key = f"{effects.CHANGES}:{order.id}:{event.external_id}"
            await work.effect(effects.CHANGES, key, effects.ChangesAsk(order.supplier_order), actor=f"order:{order.id}")
            await orders.look(work, order)  # a cancelled order shows it itself
        return
    if event.kind == "duffel.creation_failed":
        order.refused_by_event = True
    await orders.look(work, order)


async def _accepted(work: Work, order: Order, here: effects.OrderHere) -> None:
    if here.order is not None:
        await orders.absorb(work, order, here.order)
        await work.tell(ChangeAccepted(order.booking_id, order.id))
