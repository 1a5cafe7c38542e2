"""Paystack's webhooks: check the signature over the raw body, then read the event.

Source: Paystack webhooks page and its published event samples. `x-paystack-signature` is the hex HMAC-SHA512 of the raw
body under the secret key: no timestamp, no event id. Sent again for up to 72 hours without a 200. Sums come as
numbers or as text, `refund_reference` is null until processed, `metadata` is anything at all. The news only says
where to look: the provider's record is read again before money moves.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from msgspec import Raw, Struct

from dragoman.kit.money import Money
from dragoman.partners.paystack import wire
from dragoman.partners.signatures import UnreadableWebhook, Verdict, signed_by_any, usable

SIGNATURE_HEADER = "x-paystack-signature"

_KINDS = {
    "charge.success": "charge",
    "charge.dispute": "dispute",
    "refund": "refund",
    "transfer": "transfer",
    "bank.transfer.rejected": "rejected",
}


class PaymentNews(Struct, frozen=True, omit_defaults=True):
    """One event. `kind` is charge, refund, dispute, transfer, rejected or other; `event` is Paystack's own word.

    `reference` is that of the charge ("" when Paystack does not name it, as for a rejected bank transfer, whose `subject`
    is Paystack's number of the charge). `external_id` is the same at every delivery of the same event.
    """

    kind: str
    event: str
    external_id: str
    reference: str = ""
    status: str = ""
    amount: Money | None = None
    subject: str = ""


class _Transaction(Struct):
    reference: str | None = None
    id: int | str | None = None


class _BankTransfer(Struct):
    amount: int | str | None = None
    transaction_id: int | str | None = None


class _Subject(Struct):
    id: int | str | None = None
    status: str | None = None
    reference: str | None = None
    transaction_reference: str | None = None
    refund_reference: str | None = None
    transaction: _Transaction | int | str | None = None
    bank_transfer: _BankTransfer | None = None
    amount: int | str | None = None
    currency: str | None = None


class _Event(Struct):
    event: str
    data: Raw = Raw(b"null")


def verify(raw: bytes, header: str | None, secrets: Sequence[str]) -> Verdict:
    """Check a delivery's signature against every secret key (rotation)."""
    keys = usable(secrets)
    if not keys:
        return Verdict.UNSET
    if not header or not header.strip():
        return Verdict.MISSING
    offered = header.strip().lower()
    if len(offered) != 128 or not set(offered) <= set("0123456789abcdef"):
        return Verdict.MALFORMED
    return Verdict.GOOD if signed_by_any(raw, [offered], keys, "sha512") else Verdict.WRONG


def split(raw: bytes) -> tuple[PaymentNews, ...]:
    """Read a verified body: Paystack sends one event per delivery. Raises UnreadableWebhook."""
    try:
        event = wire.decode(raw, _Event)
    except wire.Unreadable:
        raise UnreadableWebhook("no_event") from None
    if not event.event:
        raise UnreadableWebhook("no_event")
    try:
        data = wire.decode(event.data, _Subject)
    except wire.Unreadable:  # a signed event of another shape (some carry a list) is kept, only without its particulars
        data = _Subject()
    kind = kind_of(event.event)
    news = PaymentNews(
        kind=kind,
        event=event.event,
        external_id=_external_id(event.event, data, raw),
        reference=_reference(kind, data),
        status=data.status or "",
        amount=_amount(data),
        subject=_subject(data),
    )
    return (news,)


def kind_of(event: str) -> str:
    """Sort an event's name; "other" for what we do not act on."""
    for name, kind in _KINDS.items():
        if event == name or event.startswith(f"{name}."):
            return kind
    return "other"


def _external_id(event: str, data: _Subject, raw: bytes) -> str:
    """Name the event: its own id, else its reference together with a digest of the body.

    The digest keeps two equal-looking refunds of one charge apart, for refund events often carry no id; a delivery that
    differs in a byte counts as new, which costs one look at the record and never loses an event.
    """
    if data.id is not None:
        return f"{event}:{data.id}:{data.status or ''}"[:200]
    name = data.refund_reference or data.transaction_reference or data.reference or ""
    return f"{event}:{name[:80]}:{data.status or ''}:{hashlib.sha256(raw).hexdigest()[:24]}"[:200]


def _reference(kind: str, data: _Subject) -> str:
    inner = data.transaction.reference if isinstance(data.transaction, _Transaction) else None
    if kind in ("refund", "dispute"):
        return data.transaction_reference or inner or ""
    return data.reference or data.transaction_reference or inner or ""


def _subject(data: _Subject) -> str:
    if data.bank_transfer is not None and data.bank_transfer.transaction_id is not None:
        return str(data.bank_transfer.transaction_id)
    return "" if data.id is None else str(data.id)


def _amount(data: _Subject) -> Money | None:
    """The sum when it can be stated; it is only shown, the record decides."""
    if data.amount is None or data.currency is None:
        return None
    try:
        return wire.money(data.amount, data.currency)
    except wire.Unreadable:
        return None
