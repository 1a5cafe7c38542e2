"""What is shown of a booking: nothing personal."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from dragoman.flights.supplier import Leg
from dragoman.kit.money import Money


class Quote(Struct, frozen=True):
    """A promised price: what is paid, what the airline asks, the rate between them with its source and time, and until when."""

    booking: str
    total: Money
    original: Money
    rate: str
    rate_source: str
    rate_at: datetime
    expires_at: datetime


class BookingView(Struct, frozen=True, omit_defaults=True):
    """A booking as traveller and staff see it. Local times carry no offset. `moves` names what is open to it.

    `deadline` is the end of the promise; `pay_url` an open payment page for `to_pay`; `choice` the open question after payment, and
    `refund_asked` whether its money was asked back and waits for approval. `held_until` is when the airline frees seats that
    it holds unpaid (UTC).
    """

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
    received: Money | None = None
    missing: Money | None = None
    moves: tuple[str, ...] = ()
    refund_asked: bool = False
    held_until: datetime | None = None
