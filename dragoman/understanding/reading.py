"""Reads one message: the only entrance of this room."""

from __future__ import annotations

import re
from datetime import date, timedelta

from dragoman.understanding.choosing import find_choice
from dragoman.understanding.date_readers import DateFrame
from dragoman.understanding.dates import DateMention, find_dates
from dragoman.understanding.deciding import decide
from dragoman.understanding.intents import signs
from dragoman.understanding.languages import detect_language
from dragoman.understanding.lexicon import LANGUAGES, lexicon
from dragoman.understanding.models import Alternative, Context, DateRange, PersonDetails, Problem, Understanding, Values
from dragoman.understanding.names import Fault, Intent, PlaceKind, Slot, Topic
from dragoman.understanding.party import faults, find_party
from dragoman.understanding.people import find_people
from dragoman.understanding.person import PERSONAL, PersonFrame
from dragoman.understanding.placing import PlaceFinder
from dragoman.understanding.record import Reading
from dragoman.understanding.text import Message
from dragoman.understanding.topics import find_topic
from dragoman.understanding.trips import DATE_SLOTS, PLACE_SLOTS, Roles, date_roles, later_than, place_roles
from dragoman.understanding.wishes import find_stay, find_wishes

_DATE_FIELDS = {
    Slot.DEPARTURE_DATE: "departure", Slot.RETURN_DATE: "return_", Slot.CHECK_IN_DATE: "check_in", Slot.CHECK_OUT_DATE: "check_out",
    Slot.PICK_UP_DATE: "pick_up", Slot.DROP_OFF_DATE: "drop_off", Slot.DATE: "day",
}  # fmt: skip
_PLACE_FIELDS = {Slot.ORIGIN: "origin", Slot.DESTINATION: "destination", Slot.PICK_UP_PLACE: "pick_up_place"}


def understand(text: str, *, today: date, language: str = "en", context: Context | None = None) -> Understanding:
    """Return what `text` means in `context`; never raises, takes bounded time, and leaves out what is not sure.

    `language` is the conversation's (ISO 639); words of English and of the language the text shows are read as well.
    """
    context = context or Context()
    message = Message(text)
    shown = detect_language(message.raw, context.country)
    languages = tuple(dict.fromkeys(c for c in (shown, language.split("-")[0], "en") if c in LANGUAGES))
    words = lexicon(languages)
    reading = Reading(
        message, today, context, words, languages, shown, find_topic(message.plain, words) or context.topic
    )
    reading.signs = signs(message.folded, languages)
    if not message.words and not message.folded.strip():
        reading.problems.append(Problem(Fault.EMPTY, "", ""))
    if message.too_long:
        reading.problems.append(Problem(Fault.TOO_LONG, "", ""))
    _read_choice(reading)
    alone = _read_people(reading)
    if not alone and ("choice" not in reading.values or len(message.words) > 3):
        _read_wishes(reading)
        _read_stay(reading)
        dates = _read_dates(reading)
        _read_party(reading)
        _read_places(reading)
        _read_date_roles(reading, dates)
    _forget_questions(reading)
    _check(reading)
    decision = decide(reading)
    values = Values(**reading.values)
    return Understanding(
        decision.intent, values, decision.confidence, tuple(sorted(reading.spans, key=lambda s: s.start)),
        (*decision.others, *reading.alternatives), tuple(reading.problems), decision.correction, reading.topic, shown,
    )  # fmt: skip


def _read_choice(reading: Reading) -> None:
    choice = find_choice(reading.message, reading.context.options, reading.words)
    if choice is None:
        return
    if choice.option is not None:
        reading.values["choice"] = choice.option.id
        reading.mark(Slot.CHOICE, choice.lo, choice.hi)
    elif choice.fault is not None:
        reading.trouble(choice.fault, Slot.CHOICE, choice.lo, choice.hi, tuple(o.id for o in choice.candidates))


_TELLING = re.compile(
    r"@|<<|(?<!\w)(?:passport|passeport|pasaporte|passaporte|paspor|surname|first name|last name|full name|dob|date of birth|born)(?!\w)"
    r"|[a-z]{2,}/[a-z]{2,}(?: ?(?:mr|mrs|ms|miss|mstr|dr))(?!\w)|(?<!\w)my name is"
)


def _read_people(reading: Reading) -> bool:
    """Read passenger details; return whether the message is about nothing else."""
    asked = reading.expect & PERSONAL
    if not asked and not _TELLING.search(reading.message.folded):
        return False
    frame = PersonFrame(reading.today, reading.context.country, frozenset(asked), reading.words)
    found = find_people(reading.message, frame)
    people = found.people
    if (
        all(_only_names(p) for p in people)
        and any(s.weight >= 50 for s in reading.signs)
        and not _TELLING.search(reading.message.folded)
    ):
        people = []
    if people:
        reading.values["people"] = tuple(people)
        for slot, lo, hi in found.spans:
            reading.mark(slot, lo, hi, take=True)
    for code, slot, lo, hi, candidates in found.problems:
        reading.trouble(code, slot, lo, hi, candidates)
        reading.taken.append((lo, hi))
    return bool(people or found.problems) and (bool(asked) or not reading.expect)


def _only_names(person: PersonDetails) -> bool:
    """Say whether nothing but bare names was read: any two words look like a name."""
    return person.title is None and all(
        getattr(person, f) is None for f in PersonDetails.__dataclass_fields__ if f not in ("given_name", "family_name")
    )


def _read_wishes(reading: Reading) -> None:
    wishes = find_wishes(reading.message.folded, reading.words, reading.context.country)
    reading.values.update(wishes.values)
    for slot, lo, hi in wishes.spans:
        reading.mark(slot, lo, hi, take=slot in ("airline", "cabin", "trip_type", "budget", "time"))


def _hidden(reading: Reading) -> str:
    """Return the folded text with the stretches that are already read blanked out."""
    text = reading.message.folded
    for lo, hi in reading.taken:
        text = text[:lo] + "~" * (hi - lo) + text[hi:]
    return text


def _read_dates(reading: Reading) -> list[DateMention]:
    asked = bool(reading.expect & set(DATE_SLOTS))
    frame = DateFrame(reading.today, reading.context.country)
    text = reading.words.pattern("date.not_date").sub(lambda m: "~" * len(m.group()), _hidden(reading))
    found = find_dates(text, reading.words, frame)
    kept = [m for m in found if not _no_date(reading, m, asked)]
    reading.taken.extend((m.lo, m.hi) for m in kept)
    return kept


def _no_date(reading: Reading, mention: DateMention, asked: bool) -> bool:
    """Say whether what looks like a date is none here: "that is all for today", "the second one", "24/7"."""
    text = reading.message.folded
    behind = text[mention.hi : mention.hi + 24]
    if mention.kind in ("ordinal", "ordinal_plain") and not re.search(r"\d", text[mention.lo : mention.hi]):
        return not asked or bool(re.match(r"\s+(?:one|option|flight|class|choice|time|person|name)\b", behind))
    if mention.kind == "relative":
        before = text[max(0, mention.lo - 34) : mention.lo]
        if (
            before.split()
            and before.split()[-1] in reading.words.weekdays
            and mention.first == reading.today + timedelta(days=1)
        ):
            return True  # German: "am Mittwoch morgen" is a morning
        return bool(reading.words.pattern("date.farewell").search(before))
    if mention.kind == "numeric":
        return text[mention.lo : mention.hi] == "24/7"
    return bool(mention.kind in ("distance_ago",))


def _read_stay(reading: Reading) -> None:
    staying = reading.topic is Topic.HOTEL or bool(reading.expect & {Slot.NIGHTS, Slot.CHECK_IN_DATE})
    for name, (number, lo, hi) in find_stay(_hidden(reading), reading.words, staying).items():
        if reading.topic is None:
            reading.topic = Topic.HOTEL
        reading.values[name] = number
        reading.mark(name, lo, hi, take=True)


def _read_party(reading: Reading) -> None:
    asked = bool(reading.expect & {Slot.PASSENGERS, Slot.GUESTS, "adults", "kids"})
    if asked and reading.expect & {Slot.CHOICE, Slot.ROOMS, Slot.NIGHTS}:
        asked = False
    found = find_party(_hidden(reading), reading.words, asked)
    if found is None:
        return
    name = "guests" if reading.topic in (Topic.HOTEL, Topic.RESTAURANT) else "passengers"
    reading.values[name] = found.party
    reading.mark(name, found.lo, found.hi, take=False)
    if (fault := faults(found.party)) is not None and not (
        fault is Fault.CHILDREN_WITHOUT_ADULT or (fault is Fault.INFANT_WITHOUT_ADULT and not found.party.adults)
    ):
        reading.trouble(fault, name, found.lo, found.hi)


def _read_places(reading: Reading) -> None:
    message, expect = reading.message, reading.expect
    ground = reading.topic not in (None, Topic.FLIGHT)
    finder = PlaceFinder(
        message,
        reading.words,
        reading.taken,
        expected=bool(expect & set(PLACE_SLOTS)),
        country=reading.context.country,
        ground=ground,
    )
    mentions = finder.find()
    roles = place_roles(message.folded, mentions, expect, reading.words, reading.topic)
    _take_places(reading, roles)


def _take_places(reading: Reading, roles: Roles) -> None:
    for slot, mention in roles.places.items():
        reading.mark(slot, mention.lo, mention.hi, take=True)
        if mention.place is None:
            reading.trouble(Fault.UNKNOWN_PLACE, slot, mention.lo, mention.hi, mention.candidates)
            continue
        reading.values[_PLACE_FIELDS[slot]] = mention.place
        for other in mention.candidates[1:3]:
            if other.kind is PlaceKind.CITY and other.airports and other.iata != mention.place.iata:
                reading.alternatives.append(Alternative(slot, other, 0.2))


def _read_date_roles(reading: Reading, mentions: list[DateMention]) -> None:
    found = date_roles(reading.message.folded, mentions, reading.expect, reading.words, reading.topic)
    start = found[Slot.DEPARTURE_DATE][0] if Slot.DEPARTURE_DATE in found else reading.context.known.get("departure")
    for slot, (value, mention) in found.items():
        if slot is Slot.RETURN_DATE and isinstance(start, date):
            value = later_than(value, start, mention)
        reading.mark(slot, mention.lo, mention.hi)
        if mention.fault is not None:
            reading.trouble(mention.fault, slot, mention.lo, mention.hi, mention.others)
            if mention.fault is Fault.AMBIGUOUS_DATE:
                reading.alternatives.extend(Alternative(slot, other, 0.5) for other in mention.others)
            continue
        reading.alternatives.extend(Alternative(slot, other, 0.3) for other in mention.others if other != value)
        name = _DATE_FIELDS[slot]
        reading.values[name] = (
            value if name in ("departure", "return_") or not isinstance(value, DateRange) else value.first
        )
    for mention in mentions:
        if mention.first is None:
            first = next((s for s in reading.context.expect if s in DATE_SLOTS), Slot.DEPARTURE_DATE)
            reading.mark(first, mention.lo, mention.hi)
            reading.trouble(mention.fault or Fault.IMPOSSIBLE_DATE, first, mention.lo, mention.hi)


_ASKED_ABOUT = (
    "origin",
    "destination",
    "departure",
    "return_",
    "check_in",
    "check_out",
    "pick_up",
    "drop_off",
    "pick_up_place",
)


def _forget_questions(reading: Reading) -> None:
    """Drop route and dates from a mere question about what is shown or booked ("When does it land in Lagos?")."""
    strongest = max(reading.signs, key=lambda s: s.weight, default=None)
    settled = reading.context.state in ("options", "confirm", "offer", "done")
    if settled and not reading.expect and strongest is not None and strongest.intent is Intent.ASK:
        for name in _ASKED_ABOUT:
            reading.values.pop(name, None)


def _check(reading: Reading) -> None:
    """Compare the values with each other and with what is known: same place twice, back before going."""
    known, values = reading.context.known, reading.values
    origin, destination = values.get("origin", known.get("origin")), values.get("destination", known.get("destination"))
    if origin is not None and origin == destination and ("origin" in values or "destination" in values):
        reading.problems.append(Problem(Fault.SAME_PLACE, Slot.DESTINATION, "", (origin,)))
    departure = values.get("departure", known.get("departure"))
    back = values.get("return_", known.get("return_"))
    if (
        isinstance(departure, date)
        and isinstance(back, date)
        and back < departure
        and ("departure" in values or "return_" in values)
    ):
        reading.problems.append(Problem(Fault.RETURN_BEFORE_DEPARTURE, Slot.RETURN_DATE, "", (back,)))
