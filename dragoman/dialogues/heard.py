"""What a dialogue hears: what the traveller did, and facts with all that is needed to speak of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dragoman.bookings.views import BookingView
from dragoman.dialogues import aftermath as later
from dragoman.dialogues.rates import RateHere
from dragoman.dialogues.refused_name import RefusedName
from dragoman.flights.views import OfferView
from dragoman.kit.money import Money
from dragoman.understanding import Understanding


@dataclass(frozen=True, slots=True)
class Text:
    """A message in words (several short ones merged). `card_seen`: a card number in it was masked. Of an engine:
    `perhaps`, the id of a choice to offer when all else fails, and `guessed`, fields to tell back."""

    understood: Understanding
    raw: str = ""
    card_seen: bool = False
    perhaps: str = ""
    guessed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Tapped:
    """A button or list row, of this or any older message, by its id."""

    id: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """A picture, voice note, document or anything else without words. `caption` was understood when there was one."""

    kind: str
    caption: Understanding | None = None
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Location:
    """A shared position in degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class OffersHere:
    """A search answered, or its stored offers were listed. `total` counts what the supplier had."""

    search: str
    offers: tuple[OfferView, ...]
    total: int = 0


@dataclass(frozen=True, slots=True)
class NoOffers:
    """A search answered: no flight matches."""

    search: str


@dataclass(frozen=True, slots=True)
class SearchDown:
    """A search got no answer; `code` as SupplierError has it."""

    search: str
    code: str = "unavailable"


@dataclass(frozen=True, slots=True)
class Priced:
    """An offer was re-priced just now."""

    offer: OfferView
    before: Money
    after: Money


@dataclass(frozen=True, slots=True)
class Gone:
    """An offer is no longer sold."""

    offer: str


@dataclass(frozen=True, slots=True)
class PriceDown:
    """An offer could not be re-priced because the supplier did not answer."""

    offer: str
    code: str = "unavailable"


@dataclass(frozen=True, slots=True)
class Quoted:
    """The booking was drafted and its price is promised until `booking.deadline`."""

    booking: BookingView


@dataclass(frozen=True, slots=True)
class QuoteRefused:
    """The booking cannot be drafted. `field` is "<traveller index>.<field>", "email", "offer" or ""; `sentence` is for the traveller."""

    code: str
    field: str = ""
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class LinkHere:
    """The payment page is open until `expires_at`."""

    booking: BookingView
    url: str
    amount: Money
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class LinkDown:
    """No payment page could be opened for now."""

    booking: BookingView
    code: str = "unavailable"


@dataclass(frozen=True, slots=True)
class Paid:
    """The provider's record says the whole amount is in. `late` when the quote had run out, `over` what goes back."""

    booking: BookingView
    amount: Money
    late: bool = False
    over: Money | None = None


@dataclass(frozen=True, slots=True)
class StillUnpaid:
    """The provider was asked just now and knows of no payment yet."""

    booking: BookingView


@dataclass(frozen=True, slots=True)
class Short:
    """Too little came in."""

    booking: BookingView
    received: Money
    missing: Money


@dataclass(frozen=True, slots=True)
class Stray:
    """Money that does not count: in another currency (`foreign`: a person looks at it), for a `closed` booking, or a second time."""

    booking: BookingView
    amount: Money
    foreign: bool = False
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Failed:
    """A try to pay failed; the link may be tried again."""

    booking: BookingView
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Expired:
    """The promise ran out before it was paid."""

    booking: BookingView


@dataclass(frozen=True, slots=True)
class Unavailable:
    """An unpaid booking's flight is no longer to be had (BookingUnavailable); nothing was charged."""

    booking: BookingView


@dataclass(frozen=True, slots=True)
class Ticketed:
    """Paid and ticketed: `booking.pnr` and `booking.tickets` are there."""

    booking: BookingView


@dataclass(frozen=True, slots=True)
class TicketFailed:
    """Paid, and the airline certainly made no order. `offers` are fresh alternatives; more may follow by another such fact.

    `refused` says whose name the airline does not take, where it says so.
    """

    booking: BookingView
    reason: str
    offers: tuple[OfferView, ...] = ()
    refused: RefusedName | None = None


@dataclass(frozen=True, slots=True)
class Delayed:
    """Paid, and the airline has not yet said whether the order exists."""

    booking: BookingView


@dataclass(frozen=True, slots=True)
class Rose:
    """Paid, but the fare rose above the tenant's threshold since."""

    booking: BookingView
    before: Money
    after: Money
    offers: tuple[OfferView, ...] = ()


@dataclass(frozen=True, slots=True)
class Dearer:
    """Not paid yet, and the fresh price is above the tenant's threshold: it waits for an explicit yes."""

    booking: BookingView
    before: Money
    after: Money


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A booking was cancelled; `refund` goes back, None when nothing does. `unpriced`: a colleague finds out what does."""

    booking: BookingView
    refund: Money | None = None
    unpriced: bool = False


@dataclass(frozen=True, slots=True)
class Refunded:
    """The provider sent money back."""

    booking: BookingView
    amount: Money


@dataclass(frozen=True, slots=True)
class Refused:
    """A request was refused by its rules; `sentence` tells the traveller what to do next."""

    code: str
    sentence: str
    booking: str = ""


@dataclass(frozen=True, slots=True)
class Bookings:
    """The traveller's bookings, newest first."""

    bookings: tuple[BookingView, ...]


@dataclass(frozen=True, slots=True)
class DocumentsSent:
    """Ticket and receipt go out again; `found` False when there is no ticketed booking."""

    found: bool


@dataclass(frozen=True, slots=True)
class Rang:
    """A timer that a turn asked for has rung."""

    name: str


BookingFact = (
    LinkHere | LinkDown | Paid | StillUnpaid | later.Unchecked | Stray | Short | Failed | Expired | Unavailable | Ticketed | TicketFailed
    | Delayed | later.Stuck | Rose | Dearer | Cancelled | Refunded
)  # fmt: skip
Fact = (
    OffersHere | NoOffers | SearchDown | Priced | Gone | PriceDown | Quoted | QuoteRefused | RateHere | Refused | Bookings
    | DocumentsSent | BookingFact
    | later.CancelTerms | later.CancelAsked | later.CancelFailed | later.CancelDeclined | later.FlightMoved | later.ChangeTaken | later.HoldEnds
)  # fmt: skip
Heard = Text | Tapped | File | Location | Rang | Fact
