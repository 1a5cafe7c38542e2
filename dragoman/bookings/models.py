"""Stored bookings, their travel documents, and the travellers a person books for again. Personal values are sealed."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import Numeric
from sqlalchemy.orm import Mapped, mapped_column

from dragoman.bookings.states import BOOKING
from dragoman.command.models import Row, Versioned
from dragoman.kit.money import Money


class Booking(Versioned):
    """One journey somebody buys. `sealed` holds the Party (travellers, e-mail, phone); the quote's rate is kept here.

    `total_minor` is the promised price, `paid_minor` what has come in and counts for it, both in `currency`. `sold_by` is the
    member of staff (or API key) who made it, "" when the traveller did; `channel` the door it came through. The contacts'
    blind indexes find it again; `departs_on` (airport-local) and `route` are kept by a trigger (migration 0012).
    """

    __tablename__ = "booking"
    states = BOOKING

    reference: Mapped[str]
    person: Mapped[str]
    asked_by: Mapped[str]
    offer_id: Mapped[str]
    sealed: Mapped[bytes]
    travellers: Mapped[int]
    currency: Mapped[str]
    total_minor: Mapped[int] = mapped_column(default=0)
    cost_minor: Mapped[int] = mapped_column(default=0)
    original_minor: Mapped[int] = mapped_column(default=0)
    original_currency: Mapped[str] = mapped_column(default="")
    rate: Mapped[Decimal | None] = mapped_column(Numeric)
    rate_source: Mapped[str] = mapped_column(default="")
    rate_at: Mapped[datetime | None]
    quoted_at: Mapped[datetime | None]
    quote_expires_at: Mapped[datetime | None]
    pay_by: Mapped[datetime | None]
    paid_minor: Mapped[int] = mapped_column(default=0)
    choice: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    search_id: Mapped[str] = mapped_column(default="")
    delayed_at: Mapped[datetime | None]
    wants: Mapped[str] = mapped_column(default="")
    rounds: Mapped[int] = mapped_column(default=0)
    sold_by: Mapped[str] = mapped_column(default="")
    channel: Mapped[str] = mapped_column(default="")
    branch_id: Mapped[str | None]
    email_blind: Mapped[bytes | None]
    phone_blind: Mapped[bytes | None]

    @property
    def total(self) -> Money:
        """The promised price for all travellers."""
        return Money(self.total_minor, self.currency)

    @property
    def paid(self) -> Money:
        """What has been paid towards it."""
        return Money(self.paid_minor, self.currency)

    @property
    def actor(self) -> str:
        """The mailbox of this booking."""
        return f"booking:{self.id}"


class TravelDocument(Row):
    """A passport number behind a token (this row's id); the party holds only the token (C7). Deleted after `delete_after`."""

    __tablename__ = "travel_document"

    booking_id: Mapped[str]
    sealed: Mapped[bytes]
    delete_after: Mapped[datetime]


class RememberedTraveller(Row):
    """Details of somebody a person has travelled with, offered again next time; `blind` finds the same traveller."""

    __tablename__ = "remembered_traveller"

    person: Mapped[str]
    blind: Mapped[bytes]
    sealed: Mapped[bytes]
    used_at: Mapped[datetime]
