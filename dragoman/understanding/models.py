"""The types of understanding: what the conversation waits for, and what was read in a message.

Everything is immutable and plain; a place, a date or a sum is a typed value and never the traveller's words.
Dates are calendar dates at the place of departure (no time zone); money is kit.money.Money.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time

from dragoman.kit.money import Money
from dragoman.understanding.names import (
    Cabin,
    Fault,
    Intent,
    PartOfDay,
    PlaceKind,
    Topic,
    TripType,
)


@dataclass(frozen=True, slots=True)
class Place:
    """A place on the map. `iata` is the code to search with (metro, city or airport; "" when the city has none).

    `airports` are the airports that serve it, most important first; `near` those close by when it has none of its own.
    """

    iata: str
    city: str
    country: str
    airports: tuple[str, ...] = ()
    kind: PlaceKind = PlaceKind.CITY
    name: str = ""
    region: str = ""
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DateRange:
    """Any day from `first` to `last`, both included ("the weekend", "mid December", "12 to 15 Dec")."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Party:
    """Who travels: adults (12 and over), ages of children (2-11; -1 = age not said) and infants under 2."""

    adults: int = 1
    children: tuple[int, ...] = ()
    infants: int = 0

    @property
    def total(self) -> int:
        """All travellers, infants included."""
        return self.adults + len(self.children) + self.infants


@dataclass(frozen=True, slots=True)
class PersonDetails:
    """What was read about one traveller. Countries are ISO 3166 alpha-2; the phone is E.164; gender "m", "f" or "x"."""

    title: str | None = None
    given_name: str | None = None
    family_name: str | None = None
    born_on: date | None = None
    gender: str | None = None
    nationality: str | None = None
    passport_number: str | None = None
    passport_expiry: date | None = None
    issuing_country: str | None = None
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Leg:
    """One leg of a multi-city trip."""

    origin: Place | None
    destination: Place | None
    departure: date | DateRange | None = None


@dataclass(frozen=True, slots=True)
class Later:
    """When the writer means to pay, confirm or answer: the day if one was named; `now` says that it is today, so nothing waits."""

    day: date | None = None
    now: bool = False


@dataclass(frozen=True, slots=True)
class Values:
    """Everything a message stated, typed; None or empty = not said."""

    origin: Place | None = None
    destination: Place | None = None
    departure: date | DateRange | None = None
    return_: date | DateRange | None = None
    legs: tuple[Leg, ...] = ()
    trip_type: TripType | None = None
    passengers: Party | None = None
    cabin: Cabin | None = None
    airline: str | None = None  # IATA code of the airline
    direct_only: bool | None = None
    max_stops: int | None = None
    cheapest: bool | None = None
    fastest: bool | None = None
    flexible: bool | None = None
    part_of_day: PartOfDay | None = None
    at: time | None = None
    budget: Money | None = None
    currency: str | None = None  # ISO 4217: prices are wanted in it ("in dollars")
    yes_no: bool | None = None
    choice: str | None = None  # id of the option taken
    people: tuple[PersonDetails, ...] = ()
    language: str | None = None
    reference: str | None = None  # a booking reference as written (PNR or own number)
    check_in: date | None = None
    check_out: date | None = None
    pick_up: date | None = None
    drop_off: date | None = None
    pick_up_place: Place | None = None
    day: date | None = None  # a date whose meaning the message does not tell
    later: Later | None = None  # when it will be paid or answered: never a day of travel
    nights: int | None = None
    rooms: int | None = None
    guests: Party | None = None

    def stated(self) -> frozenset[str]:
        """Names of the fields that hold something."""
        return frozenset(n for n in self.__dataclass_fields__ if getattr(self, n) not in (None, ()))


@dataclass(frozen=True, slots=True)
class Option:
    """One choice, with what a traveller may call it by; `departs` and `arrives` are local times.

    `number` is the one it was shown under (0: its place in the row); one without a title is on show no more but keeps its number.
    """

    id: str
    title: str = ""
    price_minor: int | None = None
    currency: str | None = None
    departs: time | None = None
    arrives: time | None = None
    stops: int | None = None
    minutes: int | None = None
    airline: str | None = None
    number: int = 0


@dataclass(frozen=True, slots=True)
class Context:
    """What the conversation waits for and knows; `country` is that of the writer's phone (ISO 3166 alpha-2).

    `state` is one of "", "search", "options", "confirm", "passengers", "payment", "done" or a dialogue's own name;
    `topic` the kind of travel in hand.
    """

    expect: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    known: Mapping[str, object] = field(default_factory=dict)
    country: str | None = None
    state: str = ""
    topic: Topic | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """The part of the message that a value was read from: text[start:end] == raw."""

    slot: str
    start: int
    end: int
    raw: str


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another reading: of the intent (slot "intent"), or of one slot."""

    slot: str
    value: object
    confidence: float


@dataclass(frozen=True, slots=True)
class Problem:
    """Something said that cannot be used: `candidates` holds the readings to ask about (dates, places, options)."""

    code: Fault
    slot: str
    raw: str
    candidates: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class Understanding:
    """One message understood. `confidence` 0..1 is about the intent; values are sure or they are left out."""

    intent: Intent
    values: Values = field(default_factory=Values)
    confidence: float = 0.0
    spans: tuple[Span, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    problems: tuple[Problem, ...] = ()
    correction: bool = False
    topic: Topic | None = None
    language: str | None = None  # the language the message seems to be in, None when it does not show
