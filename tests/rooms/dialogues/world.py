"""A small world for transcripts: partners that answer at once or when told, and a runner that plays the glue's part. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from msgspec.structs import replace

from dragoman.bookings.travellers import TravellerDetails
from dragoman.bookings.views import BookingView
from dragoman.conversations.message import Say
from dragoman.dialogues import (
    OFFERS_READ,
    Place,
    Setting,
    Turn,
    advance,
    aftermath,
    bind,
    context,
    dump,
    gathered,
    load,
    start,
)
from dragoman.dialogues import heard as h
from dragoman.dialogues import requests as r
from dragoman.dialogues.rates import RateHere
from dragoman.flights.supplier import Condition, FlightQuery, Leg, OfferSeat, Segment
from dragoman.flights.views import OfferView
from dragoman.kit.money import Money
from dragoman.understanding import Intent, PersonDetails, Understanding, Values, understand

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)  # a Friday, 10:00 in Lagos
TODAY = date(2026, 11, 20)
ZONES = {"ACC": "Africa/Accra", "LHR": "Europe/London", "LON": "Europe/London"}
ADA = TravellerDetails("ms", "Ada", "Obi", "f", date(1988, 3, 14))
KOFI = TravellerDetails("mr", "Kofi", "Mensah", "m", date(1985, 7, 1))
ADA_TEXT = "Ms Ada Obi, 14 March 1988, ada.obi@example.com"
# hour of departure, naira per traveller, flights on the way, airline, checked bags
TIMETABLE = (
    (7, 85_000, 1, "P4", "Air Peace", 1), (13, 92_000, 1, "W3", "Arik Air", 1), (18, 99_500, 1, "QI", "Ibom Air", None),
    (9, 70_000, 2, "VK", "ValueJet", 0), (21, 110_000, 1, "P4", "Air Peace", 2),
)  # fmt: skip


def leg(
    origin: str, destination: str, day: date, hour: int, flights: int, carrier: str, name: str, bags: int | None
) -> Leg:
    """One leg with `flights` segments of 75 minutes."""
    stations = [origin, *["KAN", "ENU"][: flights - 1], destination]
    at = datetime(day.year, day.month, day.day, hour, 10)
    segments = []
    for number, (a, b) in enumerate(pairwise(stations)):
        lands = at + timedelta(minutes=75)
        zone = ZONES.get(a, "Africa/Lagos"), ZONES.get(b, "Africa/Lagos")
        segments.append(
            Segment(a, b, at, lands, *zone, carrier, name, f"{hour}{number}0", 75, checked_bags=bags, cabin_bags=1)
        )
        at = lands + timedelta(minutes=60)
    return Leg(tuple(segments), 75 * flights + 60 * (flights - 1))


def offers_for(query: FlightQuery, search: str) -> tuple[OfferView, ...]:
    """A plain timetable: every route is flown alike; infants fly free, children pay as adults, business costs three times."""
    paying = sum(1 for s in query.seats if s.kind != "infant")
    offers = []
    for n, (hour, naira, flights, carrier, name, bags) in enumerate(TIMETABLE):
        if query.connections_max is not None and flights - 1 > query.connections_max:
            continue
        legs = tuple(leg(s.origin, s.destination, s.day, hour, flights, carrier, name, bags) for s in query.slices)
        price = Money(naira * 100 * paying * len(legs) * (3 if query.cabin == "business" else 1), "NGN")
        seats = tuple(OfferSeat(f"pas_{i}", s.kind, s.age) for i, s in enumerate(query.seats))
        offers.append(
            OfferView(
                f"{search}-{n}", search, carrier, name, price, price, legs, NOW + timedelta(minutes=30), seats, bags, 1,
                Condition(False), Condition(True, Money(1_500_000, "NGN")),
                documents_required=any(s.destination in ("LHR", "LON") for s in query.slices),
            )
        )  # fmt: skip
    return tuple(offers)


@dataclass
class Talker:
    """One traveller's conversation: says, taps, hears; answers requests as the domain would."""

    setting: Setting = field(default_factory=lambda: Setting("Lagos Tours", phone="+2348035550101"))
    instant: bool = True
    place: Place = field(default_factory=start)
    now: datetime = NOW
    said: list[Say] = field(default_factory=list)
    last: tuple[Say, ...] = ()
    done: list[r.Request] = field(default_factory=list)
    inputs: int = 0
    searches: dict[str, tuple[OfferView, ...]] = field(default_factory=dict)
    queries: dict[str, FlightQuery] = field(default_factory=dict)
    bookings: dict[str, BookingView] = field(default_factory=dict)
    quoted: list[r.QuoteBooking] = field(default_factory=list)
    price_after: dict[str, int] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    sold: bool = True
    answer_quote: h.QuoteRefused | None = None
    terms: Any = None  # what the airline says of cancelling; None = there is no ticket

    # -- the traveller ------------------------------------------------------------------------------------------------

    def says(self, text: str, understood: Understanding | None = None, *, card_seen: bool = False) -> str:
        """Write a message; returns what the bot said."""
        self.inputs += 1
        if understood is None:
            told = context(self.place, self.setting)
            understood = understand(text, today=TODAY, language=self.setting.language, context=told)
        return self.hear(h.Text(understood, text, card_seen))

    def taps(self, what: str) -> str:
        """Tap a choice of the last messages by id or title; an id that is not shown is an old button."""
        self.inputs += 1
        found = [c.id for m in reversed(self.said) for c in m.choices if what in (c.id, c.title)]
        return self.hear(h.Tapped(found[0] if found else what))

    # -- the glue -----------------------------------------------------------------------------------------------------

    def hear(self, heard: h.Heard) -> str:
        """Advance, run the requests, and go on with what is answered at once."""
        says: list[Say] = []
        queue: list[Any] = [heard]
        rounds = 0
        while queue:
            rounds += 1
            assert rounds < 12, "no end"
            turn = self.step(queue.pop(0))
            says += turn.say
            for request in turn.do:
                self.done.append(request)
                queue += self.answer(request)
        self.last = gathered(says)
        for message in self.last:
            check_limits(message)
        self.said += self.last
        return self.text

    def step(self, heard: h.Heard) -> Turn:
        """One advance, with the place written and read as JSON in between."""
        before = dump(self.place)
        turn = advance(self.place, heard, now=self.now, setting=self.setting)
        assert dump(self.place) == before, "a place was changed in place"
        assert len(turn.say) <= 2, [m.text for m in turn.say]
        again, renewed = load(dump(turn.place))
        assert dump(again) == dump(turn.place)
        assert not renewed
        self.place = again
        return turn

    @property
    def text(self) -> str:
        """The last answer with its choices."""
        parts = []
        for m in self.last:
            parts.append(m.text)
            if m.choices:
                parts.append("[" + "] [".join(c.title for c in m.choices) + "]")
            if m.link:
                parts.append(f"<{m.link.title}: {m.link.url}> {m.footer}")
        return "\n".join(parts)

    @property
    def step_name(self) -> str:
        """Where it stands."""
        return self.place.frames[-1].step if self.place.frames else ""

    def ids(self) -> list[str]:
        """Ids of the choices on show."""
        return [c.id for m in self.last for c in m.choices]

    # -- the domain ---------------------------------------------------------------------------------------------------

    def answer(self, request: r.Request) -> list[Any]:
        """What the domain answers at once."""
        if isinstance(request, r.SearchFlights):
            search = f"fs{len(self.searches) + 1}"
            self.searches[search] = offers_for(request.query, search) if self.sold else ()
            self.queries[search] = request.query
            self.place = bind(self.place, search)
            return [self.found(search)] if self.instant else []
        if isinstance(request, r.ListOffers):
            offers = self.searches[request.search]
            if request.sort == "cheapest":
                offers = tuple(sorted(offers, key=lambda o: o.price.minor))
            return [h.OffersHere(request.search, offers[:OFFERS_READ], len(offers))]
        if isinstance(request, r.RepriceOffer):
            return [self.priced(request.offer)] if self.instant else []
        if isinstance(request, r.FindRate):
            return [RateHere(request.currency, Decimal(1600) if request.currency == "USD" else None)]
        if isinstance(request, r.QuoteBooking):
            return [self.answer_quote or h.Quoted(self.draft(request))]
        if isinstance(request, (r.RequestPayment, r.RenewLink, r.PayDifference)):
            booking = self.bookings[request.booking]
            links = [d for d in self.done if isinstance(d, (r.RequestPayment, r.RenewLink, r.PayDifference))]
            url = f"https://pay.example/{booking.id}/{len(links)}"
            return [h.LinkHere(booking, url, booking.total, self.now + timedelta(minutes=30))] if self.instant else []
        if isinstance(request, r.ListBookings):
            return [h.Bookings(tuple(reversed(self.bookings.values())))]
        if isinstance(request, r.CancelTerms):
            return [self.terms or aftermath.CancelTerms(self.bookings[request.booking])]
        if isinstance(request, r.CancelBooking) and request.quoted:
            return [aftermath.CancelAsked(self.bookings[request.booking])]
        if isinstance(request, r.CancelBooking):
            booking = replace(self.bookings[request.booking], state="CANCELLED")
            self.bookings[booking.id] = booking
            return [h.Cancelled(booking)]
        if isinstance(request, r.ResendDocuments):
            return [h.DocumentsSent(any(b.pnr for b in self.bookings.values()))]
        return []

    def found(self, search: str) -> Any:
        """The fact that ends a search."""
        offers = self.searches[search]
        return h.OffersHere(search, offers, len(offers)) if offers else h.NoOffers(search)

    def offer(self, id: str) -> OfferView:
        """A stored offer."""
        return next(o for o in self.searches[id.split("-")[0]] if o.id == id)

    def priced(self, id: str) -> Any:
        """The fact that ends a re-pricing."""
        if id in self.gone:
            return h.Gone(id)
        before = self.offer(id)
        after = Money(self.price_after.get(id, before.price.minor), "NGN")
        return h.Priced(replace(before, price=after), before.price, after)

    def draft(self, request: r.QuoteBooking) -> BookingView:
        """A drafted booking with its quote."""
        self.quoted.append(request)
        offer = self.offer(request.offer)
        total = Money(self.price_after.get(offer.id, offer.price.minor), "NGN")
        n = len(self.bookings) + 1
        zero = Money(0, "NGN")
        first, final = offer.legs[0].segments[0], offer.legs[-1].segments[-1]
        booking = BookingView(
            id=f"bk{n}", reference=f"LT-{n}", state="DRAFT", standing="open", offer=offer.id, person="pe1",
            asked_by="conversation:1", airline=offer.airline_name, legs=offer.legs, departs=first.departs,
            route=tuple((x.segments[0].origin, x.segments[-1].destination) for x in offer.legs), arrives=final.arrives,
            travellers=len(request.travellers), total=total, paid=zero, deadline=self.now + timedelta(minutes=20),
        )  # fmt: skip
        self.bookings[booking.id] = booking
        return booking

    def booking(self, **changes: Any) -> BookingView:
        """The latest booking, changed."""
        last = list(self.bookings.values())[-1]
        booking = replace(last, **changes)
        self.bookings[booking.id] = booking
        return booking


def check_limits(message: Say) -> None:
    """WhatsApp's limits: 10 rows, titles of 20 (buttons) or 24 (rows), details of 72, body 1024."""
    assert len(message.text) <= (1024 if message.choices or message.link else 4096), len(message.text)
    assert len(message.choices) <= 10
    assert len({c.id for c in message.choices}) == len(message.choices)
    limit = 20 if len(message.choices) <= 3 else 24
    for choice in message.choices:
        assert 0 < len(choice.title) <= limit, choice
        assert len(choice.detail) <= 72
        assert len(choice.id) <= 200
    assert len(message.label) <= 20
    assert len(message.footer) <= 60
    if message.link:
        assert len(message.link.title) <= 20


def people(*details: PersonDetails, **values: Any) -> Understanding:
    """Passenger details as understanding gives them."""
    return Understanding(Intent.PASSENGER_DETAILS, Values(people=details, **values), 0.9)


ADA_SAID = people(PersonDetails("ms", "Ada", "Obi", date(1988, 3, 14), email="ada.obi@example.com"))
