"""What the simulated Paystack remembers: transactions, customers, refunds, recipients, transfers, disputes, balance."""

from __future__ import annotations

import string
from datetime import UTC, datetime
from typing import Any

import msgspec

from dragoman.simulators.paystack.refusals import PaystackRefusal
from dragoman.simulators.world import World

INTEGRATION = 463433
_FIRST_TRANSACTION_ID = 5_004_193_000  # beyond 32 bits, as the real ones are
_KEPT_MAX = 50_000


class Customer(msgspec.Struct):
    """A payer, one for each e-mail address."""

    id: int
    code: str
    email: str
    created_at: datetime


class Transaction(msgspec.Struct):
    """One payment from initialize on. Amounts are subunits (×100, also XOF); `requested` was asked, `amount` charged."""

    id: int
    reference: str
    access_code: str
    email: str
    requested: int
    currency: str
    created_at: datetime
    callback_url: str = ""
    metadata: Any = ""
    channels: list[str] = []
    split: dict[str, Any] | None = None
    status: str = "abandoned"
    amount: int = 0
    paid_currency: str = ""
    fees: int | None = None
    channel: str | None = None
    card: str = ""
    paid_at: datetime | None = None
    gateway_response: str = "The transaction was not completed"
    waiting_for: str = ""  # pin | otp
    attempts: int = 0
    refunded: int = 0


class Refund(msgspec.Struct):
    """One refund: pending → processing → processed | failed | needs-attention."""

    id: int
    transaction_id: int
    amount: int
    currency: str
    created_at: datetime
    outcome: str
    status: str = "pending"
    customer_note: str = ""
    merchant_note: str = ""
    reference: str | None = None
    refunded_at: datetime | None = None
    next_at: datetime | None = None


class Recipient(msgspec.Struct):
    """Where transfers go; the same account gives the same record."""

    id: int
    code: str
    kind: str
    name: str
    account_number: str
    bank_code: str
    currency: str
    created_at: datetime
    description: str = ""
    metadata: dict[str, Any] | None = None


class Transfer(msgspec.Struct):
    """One payout; its reference is the idempotency key."""

    id: int
    code: str
    reference: str
    amount: int
    currency: str
    recipient: str
    reason: str
    created_at: datetime
    outcome: str
    status: str = "pending"
    transferred_at: datetime | None = None
    next_at: datetime | None = None


class Dispute(msgspec.Struct):
    """A chargeback on a transaction."""

    id: int
    transaction_id: int
    amount: int
    created_at: datetime
    due_at: datetime
    status: str = "awaiting-merchant-feedback"
    resolution: str | None = None


class Kept(msgspec.Struct):
    """Everything that a restart must not forget."""

    transactions: dict[str, Transaction] = {}  # by reference
    customers: dict[str, Customer] = {}  # by e-mail
    refunds: dict[int, Refund] = {}
    recipients: dict[str, Recipient] = {}  # by code
    transfers: dict[str, Transfer] = {}  # by reference
    disputes: dict[int, Dispute] = {}
    balance: dict[str, int] = {}  # subunits by currency


class Store:
    """Finds and makes rows; ids and codes follow from the seed and a counter."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.kept = Kept(balance={"NGN": world.settings.paystack_balance_minor})
        self._by_access: dict[str, str] = {}
        self._by_id: dict[int, str] = {}

    def code(self, kind: str, length: int = 15) -> str:
        """A fresh lower-case code such as the tail of RCP_ or an access code."""
        draw = self._world.random("paystack", kind, self._world.count(f"paystack {kind}"))
        return "".join(draw.choices(string.ascii_lowercase + string.digits, k=length))

    def number(self, kind: str, first: int = 1_000_000) -> int:
        """A fresh number."""
        return first + self._world.count(f"paystack {kind}")

    def transaction_id(self) -> int:
        """A fresh transaction id of more than 32 bits."""
        return self.number("transaction", _FIRST_TRANSACTION_ID)

    def add(self, transaction: Transaction) -> None:
        """Keep a transaction; beyond 50,000 the oldest is forgotten."""
        self.kept.transactions[transaction.reference] = transaction
        self._by_access[transaction.access_code] = transaction.reference
        self._by_id[transaction.id] = transaction.reference
        if len(self.kept.transactions) > _KEPT_MAX:
            oldest = self.kept.transactions.pop(next(iter(self.kept.transactions)))
            self._by_access.pop(oldest.access_code, None)
            self._by_id.pop(oldest.id, None)

    def by_access_code(self, code: str) -> Transaction | None:
        """The transaction behind a checkout link."""
        return self.kept.transactions.get(self._by_access.get(code, ""))

    def by_id(self, number: int) -> Transaction | None:
        """The transaction with this id."""
        return self.kept.transactions.get(self._by_id.get(number, ""))

    def find(self, reference_or_id: object) -> Transaction:
        """A transaction by reference or id; raises PaystackRefusal."""
        found = self.kept.transactions.get(str(reference_or_id))
        if found is None and str(reference_or_id).isdigit() and len(str(reference_or_id)) < 20:
            found = self.by_id(int(str(reference_or_id)))
        if found is None:
            raise PaystackRefusal(
                400,
                "Transaction reference not found.",
                "transaction_not_found",
                "Ensure that you're passing the reference of a transaction that exists on this integration",
            )
        return found

    def customer(self, email: str) -> Customer:
        """The customer of an e-mail address, made at the first asking."""
        known = self.kept.customers.get(email.casefold())
        if known is None:
            number = self.number("customer", 84_312)
            known = Customer(number, "CUS_" + self.code("customer code"), email, self._world.now())
            self.kept.customers[email.casefold()] = known
        return known

    def move(self, currency: str, amount: int) -> None:
        """Add to the balance of a currency (subunits, negative takes out)."""
        self.kept.balance[currency] = self.kept.balance.get(currency, 0) + amount

    def take(self, kept: Kept) -> None:
        """Bring a kept state back."""
        self.kept = kept
        self._by_access = {row.access_code: row.reference for row in kept.transactions.values()}
        self._by_id = {row.id: row.reference for row in kept.transactions.values()}


def stamp(at: datetime | None) -> str | None:
    """A UTC instant with milliseconds, as Paystack writes it."""
    if at is None:
        return None
    at = at.astimezone(UTC)
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"
