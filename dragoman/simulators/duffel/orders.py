"""Orders: what is kept of one, and how it looks at a given moment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec

from dragoman.kit.money import Money
from dragoman.simulators.duffel import ids
from dragoman.simulators.duffel.airlines import airlines
from dragoman.simulators.duffel.errors import not_found
from dragoman.simulators.duffel.fares import split_tax

_AFTER_GUARANTEE_PERCENT = 107
_VOID_WINDOW = timedelta(hours=24)
_ORDERS_MAX = 50_000


class Order(msgspec.Struct):
    """One booking. `shown` holds what never moves by itself (passengers, slices, owner …) as it is written.

    `visible_at` lies ahead of `created_at` after a 202, `ticketed_at` also after a 200; both are UTC. A booking that
    will fail has `fails` set and never becomes visible.
    """

    id: str
    offer_id: str
    kind: str
    reference: str
    total_minor: int
    currency: str
    created_at: datetime
    visible_at: datetime
    ticketed_at: datetime | None
    shown: dict[str, Any]
    services: list[dict[str, Any]]
    metadata: dict[str, str]
    users: list[str]
    refund_to: str
    refund_percent: int | None
    change_percent: int | None
    changes_at_read: bool = False
    fails: bool = False
    paid_at: datetime | None = None
    pay_by: datetime | None = None
    guaranteed_until: datetime | None = None
    cancelled_at: datetime | None = None
    cancellation: dict[str, Any] | None = None
    airline_cancelled: bool = False
    reissues: int = 0
    changes: list[dict[str, Any]] = []
    airline_changes: list[dict[str, Any]] = []

    @property
    def owner(self) -> str:
        """The carrier's code."""
        code: str = self.shown["owner"]["iata_code"]
        return code

    def total(self, now: datetime) -> Money:
        """The whole price; that of a hold rises when its guarantee has passed unpaid."""
        total = Money(self.total_minor, self.currency)
        if self.paid_at is None and self.guaranteed_until is not None and now >= self.guaranteed_until:
            return total.times(Decimal(_AFTER_GUARANTEE_PERCENT) / 100)
        return total

    def awaiting_payment(self, now: datetime) -> bool:
        """Whether a hold can still be paid; it turns false at the deadline too, which does not mean paid."""
        open_hold = self.kind == "hold" and self.paid_at is None and self.cancelled_at is None
        return open_hold and self.pay_by is not None and now < self.pay_by

    def lapsed(self, now: datetime) -> bool:
        """Whether the airline freed the seats because nobody paid in time."""
        return self.kind == "hold" and self.paid_at is None and self.pay_by is not None and now >= self.pay_by

    def ticketed(self, now: datetime) -> bool:
        """Whether tickets are issued."""
        return self.paid_at is not None and self.ticketed_at is not None and now >= self.ticketed_at

    def actions(self, now: datetime) -> list[str]:
        """What the API can do with it now."""
        if self.cancelled_at is not None or self.lapsed(now) or self.airline_cancelled:
            return []
        if self.paid_at is None:
            return ["cancel"]
        actions = ["update"]
        if self.refund_percent is not None:
            actions.insert(0, "cancel")
        if self.change_percent is not None:
            actions.insert(0, "change")
        return actions


def documents(order: Order, now: datetime) -> list[dict[str, Any]]:
    """The tickets, one for each passenger and one for each paid bag; none before they are issued."""
    if not order.ticketed(now):
        return []
    prefix = airlines()[order.owner].prefix
    issued = [
        {
            "type": "electronic_ticket",
            "unique_identifier": ids.ticket(prefix, order.id, order.reissues, passenger["id"]),
            "passenger_ids": [passenger["id"]],
        }
        for passenger in order.shown["passengers"]
    ]
    for service in order.services:
        issued.append(
            {
                "type": "electronic_miscellaneous_document_associated",
                "unique_identifier": ids.ticket(prefix, order.id, service["id"]),
                "passenger_ids": service["passenger_ids"],
            }
        )
    return issued


def write(order: Order, now: datetime) -> dict[str, Any]:
    """The order as Duffel shows it at `now`."""
    total = order.total(now)
    base, tax = split_tax(total)
    void_until = None if order.ticketed_at is None else min(order.ticketed_at + _VOID_WINDOW, _departure(order))
    return {
        **order.shown,
        "id": order.id,
        "live_mode": False,
        "type": order.kind,
        "content": "managed",
        "offer_id": order.offer_id,
        "booking_reference": order.reference,
        "booking_references": [{"booking_reference": order.reference, "carrier": order.shown["owner"]}],
        "created_at": ids.stamp(order.created_at),
        "synced_at": ids.stamp_seconds(now),
        "cancelled_at": ids.stamp(order.cancelled_at) if order.cancelled_at else None,
        "cancellation": order.cancellation,
        "void_window_ends_at": ids.stamp_seconds(void_until) if void_until else None,
        "total_amount": total.decimal_text(),
        "total_currency": total.currency,
        "base_amount": base.decimal_text(),
        "base_currency": total.currency,
        "tax_amount": tax.decimal_text(),
        "tax_currency": total.currency,
        "payment_status": {
            "awaiting_payment": order.awaiting_payment(now),
            "payment_required_by": ids.stamp_seconds(order.pay_by) if order.pay_by else None,
            "price_guarantee_expires_at": ids.stamp_seconds(order.guaranteed_until) if order.guaranteed_until else None,
            "paid_at": ids.stamp(order.paid_at) if order.paid_at else None,
        },
        "documents": documents(order, now),
        "services": order.services,
        "available_actions": order.actions(now),
        "airline_initiated_changes": order.airline_changes,
        "changes": order.changes,
        "metadata": order.metadata,
        "users": order.users,
    }


def _departure(order: Order) -> datetime:
    """The first departure as if its local time were UTC; good to half a day, for bounds only."""
    first: str = order.shown["slices"][0]["segments"][0]["departing_at"]
    return datetime.fromisoformat(first + "+00:00")


class OrderBook:
    """All orders by id, oldest first; at most 50,000, then the oldest are forgotten."""

    def __init__(self) -> None:
        self._orders: dict[str, Order] = {}

    def add(self, order: Order) -> None:
        """Keep an order."""
        self._orders[order.id] = order
        if len(self._orders) > _ORDERS_MAX:
            del self._orders[next(iter(self._orders))]

    def get(self, order_id: object, now: datetime) -> Order:
        """The order of this id when it is visible; raises DuffelRefusal not_found."""
        order = self._orders.get(str(order_id))
        if order is None or order.fails or now < order.visible_at:
            raise not_found("order")
        return order

    def pending(self, order_id: str) -> Order | None:
        """The order of this id, also when it cannot be seen yet."""
        return self._orders.get(order_id)

    def visible(self, now: datetime) -> Iterator[Order]:
        """Every order that can be seen, newest first."""
        for order in reversed(self._orders.values()):
            if not order.fails and now >= order.visible_at:
                yield order

    def all(self) -> list[Order]:
        """Every order, for a snapshot."""
        return list(self._orders.values())
