"""Cancelling an order: a quote that lives an hour, and its confirmation (partners.md A5)."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute

from dragoman.kit.money import Money
from dragoman.simulators.duffel import ids
from dragoman.simulators.duffel.door import Asked, Door, one, page
from dragoman.simulators.duffel.errors import DuffelRefusal, not_found
from dragoman.simulators.duffel.orders import Order, OrderBook
from dragoman.simulators.duffel.purse import Purse
from dragoman.simulators.duffel.webhooks import Webhooks
from dragoman.simulators.world import World

_LIFE = timedelta(hours=1)


class Cancellation(msgspec.Struct):
    """One quote; a refund of None means that the airline does not say how much comes back."""

    id: str
    order_id: str
    refund_minor: int | None
    currency: str | None
    refund_to: str
    created_at: datetime
    expires_at: datetime
    confirmed_at: datetime | None = None
    credits: list[dict[str, Any]] = []


class Cancelling:
    """Order cancellation calls."""

    def __init__(self, world: World, door: Door, book: OrderBook, purse: Purse, webhooks: Webhooks) -> None:
        self._world = world
        self._book = book
        self._purse = purse
        self._webhooks = webhooks
        self.quotes: dict[str, Cancellation] = {}
        path = "/duffel/air/order_cancellations"
        self.routes: list[BaseRoute] = [
            *door.routes(path, "POST", self._quote),
            *door.routes(path, "GET", self._list),
            *door.routes(path + "/{id}", "GET", self._get),
            *door.routes(path + "/{id}/actions/confirm", "POST", self._confirm),
        ]

    async def _quote(self, asked: Asked) -> Response:
        async with self._world.operation("duffel", "cancel") as fault:
            now = self._world.now()
            order = self._book.get(asked.content.get("order_id"), now)
            self._check(order)
            number = self._world.count("duffel cancellation")
            quote = _quoted(order, ids.make("ore", self._world.seed, number), now)
            if fault and fault.name == "refund_unknown":
                quote.refund_minor = quote.currency = None
            self.quotes[quote.id] = quote
            order.cancellation = _shown(quote)
            self._webhooks.tell("order_cancellation.created", _shown(quote), quote.id)
            return one(_shown(quote), 201)

    def _check(self, order: Order) -> None:
        if order.cancelled_at is not None:
            raise DuffelRefusal("already_cancelled", "The order is already cancelled")
        if "cancel" not in order.actions(self._world.now()):
            raise DuffelRefusal("order_not_cancellable", "The order cannot be cancelled through the API")

    async def _list(self, asked: Asked) -> Response:
        order_id = asked.query("order_id")
        rows = [quote for quote in self.quotes.values() if order_id in ("", quote.order_id)]
        return page(asked, rows, _shown)

    def _find(self, asked: Asked) -> Cancellation:
        if asked.id() not in self.quotes:
            raise not_found("order cancellation")
        return self.quotes[asked.id()]

    async def _get(self, asked: Asked) -> Response:
        return one(_shown(self._find(asked)))

    async def _confirm(self, asked: Asked) -> Response:
        async with self._world.operation("duffel", "confirm_cancel"):
            now = self._world.now()
            quote = self._find(asked)
            order = self._book.get(quote.order_id, now)
            self._check(order)
            newest = [other for other in self.quotes.values() if other.order_id == order.id][-1]
            if newest is not quote:
                raise DuffelRefusal("order_cancellation_stale", "A newer cancellation of the order exists")
            if now >= quote.expires_at:
                raise DuffelRefusal(
                    "order_cancellation_expired", "The cancellation quote has expired; ask for a new one"
                )
            quote.confirmed_at = order.cancelled_at = now
            self._refund(quote)
            order.cancellation = _shown(quote)
            self._webhooks.tell("order_cancellation.confirmed", _shown(quote), quote.id)
            return one(_shown(quote))

    def _refund(self, quote: Cancellation) -> None:
        if quote.refund_minor and quote.currency and quote.refund_to == "balance":
            self._purse.give_back(Money(quote.refund_minor, quote.currency))
        for credit in quote.credits:
            self._webhooks.tell("air.airline_credit.created", credit, credit["id"])


def _quoted(order: Order, quote_id: str, now: datetime) -> Cancellation:
    if order.paid_at is None:
        return Cancellation(quote_id, order.id, 0, order.currency, "awaiting_payment", now, now + _LIFE)
    percent = order.refund_percent or 0
    back = Money(order.total_minor, order.currency).times(Decimal(percent) / 100)
    quote = Cancellation(quote_id, order.id, back.minor, back.currency, order.refund_to, now, now + _LIFE)
    if order.refund_to == "airline_credits":
        quote.credits = [
            {
                "id": ids.make("acd", quote_id, passenger["id"]),
                "passenger_id": passenger["id"],
                "credit_name": "Duffel Airways travel credit",
                "credit_code": ids.reference("credit", quote_id, passenger["id"]),
                "credit_amount": share.decimal_text(),
                "credit_currency": share.currency,
                "issued_on": now.date().isoformat(),
            }
            for passenger, share in zip(
                order.shown["passengers"], back.share([1] * len(order.shown["passengers"])), strict=True
            )
        ]
    return quote


def _shown(quote: Cancellation) -> dict[str, Any]:
    refund = None
    if quote.refund_minor is not None and quote.currency is not None:
        refund = Money(quote.refund_minor, quote.currency).decimal_text()
    return {
        "id": quote.id,
        "order_id": quote.order_id,
        "live_mode": False,
        "refund_amount": refund,
        "refund_currency": quote.currency,
        "refund_to": quote.refund_to,
        "airline_credits": quote.credits,
        "created_at": ids.stamp(quote.created_at),
        "expires_at": ids.stamp_seconds(quote.expires_at),
        "confirmed_at": ids.stamp(quote.confirmed_at) if quote.confirmed_at else None,
    }
