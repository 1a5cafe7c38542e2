"""What the flight room asks of a supplier, and what comes back. Bodies are sealed: an order carries personal values."""

from __future__ import annotations

from msgspec import Struct

from dragoman.flights.supplier import AirlineChange, FlightOrder, FlightQuery
from dragoman.kit.money import Money

SEARCH = "flights.search"
PRICE = "flights.price"
ISSUE = "flights.issue"
FIND = "flights.find"
HOLD_PAY = "flights.hold_pay"
CHANGES = "flights.changes"
RELEASE = "flights.release"
CANCEL_QUOTE = "flights.cancel_quote"
CANCEL = "flights.cancel"
ACCEPT = "flights.accept_change"


class SearchAsk(Struct, frozen=True):
    """Search; answered by Found."""

    query: FlightQuery
    offers_max: int


class PriceAsk(Struct, frozen=True):
    """Price an offer again; answered by FlightOffer."""

    offer: str


class ReadFailed(Struct, frozen=True, omit_defaults=True):
    """A search, pricing or look-up failed; `code` and `field` as SupplierError has them."""

    code: str
    field: str = ""


class FindAsk(Struct, frozen=True, omit_defaults=True):
    """Look for an order by its offer and our reference, or read it by the supplier's id when that is known."""

    offer: str
    reference: str
    order: str = ""


class OrderHere(Struct, frozen=True):
    """What the look-up found; None = the supplier certainly has none yet."""

    order: FlightOrder | None


class HoldPayAsk(Struct, frozen=True):
    """Pay a held order: read it first, pay only when it still waits for this very amount."""

    order: str
    amount: Money


class ChangesAsk(Struct, frozen=True):
    """Read the changes that the airline made to an order."""

    order: str


class ChangesHere(Struct, frozen=True):
    """The airline's changes, newest last."""

    changes: tuple[AirlineChange, ...]


class ReleaseAsk(Struct, frozen=True):
    """Free the seats of a held order that nobody will pay for."""

    order: str


class Released(Struct, frozen=True):
    """The airline holds nothing under this order any more."""

    order: str


class CancelQuoteAsk(Struct, frozen=True):
    """Ask what cancelling a ticketed order would give back; answered by CancelQuote."""

    order: str


class CancelAsk(Struct, frozen=True):
    """Cancel an order for good, at no less than `refund`; answered by CancelQuote. `refund` None: whatever comes back."""

    order: str
    quote: str
    refund: Money | None


class AcceptAsk(Struct, frozen=True):
    """Accept the airline's change of an order; answered by OrderHere with the order as it is then."""

    order: str
    change: str
