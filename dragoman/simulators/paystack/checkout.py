"""The hosted checkout: a page for people, and its JSON for scripts. Neither needs the secret key."""

from __future__ import annotations

from pathlib import Path

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from dragoman.simulators import wire
from dragoman.simulators.control import asset, page
from dragoman.simulators.paystack.cards import CARDS
from dragoman.simulators.paystack.charging import Charging, Payment, checkout_json, wrong
from dragoman.simulators.paystack.state import Store, Transaction
from dragoman.simulators.world import World

_PAGES = Path(__file__).parent / "pages"
_ASSETS = {"checkout.js": "text/javascript", "checkout.css": "text/css"}


class Checkout:
    """Routes of the checkout."""

    def __init__(self, world: World, store: Store, charging: Charging) -> None:
        self._world = world
        self._store = store
        self._charging = charging
        path = "/paystack/checkout/{access_code}"
        self.routes: list[BaseRoute] = [
            Route("/paystack/assets/{name}", self._asset),
            Route(path, self._page),
            Route(path + "/details", self._details),
            Route(path + "/pay", self._pay, methods=["POST"]),
        ]

    def _find(self, request: Request) -> Transaction | None:
        return self._store.by_access_code(request.path_params["access_code"])

    async def _asset(self, request: Request) -> Response:
        return asset(_PAGES, _ASSETS, request.path_params["name"])

    async def _page(self, request: Request) -> Response:
        answer = page("checkout.html", _PAGES)
        if self._find(request) is None:
            answer.status_code = 404
        return answer

    async def _details(self, request: Request) -> Response:
        transaction = self._find(request)
        if transaction is None:
            return wire.problem(404, "unknown_link", "This payment link does not exist")
        cards = [{"number": card.number, "cvv": card.cvv, "title": card.title} for card in CARDS]
        return wire.json({**checkout_json(self._world, transaction), "test_cards": cards})

    async def _pay(self, request: Request) -> Response:
        transaction = self._find(request)
        if transaction is None:
            return wire.problem(404, "unknown_link", "This payment link does not exist")
        try:
            payment = await wire.read_json(request, Payment, 10_000)
        except msgspec.ValidationError as reason:
            return wire.problem(422, "invalid_payment", str(reason))
        if fault := wrong(payment):
            return wire.problem(422, "invalid_payment", fault)
        return wire.json(self._charging.pay(transaction, payment))
