"""Paying a transaction: test cards, bank transfers, PIN and OTP; decides the outcome and tells it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec

from dragoman.simulators.paystack.cards import Card, card
from dragoman.simulators.paystack.events import Events
from dragoman.simulators.paystack.money import MINIMUM, fees
from dragoman.simulators.paystack.shapes import customer_json, transaction_json
from dragoman.simulators.paystack.state import Store, Transaction
from dragoman.simulators.world import World

_ATTEMPTS_MAX = 1_000
NO_METADATA = (0, "", None)
"""How charge.success tells that a transaction has no metadata; all three occur (partners.md B3)."""


class Payment(msgspec.Struct, forbid_unknown_fields=True):
    """Body of POST /paystack/checkout/{access_code}/pay.

    `card` is a test card's number, or `channel` is bank_transfer. `amount` (subunits) and `currency` let a tester send
    another sum than asked: by bank transfer Paystack then rejects it, by card it is charged as it is. `bear_fees`
    adds Paystack's fees on top, as an integration does whose payers bear them.
    """

    card: str = ""
    channel: str = "card"
    cvv: str = ""
    pin: str = ""
    otp: str = ""
    amount: int | None = None
    currency: str = ""
    bear_fees: bool = False


class Outcome(msgspec.Struct):
    """What the payer sees: success, failed, pin, otp or rejected, with a sentence and where to go next."""

    status: str
    message: str
    reference: str
    redirect: str | None = None


class Charging:
    """Charges transactions."""

    def __init__(self, world: World, store: Store, events: Events) -> None:
        self._world = world
        self._store = store
        self._events = events

    def pay(self, transaction: Transaction, payment: Payment) -> Outcome:
        """Try to pay; a paid transaction cannot be paid again. Links never expire: late payments succeed."""
        if transaction.paid_at is not None:
            return self._outcome(transaction, "success", "This transaction has already been paid")
        if transaction.attempts >= _ATTEMPTS_MAX:
            return self._outcome(transaction, "failed", "Too many attempts on this transaction")
        transaction.attempts += 1
        if payment.channel == "bank_transfer":
            return self._transfer(transaction, payment)
        used = card(payment.card)
        if used is None or (payment.cvv and payment.cvv != used.cvv):
            return self._fail(transaction, "Declined")
        return self._charge(transaction, payment, used)

    def _charge(self, transaction: Transaction, payment: Payment, used: Card) -> Outcome:
        transaction.card, transaction.channel = used.number, "card"
        if used.declined:
            return self._fail(transaction, used.declined)
        if used.pin and payment.pin != used.pin and not (payment.otp and transaction.waiting_for == "otp"):
            if payment.pin:
                return self._fail(transaction, "Incorrect PIN")
            return self._wait(transaction, "pin", "Enter your 4-digit card PIN to authorise this payment")
        if used.otp and payment.otp != used.otp:
            if payment.otp:
                return self._fail(transaction, "Incorrect OTP")
            return self._wait(transaction, "otp", "Enter the OTP sent to your phone")
        return self._succeed(transaction, payment, "Successful")

    def _wait(self, transaction: Transaction, for_what: str, message: str) -> Outcome:
        transaction.status, transaction.waiting_for = "ongoing", for_what
        transaction.gateway_response = "Transaction in progress"
        return self._outcome(transaction, for_what, message)

    def _transfer(self, transaction: Transaction, payment: Payment) -> Outcome:
        sent = transaction.requested if payment.amount is None else payment.amount
        transaction.channel, transaction.card = "bank_transfer", ""
        if sent == transaction.requested and payment.currency in ("", transaction.currency):
            return self._succeed(transaction, payment, "Approved")
        rejected = {
            "bank_transfer": {
                "amount": str(sent),
                "message": "incorrect amount sent",
                "message_type": "INCORRECT_AMOUNT",
                "transaction_id": str(transaction.id),
            },
            "customer": {
                **customer_json(self._store.customer(transaction.email)),
                "domain": "test",
            },
        }
        self._events.tell("bank.transfer.rejected", rejected)
        return self._outcome(transaction, "rejected", "Incorrect amount sent; the bank returns it to the sender")

    def _fail(self, transaction: Transaction, reason: str) -> Outcome:
        transaction.status, transaction.gateway_response, transaction.waiting_for = "failed", reason, ""
        return self._outcome(transaction, "failed", reason)

    def _succeed(self, transaction: Transaction, payment: Payment, response: str) -> Outcome:
        amount = transaction.requested if payment.amount is None else payment.amount
        currency = payment.currency or transaction.currency
        if payment.bear_fees:
            amount += fees(amount, currency)
        transaction.amount, transaction.paid_currency = amount, currency
        transaction.fees = fees(amount, currency)
        transaction.paid_at, transaction.status, transaction.waiting_for = self._world.now(), "success", ""
        transaction.gateway_response = response
        self._store.move(currency, amount - transaction.fees)
        self._tell_later(transaction)
        return self._outcome(transaction, "success", "Payment successful")

    def _tell_later(self, transaction: Transaction) -> None:
        """charge.success goes out at once; on the agenda only so that the payer's answer is not held up by it."""
        shown = transaction_json(self._store, transaction)
        if transaction.metadata == "":
            shown["metadata"] = self._world.random("paystack metadata", transaction.id).choice(NO_METADATA)

        async def tell() -> None:
            self._events.tell("charge.success", shown)

        self._world.later(self._world.now() + timedelta(milliseconds=1), tell)

    def _outcome(self, transaction: Transaction, status: str, message: str) -> Outcome:
        redirect = None
        if status == "success" and transaction.callback_url:
            join = "&" if "?" in transaction.callback_url else "?"
            asked = f"trxref={transaction.reference}&reference={transaction.reference}"
            redirect = f"{transaction.callback_url}{join}{asked}"
        return Outcome(status, message, transaction.reference, redirect)


def wrong(payment: Payment) -> str:
    """Why a payment's body makes no sense, or the empty text."""
    if payment.channel not in ("card", "bank_transfer"):
        return "channel must be card or bank_transfer"
    if payment.channel == "card" and not payment.card:
        return "card is required"
    if payment.amount is not None and not 0 < payment.amount <= 10**15:
        return "amount must be a positive number of subunits"
    if payment.currency and payment.currency not in MINIMUM:
        return f"currency must be one of: {', '.join(MINIMUM)}"
    return ""


def checkout_json(world: World, transaction: Transaction) -> dict[str, Any]:
    """What the checkout page shows of a transaction."""
    cancel = transaction.metadata.get("cancel_action") if isinstance(transaction.metadata, dict) else None
    return {
        "business": world.settings.paystack_business,
        "email": transaction.email,
        "amount": transaction.requested,
        "currency": transaction.currency,
        "reference": transaction.reference,
        "paid": transaction.paid_at is not None,
        "channels": [
            name for name in ("card", "bank_transfer") if not transaction.channels or name in transaction.channels
        ]
        or ["card"],
        "cancel_url": cancel if isinstance(cancel, str) and cancel.startswith(("http://", "https://")) else None,
        "callback_url": transaction.callback_url or None,
    }
