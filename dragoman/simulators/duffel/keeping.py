"""The calls on existing orders: create, read, list, metadata, pay (partners.md A4), and the testers' control of one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from dragoman.kit.money import Money
from dragoman.simulators import wire
from dragoman.simulators.duffel import ids
from dragoman.simulators.duffel.airline_changes import AirlineChanges
from dragoman.simulators.duffel.booking import LATER_FAULTS, Booking, check_payment, read_metadata
from dragoman.simulators.duffel.door import Asked, Door, one, page
from dragoman.simulators.duffel.errors import DuffelRefusal, invalid
from dragoman.simulators.duffel.orders import Order, OrderBook, write
from dragoman.simulators.duffel.purse import Purse
from dragoman.simulators.duffel.webhooks import Webhooks
from dragoman.simulators.faults import Fault
from dragoman.simulators.world import World

_SORTS = ("payment_required_by", "-payment_required_by", "created_at", "-created_at", "total_amount", "-total_amount")


class ControlAsked(msgspec.Struct, forbid_unknown_fields=True):
    """Body of POST /duffel/_control/orders/{id}: what the airline does to the order."""

    event: str
    hours: float = 2.0  # by how much a schedule change moves the flights


class Keeping:
    """Order and payment calls."""

    def __init__(
        self,
        world: World,
        door: Door,
        book: OrderBook,
        booking: Booking,
        purse: Purse,
        webhooks: Webhooks,
        airline_changes: AirlineChanges,
    ) -> None:
        self._world = world
        self._book = book
        self._booking = booking
        self._purse = purse
        self._webhooks = webhooks
        self._airline_changes = airline_changes
        self.routes: list[BaseRoute] = [
            *door.routes("/duffel/air/orders", "POST", self._create),
            *door.routes("/duffel/air/orders", "GET", self._list),
            *door.routes("/duffel/air/orders/{id}", "GET", self._get),
            *door.routes("/duffel/air/orders/{id}", "PATCH", self._update),
            *door.routes("/duffel/air/payments", "POST", self._pay),
            Route("/duffel/_control/orders/{id}", self._control, methods=["POST"]),
        ]

    async def _create(self, asked: Asked) -> Response:
        async with self._world.operation("duffel", "create_order") as fault:
            booked = self._booking.create(asked.content, fault)
            if fault and fault.name in LATER_FAULTS:
                self._fall_later(booked.order, fault)
            if booked.status == 202:
                return one({"offer_id": booked.order.offer_id, "live_mode": False}, 202)
            return one(write(booked.order, self._world.now()), booked.status)

    def _fall_later(self, order: Order, fault: Fault) -> None:
        due = self._world.now() + timedelta(seconds=fault.number("seconds", 60))
        hours = fault.number("hours", 2)
        self._airline_changes.plan(order, fault.name, due, hours)

    async def _get(self, asked: Asked) -> Response:
        async with self._world.operation("duffel", "get_order") as fault:
            order = self._book.get(asked.id(), self._world.now())
            if fault and fault.name in LATER_FAULTS:
                self._airline_changes.befall(order, fault.name, fault.number("hours", 2))
            shown = write(order, self._world.now())
            if fault and fault.name == "lying":
                shown["documents"] = []
                shown["booking_reference"] = ids.reference("lie", order.id)
            return one(shown)

    async def _list(self, asked: Asked) -> Response:
        async with self._world.operation("duffel", "list_orders") as fault:
            now = self._world.now()
            rows = [order for order in self._book.visible(now) if self._wanted(order, asked)]
            sort = asked.query("sort")
            if sort and sort not in _SORTS:
                raise invalid("inclusion", "sort", f"Field 'sort' must be one of: {', '.join(_SORTS)}")
            if sort:
                rows.sort(key=lambda order: _sort_key(order, sort.lstrip("-")), reverse=sort.startswith("-"))
            if fault and fault.name == "lying":
                rows = self._lie(rows)
            return page(asked, rows, lambda order: write(order, now))

    def _lie(self, rows: list[Order]) -> list[Order]:
        """Answer with other people's orders: as many as asked for, none of them right; empty when there are no others."""
        others = [order for order in self._book.visible(self._world.now()) if order not in rows]
        return others[: max(1, len(rows))]

    def _wanted(self, order: Order, asked: Asked) -> bool:
        now = self._world.now()
        names = asked.request.query_params.getlist("passenger_name[]")
        checks = [
            asked.query("offer_id") in ("", order.offer_id),
            asked.query("booking_reference") in ("", order.reference),
            asked.query("user_id") == "" or asked.query("user_id") in order.users,
            not asked.flag("awaiting_payment", False) or order.awaiting_payment(now),
            not asked.flag("requires_action", False) or _requires_action(order),
            asked.query("owner_id") in ("", order.shown["owner"]["id"]),
            not names or any(_named(order, name) for name in names),
        ]
        return all(checks)

    async def _update(self, asked: Asked) -> Response:
        order = self._book.get(asked.id(), self._world.now())
        content = asked.content.get("options", asked.content)  # the JavaScript client wraps it by mistake
        if not isinstance(content, dict) or "metadata" not in content:
            raise invalid("required", "metadata", "Field 'metadata' can't be blank")
        order.metadata = read_metadata(content["metadata"])
        return one(write(order, self._world.now()))

    async def _pay(self, asked: Asked) -> Response:
        async with self._world.operation("duffel", "pay") as fault:
            now = self._world.now()
            order = self._book.get(asked.content.get("order_id"), now)
            payment = asked.content.get("payment")
            if not isinstance(payment, dict):
                raise invalid("required", "payment", "Field 'payment' can't be blank")
            self._check_payable(order, fault)
            total = order.total(now)
            check_payment(payment, total)
            self._purse.spend(total)
            order.total_minor = total.minor
            order.paid_at = order.ticketed_at = now
            return one(self._payment(order, payment, total), 201)

    def _check_payable(self, order: Order, fault: Fault | None) -> None:
        name, now = (fault.name if fault else ""), self._world.now()
        if order.kind != "hold":
            raise DuffelRefusal("order_type_not_eligible_for_payment", "An instant order is paid when it is created")
        if order.paid_at is not None:
            raise DuffelRefusal("already_paid", "The order is already paid")
        if order.cancelled_at is not None or order.airline_cancelled:
            raise DuffelRefusal("already_cancelled", "The order is cancelled")
        if order.lapsed(now):
            raise DuffelRefusal("past_payment_required_by_date", "The time to pay for the order has passed")
        if name == "price_up":
            percent = int(fault.number("percent", 12)) if fault else 12
            order.total_minor = order.total_minor * (100 + percent) // 100
        if name == "price_up":
            raise DuffelRefusal("price_changed", "The price of the order has changed; read the order again")
        if name == "schedule_change":
            self._airline_changes.befall(order, "schedule_change", 2)
            raise DuffelRefusal("schedule_changed", "The airline has changed the schedule; read the order again")
        if name == "insufficient_balance":
            raise DuffelRefusal("insufficient_balance", "The organisation's balance is too low to pay for the order")

    def _payment(self, order: Order, payment: dict[str, Any], total: Money) -> dict[str, Any]:
        payment_id = ids.make("pay", self._world.seed, self._world.count("duffel payment"))
        shown = {
            "id": payment_id,
            "order_id": order.id,
            "type": payment["type"],
            "amount": total.decimal_text(),
            "currency": total.currency,
            "status": "succeeded",
            "failure_reason": None,
            "live_mode": False,
            "created_at": ids.stamp(self._world.now()),
        }
        self._webhooks.tell("air.payment.succeeded", shown, payment_id)
        return shown

    async def _control(self, request: Request) -> Response:
        """Let the airline change or cancel an order now; for testers, not part of Duffel."""
        asked = await wire.read_json(request, ControlAsked, 2_000)
        if asked.event not in LATER_FAULTS or not 0 < asked.hours <= 240:
            return wire.problem(422, "unknown_event", f"event must be one of: {', '.join(sorted(LATER_FAULTS))}")
        try:
            order = self._book.get(request.path_params["id"], self._world.now())
        except DuffelRefusal as refusal:
            return wire.problem(404, refusal.code, refusal.message)
        self._airline_changes.befall(order, asked.event, asked.hours)
        return wire.json(write(order, self._world.now()), 202)


def _requires_action(order: Order) -> bool:
    return any(change["action_taken"] is None for change in order.airline_changes)


def _named(order: Order, name: str) -> bool:
    wanted = name.casefold()
    return any(wanted in f"{one['given_name']} {one['family_name']}".casefold() for one in order.shown["passengers"])


def _sort_key(order: Order, field: str) -> Any:
    if field == "payment_required_by":
        return order.pay_by.timestamp() if order.pay_by else float("inf")
    return order.total_minor if field == "total_amount" else order.created_at
