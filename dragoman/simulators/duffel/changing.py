"""Changing an order's flights: request, offers, pending change, confirmation with payment (partners.md A5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute

from dragoman.kit.money import Money
from dragoman.simulators.duffel import ids
from dragoman.simulators.duffel.booking import check_payment
from dragoman.simulators.duffel.door import Asked, Door, one, page
from dragoman.simulators.duffel.errors import DuffelRefusal, invalid, not_found
from dragoman.simulators.duffel.fares import BASIC, CABINS, adult_fare, passenger_fare
from dragoman.simulators.duffel.offers import LIFE, Offer, slice_json
from dragoman.simulators.duffel.orders import Order, OrderBook
from dragoman.simulators.duffel.places import airports_of
from dragoman.simulators.duffel.purse import Purse
from dragoman.simulators.duffel.query import Query, Stretch, Traveller, read_stretch
from dragoman.simulators.duffel.timetable import itineraries
from dragoman.simulators.duffel.webhooks import Webhooks
from dragoman.simulators.fx.rates import level
from dragoman.simulators.world import World

_OFFERS_MAX = 6
_REQUESTS_MAX = 5_000
# Duffel Airways' fixed price of any change in its sandbox: 100 fare and 25 penalty (partners.md A8), for each passenger.
_ZZ_FARE, _ZZ_PENALTY = Decimal(100), Decimal(25)


class Change(msgspec.Struct):
    """A change request with its offers, and the pending or confirmed change that was made from one of them."""

    id: str
    order_id: str
    slices: dict[str, Any]
    offers: list[dict[str, Any]]
    created_at: datetime
    chosen: dict[str, Any] | None = None
    confirmed_at: datetime | None = None


class Changing:
    """Order change calls."""

    def __init__(self, world: World, door: Door, book: OrderBook, purse: Purse, webhooks: Webhooks) -> None:
        self._world = world
        self._book = book
        self._purse = purse
        self._webhooks = webhooks
        self.changes: dict[str, Change] = {}
        air = "/duffel/air"
        self.routes: list[BaseRoute] = [
            *door.routes(f"{air}/order_change_requests", "POST", self._request),
            *door.routes(f"{air}/order_change_requests/{{id}}", "GET", self._get_request),
            *door.routes(f"{air}/order_change_offers", "GET", self._list_offers),
            *door.routes(f"{air}/order_change_offers/{{id}}", "GET", self._get_offer),
            *door.routes(f"{air}/order_changes", "POST", self._choose),
            *door.routes(f"{air}/order_changes/{{id}}", "GET", self._get_change),
            *door.routes(f"{air}/order_changes/{{id}}/actions/confirm", "POST", self._confirm),
        ]

    async def _request(self, asked: Asked) -> Response:
        async with self._world.operation("duffel", "change"):
            now = self._world.now()
            order = self._book.get(asked.content.get("order_id"), now)
            if "change" not in order.actions(now):
                raise DuffelRefusal("order_not_changeable", "The order cannot be changed through the API")
            removed, added = _slices(asked.content.get("slices"), order, now.date())
            request_id = ids.make("ocr", self._world.seed, self._world.count("duffel change request"))
            offers = self._offers(request_id, order, removed, added)
            change = Change(request_id, order.id, dict(asked.content["slices"]), offers, now)
            self.changes[change.id] = change
            if len(self.changes) > _REQUESTS_MAX:
                del self.changes[next(iter(self.changes))]
            return one(_request_json(change), 201)

    def _offers(
        self, request_id: str, order: Order, removed: list[dict[str, Any]], added: tuple[Stretch, str]
    ) -> list[dict[str, Any]]:
        stretch, cabin = added
        query = _query(order, stretch, cabin)
        pairs = [(a.iata, b.iata) for a in airports_of(stretch.origin) for b in airports_of(stretch.destination)]
        ways = [way for pair in pairs for way in itineraries(self._world.seed, *pair, stretch.day, 1)]
        ways = [way for way in ways if way.owner == order.owner][:_OFFERS_MAX]
        made = []
        for n, way in enumerate(ways):
            fare = self._fare(order, query, way)
            offer = Offer(ids.make("oco", request_id, n), (way,), BASIC, fare, query, self._world.now())
            shown = slice_json(offer, way, 0, fare)
            made.append(self._offer_json(offer.id, request_id, order, removed, shown, fare))
        return made

    def _fare(self, order: Order, query: Query, way: Any) -> Money:
        rate = level(order.currency) / level("GBP")
        adult = adult_fare(self._world.seed, way, query.cabin, BASIC, order.currency, rate)
        total = Money(0, order.currency)
        for traveller in query.travellers:
            total = total + passenger_fare(adult, traveller.kind)
        return total

    def _offer_json(
        self,
        offer_id: str,
        request_id: str,
        order: Order,
        removed: list[dict[str, Any]],
        shown: dict[str, Any],
        fare: Money,
    ) -> dict[str, Any]:
        old = Money(order.total_minor, order.currency)
        if order.owner == "ZZ":
            heads = len(order.shown["passengers"])
            difference = Money.rounded(_ZZ_FARE * heads, order.currency)
            penalty = Money.rounded(_ZZ_PENALTY * heads, order.currency)
        else:
            flown = old.share([1] * len(order.shown["slices"]))[0]
            difference = fare - flown
            penalty = flown.times(Decimal(order.change_percent or 0) / 100)
        due = difference + penalty
        now = self._world.now()
        return {
            "id": offer_id,
            "order_change_id": None,
            "order_change_request_id": request_id,
            "live_mode": False,
            "slices": {"add": [shown], "remove": removed},
            "change_total_amount": due.decimal_text(),
            "change_total_currency": order.currency,
            "penalty_total_amount": penalty.decimal_text(),
            "penalty_total_currency": order.currency,
            "penalty_amount": penalty.decimal_text(),  # both official clients read this name
            "penalty_currency": order.currency,
            "new_total_amount": (old + due).decimal_text(),
            "new_total_currency": order.currency,
            "refund_to": "original_form_of_payment" if due.minor < 0 else None,
            "created_at": ids.stamp(now),
            "updated_at": ids.stamp(now),
            "expires_at": ids.stamp(now + LIFE),
        }

    async def _get_request(self, asked: Asked) -> Response:
        if asked.id() not in self.changes:
            raise not_found("order change request")
        return one(_request_json(self.changes[asked.id()]))

    async def _list_offers(self, asked: Asked) -> Response:
        change = self.changes.get(asked.query("order_change_request_id"))
        if change is None:
            raise not_found("order change request")
        sort = asked.query("sort")
        rows = change.offers
        if sort.endswith("change_total_amount"):
            rows = sorted(rows, key=lambda row: Decimal(row["change_total_amount"]), reverse=sort.startswith("-"))
        return page(asked, rows, lambda row: row)

    def _offer(self, offer_id: object) -> tuple[Change, dict[str, Any]]:
        for change in self.changes.values():
            for offer in change.offers:
                if offer["id"] == offer_id:
                    return change, offer
        raise not_found("order change offer")

    async def _get_offer(self, asked: Asked) -> Response:
        return one(self._offer(asked.id())[1])

    async def _choose(self, asked: Asked) -> Response:
        async with self._world.operation("duffel", "change"):
            change, offer = self._offer(asked.content.get("selected_order_change_offer"))
            if change.confirmed_at is not None:
                raise DuffelRefusal("order_change_already_confirmed", "The change is already confirmed")
            self._check_alive(offer)
            change_id = ids.make("oce", self._world.seed, self._world.count("duffel order change"))
            chosen = {key: value for key, value in offer.items() if not key.startswith("order_change_")}
            change.chosen = {**chosen, "id": change_id, "order_id": change.order_id, "confirmed_at": None}
            return one(change.chosen, 201)

    def _check_alive(self, offer: Mapping[str, Any]) -> None:
        if self._world.now() >= datetime.fromisoformat(offer["expires_at"]):
            raise DuffelRefusal("offer_expired", "The change offer has expired; ask for new ones")

    def _chosen(self, asked: Asked) -> tuple[Change, dict[str, Any]]:
        for change in self.changes.values():
            if change.chosen is not None and change.chosen["id"] == asked.id():
                return change, change.chosen
        raise not_found("order change")

    async def _get_change(self, asked: Asked) -> Response:
        return one(self._chosen(asked)[1])

    async def _confirm(self, asked: Asked) -> Response:
        async with self._world.operation("duffel", "change"):
            now = self._world.now()
            change, chosen = self._chosen(asked)
            if change.confirmed_at is not None:
                raise DuffelRefusal("order_change_already_confirmed", "The change is already confirmed")
            self._check_alive(chosen)
            order = self._book.get(change.order_id, now)
            due = Money.parse(chosen["change_total_amount"], order.currency)
            if due.minor > 0:
                payment = asked.content.get("payment")
                if not isinstance(payment, dict):
                    raise invalid("required", "payment", "Field 'payment' can't be blank")
                check_payment(payment, due)
                self._purse.spend(due)
            else:
                self._purse.give_back(-due)
            change.confirmed_at = now
            chosen["confirmed_at"] = ids.stamp(now)
            _rebook(order, chosen, due)
            self._webhooks.tell("air.order.changed", {"id": chosen["id"], "order_id": order.id}, chosen["id"])
            return one(chosen)


def _rebook(order: Order, chosen: dict[str, Any], due: Money) -> None:
    removed = {one_slice["id"] for one_slice in chosen["slices"]["remove"]}
    kept = [one_slice for one_slice in order.shown["slices"] if one_slice["id"] not in removed]
    slices = sorted([*kept, *chosen["slices"]["add"]], key=lambda part: str(part["segments"][0]["departing_at"]))
    order.shown = {**order.shown, "slices": [{"changeable": True, **part} for part in slices]}
    order.total_minor += due.minor
    order.reissues += 1
    order.changes = [*order.changes, chosen]


def _request_json(change: Change) -> dict[str, Any]:
    return {
        "id": change.id,
        "order_id": change.order_id,
        "live_mode": False,
        "slices": change.slices,
        "order_change_offers": change.offers,
        "created_at": ids.stamp(change.created_at),
        "updated_at": ids.stamp(change.created_at),
    }


def _slices(given: object, order: Order, today: date) -> tuple[list[dict[str, Any]], tuple[Stretch, str]]:
    """The slices to take out, as the order has them, and the one to put in with its cabin; raises DuffelRefusal."""
    parts = given if isinstance(given, dict) else {}
    remove, add = parts.get("remove"), parts.get("add")
    if not isinstance(remove, list) or not isinstance(add, list) or len(add) != 1 or len(remove) != 1:
        raise invalid("required", "slices", "Field 'slices' must hold one slice to remove and one to add")
    if not isinstance(add[0], dict) or not isinstance(remove[0], dict):
        raise invalid("type", "slices", "Slices must be objects")
    removed = [one_slice for one_slice in order.shown["slices"] if one_slice["id"] == remove[0].get("slice_id")]
    if not removed:
        raise invalid("inclusion", "slice_id", "Field 'slice_id' must be a slice of the order")
    cabin = add[0].get("cabin_class") or "economy"
    if cabin not in CABINS:
        raise invalid("inclusion", "cabin_class", f"Field 'cabin_class' must be one of: {', '.join(CABINS)}")
    stretch = read_stretch(add[0], 0, today)
    return removed, (stretch, cabin)


def _query(order: Order, stretch: Stretch, cabin: str) -> Query:
    travellers = tuple(
        Traveller(passenger["id"], passenger["type"], None, passenger["type"])
        for passenger in order.shown["passengers"]
    )
    return Query((stretch,), travellers, cabin, 1)
