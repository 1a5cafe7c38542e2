"""Joins the parts of the simulated Duffel and keeps their state over a restart."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from datetime import datetime

import msgspec
from starlette.routing import BaseRoute

from dragoman.kit.money import Money
from dragoman.simulators.duffel.airline_changes import AirlineChanges
from dragoman.simulators.duffel.booking import FAULTS, LATER_FAULTS, Booking
from dragoman.simulators.duffel.cancelling import Cancellation, Cancelling
from dragoman.simulators.duffel.changing import Change, Changing
from dragoman.simulators.duffel.door import Door
from dragoman.simulators.duffel.keeping import Keeping
from dragoman.simulators.duffel.orders import Order, OrderBook
from dragoman.simulators.duffel.purse import Purse
from dragoman.simulators.duffel.searching import Searching
from dragoman.simulators.duffel.shelf import Note, Search, Shelf
from dragoman.simulators.duffel.webhooks import Delivery, Event, Subscription, Webhooks
from dragoman.simulators.faults import CALL_FAULTS, WEBHOOK_FAULTS
from dragoman.simulators.fx.rates import level
from dragoman.simulators.world import World


class Kept(msgspec.Struct):
    """Everything that a restart must not forget."""

    searches: list[Search]
    notes: dict[str, Note]
    orders: list[Order]
    planned: list[tuple[str, str, datetime, float]]
    quotes: dict[str, Cancellation]
    changes: list[Change]
    subscriptions: list[Subscription]
    events: list[Event]
    deliveries: list[Delivery]
    balance_minor: int | None


class Duffel:
    """The simulated flights API. `faults` names what each operation can suffer."""

    faults: Mapping[str, frozenset[str]] = {
        "search": CALL_FAULTS | {"price_up", "sold_out"},
        "search_offers": CALL_FAULTS | {"lying"},
        "price": CALL_FAULTS | {"price_up", "sold_out"},
        "create_order": CALL_FAULTS | FAULTS | LATER_FAULTS,
        "get_order": CALL_FAULTS | LATER_FAULTS | {"lying"},
        "list_orders": CALL_FAULTS | {"lying"},
        "pay": CALL_FAULTS | {"price_up", "schedule_change", "insufficient_balance"},
        "cancel": CALL_FAULTS | {"refund_unknown"},
        "confirm_cancel": CALL_FAULTS,
        "change": CALL_FAULTS,
        "accept_change": CALL_FAULTS,
        "webhook": WEBHOOK_FAULTS,
    }

    def __init__(self, world: World) -> None:
        self._world = world
        currency = world.settings.duffel_currency
        self._door = Door(world)
        self._shelf = Shelf(world, currency, level(currency) / level("GBP"))
        self._book = OrderBook()
        self._purse = Purse(world.settings.duffel_balance, currency)
        self._webhooks = Webhooks(world, self._door)
        self._booking = Booking(world, self._shelf, self._book, self._purse, self._webhooks)
        parts = (world, self._door, self._book, self._purse, self._webhooks)
        self._airline_changes = AirlineChanges(*parts)
        self._cancelling = Cancelling(*parts)
        self._changing = Changing(*parts)
        searching = Searching(world, self._shelf, self._door)
        keeping = Keeping(
            world, self._door, self._book, self._booking, self._purse, self._webhooks, self._airline_changes
        )
        self.routes: list[BaseRoute] = [
            *searching.routes,
            *keeping.routes,
            *self._cancelling.routes,
            *self._changing.routes,
            *self._airline_changes.routes,
            *self._webhooks.routes,
            *self._door.everything_else(),
        ]

    def snapshot(self) -> object:
        """Everything kept; see `Kept`."""
        return Kept(
            **self._shelf.keep(),
            orders=self._book.all(),
            planned=self._airline_changes.planned,
            quotes=self._cancelling.quotes,
            changes=list(self._changing.changes.values()),
            **self._webhooks.keep(),
            balance_minor=self._purse.left.minor if self._purse.left else None,
        )

    def restore(self, kept: object) -> None:
        """Take everything back and put what is still to come on the agenda again."""
        state = msgspec.convert(kept, Kept)
        self._shelf.take(state.searches, state.notes)
        now = self._world.now()
        for order in state.orders:
            self._book.add(order)
            due = max(order.visible_at, order.ticketed_at or order.visible_at)
            if due > now:
                self._booking.announce(order, due)
        self._airline_changes.planned = list(state.planned)
        for plan in state.planned:
            self._airline_changes.resume(plan)
        self._cancelling.quotes = state.quotes
        self._changing.changes = {change.id: change for change in state.changes}
        self._webhooks.subscriptions = {one.id: one for one in state.subscriptions}
        self._webhooks.events = deque(state.events, self._webhooks.events.maxlen)
        self._webhooks.deliveries = deque(state.deliveries, self._webhooks.deliveries.maxlen)
        if self._purse.left is not None and state.balance_minor is not None:
            self._purse.left = Money(state.balance_minor, self._world.settings.duffel_currency)


def build(world: World) -> Duffel:
    """Build the simulated Duffel in `world`."""
    return Duffel(world)
