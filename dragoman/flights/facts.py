"""What has happened to searches, offers and orders; ids and public values only."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from dragoman.kit.money import Money


class OffersFound(Struct, frozen=True, tag=True):
    """A search ended; its offers are stored. `count` 0 means no flight matches."""

    search: str
    asked_by: str
    count: int


class SearchFailed(Struct, frozen=True, tag=True):
    """A search got no answer; `code` as SupplierError has it."""

    search: str
    asked_by: str
    code: str


class OfferPriced(Struct, frozen=True, tag=True):
    """An offer was re-priced just now; both totals are in the tenant's currency at the kept rate."""

    offer: str
    asked_by: str
    before: Money
    after: Money


class OfferGone(Struct, frozen=True, tag=True):
    """An offer is no longer sold."""

    offer: str
    asked_by: str


class PricingFailed(Struct, frozen=True, tag=True):
    """An offer could not be re-priced because the supplier did not answer."""

    offer: str
    asked_by: str
    code: str


class OrderTicketed(Struct, frozen=True, tag=True):
    """The airline's order exists and its tickets are stored."""

    booking: str
    order: str


class OrderFailed(Struct, frozen=True, tag=True):
    """The airline certainly made no order. `reason`, `field` and `passenger` as NotIssued has them."""

    booking: str
    order: str
    reason: str
    field: str = ""
    passenger: int = -1


class OrderOutcomeUnknown(Struct, frozen=True, tag=True):
    """Nobody can yet say whether the order exists; it is being looked up."""

    booking: str
    order: str


class OrderOutcomeStuck(Struct, frozen=True, tag=True):
    """The outcome is still unknown after all look-ups; a person must ask the airline."""

    booking: str
    order: str


class FlightChanged(Struct, frozen=True, tag=True):
    """The airline changed or cancelled a flight of an order. `cancelled` when nothing is left to fly, else `change` names it.

    `also` names the earlier changes that are told in the same breath.
    """

    booking: str
    order: str
    cancelled: bool
    change: str = ""
    also: tuple[str, ...] = ()


class ChangeAccepted(Struct, frozen=True, tag=True):
    """The airline's change was accepted; the order's flights and tickets are the new ones."""

    booking: str
    order: str


class ChangeNotAccepted(Struct, frozen=True, tag=True):
    """The airline's change could not be accepted: a newer one has come, or a person must ask."""

    booking: str
    order: str
    code: str


class CancellationQuoted(Struct, frozen=True, tag=True):
    """The airline has said what cancelling would give back, in its currency (None = it does not say), until `expires_at`."""

    booking: str
    cancellation: str
    refund: Money | None
    expires_at: datetime | None


class CancellationFailed(Struct, frozen=True, tag=True):
    """The order was not cancelled, or nobody knows (`unknown`); a person must ask the airline. `terms`: it would give less now."""

    booking: str
    cancellation: str
    code: str


class OrderCancelled(Struct, frozen=True, tag=True):
    """A ticketed order is cancelled. `refund` as the airline said it; by the airline itself, the whole price is owed back."""

    booking: str
    order: str
    refund: Money | None
    by_airline: bool


class OrderHeld(Struct, frozen=True, tag=True):
    """The airline keeps the seats until `pay_by`, and the price until `price_kept_until` (UTC; None = only until `pay_by`)."""

    booking: str
    order: str
    pay_by: datetime
    price_kept_until: datetime | None = None


class OrderLapsed(Struct, frozen=True, tag=True):
    """A held order was not paid in time; the airline has freed the seats."""

    booking: str
    order: str


class OrderAwaitsTickets(Struct, frozen=True, tag=True):
    """The order exists and is paid, but the airline has not issued its tickets yet."""

    booking: str
    order: str
