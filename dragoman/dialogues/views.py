"""The shapes of offers and bookings that a dialogue speaks of; money is in the tenant's currency.

Local times carry no offset, as airports print them; `expires_at` and `deadline` are aware UTC instants.
"""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from dragoman.flights.supplier import Condition, Leg, OfferSeat
from dragoman.kit.money import Money


class OfferView(Struct, frozen=True, omit_defaults=True):
    """An offer as a traveller sees it. `price` is for all passengers; bags are the least of all segments, None unknown."""

    id: str
    search: str
    airline: str
    airline_name: str
    price: Money
    original: Money
    legs: tuple[Leg, ...]
    expires_at: datetime
    seats: tuple[OfferSeat, ...]
    checked_bags: int | None = None
    cabin_bags: int | None = None
    refund: Condition = Condition()
    change: Condition = Condition()
    hold_allowed: bool = False
    documents_required: bool = False
    gone: bool = False


class BookingView(Struct, frozen=True, omit_defaults=True):
    """A booking as its traveller sees it. `deadline` is the end of the promise; `to_pay` what an open payment page asks for."""

    id: str
    reference: str
    state: str
    standing: str
    offer: str
    person: str
    asked_by: str
    airline: str
    route: tuple[tuple[str, str], ...]
    legs: tuple[Leg, ...]
    departs: datetime
    arrives: datetime
    travellers: int
    total: Money
    paid: Money
    original: Money | None = None
    deadline: datetime | None = None
    pay_url: str = ""
    to_pay: Money | None = None
    pnr: str = ""
    tickets: tuple[str, ...] = ()
    choice: str = ""
    reason: str = ""
    search: str = ""
    checked_bags: int | None = None
    moves: tuple[str, ...] = ()
