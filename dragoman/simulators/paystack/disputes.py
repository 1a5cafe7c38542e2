"""Chargebacks: opened, recalled and resolved by the testers' control; read through the API (partners.md B3)."""

from __future__ import annotations

from datetime import timedelta

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from dragoman.simulators import wire
from dragoman.simulators.paystack.door import Asked, Door, done, paged
from dragoman.simulators.paystack.events import Events
from dragoman.simulators.paystack.refusals import PaystackRefusal
from dragoman.simulators.paystack.shapes import dispute_json
from dragoman.simulators.paystack.state import Dispute, Store
from dragoman.simulators.world import World

_ANSWER_WITHIN = timedelta(hours=24)
_RESOLUTIONS = ("merchant-accepted", "declined")


class ControlAsked(msgspec.Struct, forbid_unknown_fields=True):
    """Body of POST /paystack/_control/disputes: what the payer's bank does about a paid transaction."""

    transaction: str
    event: str = "create"  # create | remind | resolve
    resolution: str = "declined"


class Disputes:
    """Dispute calls and control."""

    def __init__(self, world: World, store: Store, door: Door, events: Events) -> None:
        self._world = world
        self._store = store
        self._events = events
        self.routes: list[BaseRoute] = [
            *door.routes("/dispute", "GET", self._list),
            *door.routes("/dispute/{id:int}", "GET", self._fetch),
            Route("/paystack/_control/disputes", self._control, methods=["POST"]),
        ]

    async def _list(self, asked: Asked) -> Response:
        rows = [
            dispute
            for dispute in reversed(self._store.kept.disputes.values())
            if asked.query("status") in ("", dispute.status)
        ]
        return paged(asked, "Disputes retrieved", rows, lambda dispute: dispute_json(self._store, dispute))

    async def _fetch(self, asked: Asked) -> Response:
        dispute = self._store.kept.disputes.get(int(asked.id("id")))
        if dispute is None:
            raise PaystackRefusal(404, "Dispute not found", "not_found", "Ensure that you're passing an existing id")
        return done("Dispute retrieved", dispute_json(self._store, dispute))

    async def _control(self, request: Request) -> Response:
        asked = await wire.read_json(request, ControlAsked, 2_000)
        if asked.event not in ("create", "remind", "resolve") or asked.resolution not in _RESOLUTIONS:
            message = f"event must be create, remind or resolve; resolution one of: {', '.join(_RESOLUTIONS)}"
            return wire.problem(422, "unknown_event", message)
        try:
            dispute = self._dispute(asked)
        except PaystackRefusal as refusal:
            return wire.problem(refusal.status, refusal.code, refusal.message)
        if asked.event == "resolve":
            dispute.status, dispute.resolution = "resolved", asked.resolution
            if asked.resolution == "merchant-accepted":
                transaction = self._store.find(asked.transaction)
                self._store.move(transaction.paid_currency, -dispute.amount)
        shown = dispute_json(self._store, dispute)
        self._events.tell(f"charge.dispute.{asked.event}", shown)
        return wire.json(shown, 202)

    def _dispute(self, asked: ControlAsked) -> Dispute:
        """The open dispute of the transaction, or a new one for `create`; raises PaystackRefusal."""
        transaction = self._store.find(asked.transaction)
        if transaction.paid_at is None:
            raise PaystackRefusal(400, "Transaction has not been paid", "transaction_not_paid")
        known = [
            dispute
            for dispute in self._store.kept.disputes.values()
            if dispute.transaction_id == transaction.id and dispute.status != "resolved"
        ]
        if known:
            return known[-1]
        if asked.event != "create":
            raise PaystackRefusal(404, "No open dispute on this transaction", "not_found")
        now = self._world.now()
        number = self._store.number("dispute", 2_867)
        dispute = Dispute(number, transaction.id, transaction.amount, now, now + _ANSWER_WITHIN)
        self._store.kept.disputes[number] = dispute
        return dispute
