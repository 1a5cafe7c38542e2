"""Searches and offers on the wire."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StrictInt, StringConstraints

from dragoman.api.shapes.common import Day, Given, LocalTime, Money, maybe
from dragoman.flights import supplier, views
from dragoman.flights.queries import SearchStanding

Place = Annotated[str, StringConstraints(strict=True, pattern="^[A-Z]{3}$")]
Cabin = Literal["economy", "premium_economy", "business", "first"]


class GivenSlice(Given):
    """From one airport or city (IATA code) to another on a day."""

    origin: Place
    destination: Place
    departure_date: Day


class GivenPassenger(Given):
    """Somebody who travels; `age` in years on the last flight's day, wanted for children and infants."""

    type: Literal["adult", "child", "infant"] = "adult"
    age: StrictInt | None = Field(None, ge=0, le=17)


class GivenSearch(Given):
    """What to search."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "slices": [{"origin": "LOS", "destination": "ABV", "departure_date": "2026-12-15"}],
                "passengers": [{"type": "adult"}],
                "cabin": "economy",
                "max_connections": 1,
            }
        }
    )

    slices: list[GivenSlice] = Field(min_length=1, max_length=6)
    passengers: list[GivenPassenger] = Field(min_length=1, max_length=9)
    cabin: Cabin | None = None
    max_connections: StrictInt | None = Field(None, ge=0, le=3)

    def query(self) -> supplier.FlightQuery:
        """Say it in the flight room's words."""
        return supplier.FlightQuery(
            tuple(supplier.SliceQuery(s.origin, s.destination, s.departure_date) for s in self.slices),
            tuple(supplier.Seat(p.type, p.age) for p in self.passengers),
            self.cabin,
            self.max_connections,
        )


class Segment(BaseModel):
    """One flight number, take-off to landing."""

    origin: str
    origin_terminal: str
    origin_zone: str
    destination: str
    destination_terminal: str
    destination_zone: str
    departs_at: LocalTime
    arrives_at: LocalTime
    duration_minutes: int
    carrier: str
    carrier_name: str
    flight_number: str
    operated_by: str
    aircraft: str
    stops: int
    cabin: str
    checked_bags: int | None
    cabin_bags: int | None

    @classmethod
    def of(cls, s: supplier.Segment) -> Segment:
        """Show a segment."""
        return cls(
            origin=s.origin, origin_terminal=s.origin_terminal, origin_zone=s.origin_zone, destination=s.destination,
            destination_terminal=s.destination_terminal, destination_zone=s.destination_zone, departs_at=s.departs.isoformat(),
            arrives_at=s.arrives.isoformat(), duration_minutes=s.minutes, carrier=s.carrier, carrier_name=s.carrier_name,
            flight_number=f"{s.carrier}{s.number}", operated_by=s.operated_by, aircraft=s.aircraft, stops=s.stops, cabin=s.cabin,
            checked_bags=s.checked_bags, cabin_bags=s.cabin_bags,
        )  # fmt: skip


class Slice(BaseModel):
    """One way of a journey: its flights in order."""

    origin: str
    destination: str
    duration_minutes: int
    fare: str
    segments: list[Segment]

    @classmethod
    def of(cls, leg: supplier.Leg) -> Slice:
        """Show a leg."""
        return cls(
            origin=leg.segments[0].origin, destination=leg.segments[-1].destination, duration_minutes=leg.minutes, fare=leg.fare,
            segments=[Segment.of(s) for s in leg.segments],
        )  # fmt: skip


class Condition(BaseModel):
    """A fare rule before departure; null means that the airline does not say."""

    allowed: bool | None
    penalty: Money | None

    @classmethod
    def of(cls, c: supplier.Condition) -> Condition:
        """Show a fare rule."""
        return cls(allowed=c.allowed, penalty=maybe(c.penalty))


class Offer(BaseModel):
    """A priced journey: `price` is what all passengers pay together in your currency, `airline_price` what the airline asks."""

    id: str
    search_id: str
    airline: str
    airline_name: str
    price: Money
    airline_price: Money
    slices: list[Slice]
    passengers: dict[str, int] = Field(description="How many of each type travel", examples=[{"adult": 1}])
    checked_bags: int | None
    cabin_bags: int | None
    refund: Condition
    change: Condition
    hold_allowed: bool
    documents_required: bool = Field(description="Whether passport details are wanted for the booking")
    expires_at: AwareDatetime
    gone: bool

    @classmethod
    def of(cls, o: views.OfferView) -> Offer:
        """Show an offer."""
        return cls(
            id=o.id, search_id=o.search, airline=o.airline, airline_name=o.airline_name, price=Money.of(o.price),
            airline_price=Money.of(o.original), slices=[Slice.of(leg) for leg in o.legs],
            passengers=dict(sorted(Counter(seat.kind for seat in o.seats).items())), checked_bags=o.checked_bags,
            cabin_bags=o.cabin_bags, refund=Condition.of(o.refund), change=Condition.of(o.change), hold_allowed=o.hold_allowed,
            documents_required=o.documents_required, expires_at=o.expires_at, gone=o.gone,
        )  # fmt: skip


class PricedOffer(BaseModel):
    """An offer with the state of its price: `pending` while the airline is asked again, `done` otherwise."""

    offer: Offer
    pricing: Literal["done", "pending"]
    priced_at: datetime | None


class Search(BaseModel):
    """A search: `pending`, then `done` (possibly without offers) or `failed` with a code."""

    id: str
    status: Literal["pending", "done", "failed"]
    code: str = Field(description="Why it failed, else empty")
    field: str = Field(
        description="What of the search the airlines refuse, as slices.0.origin; empty when they name nothing"
    )
    slices: list[GivenSlice]
    passengers: list[GivenPassenger]
    cabin: Cabin | None
    max_connections: int | None
    total: int = Field(description="How many offers the airlines had; the cheapest 50 are kept")
    offers: list[Offer]
    next_cursor: str | None = None

    @classmethod
    def of(cls, s: SearchStanding, offers: list[Offer], next_cursor: str | None) -> Search:
        """Show a search with a page of its offers."""
        query = s.query
        return cls(
            id=s.id, status="failed" if s.code else "done" if s.ended else "pending", code=s.code, field=s.field,
            slices=[GivenSlice(origin=x.origin, destination=x.destination, departure_date=x.day) for x in query.slices],
            passengers=[GivenPassenger.model_validate({"type": x.kind, "age": x.age}) for x in query.seats],
            cabin=query.cabin, max_connections=query.connections_max, total=s.total, offers=offers, next_cursor=next_cursor,
        )  # fmt: skip
