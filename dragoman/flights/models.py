"""Stored searches, offers, orders and airline changes. Offers and legs are public values, kept as the port's JSON."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import msgspec
from sqlalchemy import ARRAY, Numeric, Text
from sqlalchemy.orm import Mapped, mapped_column

from dragoman.command.models import Row, Versioned
from dragoman.flights.pricing import Price
from dragoman.flights.states import CANCELLATION, ORDER
from dragoman.flights.supplier import FlightOffer, FlightQuery, Leg, Ticket
from dragoman.kit.money import Money


class Search(Row):
    """A search that somebody (`asked_by`, an actor) started. `code` is set when it failed, `field` when
    the supplier named what it refuses; `total` counts the supplier's offers.

    `instead_of` is the offer that the airline has just refused, for which others are looked for.
    """

    __tablename__ = "flight_search"

    key: Mapped[str]
    asked_by: Mapped[str]
    body: Mapped[bytes]
    ended_at: Mapped[datetime | None]
    code: Mapped[str] = mapped_column(default="")
    field: Mapped[str] = mapped_column(default="")
    total: Mapped[int] = mapped_column(default=0)
    instead_of: Mapped[str | None]

    @property
    def query(self) -> FlightQuery:
        """What was searched."""
        return msgspec.json.decode(self.body, type=FlightQuery)


class Offer(Row):
    """An offer with its price in the tenant's currency, the rate that made it, and who waits for a fresh price."""

    __tablename__ = "flight_offer"

    search_id: Mapped[str]
    supplier_offer: Mapped[str]
    body: Mapped[bytes]
    cost_minor: Mapped[int | None]
    markup_minor: Mapped[int | None]
    currency: Mapped[str]
    rate: Mapped[Decimal | None] = mapped_column(Numeric)
    rate_source: Mapped[str] = mapped_column(default="")
    rate_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]
    priced_at: Mapped[datetime | None]
    gone_at: Mapped[datetime | None]
    askers: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    asked: Mapped[int] = mapped_column(default=0)

    @property
    def supplied(self) -> FlightOffer:
        """The offer as the supplier last gave it."""
        return msgspec.json.decode(self.body, type=FlightOffer)

    @property
    def price(self) -> Price | None:
        """The sale price; None while no exchange rate is known."""
        if self.cost_minor is None or self.markup_minor is None:
            return None
        return Price(
            self.supplied.total, Money(self.cost_minor, self.currency), Money(self.markup_minor, self.currency)
        )


class Order(Versioned):
    """One attempt to buy an offer for a booking. Its id is our reference in the supplier's metadata."""

    __tablename__ = "flight_order"
    states = ORDER

    booking_id: Mapped[str]
    attempt: Mapped[int]
    offer_id: Mapped[str]
    supplier_offer: Mapped[str]
    hold: Mapped[bool] = mapped_column(default=False)
    amount_minor: Mapped[int]
    currency: Mapped[str]
    supplier_order: Mapped[str] = mapped_column(default="")
    pnr: Mapped[str] = mapped_column(default="")
    pay_by: Mapped[datetime | None]
    price_kept_until: Mapped[datetime | None]
    tickets: Mapped[bytes] = mapped_column(default=b"")
    legs: Mapped[bytes] = mapped_column(default=b"")
    code: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    looks: Mapped[int] = mapped_column(default=0)
    refused_by_event: Mapped[bool] = mapped_column(default=False)
    paying: Mapped[bool] = mapped_column(default=False)

    @property
    def amount(self) -> Money:
        """What the airline takes, in the supplier's currency."""
        return Money(self.amount_minor, self.currency)

    def ticket_list(self) -> tuple[Ticket, ...]:
        """The e-tickets that are known."""
        return msgspec.json.decode(self.tickets, type=tuple[Ticket, ...]) if self.tickets else ()

    def leg_list(self) -> tuple[Leg, ...]:
        """The flights as the airline last gave them; empty until an answer carried them."""
        return msgspec.json.decode(self.legs, type=tuple[Leg, ...]) if self.legs else ()


class Change(Row):
    """A change that the airline made to an order on its own; `legs` empty when nothing is left to fly."""

    __tablename__ = "flight_change"

    order_id: Mapped[str]
    external_id: Mapped[str]
    body: Mapped[bytes]
    cancelled: Mapped[bool]


class Cancellation(Versioned):
    """The cancelling of a ticketed order: the supplier's quote, what it gives back (None = it does not say), and who asked."""

    __tablename__ = "flight_cancellation"
    states = CANCELLATION

    order_id: Mapped[str]
    booking_id: Mapped[str]
    supplier_quote: Mapped[str] = mapped_column(default="")
    refund_minor: Mapped[int | None]
    currency: Mapped[str] = mapped_column(default="")
    expires_at: Mapped[datetime | None]
    asked_by: Mapped[str] = mapped_column(default="")
    code: Mapped[str] = mapped_column(default="")

    @property
    def refund(self) -> Money | None:
        """What the airline gives back, in its currency; None when it does not say."""
        return None if self.refund_minor is None else Money(self.refund_minor, self.currency)
