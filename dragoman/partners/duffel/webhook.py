"""Duffel's webhooks: check the signature over the raw body, then read one event.

Source: Duffel webhooks guide and events reference v2. `X-Duffel-Signature: t=<unix seconds>,v1=<hex HMAC-SHA256>` over
`<t>.<raw body>` with the webhook's secret as text; a space may follow the comma. Delivered at least once, in any order,
for up to 72 hours. Duffel names no tolerance; 300 s is ours. The news only says where to look: the order itself is read again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Raw, Struct

from dragoman.partners.duffel import wire
from dragoman.partners.signatures import UnreadableWebhook, Verdict, signed_by_any, usable

SIGNATURE_HEADER = "x-duffel-signature"
TOLERANCE = timedelta(seconds=300)
_PARTS_MAX = 10


class NewsKind(StrEnum):
    """What Duffel's event types mean to us; OTHER keeps what we do not know."""

    CREATED = "created"
    CREATION_FAILED = "creation_failed"
    UPDATED = "updated"
    AIRLINE_CHANGE = "airline_change"
    CHANGED = "changed"
    CANCEL_QUOTED = "cancel_quoted"
    CANCELLED = "cancelled"
    PAYMENT_PENDING = "payment_pending"
    PAYMENT_SUCCEEDED = "payment_succeeded"
    PAYMENT_FAILED = "payment_failed"
    PAYMENT_CANCELLED = "payment_cancelled"
    PING = "ping"
    OTHER = "other"


KINDS = {
    "order.created": NewsKind.CREATED,
    "order.creation_failed": NewsKind.CREATION_FAILED,
    "order.updated": NewsKind.UPDATED,
    "order.airline_initiated_change_detected": NewsKind.AIRLINE_CHANGE,
    "air.order.changed": NewsKind.CHANGED,
    "order_cancellation.created": NewsKind.CANCEL_QUOTED,
    "order_cancellation.confirmed": NewsKind.CANCELLED,
    "air.payment.pending": NewsKind.PAYMENT_PENDING,
    "air.payment.succeeded": NewsKind.PAYMENT_SUCCEEDED,
    "payment.created": NewsKind.PAYMENT_SUCCEEDED,
    "air.payment.failed": NewsKind.PAYMENT_FAILED,
    "air.payment.cancelled": NewsKind.PAYMENT_CANCELLED,
    "ping.triggered": NewsKind.PING,
}


class OrderNews(Struct, frozen=True, omit_defaults=True):
    """One event. `type` is Duffel's own word; `order` and `offer` are ids or ""; `external_id` is the event's id, the same at every delivery."""

    kind: NewsKind
    type: str
    external_id: str
    order: str = ""
    offer: str = ""
    subject: str = ""
    live: bool = False
    at: datetime | None = None


class _Subject(Struct):
    id: str | None = None
    order_id: str | None = None
    offer_id: str | None = None


class _Content(Struct):
    object: _Subject | None = None


class _Event(Struct):
    id: str
    type: str
    data: Raw = Raw(b"null")
    live_mode: bool = False
    created_at: wire.Instant | None = None


def verify(
    raw: bytes, header: str | None, secrets: Sequence[str], now: datetime, tolerance: timedelta = TOLERANCE
) -> Verdict:
    """Check a delivery's signature against every secret (rotation); `now` in UTC."""
    keys = usable(secrets)
    if not keys:
        return Verdict.UNSET
    if not header or not header.strip():
        return Verdict.MISSING
    parts = [part.strip().partition("=") for part in header.split(",", _PARTS_MAX)]
    stamps = [value for name, _, value in parts if name == "t"]
    offered = [value for name, _, value in parts if name == "v1" and value]
    if len(stamps) != 1 or not offered or not (stamps[0].isascii() and stamps[0].isdigit()) or len(stamps[0]) > 12:
        return Verdict.MALFORMED
    if not signed_by_any(stamps[0].encode() + b"." + raw, offered, keys, "sha256"):
        return Verdict.WRONG
    if abs(now.timestamp() - int(stamps[0])) > tolerance.total_seconds():
        return Verdict.STALE
    return Verdict.GOOD


def split(raw: bytes) -> tuple[OrderNews, ...]:
    """Read a verified body: Duffel sends one event per delivery. Raises UnreadableWebhook."""
    try:
        event = wire.decode(raw, _Event)
    except wire.Unreadable:
        raise UnreadableWebhook("no_event") from None
    if not event.id or not event.type:
        raise UnreadableWebhook("no_event")
    try:
        content = wire.decode(event.data, _Content)
    except wire.Unreadable:  # a signed event of another shape is kept, only without its particulars
        content = _Content()
    subject = content.object or _Subject()
    own = subject.id or ""
    news = OrderNews(
        kind=KINDS.get(event.type, NewsKind.OTHER),
        type=event.type,
        external_id=event.id,
        order=subject.order_id or (own if own.startswith("ord_") else ""),
        offer=subject.offer_id or "",
        subject=own,
        live=event.live_mode,
        at=event.created_at,
    )
    return (news,)
