"""Initialize, verify, list and fetch transactions (partners.md B2)."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute

from dragoman.simulators.faults import Fault
from dragoman.simulators.paystack.door import Asked, Door, done, paged
from dragoman.simulators.paystack.money import check_sum, read_amount
from dragoman.simulators.paystack.refusals import PaystackRefusal, invalid
from dragoman.simulators.paystack.shapes import transaction_json
from dragoman.simulators.paystack.state import Store, Transaction
from dragoman.simulators.world import World

_REFERENCE = re.compile(r"[-.=A-Za-z0-9]{1,100}")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s.]{2,24}")
CHANNELS = (
    "card",
    "bank",
    "apple_pay",
    "ussd",
    "qr",
    "mobile_money",
    "bank_transfer",
    "eft",
    "capitec_pay",
    "payattitude",
)
LIES = frozenset({"amount_mismatch", "currency_mismatch", "reversed", "pending"})
"""How verify can lie about a payment; the record itself stays as it is."""


class Transactions:
    """Transaction calls."""

    def __init__(self, world: World, store: Store, door: Door) -> None:
        self._world = world
        self._store = store
        self.routes: list[BaseRoute] = [
            *door.routes("/transaction/initialize", "POST", self._initialize),
            *door.routes("/transaction/verify/{reference}", "GET", self._verify),
            *door.routes("/transaction", "GET", self._list),
            *door.routes("/transaction/{id:int}", "GET", self._fetch),
        ]

    async def _initialize(self, asked: Asked) -> Response:
        async with self._world.operation("paystack", "initialize") as fault:
            transaction = self._read(asked)
            if fault and fault.name == "duplicate_reference":
                raise _duplicate()
            self._store.add(transaction)
            made = {
                "authorization_url": f"{self._world.settings.own_url}/paystack/checkout/{transaction.access_code}",
                "access_code": transaction.access_code,
                "reference": transaction.reference,
            }
            return done("Authorization URL created", made)

    def _read(self, asked: Asked) -> Transaction:
        email = asked.text("email", needed=True)
        if len(email) > 254 or not _EMAIL.fullmatch(email):
            raise invalid("Invalid Email Address Passed", "Ensure that you're passing a valid email")
        currency = (asked.text("currency") or "NGN").upper()
        amount = read_amount(asked.content.get("amount"))
        check_sum(amount, currency)
        reference = asked.text("reference")
        if reference and not _REFERENCE.fullmatch(reference):
            raise invalid("Invalid reference", "Only -,.,= and alphanumeric characters are allowed")
        if reference in self._store.kept.transactions:
            raise _duplicate()
        channels = asked.content.get("channels") or []
        if not isinstance(channels, list) or not all(channel in CHANNELS for channel in channels):
            raise invalid("Invalid channels", f"Channels are: {', '.join(CHANNELS)}")
        callback = asked.text("callback_url")
        if callback and not callback.startswith(("http://", "https://")):
            raise invalid("Invalid callback_url", "Ensure that the callback_url is a whole address")
        return Transaction(
            id=self._store.transaction_id(),
            reference=reference or self._store.code("reference", 10),
            access_code=self._store.code("access code"),
            email=email,
            requested=amount,
            currency=currency,
            created_at=self._world.now(),
            callback_url=callback,
            metadata=_metadata(asked.content.get("metadata")),
            channels=channels,
            split=_split(asked),
        )

    async def _verify(self, asked: Asked) -> Response:
        async with self._world.operation("paystack", "verify") as fault:
            transaction = self._store.find(asked.id("reference"))
            shown = transaction_json(self._store, transaction)
            if fault:
                _lie(shown, fault)
            return done("Verification successful", shown)

    async def _list(self, asked: Asked) -> Response:
        status, customer = asked.query("status"), asked.query("customer")
        start, end = _instant(asked, "from"), _instant(asked, "to")
        rows = [
            row
            for row in reversed(self._store.kept.transactions.values())
            if status in ("", row.status)
            and customer in ("", str(self._store.customer(row.email).id))
            and (start is None or row.created_at >= start)
            and (end is None or row.created_at <= end)
        ]
        return paged(asked, "Transactions retrieved", rows, lambda row: transaction_json(self._store, row))

    async def _fetch(self, asked: Asked) -> Response:
        return done("Transaction retrieved", transaction_json(self._store, self._store.find(asked.id("id"))))


def _duplicate() -> PaystackRefusal:
    return PaystackRefusal(
        400,
        "Duplicate Transaction Reference",
        "duplicate_reference",
        "Ensure that you're passing in a reference that has not been used before",
    )


def _metadata(given: object) -> Any:
    """Metadata as it comes back: an object stays one, text that is JSON becomes it, none is the empty text."""
    if given is None or given == "":
        return ""
    if isinstance(given, str):
        try:
            return msgspec.json.decode(given)
        except (msgspec.DecodeError, RecursionError):
            return given
    if not isinstance(given, dict):
        raise invalid("Invalid metadata", "Send metadata as an object or as a JSON text")
    return given


def _split(asked: Asked) -> dict[str, Any] | None:
    """What was said about splitting; kept to be shown again, the money of this simulator is not split."""
    fields = ("split_code", "split", "subaccount", "transaction_charge", "bearer")
    said = {name: asked.content[name] for name in fields if asked.content.get(name) is not None}
    return said or None


def _lie(shown: dict[str, Any], fault: Fault) -> None:
    if fault.name == "amount_mismatch":
        percent = int(fault.number("percent", 50))
        shown["amount"] = shown["amount"] * percent // 100
        shown["requested_amount"] = shown["requested_amount"] * percent // 100
    elif fault.name == "currency_mismatch":
        shown["currency"] = "GHS" if shown["currency"] != "GHS" else "NGN"
    elif fault.name == "reversed":
        shown["status"], shown["gateway_response"] = "reversed", "Reversed"
    elif fault.name == "pending":
        shown["status"], shown["gateway_response"], shown["paid_at"] = "pending", "Pending", None
        shown["paidAt"] = None


def _instant(asked: Asked, name: str) -> datetime | None:
    text = asked.query(name)
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError as reason:
        raise invalid(f"Invalid {name} date", "Send a date such as 2026-12-15T00:00:00.000Z") from reason
    return at if at.tzinfo else datetime.fromisoformat(text[:19] + "+00:00")
