"""What airlines do to orders on their own: moved and cancelled flights, and answering them (partners.md A5)."""

from __future__ import annotations

import copy
from datetime import datetime, timedelta
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from dragoman.kit.money import Money
from dragoman.simulators.duffel import ids
from dragoman.simulators.duffel.door import Asked, Door, one
from dragoman.simulators.duffel.errors import DuffelRefusal, invalid, not_found
from dragoman.simulators.duffel.orders import Order, OrderBook
from dragoman.simulators.duffel.purse import Purse
from dragoman.simulators.duffel.webhooks import Webhooks
from dragoman.simulators.world import World

_CHANGES_MAX = 50


class AirlineChanges:
    """Airline-initiated changes: added and removed slices with new ids, accepted or left open."""

    def __init__(self, world: World, door: Door, book: OrderBook, purse: Purse, webhooks: Webhooks) -> None:
        self._world = world
        self._book = book
        self._purse = purse
        self._webhooks = webhooks
        self.planned: list[tuple[str, str, datetime, float]] = []
        path = "/duffel/air/airline_initiated_changes"
        self.routes: list[BaseRoute] = [
            *door.routes(path, "GET", self._list),
            *door.routes(path + "/{id}", "PATCH", self._update),
            *door.routes(path + "/{id}/actions/accept", "POST", self._accept),
        ]

    def plan(self, order: Order, event: str, due: datetime, hours: float) -> None:
        """Let `event` befall the order at `due`, once it can be seen."""
        plan = (order.id, event, max(due, order.visible_at), hours)
        self.planned.append(plan)
        self.resume(plan)

    def resume(self, plan: tuple[str, str, datetime, float]) -> None:
        """Put a plan on the agenda; also one that a snapshot kept."""
        order_id, event, due, hours = plan

        async def fall() -> None:
            if plan in self.planned:
                self.planned.remove(plan)
            order = self._book.pending(order_id)
            if order is not None and not order.fails and order.cancelled_at is None:
                self.befall(order, event, hours)

        self._world.later(due, fall)

    def befall(self, order: Order, event: str, hours: float) -> None:
        """Move the first slice by `hours`, or cancel the whole order with all money back; tells it by webhook."""
        if len(order.airline_changes) >= _CHANGES_MAX:
            return
        removed = order.shown["slices"][:1] if event == "schedule_change" else order.shown["slices"]
        change_id = ids.make("aic", self._world.seed, self._world.count("duffel airline change"))
        added = [_moved(removed[0], hours, change_id)] if event == "schedule_change" else []
        now = ids.stamp(self._world.now())
        change = {
            "id": change_id,
            "order_id": order.id,
            "live_mode": False,
            "created_at": now,
            "updated_at": now,
            "added": added,
            "removed": copy.deepcopy(removed),
            "action_taken": None,
            "action_taken_at": None,
            "available_actions": ["accept", "cancel", "update"] if added else ["update"],
            "travel_agent_ticket": None,
        }
        if not added:
            self._cancel(order, change, now)
        order.airline_changes = [*order.airline_changes, change]
        event_object = {key: change[key] for key in ("id", "order_id", "live_mode", "created_at")}
        self._webhooks.tell("order.airline_initiated_change_detected", event_object, change_id)

    def _cancel(self, order: Order, change: dict[str, Any], now: str) -> None:
        order.airline_cancelled = True
        order.cancelled_at = self._world.now()
        change["action_taken"], change["action_taken_at"] = "cancelled", now
        change["available_actions"] = []
        if order.paid_at is not None:
            self._purse.give_back(Money(order.total_minor, order.currency))

    async def _list(self, asked: Asked) -> Response:
        order_id = asked.query("order_id")
        now = self._world.now()
        if not order_id:
            return one([change for order in self._book.visible(now) for change in order.airline_changes])
        order = self._book.get(order_id, now)
        if order.changes_at_read and order.cancelled_at is None:
            self.befall(order, "schedule_change", 1)
        return one(list(reversed(order.airline_changes)))

    def _find(self, change_id: str) -> tuple[Order, dict[str, Any]]:
        for order in self._book.visible(self._world.now()):
            for change in order.airline_changes:
                if change["id"] == change_id:
                    return order, change
        raise not_found("airline-initiated change")

    async def _accept(self, asked: Asked) -> Response:
        """Take the newest change: the order's slices become the added ones and tickets are issued anew."""
        async with self._world.operation("duffel", "accept_change"):
            order, change = self._find(asked.id())
            newest = order.airline_changes[-1]
            if change["action_taken"] is not None or change is not newest:
                raise DuffelRefusal("stale_airline_initiated_change_accept", "The change is not the newest open one")
            removed = {one_slice["id"] for one_slice in change["removed"]}
            kept = [one_slice for one_slice in order.shown["slices"] if one_slice["id"] not in removed]
            order.shown = {**order.shown, "slices": [*change["added"], *kept]}
            order.reissues += 1
            self._take(change, "accepted")
            return one(change)

    async def _update(self, asked: Asked) -> Response:
        """Note that a change was dealt with outside the API."""
        _, change = self._find(asked.id())
        taken = asked.content.get("action_taken")
        if taken not in ("accepted", "cancelled", "changed"):
            raise invalid("inclusion", "action_taken", "Field 'action_taken' must be accepted, cancelled or changed")
        self._take(change, taken)
        return one(change)

    def _take(self, change: dict[str, Any], taken: str) -> None:
        change["action_taken"] = taken
        change["action_taken_at"] = change["updated_at"] = ids.stamp(self._world.now())
        change["available_actions"] = []


def _moved(slice_json: dict[str, Any], hours: float, change_id: str) -> dict[str, Any]:
    """A copy of a slice with new ids, all its flights later by `hours`."""
    moved = copy.deepcopy(slice_json)
    moved["id"] = ids.make("sli", change_id)
    for n, segment in enumerate(moved["segments"]):
        segment["id"] = ids.make("seg", change_id, n)
        for field in ("departing_at", "arriving_at"):
            at = datetime.fromisoformat(segment[field]) + timedelta(hours=hours)
            segment[field] = ids.local(at)
    return moved
