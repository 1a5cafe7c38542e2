"""What the dialogue `book_flight` remembers, and what follows from it: the search query, the travellers, the draft."""

from __future__ import annotations

from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

from dragoman.bookings.travellers import TravellerDetails
from dragoman.bookings.views import BookingView
from dragoman.flights.supplier import FlightQuery, Seat, SliceQuery
from dragoman.flights.views import OfferView
from dragoman.kit.money import Money
from dragoman.understanding import Cabin, DateRange, PartOfDay, Party, Place

TRAVELLERS_MAX = 9
AGE_UNKNOWN = -1


class Hop(Struct, frozen=True, omit_defaults=True):
    """One leg of a trip with more than two."""

    origin: Place | None = None
    destination: Place | None = None
    day: date | None = None


class Person(Struct, frozen=True, omit_defaults=True):
    """One traveller as far as known. `picked`: the remembered travellers were offered for this seat. Personal: never printed.

    `number`, `of`, `documents`, `with_email` and `remembered` belong to the view that a question is asked with.
    """

    kind: str = "adult"
    age: int | None = None
    title: str = ""
    given_name: str = ""
    family_name: str = ""
    born_on: date | None = None
    gender: str = ""
    nationality: str = ""
    document_number: str = ""
    document_country: str = ""
    document_expires_on: date | None = None
    picked: bool = False
    number: int = 1
    of: int = 1
    documents: bool = False
    with_email: bool = False
    remembered: tuple[TravellerDetails, ...] = ()

    def __repr__(self) -> str:
        return f"Person({self.kind}, ***)"

    @property
    def name(self) -> str:
        """Given and family name."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def blank(self) -> bool:
        """Nothing is known yet."""
        return not (self.given_name or self.family_name or self.born_on or self.title or self.document_number)


class Suggested(Struct, frozen=True):
    """A spelling that was proposed for a name the airline refuses."""

    index: int
    field: str
    value: str


class Flight(Struct, frozen=True, omit_defaults=True):
    """One trip from the first word to the quote.

    `search` is the answered search's id, `found` the offers on show, `listed` those of all pages of this list in order (they
    keep their numbers), `seen` all that were ever shown of the search, `gone` those no longer sold. `loose` names the slot of
    a place that was named without a word that tells its role; `email_new` is an address that may replace the ticket's.
    `sort` best, cheapest or fastest. `trouble` is "", none or down. `wanted` is the flight chosen last, to find it again after
    a change. `told` is the price the traveller heard last. `draft` is the latest booking made; `finished` ends the dialogue.
    """

    origin: Place | None = None
    destination: Place | None = None
    departure: date | None = None
    departure_range: DateRange | None = None
    round_trip: bool = False
    return_on: date | None = None
    return_range: DateRange | None = None
    hops: tuple[Hop, ...] = ()
    party: Party | None = None
    cabin: Cabin | None = None
    stops_max: int | None = None
    sort: str = "best"
    part_of_day: PartOfDay | None = None
    airline: str = ""
    budget: Money | None = None
    candidates: tuple[Place, ...] = ()
    loose: str = ""
    attempt: int = 0
    search: str = ""
    found: tuple[OfferView, ...] = ()
    seen: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    total: int = 0
    trouble: str = ""
    wanted: str = ""
    told: Money | None = None
    offer: str = ""
    priced: OfferView | None = None
    risen_from: Money | None = None
    accepted: bool = True
    remembered: tuple[TravellerDetails, ...] = ()
    same_asked: bool = False
    assumed: bool = False  # the travellers were seated as last time, unasked
    people: tuple[Person, ...] = ()
    suggested: Suggested | None = None
    email: str = ""
    email_new: str = ""
    phone: str = ""
    quote: BookingView | None = None
    quote_trouble: str = ""
    confirmed: bool = False
    draft: str = ""
    finished: bool = False

    def __repr__(self) -> str:
        return "Flight(***)"


_QUOTE = ("quote", "confirmed", "quote_trouble")
_CHOICE = ("offer", "priced", "risen_from", "accepted", *_QUOTE)
_SEARCH = ("search", "found", "seen", "listed", "gone", "total", "trouble", *_CHOICE)
DEPENDS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("origin", "destination", "departure", "round_trip", "return_on", "hops", "party", "cabin", "stops_max"),
        _SEARCH,
    ),
    **dict.fromkeys(("sort", "part_of_day", "airline", "budget"), ("found", "listed", "trouble", *_CHOICE)),
    "offer": ("priced", "risen_from", "accepted", *_QUOTE),
    "priced": _QUOTE,
    "people": _QUOTE,
    "email": _QUOTE,
    "phone": _QUOTE,
    "quote": ("confirmed",),
}


def hops_of(m: Flight) -> tuple[Hop, ...]:
    """The legs of the trip in order, however it was told."""
    if m.hops:
        return m.hops
    there = Hop(m.origin, m.destination, m.departure)
    return (there, Hop(m.destination, m.origin, m.return_on)) if m.round_trip else (there,)


def complete(m: Flight) -> bool:
    """Whether a search can be made."""
    legs = all(h.origin and h.destination and h.day for h in hops_of(m))
    return legs and m.party is not None and AGE_UNKNOWN not in m.party.children


def query_of(m: Flight) -> FlightQuery:
    """The search that these slots ask for."""
    assert m.party is not None
    slices = tuple(
        SliceQuery(h.origin.iata, h.destination.iata, h.day) for h in hops_of(m) if h.origin and h.destination and h.day
    )
    seats = [Seat() for _ in range(m.party.adults)]
    seats += [Seat("child", age) for age in m.party.children]
    seats += [Seat("infant") for _ in range(m.party.infants)]
    return FlightQuery(slices, tuple(seats), str(m.cabin) if m.cabin else None, m.stops_max)


def seats_of(m: Flight) -> tuple[tuple[str, int | None], ...]:
    """Kind and age of every seat, in the order in which travellers are asked for."""
    party = m.party or Party()
    return (
        *(("adult", None) for _ in range(party.adults)),
        *(("child", age) for age in party.children),
        *(("infant", None) for _ in range(party.infants)),
    )


def count_people(m: Flight) -> int:
    """How many travellers there are."""
    return len(seats_of(m))


def person_at(m: Flight, index: int) -> Person:
    """One traveller, with what its questions need to know."""
    kind, age = seats_of(m)[index]
    person = m.people[index] if index < len(m.people) else Person()
    used = {(p.given_name, p.family_name) for p in m.people}
    free = tuple(r for r in m.remembered if r.kind == kind and (r.given_name, r.family_name) not in used)
    return replace(
        person, kind=kind, age=age, number=index + 1, of=len(seats_of(m)),
        documents=bool(m.priced and m.priced.documents_required), with_email=not m.email and index == 0, remembered=free,
    )  # fmt: skip


def put_person(m: Flight, index: int, person: Person) -> Flight:
    """Write one traveller back."""
    plain = replace(person, number=1, of=1, documents=False, with_email=False, remembered=())
    people = [m.people[i] if i < len(m.people) else Person(kind=k, age=a) for i, (k, a) in enumerate(seats_of(m))]
    people[index] = plain
    return replace(m, people=tuple(people))


def fit_people(m: Flight) -> Flight:
    """After the party changed: give every kept traveller a seat of the same kind, in order."""
    if not m.people:
        return m
    left = {kind: [p for p in m.people if p.kind == kind and not p.blank] for kind in ("adult", "child", "infant")}
    people = []
    for kind, age in seats_of(m):
        person = left[kind].pop(0) if left[kind] else Person()
        people.append(replace(person, kind=kind, age=age))
    return replace(m, people=tuple(people))


def details_of(person: Person) -> TravellerDetails:
    """A traveller as the booking takes it; gaps stay empty."""
    return TravellerDetails(
        title=person.title, given_name=person.given_name, family_name=person.family_name, gender=person.gender,
        born_on=person.born_on or date(1900, 1, 1), nationality=person.nationality,
        document_number=person.document_number, document_country=person.document_country or person.nationality,
        document_expires_on=person.document_expires_on, kind=person.kind,
    )  # fmt: skip


def travellers_of(m: Flight) -> tuple[TravellerDetails, ...]:
    """All travellers as the booking takes them."""
    return tuple(details_of(person_at(m, i)) for i in range(count_people(m)))


def ready(m: Flight) -> bool:
    """Whether nothing but the quote is missing."""
    people = [person_at(m, i) for i in range(count_people(m))]
    named = all(p.name and p.title and p.gender and p.born_on for p in people)
    return named and all(p.document_number or not p.documents for p in people) and bool(m.email and m.phone)


def flight_key(offer: OfferView) -> str:
    """Names the flights of an offer, so that the same can be found in another search."""
    return "/".join(f"{s.carrier}{s.number}@{s.departs:%Y%m%d%H%M}" for leg in offer.legs for s in leg.segments)


def first_day(m: Flight) -> date | None:
    """Day of the first flight."""
    return hops_of(m)[0].day


def last_day(m: Flight) -> date | None:
    """Day of the last flight."""
    if m.priced:
        return m.priced.legs[-1].segments[-1].departs.date()
    days = [h.day for h in hops_of(m) if h.day]
    return max(days) if days else None


def days_between(span: DateRange, most: int) -> tuple[date, ...]:
    """The days of a range, at most so many."""
    length = (span.last - span.first).days + 1
    return tuple(span.first + timedelta(days=i) for i in range(max(0, min(length, most))))
