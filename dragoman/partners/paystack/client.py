"""Paystack as a payment gateway: implements payments.gateway.Gateway.

Nothing is repeated here. `initialize` and `refund` whose answer was lost raise GatewayUnavailable(sent=True): look with
`verify` or `refunds` before anything else. Payouts (transfers) are not part of the port and not here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, ParamSpec, TypeVar
from urllib.parse import quote

from msgspec import Raw

from dragoman.kit.breaker import Breaker, BreakerView
from dragoman.kit.clock import Clock
from dragoman.kit.http import Http, Query, Timeouts, Transport
from dragoman.kit.money import Money
from dragoman.partners.calls import CallFailed, Line
from dragoman.partners.paystack import errors, wire
from dragoman.payments.gateway import (
    ChargeRequest,
    GatewayRefused,
    GatewayUnavailable,
    PayLink,
    ProviderRecord,
    RecordStatus,
    RefundRecord,
)

Given = ParamSpec("Given")
Read = TypeVar("Read")

PATIENCE = Timeouts(read=25, total=30)
PAGE = 100
REFUND_PAGES_MAX = 10
CHARGE_PAGES_MAX = 100
OPENED_BEFORE = timedelta(days=7)  # how long before its payment a charge may have been opened


class Paystack:
    """A gateway behind one Paystack secret key; one per process and tenant."""

    name = "paystack"

    def __init__(self, line: Line, *, live: bool) -> None:
        self._line = line
        self._live = live

    @classmethod
    def open(cls, url: str, key: str, clock: Clock, transport: Transport | None = None) -> Paystack:
        """Open the gateway at `url` (https://api.paystack.co or a simulator) with a secret key."""
        headers = {"authorization": f"Bearer {key}", "accept": "application/json"}
        breakers = [
            Breaker("charge"),
            Breaker("refund"),
            Breaker("lookup", failures_max=10, open_for=timedelta(seconds=5)),
        ]
        http = Http(url.rstrip("/"), timeouts=PATIENCE, transport=transport)
        return cls(Line(http, clock, headers, breakers), live=key.startswith("sk_live_"))

    async def close(self) -> None:
        """Close the connections."""
        await self._line.close()

    def health(self) -> tuple[BreakerView, ...]:
        """Return the circuit breakers' states, for a health page."""
        return self._line.views()

    async def initialize(self, charge: ChargeRequest) -> PayLink:
        """Open a charge and return its page. A reference may hold only letters, digits and - . = (Paystack's rule)."""
        if not wire.REFERENCE.fullmatch(charge.reference):
            raise GatewayRefused("invalid", "reference")
        amount = _asked(charge.amount)
        if amount < wire.MINIMUM[charge.amount.currency]:
            raise GatewayRefused("amount", "below the provider's minimum")
        content = {
            "email": charge.email,
            "amount": amount,
            "currency": charge.amount.currency,
            "reference": charge.reference,
            "callback_url": charge.return_url,
            "metadata": _shown(charge),
        }
        started = await self._call("charge", "POST", "/transaction/initialize", wire.Started, content=content)
        if started.reference != charge.reference or not started.authorization_url.startswith(("https://", "http://")):
            raise GatewayUnavailable("unreadable", sent=True)
        return PayLink(started.reference, started.authorization_url, started.access_code)

    async def verify(self, reference: str) -> ProviderRecord:
        """Read the provider's record; an unknown reference gives status MISSING and a sum of nothing in no currency (`wire.NOTHING`)."""
        path = f"/transaction/verify/{quote(reference, safe='')}"
        if not reference:
            raise GatewayRefused("invalid", "reference")
        try:
            shape = await self._call("lookup", "GET", path, wire.Charge)
        except GatewayRefused as refused:
            if refused.code != "not_found":
                raise
            return ProviderRecord(reference, RecordStatus.MISSING, wire.NOTHING)
        if shape.reference != reference:
            raise GatewayUnavailable("unreadable", sent=False)
        return _stated(False, wire.record, shape)

    async def refund(self, charge_reference: str, amount: Money, note: str) -> RefundRecord:
        """Ask for a refund of `amount`, which may be a part; asynchronous at Paystack. `note` is for the merchant's own records."""
        asked = _asked(amount)
        if asked <= 0:
            raise GatewayRefused("amount", "nothing to refund")
        content = {
            "transaction": charge_reference,
            "amount": asked,
            "currency": amount.currency,
            "merchant_note": note[:200],
        }
        shape = await self._call("refund", "POST", "/refund", wire.Refund, content=content)
        return _stated(True, wire.refund, shape, charge_reference)

    async def refunds(self, charge_reference: str) -> tuple[RefundRecord, ...]:
        """List the refunds of a charge, oldest first. The list goes by Paystack's own number of the charge, so that is read first."""
        charge = await self.verify(charge_reference)
        if charge.status is RecordStatus.MISSING:
            return ()
        items = await self._pages("/refund", [("transaction", charge.external_id)], REFUND_PAGES_MAX)
        shapes = [_stated(False, wire.decode, item, wire.Refund) for item in items]
        found = [
            _stated(False, wire.refund, shape, charge_reference)
            for shape in shapes
            if wire.is_of(shape, charge.external_id, charge_reference)
        ]
        return tuple(sorted(found, key=lambda one: (len(one.external_id), one.external_id)))

    async def charges(self, since: datetime, until: datetime) -> tuple[ProviderRecord, ...]:
        """List what was paid from `since` up to `until` (excluded), oldest first; later reversed charges were paid as well.

        Paystack's list goes by the time a charge was opened, so it is read from OPENED_BEFORE earlier on.
        """
        span = [("from", _stamp(since - OPENED_BEFORE)), ("to", _stamp(until))]
        found: dict[str, ProviderRecord] = {}
        for status in ("success", "reversed"):
            for item in await self._pages("/transaction", [("status", status), *span], CHARGE_PAGES_MAX):
                record = _stated(False, wire.record, _stated(False, wire.decode, item, wire.Charge))
                if record.status not in (RecordStatus.PAID, RecordStatus.REVERSED):
                    continue
                if record.paid_at is None:
                    raise GatewayUnavailable("unreadable", sent=False)
                if since <= record.paid_at < until:
                    found[record.external_id] = record
        return tuple(sorted(found.values(), key=lambda one: (one.paid_at or since, one.reference)))

    async def _pages(self, path: str, query: list[tuple[str, str]], pages_max: int) -> list[Raw]:
        """Read a list to its end; a list that has none within `pages_max` pages is no answer."""
        items: list[Raw] = []
        for page in range(1, pages_max + 1):
            turn = [*query, ("perPage", str(PAGE)), ("page", str(page))]
            more = await self._call("lookup", "GET", path, list[Raw], query=turn)
            items += more
            if len(more) < PAGE:
                return items
        raise GatewayUnavailable("too_many", sent=False)

    async def check(self) -> str:
        """Read the balance: says which mode the key is for."""
        await self._call("lookup", "GET", "/balance", list[Raw])
        return f"Paystack accepts the secret key ({'live' if self._live else 'test'} mode)."

    async def _call(
        self,
        kind: str,
        method: str,
        path: str,
        shape: type[wire.Shape],
        *,
        query: Query | None = None,
        content: dict[str, Any] | None = None,
    ) -> wire.Shape:
        writes = content is not None
        body = wire.encode(content) if content is not None else None
        try:
            answer = await self._line.call(kind, method, path, query=query, body=body)
        except CallFailed as failure:
            raise GatewayUnavailable(
                failure.code, sent=writes and failure.sent, retry_after=failure.retry_after
            ) from None
        envelope = errors.judged(answer, writes=writes, retry_after=self._line.waits(kind))
        return _stated(writes, wire.decode, envelope.data, shape)


def _stated(sent: bool, read: Callable[Given, Read], *given: Given.args, **named: Given.kwargs) -> Read:
    """Read what Paystack stated; what cannot be read is no answer."""
    try:
        return read(*given, **named)
    except wire.Unreadable:
        raise GatewayUnavailable("unreadable", sent=sent) from None


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}"[:-3] + "Z"


def _asked(amount: Money) -> int:
    try:
        return wire.to_wire(amount)
    except wire.UnknownCurrency:
        raise GatewayRefused("currency", amount.currency) from None


def _shown(charge: ChargeRequest) -> dict[str, Any]:
    """What the merchant sees beside the payment on Paystack's dashboard, and where the page's cancel button leads."""
    fields = [{"display_name": "For", "variable_name": "title", "value": charge.title}]
    if charge.booking:
        fields.append({"display_name": "Booking", "variable_name": "booking", "value": charge.booking})
    return {"booking": charge.booking, "cancel_action": charge.return_url, "custom_fields": fields}
