"""The closed lists of this room: intents, slots, topics, kinds of place and the faults that a message can have."""

from __future__ import annotations

from enum import StrEnum


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
    LATER = "later"


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
