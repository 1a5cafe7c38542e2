"""The port that a flight supplier (Duffel) implements, and the shapes of offers and orders in our own words.

Local times carry no offset on purpose: they are airport times as the airline prints them; `*_zone` names the IANA zone.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Protocol

from msgspec import Struct

from dragoman.kit.money import Money


class SliceQuery(Struct, frozen=True):
    """From one place to another on a day; places are IATA airport or city codes."""

    origin: str
    destination: str
    day: date


class Seat(Struct, frozen=True, omit_defaults=True):
    """One passenger to price: `kind` adult, child or infant; `age` in years on the last slice's departure for minors."""

    kind: str = "adult"
    age: int | None = None


class FlightQuery(Struct, frozen=True, omit_defaults=True):
    """What is searched. `cabin` economy, premium_economy, business or first; `connections_max` 0 means direct only."""

    slices: tuple[SliceQuery, ...]
    seats: tuple[Seat, ...]
    cabin: str | None = None
    connections_max: int | None = None


class Segment(Struct, frozen=True, omit_defaults=True):
    """One flight number, take-off to landing. `departs`/`arrives` are naive airport-local times."""

    origin: str
    destination: str
    departs: datetime
    arrives: datetime
    origin_zone: str
    destination_zone: str
    carrier: str
    carrier_name: str
    number: str
    minutes: int
    operated_by: str = ""
    origin_terminal: str = ""
    destination_terminal: str = ""
    aircraft: str = ""
    stops: int = 0
    cabin: str = ""
    checked_bags: int | None = None
    cabin_bags: int | None = None


class Leg(Struct, frozen=True, omit_defaults=True):
    """One slice of an offer: its flights in order and the whole travel time in minutes. `fare` is the fare brand."""

    segments: tuple[Segment, ...]
    minutes: int
    fare: str = ""


class Condition(Struct, frozen=True, omit_defaults=True):
    """A fare rule before departure: `allowed` None means the airline does not say; `penalty` None means unknown."""

    allowed: bool | None = None
    penalty: Money | None = None


class OfferSeat(Struct, frozen=True, omit_defaults=True):
    """A passenger of an offer by the supplier's id."""

    id: str
    kind: str
    age: int | None = None


class FlightOffer(Struct, frozen=True, omit_defaults=True):
    """What the airline would sell, at the supplier's own currency, until `expires_at` (UTC)."""

    id: str
    request: str
    airline: str
    airline_name: str
    total: Money
    legs: tuple[Leg, ...]
    seats: tuple[OfferSeat, ...]
    expires_at: datetime
    refund: Condition = Condition()
    change: Condition = Condition()
    hold_allowed: bool = False
    pay_by: datetime | None = None
    price_kept_until: datetime | None = None
    documents_required: bool = False
    live: bool = False


class Traveller(Struct, frozen=True, omit_defaults=True):
    """A passenger as the airline needs it. Personal: never printed, never logged. `gender` m or f, `title` mr|mrs|ms|miss|dr.

    `nationality` and `document_country` are ISO 3166 alpha-2; `infant` is the seat id of the infant this adult carries.
    """

    seat: str
    title: str
    given_name: str
    family_name: str
    gender: str
    born_on: date
    email: str
    phone: str
    nationality: str = ""
    document_number: str = ""
    document_country: str = ""
    document_expires_on: date | None = None
    infant: str = ""

    def __repr__(self) -> str:
        return f"Traveller({self.seat}, ***)"


class OrderRequest(Struct, frozen=True, omit_defaults=True):
    """An order to place once. `reference` is ours and goes into the supplier's metadata so the order can be found again."""

    offer: str
    travellers: tuple[Traveller, ...]
    amount: Money
    reference: str
    hold: bool = False


class Ticket(Struct, frozen=True, omit_defaults=True):
    """An e-ticket: its number and the seat ids it covers."""

    number: str
    seats: tuple[str, ...] = ()
    kind: str = "electronic_ticket"


class FlightOrder(Struct, frozen=True, omit_defaults=True):
    """An order that exists at the supplier. `pnr` is the airline's booking reference. `paid_at` None while only held."""

    id: str
    offer: str
    pnr: str
    total: Money
    tickets: tuple[Ticket, ...] = ()
    legs: tuple[Leg, ...] = ()
    hold: bool = False
    awaiting_payment: bool = False
    pay_by: datetime | None = None
    price_kept_until: datetime | None = None
    paid_at: datetime | None = None
    cancelled_at: datetime | None = None
    actions: tuple[str, ...] = ()
    reference: str = ""
    seats: tuple[OfferSeat, ...] = ()


class Found(Struct, frozen=True, omit_defaults=True):
    """The answer to a search: cheapest first; `total` counts all offers the supplier had, of which these are the first."""

    request: str
    offers: tuple[FlightOffer, ...]
    total: int = 0


class Issued(Struct, frozen=True):
    """The order certainly exists."""

    order: FlightOrder


class NotIssued(Struct, frozen=True, omit_defaults=True):
    """The order certainly does not exist. `code` is the supplier's; `reason` is one of gone, price_changed, balance, passenger, airline, request.

    `field` names what was refused, and `passenger` whose it is by the place in the request (-1: the supplier does not say).
    """

    code: str
    reason: str
    detail: str = ""
    field: str = ""
    passenger: int = -1


class OrderUnknown(Struct, frozen=True, omit_defaults=True):
    """The order may exist; it must be looked up before anything else is done. `order` when the supplier already named it."""

    code: str
    order: str = ""


OrderOutcome = Issued | NotIssued | OrderUnknown


class CancelQuote(Struct, frozen=True, omit_defaults=True):
    """What the airline would give back; `refund` None means it does not say. `refund_to` as the supplier names it."""

    id: str
    order: str
    refund: Money | None = None
    refund_to: str = ""
    expires_at: datetime | None = None
    confirmed_at: datetime | None = None


class AirlineChange(Struct, frozen=True, omit_defaults=True):
    """A change the airline made on its own: new legs (empty when the flight is cancelled) and what may be done about it."""

    id: str
    order: str
    legs: tuple[Leg, ...] = ()
    actions: tuple[str, ...] = ()
    taken: str = ""


class SupplierError(Exception):
    """A read that failed. `code` is ours: unavailable, timeout, refused, not_found, gone, limited, unreadable; no personal text inside.

    `field` is the place in the query that was refused, as "slices.0.origin", when the supplier names one.
    """

    def __init__(self, code: str, detail: str = "", *, retry_after: float | None = None, field: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail
        self.retry_after = retry_after
        self.field = field


class Supplier(Protocol):
    """A source of flights. Reads raise SupplierError; `issue` and `pay` never raise for a lost answer: they return OrderUnknown."""

    name: str

    async def search(self, query: FlightQuery, *, offers_max: int = 50) -> Found:
        """Search and return the cheapest offers first."""
        ...

    async def price(self, offer: str) -> FlightOffer:
        """Re-price an offer just before selling it; SupplierError("gone") when it is no longer sold."""
        ...

    async def issue(self, request: OrderRequest) -> OrderOutcome:
        """Place an order, instant or hold; called at most once per reference."""
        ...

    async def find(self, offer: str, reference: str) -> FlightOrder | None:
        """Look for an order of ours by its offer and our reference; None when the supplier certainly has none yet."""
        ...

    async def order(self, order: str) -> FlightOrder:
        """Read an order again."""
        ...

    async def pay(self, order: str, amount: Money) -> OrderOutcome:
        """Pay a held order from our balance."""
        ...

    async def quote_cancel(self, order: str) -> CancelQuote:
        """Ask what cancelling would give back."""
        ...

    async def confirm_cancel(self, quote: str) -> CancelQuote:
        """Cancel for good by a quote."""
        ...

    async def airline_changes(self, order: str) -> tuple[AirlineChange, ...]:
        """Read changes the airline made, newest last."""
        ...

    async def accept_change(self, change: str) -> None:
        """Accept an airline's change."""
        ...

    async def places(self, text: str) -> tuple[tuple[str, str], ...]:
        """Suggest (IATA code, name) for a text."""
        ...

    async def check(self) -> str:
        """Say in a sentence that the credentials work; raises SupplierError with the partner's own words otherwise."""
        ...
