"""Duffel as a flight supplier: implements flights.supplier.Supplier over API version v2.

Nothing is repeated here: whoever calls decides from the error whether and when to try again. A SupplierError from `issue`
or `pay` means that certainly nothing was sent or booked; an outcome that is not certain comes back as OrderUnknown.
Time-outs: Duffel may ask airlines for 120 s and demands at least 130 s on the creation of orders.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from msgspec import Raw

from dragoman.flights.supplier import (
    AirlineChange,
    CancelQuote,
    FlightOffer,
    FlightOrder,
    FlightQuery,
    Found,
    Issued,
    NotIssued,
    OrderOutcome,
    OrderRequest,
    OrderUnknown,
    SupplierError,
)
from dragoman.kit.breaker import Breaker, BreakerView
from dragoman.kit.clock import Clock
from dragoman.kit.http import Http, Timeouts, Transport
from dragoman.kit.money import Money
from dragoman.partners.calls import Line
from dragoman.partners.duffel import errors, reading, wire, writing
from dragoman.partners.duffel.exchange import ORDER, READ, Exchange, decoded, ident, said
from dragoman.partners.duffel.writing import Extra, ExtraChoice

SUPPLIER_TIMEOUT_MS = 20_000  # how long Duffel waits for airlines in a search; below our own time-out
SEARCH = Timeouts(read=30, total=35)


class Duffel:
    """A flight supplier behind one Duffel access token; one per process and tenant."""

    name = "duffel"

    def __init__(self, line: Line, clock: Clock, *, live: bool) -> None:
        self._line = line
        self._exchange = Exchange(line)
        self._clock = clock
        self._live = live

    @classmethod
    def open(cls, url: str, token: str, clock: Clock, transport: Transport | None = None) -> Duffel:
        """Open the supplier at `url` (https://api.duffel.com or a simulator) with an access token."""
        headers = {
            "authorization": f"Bearer {token}",
            "duffel-version": "v2",
            "accept": "application/json",
            "accept-encoding": "gzip",
        }
        breakers = [
            Breaker("search"),
            Breaker("read"),
            Breaker("order"),
            # what reconciliation needs is never kept waiting for long
            Breaker("lookup", failures_max=10, open_for=timedelta(seconds=5)),
        ]
        http = Http(url.rstrip("/"), timeouts=READ, transport=transport)
        return cls(Line(http, clock, headers, breakers, errors.broken), clock, live=token.startswith("duffel_live_"))

    async def close(self) -> None:
        """Close the connections."""
        await self._line.close()

    def health(self) -> tuple[BreakerView, ...]:
        """Return the circuit breakers' states, for a health page."""
        return self._line.views()

    async def search(self, query: FlightQuery, *, offers_max: int = 50) -> Found:
        """Search, cheapest first. `total` counts the offers read: a lower bound when Duffel had more than `offers_max`."""
        created = await self._exchange.read(
            "search",
            "POST",
            "/air/offer_requests",
            query=[("return_offers", "false"), ("supplier_timeout", str(SUPPLIER_TIMEOUT_MS))],
            body=writing.offer_request(query),
            timeouts=SEARCH,
        )
        request = decoded(created, wire.Named).id
        asked = [("offer_request_id", request), ("sort", "total_amount")]
        if query.connections_max is not None:
            asked.append(("max_connections", str(min(max(query.connections_max, 0), 2))))
        listing = await self._exchange.listing("search", "/air/offers", asked, items_max=offers_max)
        offers = list(_readable(listing.items, request))
        if listing.items and not offers:
            raise SupplierError("unreadable", "offers")
        offers.sort(key=lambda one: (one.total.currency, one.total.minor))
        return Found(request, tuple(offers), len(offers))

    async def price(self, offer: str, extras: Sequence[ExtraChoice] = ()) -> FlightOffer:
        """Re-price an offer; with `extras` the total is the one that `actions/price` gives for them."""
        path = f"/air/offers/{ident(offer)}"
        if not extras:
            return said(reading.offer, decoded(await self._exchange.read("read", "GET", path), wire.Offer))
        services = writing.chosen(await self._services(offer), extras)
        body = wire.enclose(
            {
                "intended_payment_methods": [{"type": "balance"}],
                "intended_services": [{"id": one, "quantity": quantity} for one, quantity in services],
            }
        )
        return said(
            reading.offer,
            decoded(await self._exchange.read("read", "POST", f"{path}/actions/price", body=body), wire.Offer),
        )

    async def extras(self, offer: str) -> tuple[Extra, ...]:
        """Read which paid extras an offer has."""
        return tuple(said(writing.extra, shape) for shape in await self._services(offer))

    async def _services(self, offer: str) -> tuple[wire.Extra, ...]:
        path = f"/air/offers/{ident(offer)}"
        answer = await self._exchange.read("read", "GET", path, query=[("return_available_services", "true")])
        return decoded(answer, wire.Offer).available_services or ()

    async def issue(self, request: OrderRequest, extras: Sequence[ExtraChoice] = ()) -> OrderOutcome:
        """Place an order once. The ids of extras are those of a read made right before, as Duffel changes them at every read."""
        services = writing.chosen(await self._services(request.offer), extras) if extras else ()
        body = writing.order(request, services)
        outcome = await self._exchange.place("/air/orders", body, writing.personal(request.travellers))
        if not isinstance(outcome, bytes):
            return outcome
        try:
            order = reading.order(wire.content(outcome, wire.Order))
        except wire.Unreadable:
            return OrderUnknown("unreadable", errors.order_id(outcome))
        if order.offer not in ("", request.offer):
            return OrderUnknown("other_offer", order.id)
        return Issued(order)

    async def find(self, offer: str, reference: str) -> FlightOrder | None:
        """Look for our order of an offer; an order of this offer that carries another reference raises SupplierError("refused")."""
        listing = await self._exchange.listing("lookup", "/air/orders", [("offer_id", offer)])
        found = [said(reading.order, said(wire.decode, item, wire.Order)) for item in listing.items]
        ours = [one for one in found if one.reference == reference and one.offer in ("", offer)]
        if ours:
            return min(ours, key=lambda one: one.cancelled_at is not None)
        if any(one.offer == offer for one in found):
            raise SupplierError("refused", "other_reference")
        if not listing.complete:
            raise SupplierError("unreadable", "too_many_orders")
        return None

    async def order(self, order: str) -> FlightOrder:
        """Read an order again."""
        answer = await self._exchange.read("lookup", "GET", f"/air/orders/{ident(order)}")
        return said(reading.order, decoded(answer, wire.Order))

    async def pay(self, order: str, amount: Money) -> OrderOutcome:
        """Pay a held order after reading it again: a lapsed hold, a moved price or a payment already made is seen first."""
        held = await self.order(order)
        known = payable(held, amount, self._clock.now())
        if known is not None:
            return known
        body = wire.enclose({"order_id": order, "payment": writing.balance(amount)})
        outcome = await self._exchange.place("/air/payments", body)
        if isinstance(outcome, NotIssued):
            return outcome
        if isinstance(outcome, OrderUnknown):
            code = outcome.code
            return await self._after_payment(order, code) if code == "already_paid" else OrderUnknown(code, order)
        try:
            payment = wire.content(outcome, wire.Payment)
        except wire.Unreadable:
            return OrderUnknown("unreadable", order)
        if payment.status in ("failed", "cancelled"):
            return NotIssued(payment.failure_reason or f"payment_{payment.status}", "balance")
        if payment.status != "succeeded":
            return OrderUnknown(f"payment_{payment.status}", order)
        return await self._after_payment(order, "payment_settling")

    async def _after_payment(self, order: str, code: str) -> OrderOutcome:
        try:
            paid = await self.order(order)
        except SupplierError:
            return OrderUnknown(code, order)
        return Issued(paid) if paid.paid_at is not None else OrderUnknown(code, order)

    async def quote_cancel(self, order: str) -> CancelQuote:
        """Ask what cancelling would give back; a newer quote makes older ones stale."""
        body = wire.enclose({"order_id": order})
        answer = await self._exchange.read("read", "POST", "/air/order_cancellations", body=body)
        return said(reading.cancellation, decoded(answer, wire.Cancellation))

    async def confirm_cancel(self, quote: str) -> CancelQuote:
        """Cancel for good; SupplierError("gone") for a stale quote. After a lost answer ask `cancellation` before anything else."""
        path = f"/air/order_cancellations/{ident(quote)}/actions/confirm"
        try:
            answer = await self._exchange.read("order", "POST", path, timeouts=ORDER)
        except SupplierError as refusal:
            if refusal.detail != "already_cancelled":
                raise
            confirmed = await self.cancellation(quote)
            if confirmed.confirmed_at is None:
                raise
            return confirmed
        return said(reading.cancellation, decoded(answer, wire.Cancellation))

    async def cancellation(self, quote: str) -> CancelQuote:
        """Read a cancellation again; `confirmed_at` says whether it was made."""
        answer = await self._exchange.read("lookup", "GET", f"/air/order_cancellations/{ident(quote)}")
        return said(reading.cancellation, decoded(answer, wire.Cancellation))

    async def airline_changes(self, order: str) -> tuple[AirlineChange, ...]:
        """Read changes the airline made, newest last; only the newest can be accepted."""
        path = "/air/airline_initiated_changes"
        listing = await self._exchange.listing("lookup", path, [("order_id", order)], paged=False)
        shapes = [said(wire.decode, item, wire.AirlineInitiatedChange) for item in listing.items]
        return said(reading.airline_changes, [shape for shape in shapes if shape.order_id == order])

    async def accept_change(self, change: str) -> None:
        """Accept an airline's change; SupplierError("gone") when a newer one has come."""
        await self._exchange.read("order", "POST", f"/air/airline_initiated_changes/{ident(change)}/actions/accept")

    async def places(self, text: str) -> tuple[tuple[str, str], ...]:
        """Suggest (IATA code, name) of airports and cities."""
        query = [("query", text.strip()[:100])]
        listing = await self._exchange.listing("read", "/places/suggestions", query, paged=False)
        shapes = [said(wire.decode, item, wire.Place) for item in listing.items]
        return tuple((shape.iata_code, shape.name) for shape in shapes if shape.iata_code and shape.name)

    async def check(self) -> str:
        """Read one order: says which mode the token is for; SupplierError carries Duffel's words otherwise."""
        await self._exchange.check("/air/orders", [("limit", "1")])
        return f"Duffel accepts the access token ({'live' if self._live else 'test'} mode)."


def _readable(items: Iterable[Raw], request: str) -> Iterator[FlightOffer]:
    """Read a page's offers; one that cannot be stated truthfully (a sum or a zone nobody knows) is left out."""
    for item in items:
        try:
            yield reading.offer(wire.decode(item, wire.Offer), request)
        except wire.Unreadable:
            continue


def payable(held: FlightOrder, amount: Money, now: datetime) -> OrderOutcome | None:
    """Decide from a fresh reading whether a held order may be paid with `amount`: None yes, else the outcome (already paid, or why not)."""
    if held.cancelled_at is not None:
        return NotIssued("already_cancelled", "gone")
    if held.paid_at is not None:
        return Issued(held)
    if not held.hold:
        return NotIssued("order_type_not_eligible_for_payment", "request")
    if not held.awaiting_payment or (held.pay_by is not None and held.pay_by <= now):
        return NotIssued("past_payment_required_by_date", "gone")
    if held.total != amount:
        return NotIssued("price_changed", "price_changed")
    return None
