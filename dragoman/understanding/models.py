"""The types of understanding: what the conversation waits for, and what was read in a message.

Everything is immutable and plain; a place, a date or a sum is a typed value and never the traveller's words.
Dates are calendar dates at the place of departure (no time zone); money is kit.money.Money.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum

from dragoman.kit.money import Money


class Intent(StrEnum):
    """What the writer wants to happen next; one per message, the others stand in `Understanding.alternatives`."""

    SEARCH = "search"  # find flights (or another topic)
    BOOK = "book"  # buy, reserve, hold
    INFORM = "inform"  # gives trip values: the answer to an open question
    SELECT = "select"  # takes one of the shown options (values.choice when it is clear which)
    PASSENGER_DETAILS = "passenger_details"
    CONFIRM = "confirm"
    REJECT = "reject"
    CHANGE = "change"  # change a booking or the search; with values = the new values
    CANCEL = "cancel"
    STATUS = "status"
    REFUND = "refund"
    PAY = "pay"
    PAID = "paid"  # says that the money was sent
    HELP = "help"
    PERSON = "person"
    BAGGAGE = "baggage"
    CHECK_IN = "check_in"
    ASK = "ask"  # a question about what is shown or booked
    FAQ = "faq"  # a general travel question: visa, currency, sights
    REPEAT = "repeat"
    RESEND = "resend"  # send the ticket or receipt again
    MORE = "more"  # other options
    CHEAPER = "cheaper"
    DIRECT_ONLY = "direct_only"
    EARLIER = "earlier"
    LATER = "later"
    MENU = "menu"
    BACK = "back"
    START_OVER = "start_over"
    GREETING = "greeting"
    THANKS = "thanks"
    GOODBYE = "goodbye"
    LANGUAGE = "language"
    STOP = "stop"  # no more messages: WhatsApp opt-out words
    START = "start"  # opt in again
    OUT_OF_SCOPE = "out_of_scope"
    UNKNOWN = "unknown"


class Slot(StrEnum):
    """Names of the values that a conversation can ask for (`Context.expect`) and that spans and problems speak of."""

    ORIGIN = "origin"
    DESTINATION = "destination"
    DEPARTURE_DATE = "departure_date"
    RETURN_DATE = "return_date"
    PASSENGERS = "passengers"
    CABIN = "cabin"
    TRIP_TYPE = "trip_type"
    AIRLINE = "airline"
    BUDGET = "budget"
    PART_OF_DAY = "part_of_day"
    CHOICE = "choice"
    YES_NO = "yes_no"
    TITLE = "title"
    GIVEN_NAME = "given_name"
    FAMILY_NAME = "family_name"
    BORN_ON = "born_on"
    GENDER = "gender"
    NATIONALITY = "nationality"
    PASSPORT_NUMBER = "passport_number"
    PASSPORT_EXPIRY = "passport_expiry"
    ISSUING_COUNTRY = "issuing_country"
    EMAIL = "email"
    PHONE = "phone"
    LANGUAGE = "language"
    REFERENCE = "reference"
    CHECK_IN_DATE = "check_in_date"
    CHECK_OUT_DATE = "check_out_date"
    PICK_UP_DATE = "pick_up_date"
    DROP_OFF_DATE = "drop_off_date"
    PICK_UP_PLACE = "pick_up_place"
    DATE = "date"
    NIGHTS = "nights"
    ROOMS = "rooms"
    GUESTS = "guests"
    TIME = "time"


class Topic(StrEnum):
    """What kind of travel is spoken of, when the message says so."""

    FLIGHT = "flight"
    HOTEL = "hotel"
    BUS = "bus"
    TRAIN = "train"
    CAR = "car"
    TAXI = "taxi"
    TOUR = "tour"
    RESTAURANT = "restaurant"
    VISA = "visa"


class Cabin(StrEnum):
    """Cabin classes as airlines sell them."""

    ECONOMY = "economy"
    PREMIUM_ECONOMY = "premium_economy"
    BUSINESS = "business"
    FIRST = "first"


class TripType(StrEnum):
    """Whether the traveller comes back, or goes on."""

    ONE_WAY = "one_way"
    ROUND_TRIP = "round_trip"
    MULTI_CITY = "multi_city"


class PartOfDay(StrEnum):
    """A wish for a time of day: morning 05-12, afternoon 12-17, evening 17-21, night 21-05 local time."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    NIGHT = "night"


class PlaceKind(StrEnum):
    """What a place name means: one airport, a city with its airports, or a region or country without one answer."""

    AIRPORT = "airport"
    CITY = "city"
    REGION = "region"
    COUNTRY = "country"


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
    nights: int | None = None
    rooms: int | None = None
    guests: Party | None = None

    def stated(self) -> frozenset[str]:
        """Names of the fields that hold something."""
        return frozenset(n for n in self.__dataclass_fields__ if getattr(self, n) not in (None, ()))


@dataclass(frozen=True, slots=True)
class Option:
    """One shown choice, with what a traveller may call it by; `departs` and `arrives` are local times."""

    id: str
    title: str = ""
    price_minor: int | None = None
    currency: str | None = None
    departs: time | None = None
    arrives: time | None = None
    stops: int | None = None
    minutes: int | None = None
    airline: str | None = None


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


class Fault(StrEnum):
    """Why something that was said cannot be taken as it stands."""

    IMPOSSIBLE_DATE = "impossible_date"
    PAST_DATE = "past_date"
    FUTURE_BIRTH = "future_birth"
    AMBIGUOUS_DATE = "ambiguous_date"
    TOO_FAR_AHEAD = "too_far_ahead"
    RETURN_BEFORE_DEPARTURE = "return_before_departure"
    UNKNOWN_PLACE = "unknown_place"
    AMBIGUOUS_PLACE = "ambiguous_place"
    NO_AIRPORT = "no_airport"
    SAME_PLACE = "same_place"
    TOO_MANY_PASSENGERS = "too_many_passengers"
    INFANT_WITHOUT_ADULT = "infant_without_adult"
    CHILDREN_WITHOUT_ADULT = "children_without_adult"
    NO_SUCH_OPTION = "no_such_option"
    AMBIGUOUS_OPTION = "ambiguous_option"
    BAD_EMAIL = "bad_email"
    BAD_PHONE = "bad_phone"
    BAD_PASSPORT = "bad_passport"
    CHECK_DIGIT = "check_digit"
    PASSPORT_EXPIRED = "passport_expired"
    TOO_LONG = "too_long"
    EMPTY = "empty"


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
