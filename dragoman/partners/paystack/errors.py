"""Paystack's refusals as data: the code first, then the words, then the HTTP status.

Source: Paystack errors page (`type`: api_error, validation_error, processor_error; `code`). Not every code is documented,
so the message decides where the code says nothing. Anything that may have been acted on is never called refused.
"""

from __future__ import annotations

import re

from dragoman.kit.http import Answer
from dragoman.partners.paystack import wire
from dragoman.payments.gateway import GatewayRefused, GatewayUnavailable

CODES = {
    "duplicate_reference": "duplicate",
    "duplicate_transaction_reference": "duplicate",
    "transaction_not_found": "not_found",
    "not_found": "not_found",
    "invalid_key": "key",
    "unauthorized": "key",
    "insufficient_balance": "balance",
    "invalid_amount": "amount",
    "unsupported_currency": "currency",
    "invalid_currency": "currency",
    "missing_params": "invalid",
    "invalid_params": "invalid",
}
# Words of the message -> our code, in this order.
WORDS = (
    ("duplicate", "duplicate"),
    ("not found", "not_found"),
    ("no transaction", "not_found"),
    ("invalid key", "key"),
    ("no authorization", "key"),
    ("balance", "balance"),
    ("currency", "currency"),
    ("amount", "amount"),
)
STATUSES = {401: "key", 403: "key", 404: "not_found"}
_PERSONAL = re.compile(r"[^\s@]+@[^\s@]+|\+?\d[\d\s-]{6,}\d")


def words(message: str) -> str:
    """Give Paystack's words without addresses and long numbers."""
    return _PERSONAL.sub("***", message)[:300]


def refusal(answer: Answer, envelope: wire.Envelope) -> GatewayRefused:
    """Say in the port's codes why Paystack refused."""
    said = envelope.message.lower()
    code = CODES.get(str(envelope.code or "").lower())
    code = code or next((ours for words_of, ours in WORDS if words_of in said), None)
    return GatewayRefused(code or STATUSES.get(answer.status, "invalid"), words(envelope.message))


def judged(answer: Answer, *, writes: bool, retry_after: float | None) -> wire.Envelope:
    """Give the envelope of a call that worked; else raise GatewayRefused or GatewayUnavailable.

    `writes`: the call changes something, so a failure that does not prove the opposite counts as sent. That holds for 429
    too: where Paystack counts is not documented, and looking the reference up costs little.
    """
    if answer.status == 429:
        raise GatewayUnavailable("limited", sent=writes, retry_after=retry_after)
    if answer.status >= 500:
        raise GatewayUnavailable(f"http_{answer.status}", sent=writes, retry_after=retry_after)
    try:
        envelope = wire.decode(answer.body, wire.Envelope)
    except wire.Unreadable:
        raise GatewayUnavailable("unreadable", sent=writes) from None
    if envelope.status and answer.status in (200, 201):
        return envelope
    if 300 <= answer.status < 400 or envelope.status:
        raise GatewayUnavailable(f"http_{answer.status}", sent=writes)
    if writes and envelope.type == "processor_error":
        raise GatewayUnavailable("processor", sent=True)
    raise refusal(answer, envelope)
