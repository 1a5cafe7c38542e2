"""Creating an order: every check Duffel makes, in its order, and the ways in which the answer may be less than plain."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from dragoman.kit.money import Money, MoneyError
from dragoman.simulators.duffel import ids
from dragoman.simulators.duffel.airlines import airline_json
from dragoman.simulators.duffel.errors import DuffelRefusal, invalid
from dragoman.simulators.duffel.fares import penalty
from dragoman.simulators.duffel.offers import GUARANTEED_FOR, HOLD_FOR, Offer, slice_json
from dragoman.simulators.duffel.orders import Order, OrderBook
from dragoman.simulators.duffel.passengers import check
from dragoman.simulators.duffel.purse import Purse
from dragoman.simulators.duffel.searching import services_total
from dragoman.simulators.duffel.shelf import Shelf
from dragoman.simulators.duffel.webhooks import Webhooks
from dragoman.simulators.faults import Fault
from dragoman.simulators.world import World

PAYMENT_TYPES = ("balance", "arc_bsp_cash", "card")
_KEY = re.compile(r"[A-Za-z0-9_-]{1,40}")
_REFUSING = {
    "insufficient_balance": "The organisation's balance is too low to pay for the order",
    "airline_unknown": "The airline answered with an error that we do not know",
    "order_not_created": "The airline could not create the order; nothing was booked",
    "offer_expired": "The offer has expired; search again",
    "schedule_changed": "The airline has changed the schedule of the flight; search again",
    "invalid_passenger_name": "The airline refused the name of a passenger",
}
_REFUSING_THOUGH_BOOKED = {
    "duplicate_booking": "A booking with the same passengers and flights exists already",
    "airline_internal": "The airline had an internal error while the order was created",
}
FAULTS = frozenset(
    {*_REFUSING, *_REFUSING_THOUGH_BOOKED, "accepted_202", "created_200", "creation_failed", "price_up", "sold_out"}
)
"""What creating an order can suffer beyond the faults of every call and what an airline may do later."""
LATER_FAULTS = frozenset({"schedule_change", "airline_cancelled"})


@dataclass(frozen=True, slots=True)
class Booked:
    """An order and how its creation is answered: 201, 200 (no tickets yet) or 202 (nothing known yet)."""

    order: Order
    status: int


class Booking:
    """Creates orders from offers."""

    def __init__(self, world: World, shelf: Shelf, book: OrderBook, purse: Purse, webhooks: Webhooks) -> None:
        self._world = world
        self._shelf = shelf
        self._book = book
        self._purse = purse
        self._webhooks = webhooks

    def create(self, asked: Mapping[str, Any], fault: Fault | None) -> Booked:
        """Book; raises DuffelRefusal with nothing booked, except for the faults that refuse what they booked."""
        offer = self._offer(asked)
        kind = asked.get("type") or "instant"
        if kind not in ("instant", "hold", "pay_later"):
            raise invalid("inclusion", "type", "Field 'type' must be one of: instant, hold")
        kind = "instant" if kind == "instant" else "hold"
        if kind == "hold" and not offer.holdable:
            raise invalid("inclusion", "type", "The offer requires instant payment")
        passengers = check(asked.get("passengers"), offer, self._world.now().date())
        wanted = asked.get("services") or []
        metadata = read_metadata(asked.get("metadata"))
        users = _users(asked.get("users"))
        total = self._shelf.total(offer) + services_total(self._shelf, offer, wanted)
        fate = (fault.name if fault else "") or offer.fate.create
        self._suffer(fate, offer, fault)
        self._pay(asked.get("payments"), kind, total)
        order = self._order(offer, kind, total, passengers, wanted)
        order.metadata, order.users = metadata, users
        booked = self._finish(order, offer, fate, fault)
        if fate in _REFUSING_THOUGH_BOOKED:
            raise DuffelRefusal(fate, _REFUSING_THOUGH_BOOKED[fate])
        return booked

    def _offer(self, asked: Mapping[str, Any]) -> Offer:
        selected = asked.get("selected_offers")
        if not isinstance(selected, list) or not selected:
            raise invalid("required", "selected_offers", "Field 'selected_offers' can't be blank")
        if len(selected) != 1 or not isinstance(selected[0], str):
            raise invalid("length", "selected_offers", "Field 'selected_offers' must hold exactly one offer id")
        offer = self._shelf.offer(selected[0])
        search = self._shelf.search_of(offer)
        order = self._book.pending(search.booked) if search.booked else None
        if order is not None and not order.fails and self._world.now() < order.visible_at:
            raise DuffelRefusal(
                "order_creation_already_attempted", "The creation of an order from this offer is already under way"
            )
        self._shelf.check_sellable(offer)
        return offer

    def _suffer(self, fate: str, offer: Offer, fault: Fault | None) -> None:
        """Raise what the airline or the fault refuses with."""
        if fate == "sold_out":
            self._shelf.note(offer).gone = True
            self._shelf.check_sellable(offer)
        if fate == "price_up":
            self._shelf.note(offer).percent += int(fault.number("percent", 12)) if fault else 12
            raise DuffelRefusal("price_changed", "The price of the offer has changed; read the offer again")
        if fate == "invalid_passenger_name" and fault and (one := int(fault.number("passenger", 0))):
            pointer = f"/passengers/{one - 1}/given_name"  # passenger=2 is the second of the order
            raise DuffelRefusal(fate, _REFUSING[fate], "given_name", pointer)
        if fate in _REFUSING:
            raise DuffelRefusal(fate, _REFUSING[fate])

    def _pay(self, payments: object, kind: str, total: Money) -> None:
        if kind == "hold":
            if payments:
                raise invalid("inclusion", "payments", "Field 'payments' must be left out for a hold order")
            return
        if not isinstance(payments, list) or len(payments) != 1 or not isinstance(payments[0], dict):
            raise invalid("required", "payments", "Field 'payments' must hold exactly one payment")
        check_payment(payments[0], total)
        self._purse.spend(total)

    def _order(
        self, offer: Offer, kind: str, total: Money, passengers: list[dict[str, Any]], wanted: list[dict[str, Any]]
    ) -> Order:
        now = self._world.now()
        number = self._world.count("duffel order")
        order_id = ids.make("ord", self._world.seed, number)
        hold = kind == "hold"
        return Order(
            id=order_id,
            offer_id=offer.id,
            kind=kind,
            reference=ids.reference(self._world.seed, number),
            total_minor=total.minor,
            currency=total.currency,
            created_at=now,
            visible_at=now,
            ticketed_at=None if hold else now,
            shown=_shown(offer, total, passengers),
            services=_services(self._shelf, offer, wanted),
            metadata={},
            users=[],
            refund_to=offer.fate.refund_to,
            refund_percent=_refund_percent(offer),
            change_percent=None if (offer.brand.change_fee or 0) < 0 else offer.brand.change_fee,
            changes_at_read=offer.fate.changes_at_read,
            paid_at=None if hold else now,
            pay_by=offer.created_at + HOLD_FOR if hold else None,
            guaranteed_until=offer.created_at + GUARANTEED_FOR if hold else None,
        )

    def _finish(self, order: Order, offer: Offer, fate: str, fault: Fault | None) -> Booked:
        now = self._world.now()
        seconds = float(offer.fate.resolve_seconds)
        wait = timedelta(seconds=fault.number("seconds", seconds) if fault else seconds)
        status = {"created_200": 200, "accepted_202": 202, "creation_failed": 202}.get(fate, 201)
        if status == 201:
            wait = timedelta(seconds=1)
        elif order.ticketed_at is not None:
            order.ticketed_at = now + wait
        if status == 202:
            order.visible_at = now + wait
            order.fails = fate == "creation_failed"
        self._shelf.search_of(offer).booked = order.id
        self._book.add(order)
        self.announce(order, now + wait)
        return Booked(order, status)

    def announce(self, order: Order, at: Any) -> None:
        """Send order.created or order.creation_failed at an instant; a failure gives the money back."""

        async def tell() -> None:
            if order.fails:
                if order.paid_at is not None:
                    self._purse.give_back(Money(order.total_minor, order.currency))
                failed = {"offer_id": order.offer_id, "order_id": None, "live_mode": False}
                self._webhooks.tell("order.creation_failed", failed, order.offer_id)
                return
            created = {"id": order.id, "order_id": order.id, "offer_id": order.offer_id, "live_mode": False}
            self._webhooks.tell("order.created", created, order.id)

        self._world.later(at, tell)


def check_payment(payment: Mapping[str, Any], total: Money) -> None:
    """Compare a payment with the exact sum; raises DuffelRefusal."""
    if payment.get("type") not in PAYMENT_TYPES:
        raise invalid(
            "inclusion", "type", f"Field 'type' must be one of: {', '.join(PAYMENT_TYPES)}", "/payments/0/type"
        )
    currency, amount = payment.get("currency"), payment.get("amount")
    if currency != total.currency:
        message = f"The payment's currency must be {total.currency}"
        raise DuffelRefusal("payment_currency_does_not_match_order_currency", message)
    if not isinstance(amount, str):
        raise invalid("type", "amount", "Field 'amount' must be a decimal string", "/payments/0/amount")
    try:
        paid = Money.parse(amount, total.currency)
    except MoneyError as reason:
        raise invalid("format", "amount", "Field 'amount' must be a decimal string", "/payments/0/amount") from reason
    if paid != total:
        message = "The payment's amount does not match the order's total with its services; read the offer again"
        raise DuffelRefusal("payment_amount_does_not_match_order_amount", message)


def read_metadata(given: object) -> dict[str, str]:
    """Check metadata: at most 50 pairs, keys to 40 of [A-Za-z0-9_-], values to 500 characters; raises DuffelRefusal."""
    if given is None:
        return {}
    if not isinstance(given, dict) or len(given) > 50:
        raise invalid("length", "metadata", "Field 'metadata' must be an object of at most 50 pairs")
    for key, value in given.items():
        if not _KEY.fullmatch(key) or not isinstance(value, str) or len(value) > 500:
            raise invalid("format", "metadata", "Metadata keys have at most 40 letters, values at most 500 characters")
    return dict(given)


def _users(given: object) -> list[str]:
    if given is None:
        return []
    if not isinstance(given, list) or not all(isinstance(user, str) for user in given):
        raise invalid("type", "users", "Field 'users' must be a list of ids")
    return given


def _refund_percent(offer: Offer) -> int | None:
    """How much of the price comes back on cancelling; None = it cannot be cancelled; unknown conditions refund 40 %."""
    fee = offer.brand.refund_fee
    if fee is None:
        return 40
    return None if fee < 0 else 100 - fee


def _services(shelf: Shelf, offer: Offer, wanted: list[dict[str, Any]]) -> list[dict[str, Any]]:
    on_sale = {service["id"]: service for service in shelf.note(offer).services}
    booked = []
    for part in wanted:
        service = {key: value for key, value in on_sale[part["id"]].items() if key != "maximum_quantity"}
        booked.append({**service, "id": ids.make("ser", part["id"]), "quantity": part.get("quantity", 1)})
    return booked


def _shown(offer: Offer, total: Money, passengers: list[dict[str, Any]]) -> dict[str, Any]:
    slices = []
    for n, way in enumerate(offer.ways):
        shown = slice_json(offer, way, n, total)
        shown["changeable"] = (offer.brand.change_fee or 0) >= 0
        for segment in shown["segments"]:
            for seat in segment["passengers"]:
                seat["seat"] = None
        slices.append(shown)
    return {
        "owner": airline_json(offer.owner),
        "passengers": passengers,
        "slices": slices,
        "conditions": {
            "change_before_departure": penalty(total, offer.brand.change_fee),
            "refund_before_departure": penalty(total, offer.brand.refund_fee),
        },
    }
