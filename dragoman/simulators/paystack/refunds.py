"""Refunds: asked for at once, done later, sometimes failing or wanting the payer's account (partners.md B4)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from dragoman.simulators.faults import Fault
from dragoman.simulators.paystack.cards import card
from dragoman.simulators.paystack.door import Asked, Door, done, paged
from dragoman.simulators.paystack.events import Events
from dragoman.simulators.paystack.money import read_amount
from dragoman.simulators.paystack.refusals import PaystackRefusal, invalid
from dragoman.simulators.paystack.shapes import refund_event, refund_json, refund_row
from dragoman.simulators.paystack.state import Refund, Store, Transaction
from dragoman.simulators.world import World

FAULTS = frozenset({"failed", "needs_attention", "stuck"})
"""What becomes of a refund beyond the faults of the call: stuck stays pending for good."""
_PROCESSING_PART = 0.4  # of the whole time, when it turns from pending to processing


class Refunds:
    """Refund calls and their slow progress."""

    def __init__(self, world: World, store: Store, door: Door, events: Events) -> None:
        self._world = world
        self._store = store
        self._events = events
        self.routes: list[BaseRoute] = [
            *door.routes("/refund", "POST", self._create),
            *door.routes("/refund", "GET", self._list),
            *door.routes("/refund/{id:int}", "GET", self._fetch),
            *door.routes("/refund/retry_with_customer_details/{id:int}", "POST", self._retry),
        ]

    async def _create(self, asked: Asked) -> Response:
        async with self._world.operation("paystack", "refund") as fault:
            named = asked.content.get("transaction")
            if named is None or isinstance(named, bool | float | list | dict):
                raise invalid("Transaction is required")
            transaction = self._store.find(named)
            refund = self._refund(transaction, asked, fault)
            self._store.kept.refunds[refund.id] = refund
            transaction.refunded += refund.amount
            self._store.move(refund.currency, -refund.amount)
            self._events.tell("refund.pending", refund_event(self._store, refund))
            if refund.outcome != "stuck":
                self._advance_at(refund, _PROCESSING_PART, refund.created_at)
            return done("Refund has been queued for processing", refund_json(self._store, refund))

    def _refund(self, transaction: Transaction, asked: Asked, fault: Fault | None) -> Refund:
        if transaction.paid_at is None:
            raise PaystackRefusal(
                400,
                "Transaction has not been paid",
                "transaction_not_paid",
                "Only successful transactions are refunded",
            )
        left = transaction.amount - transaction.refunded
        amount = left if asked.content.get("amount") is None else read_amount(asked.content["amount"])
        if left <= 0:
            raise PaystackRefusal(
                400, "Transaction has been fully reversed", "transaction_fully_reversed", "Nothing is left to refund"
            )
        if amount > left:
            raise PaystackRefusal(
                400,
                "Refund amount cannot be more than transaction amount",
                "refund_amount_too_high",
                f"The most that can still be refunded is {left}",
            )
        currency = transaction.paid_currency
        if asked.text("currency") not in ("", currency):
            raise invalid("Currency of the refund must be that of the transaction")
        return Refund(
            id=self._store.number("refund", 3_018_000),
            transaction_id=transaction.id,
            amount=amount,
            currency=currency,
            created_at=self._world.now(),
            outcome=_outcome(transaction, fault),
            customer_note=asked.text("customer_note") or f"Refund for transaction {transaction.reference}",
            merchant_note=asked.text("merchant_note") or f"Refund for transaction {transaction.reference}",
        )

    def _advance_at(self, refund: Refund, part: float, since: datetime) -> None:
        """Plan the next step a part of the whole time after `since`: the last step's due time, so that a jump of the
        clock catches up with every step."""
        refund.next_at = since + timedelta(seconds=self._world.settings.paystack_refund_seconds * part)
        self.resume(refund)

    def resume(self, refund: Refund) -> None:
        """Put a refund's next step on the agenda; also after a restart."""
        if refund.next_at is None:
            return

        async def advance() -> None:
            self._advance(refund)

        self._world.later(refund.next_at, advance)

    def _advance(self, refund: Refund) -> None:
        """pending → processing → the outcome, with an event at each step."""
        due, refund.next_at = refund.next_at or self._world.now(), None
        if refund.status == "pending":
            refund.status = "processing"
            self._advance_at(refund, 1 - _PROCESSING_PART, due)
        elif refund.status == "processing":
            self._end(refund)
        else:
            return
        self._events.tell(f"refund.{refund.status}", refund_event(self._store, refund))

    def _end(self, refund: Refund) -> None:
        refund.status = refund.outcome
        refund.reference = f"TRF_{self._store.code('refund reference')}"
        transaction = self._store.by_id(refund.transaction_id)
        if refund.status == "processed":
            refund.refunded_at = self._world.now()
            if transaction is not None and transaction.refunded >= transaction.amount:
                transaction.status = "reversed"
        elif refund.status == "failed":
            self._store.move(refund.currency, refund.amount)
            if transaction is not None:
                transaction.refunded -= refund.amount

    def _find(self, asked: Asked) -> Refund:
        refund = self._store.kept.refunds.get(int(asked.id("id")))
        if refund is None:
            raise PaystackRefusal(
                404, "Refund not found", "not_found", "Ensure that you're passing an existing refund's id"
            )
        return refund

    async def _list(self, asked: Asked) -> Response:
        wanted = asked.query("transaction") or asked.query("reference")
        number = self._store.find(wanted).id if wanted else None
        rows = [
            refund
            for refund in reversed(self._store.kept.refunds.values())
            if number in (None, refund.transaction_id) and asked.query("currency") in ("", refund.currency)
        ]
        return paged(asked, "Refunds retrieved", rows, lambda refund: refund_row(self._store, refund))

    async def _fetch(self, asked: Asked) -> Response:
        return done("Refund retrieved", refund_row(self._store, self._find(asked)))

    async def _retry(self, asked: Asked) -> Response:
        """Give the payer's account to a refund that needs attention; it then goes on and ends well."""
        refund = self._find(asked)
        details = asked.content.get("refund_account_details")
        if not _complete(details):
            raise invalid("refund_account_details needs currency, account_number and bank_id")
        if refund.status != "needs-attention":
            raise PaystackRefusal(
                400,
                "Refund does not need attention",
                "invalid_state",
                "Only refunds that need attention can be retried",
            )
        refund.status, refund.outcome = "processing", "processed"
        self._advance_at(refund, 1 - _PROCESSING_PART, self._world.now())
        self._events.tell("refund.processing", refund_event(self._store, refund))
        return done("Refund retried and has been queued for processing", refund_json(self._store, refund))


def _outcome(transaction: Transaction, fault: Fault | None) -> str:
    if fault and fault.name in FAULTS:
        return fault.name.replace("_", "-")
    used = card(transaction.card)
    return used.refund if used else "processed"


def _complete(details: Any) -> bool:
    fields = ("currency", "account_number", "bank_id")
    return isinstance(details, dict) and all(details.get(name) for name in fields)
