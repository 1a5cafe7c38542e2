"""Paystack's JSON as it travels, its way to count money, and what its statuses and errors mean; pure.

Sources: Paystack API reference (transactions, refunds, errors, supported currencies), its OpenAPI description and the
documentation's code samples. Every answer is `{status, message, data}`; HTTP 200 says only that the call worked. Money
is an integer in hundredths of the unit, for XOF as well although it has no minor unit (a fraction is ignored there).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, TypeVar

import msgspec
from msgspec import Raw, Struct

from dragoman.kit.money import Money, exponent
from dragoman.payments.gateway import ProviderRecord, RecordStatus, RefundRecord, RefundStatus

Shape = TypeVar("Shape")

PLACES = 2  # Paystack counts hundredths in every currency it takes
# Smallest charge in Paystack's own hundredths (supported currencies page); a currency that is not here is not taken.
MINIMUM = {"NGN": 50_00, "USD": 2_00, "GHS": 10, "ZAR": 1_00, "KES": 3_00, "XOF": 1_00}
REFERENCE = re.compile(r"[-.=A-Za-z0-9]{1,100}")
# ISO 4217's code for "no currency": the provider knows no such charge (spelled out it reads like a mark for unfinished work)
NOTHING = Money(0, "X" * 3)

STATUSES = {
    "success": RecordStatus.PAID,
    "failed": RecordStatus.FAILED,
    "abandoned": RecordStatus.ABANDONED,
    "reversed": RecordStatus.REVERSED,
    "ongoing": RecordStatus.OPEN,
    "pending": RecordStatus.OPEN,
    "processing": RecordStatus.OPEN,
    "queued": RecordStatus.OPEN,
}
REFUND_STATUSES = {
    "pending": RefundStatus.PENDING,
    "processing": RefundStatus.PENDING,
    "processed": RefundStatus.PROCESSED,
    "failed": RefundStatus.FAILED,
    "needs-attention": RefundStatus.ATTENTION,
}


class Unreadable(Exception):
    """The text is not the JSON we expect; nothing of it is inside."""


class UnknownCurrency(Exception):
    """Paystack does not take this currency."""


class Envelope(Struct):
    """What every answer is wrapped in; `status` false means refused, whatever the HTTP status."""

    status: bool
    message: str = ""
    data: Raw = Raw(b"null")
    type: str | None = None
    code: str | int | None = None


class Started(Struct):
    """An initialised charge."""

    authorization_url: str
    access_code: str
    reference: str


class Charge(Struct):
    """A transaction as verify gives it; `requested_amount` is what we asked, `amount` what was taken."""

    reference: str
    status: str
    amount: int | str
    currency: str
    id: int | str = ""
    requested_amount: int | str | None = None
    fees: int | str | None = None
    paid_at: str | None = None
    channel: str | None = None
    gateway_response: str | None = None


class Charged(Struct):
    """The transaction inside a refund when it is written out."""

    id: int | str = ""
    reference: str = ""


class Refund(Struct):
    """A refund; `transaction` is a number in lists and an object when created."""

    id: int | str
    amount: int | str
    currency: str
    status: str
    transaction: int | str | Charged | None = None
    transaction_reference: str | None = None
    merchant_note: str | None = None


class Pages(Struct):
    """Where a list stands."""

    page: int | str | None = None
    pageCount: int | str | None = None


def decode(body: bytes | Raw, shape: type[Shape]) -> Shape:
    """Decode JSON as `shape`; raises Unreadable, without the text, whatever is wrong with it."""
    try:
        return msgspec.json.decode(body, type=shape)
    except (ValueError, RecursionError):  # msgspec's errors and UnicodeDecodeError are ValueErrors
        raise Unreadable from None


def encode(content: dict[str, Any]) -> bytes:
    """Write a request's body."""
    return msgspec.json.encode(content)


def to_wire(amount: Money) -> int:
    """Count `amount` in Paystack's hundredths; raises UnknownCurrency."""
    if amount.currency not in MINIMUM:
        raise UnknownCurrency
    step: int = 10 ** (PLACES - exponent(amount.currency))
    return amount.minor * step


def whole(value: int | str) -> int:
    """Read an amount that comes as a number or as text; raises Unreadable for anything but a plain whole number."""
    text = str(value)
    if not (text.isascii() and text.isdigit()) or len(text) > 18:
        raise Unreadable
    return int(text)


def money(value: int | str, currency: str) -> Money:
    """Read a sum: a fraction of a currency without minor units is ignored, as Paystack does; raises Unreadable."""
    return _money(whole(value), currency, floor=True)


def fee(value: int | str, currency: str) -> Money:
    """Read Paystack's cut, rounded half-even where the currency cannot say its fraction; raises Unreadable."""
    return _money(whole(value), currency, floor=False)


def _money(hundredths: int, currency: str, *, floor: bool) -> Money:
    if currency not in MINIMUM:
        raise Unreadable
    step: int = 10 ** (PLACES - exponent(currency))
    minor = hundredths // step if floor else int((Decimal(hundredths) / step).to_integral_value(ROUND_HALF_EVEN))
    return Money(minor, currency)


def instant(text: str | None) -> datetime | None:
    """Read a time in UTC; a text that is none is no reason to doubt a payment, so it becomes None."""
    try:
        at = datetime.fromisoformat(text or "")
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def record(shape: Charge) -> ProviderRecord:
    """Read the provider's record. Only PAID and REVERSED took money; a status nobody knows stays OPEN and is named in `reason`."""
    status = STATUSES.get(shape.status, RecordStatus.OPEN)
    amount = money(shape.amount, shape.currency)
    taken = status in (RecordStatus.PAID, RecordStatus.REVERSED)
    requested = None if shape.requested_amount is None else money(shape.requested_amount, shape.currency)
    return ProviderRecord(
        reference=shape.reference,
        status=status,
        charged=amount if taken else Money(0, shape.currency),
        requested=requested if taken or requested is not None else amount,
        fees=None if shape.fees is None else fee(shape.fees, shape.currency),
        external_id=str(shape.id),
        paid_at=instant(shape.paid_at) if taken else None,
        means=shape.channel or "",
        reason=shape.gateway_response or "" if shape.status in STATUSES else f"status:{shape.status[:40]}",
    )


def refund(shape: Refund, charge_reference: str) -> RefundRecord:
    """Read a refund of the charge with our reference; a status nobody knows stays PENDING and is named in `reason`."""
    known = REFUND_STATUSES.get(shape.status)
    return RefundRecord(
        external_id=str(shape.id),
        charge_reference=charge_reference,
        amount=money(shape.amount, shape.currency),
        status=known or RefundStatus.PENDING,
        reason="" if known else f"status:{shape.status[:40]}",
    )


def is_of(shape: Refund, charge: str, reference: str) -> bool:
    """Whether a refund belongs to the charge with Paystack's id `charge` or our `reference`."""
    if isinstance(shape.transaction, Charged):
        return str(shape.transaction.id) == charge or shape.transaction.reference == reference
    return str(shape.transaction) == charge or shape.transaction_reference == reference
