"""What the dialogues `pay`, `cancel_booking` and `flight_moved` remember."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from dragoman.bookings.views import BookingView
from dragoman.dialogues.refused_name import RefusedName
from dragoman.flights.supplier import Leg
from dragoman.flights.views import OfferView
from dragoman.kit.money import Money


class PayMemory(Struct, frozen=True, omit_defaults=True):
    """What is known while a booking is paid.

    `ask` says which link is wanted (first, renew, rest, difference); `outcome` is "" until something happened: link_down,
    expired, dearer, short, paid, delayed, ticket_failed, rose, settling, ticketed, closed. `claimed`: the traveller says it
    is paid; `money_in`: some money is in; `cause`: why there is no ticket
    (gone, flight_cancelled, passenger, balance, airline, or foreign: money in another currency waits for a person);
    `refused`: whose name the airline does not take; `proposed`: the name that the traveller was asked to agree to.
    """

    booking: str = ""
    view: BookingView | None = None
    ask: str = "first"
    attempt: int = 0
    url: str = ""
    amount: Money | None = None
    link_until: datetime | None = None
    outcome: str = ""
    claimed: bool = False
    money_in: bool = False
    failures: int = 0
    before: Money | None = None
    after: Money | None = None
    offers: tuple[OfferView, ...] = ()
    reason: str = ""
    cause: str = ""
    refused: RefusedName | None = None
    proposed: RefusedName | None = None

    def __repr__(self) -> str:
        return f"PayMemory({self.booking}, {self.outcome})"


class CancelMemory(Struct, frozen=True, omit_defaults=True):
    """A booking that the traveller wants to cancel; `answer` is "", yes, no or done.

    `told`: what it means is known; with `quoted` by the airline's word: `refund` comes back (None = it does not say), `kept` not.
    """

    booking: str = ""
    view: BookingView | None = None
    answer: str = ""
    told: bool = False
    quoted: bool = False
    refund: Money | None = None
    kept: Money | None = None
    until: datetime | None = None


class MovedMemory(Struct, frozen=True, omit_defaults=True):
    """A flight that the airline moved; `answer` is "", accept, done or other."""

    booking: str = ""
    view: BookingView | None = None
    change: str = ""
    before: tuple[Leg, ...] = ()
    after: tuple[Leg, ...] = ()
    answer: str = ""
