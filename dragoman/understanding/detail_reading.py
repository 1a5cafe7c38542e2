"""Reads what is not the trip: the option taken, people, a booking reference, wishes, the stay, the party."""

from __future__ import annotations

import re

from dragoman.understanding.agent_codes import read_codes
from dragoman.understanding.called import people_named
from dragoman.understanding.choosing import find_choice
from dragoman.understanding.date_readers import DateFrame
from dragoman.understanding.intents import Sign
from dragoman.understanding.models import PersonDetails, Span
from dragoman.understanding.names import Fault, Intent, Slot, Topic
from dragoman.understanding.naming import labels, title_of
from dragoman.understanding.party import faults, find_party
from dragoman.understanding.people import find_people
from dragoman.understanding.person import PERSONAL, PersonFrame, says_an_address
from dragoman.understanding.places import ranked
from dragoman.understanding.put_off import find_put_off
from dragoman.understanding.record import Reading
from dragoman.understanding.trips import DATE_SLOTS
from dragoman.understanding.wishes import find_stay, find_wishes


def read_agent_codes(reading: Reading) -> None:
    """Read what agents' codes say, and take them out of the message; while options are on show an airline's code may take one."""
    if reading.expect & PERSONAL:
        return
    codes = read_codes(reading.message)
    if codes is None:
        return
    if codes.values.get("airline", "-") in {o.airline for o in reading.context.options}:
        return
    reading.values.update(codes.values)
    for slot, start, end in codes.spans:
        reading.spans.append(Span(slot, start, end, reading.message.raw[start:end]))
    reading.message = codes.plain
    reading.signs = [s for s in reading.signs if s.intent not in (Intent.CONFIRM, Intent.REJECT)]


def read_greeting(reading: Reading) -> None:
    """Read "good morning" and the like where a message begins, and take it out: it wishes for no flight in the morning."""
    words, text = reading.words, reading.message.folded
    match = words.pattern("greeting.day|greeting.night").search(text)
    if match is None or len(text[: match.start()].split()) > _BEFORE_GREETING or _SPEAKS_ON.match(text[match.end() :]):
        return
    alone = f"{text[: match.start()]} {text[match.end() :]}"
    rest = words.pattern("greeting.how|greeting.day").sub(" ", alone)
    if words.pattern("greeting.day").search(text) and not any(c.isalnum() for c in rest):
        reading.signs = [Sign(Intent.GREETING, _SURE, 0, False)]
    if not reading.expect & PERSONAL:
        reading.message = reading.message.without(*match.span())


_BEFORE_GREETING = 3
"""Words that may stand before a greeting: "hello sir, good morning"."""
_SPEAKS_ON = re.compile(r"\s*(?:flights?|options?|ones?|departures?|planes?|tickets?)(?!\w)")
_SURE = 66

_IN_HAND = ("options", "confirm", "offer", "passengers", "payment", "status")
"""States in which a flight is on the table."""


def read_later(reading: Reading) -> None:
    """Read when something will be paid, confirmed or answered, and take these words out of the message."""
    if reading.topic not in (None, Topic.FLIGHT):
        return
    frame = DateFrame(reading.today, reading.context.country)
    found = find_put_off(reading.message, reading.words, frame, in_hand=reading.context.state in _IN_HAND)
    if found is None:
        return
    later, lo, hi = found
    reading.values["later"] = later
    reading.mark(Slot.LATER, lo, hi)
    reading.message = reading.message.without(lo, hi)


def read_choice(reading: Reading) -> None:
    """Read which of the shown options is taken."""
    asked = bool(reading.expect & set(DATE_SLOTS))
    choice = find_choice(reading.message, reading.context.options, reading.words, day_asked=asked)
    if choice is None:
        return
    if choice.option is not None:
        reading.values["choice"] = choice.option.id
        day = any(w in reading.words.weekdays for w in reading.message.folded[choice.lo : choice.hi].split())
        day = day or re.search(r"\d(?:st|nd|rd|th)(?!\w)", reading.message.folded[choice.lo : choice.hi]) is not None
        reading.mark(
            Slot.CHOICE, choice.lo, choice.hi, take=day
        )  # an ordinal that is a weekday too is no date any more
    elif choice.fault is not None:
        reading.trouble(choice.fault, Slot.CHOICE, choice.lo, choice.hi, tuple(o.id for o in choice.candidates))


_TELLING = re.compile(
    r"@|<<|(?<!\w)(?:passport|passeport|pasaporte|passaporte|paspor|surname|first name|last name|full name|dob|date of birth|born)(?!\w)"
    r"|[a-z]{2,}/[a-z]{2,}(?: ?(?:mr|mrs|ms|miss|mstr|dr))(?!\w)|(?<!\w)my name is"
)


_YEAR = re.compile(r"(?<!\d)(?:19[2-9]|20\d)\d(?!\d)")
_LONG_AGO_YEARS = 2
"""A year so far back is nobody's day of travel, and well within anybody's life."""


def _tells(reading: Reading) -> bool:
    """Say whether a message speaks of a person although nobody asked: by its labels, an address, a title with a year of birth."""
    text = reading.message.folded
    if _TELLING.search(text) or says_an_address(text):
        return True
    known = labels().labels
    dated = _YEAR.search(text) is not None
    return dated and any(known[slot].search(text) for slot in (Slot.PASSPORT_EXPIRY, Slot.BORN_ON))


def _tells_a_birth(reading: Reading) -> bool:
    """Say whether a date long ago stands where no day of travel was asked for, or beside a title."""
    years = [int(m.group()) for m in _YEAR.finditer(reading.message.folded)]
    if not years or max(years) > reading.today.year - _LONG_AGO_YEARS:
        return False
    words = reading.message.words
    if any(title_of(word.form) for word in words[:2]):
        return True
    if reading.expect & set(DATE_SLOTS) or any(s.intent in _TRAVELS for s in reading.signs):
        return False
    return len(words) <= _NAME_AND_DATE and not any(
        hits and hits[0][0] >= _KNOWN for w in words if (hits := ranked(w.form))
    )


_TRAVELS = (Intent.SEARCH, Intent.BOOK, Intent.CHANGE)
_NAME_AND_DATE = 6
"""Words of a message that is a name and a date and nothing else."""
_KNOWN = 45
"""How well known a place must be for its name to speak of travel."""


def read_people(reading: Reading) -> bool:
    """Read passenger details; return whether the message is about nothing else."""
    asked = reading.expect & PERSONAL
    told = _tells(reading)
    if "later" in reading.values and not told and not any(title_of(w.form) for w in reading.message.words):
        return False  # "nitalipa Ijumaa" names nobody
    if not asked and not told:
        if not _tells_a_birth(reading):
            return False
        asked = frozenset({Slot.BORN_ON})
    frame = PersonFrame(reading.today, reading.context.country, frozenset(asked), reading.words)
    found = find_people(reading.message, frame)
    people = found.people
    if all(_only_names(p) for p in people) and any(s.weight >= 50 for s in reading.signs) and not told:
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


_REFERENCE = re.compile(r"(?<!\w)(?=[A-Z0-9]{0,7}[A-Z])(?=[A-Z]{0,7}\d|[A-Z]{6}(?!\w))[A-Z0-9]{5,8}(?!\w)")
_REFERRING = re.compile(r"(?<!\w)(?:booking|reference|ref|pnr|confirmation|reservation|order|code|ticket)(?!\w)")


def read_reference(reading: Reading) -> None:
    """Read a booking reference: five to eight capitals and digits in a message that speaks of a booking or asks for one."""
    if Slot.REFERENCE not in reading.expect and not _REFERRING.search(reading.message.folded):
        return
    text = reading.message.raw.upper() if Slot.REFERENCE in reading.expect else reading.message.raw
    match = _REFERENCE.search(text)
    if match:
        reading.values["reference"] = match.group()
        lo = next((i for i, at in enumerate(reading.message.origin) if at >= match.start()), 0)
        reading.mark(Slot.REFERENCE, lo, lo + len(match.group()), take=True)


def read_wishes(reading: Reading) -> None:
    """Read cabin, airline, stops, price, time of day, budget and the kind of trip."""
    wishes = find_wishes(reading.message.folded, reading.words, reading.context.country)
    reading.values.update({n: v for n, v in wishes.values.items() if n not in reading.values})
    for slot, lo, hi in wishes.spans:
        reading.mark(slot, lo, hi, take=slot in ("airline", "cabin", "trip_type", "budget", "time"))


def read_called(reading: Reading) -> None:
    """Keep the readers of dates and places off the names of people; what is an airline stays one."""
    for lo, hi in people_named(reading.message):
        if not any(lo < end and start < hi for start, end in reading.taken):
            reading.taken.append((lo, hi))


def read_stay(reading: Reading) -> None:
    """Read nights and rooms; they make a stay the topic when nothing else is."""
    staying = reading.topic is Topic.HOTEL or bool(reading.expect & {Slot.NIGHTS, Slot.CHECK_IN_DATE})
    for name, (number, lo, hi) in find_stay(reading.hidden(), reading.words, staying).items():
        if reading.topic is None:
            reading.topic = Topic.HOTEL
        reading.values[name] = number
        reading.mark(name, lo, hi, take=True)


def read_party(reading: Reading) -> None:
    """Read who travels, and say when that many cannot fly in one booking."""
    asked = bool(reading.expect & {Slot.PASSENGERS, Slot.GUESTS, "adults", "kids"})
    if asked and reading.expect & {Slot.CHOICE, Slot.ROOMS, Slot.NIGHTS}:
        asked = False
    known = not asked and "passengers" in reading.context.known
    found = find_party(reading.hidden(), reading.words, asked, known=known)
    if found is None:
        return
    name = "guests" if reading.topic in (Topic.HOTEL, Topic.RESTAURANT) else "passengers"
    reading.values.setdefault(name, found.party)
    reading.mark(name, found.lo, found.hi, take=False)
    reading.taken.extend(found.parts)
    if (fault := faults(found.party)) is not None and not (
        fault is Fault.CHILDREN_WITHOUT_ADULT or (fault is Fault.INFANT_WITHOUT_ADULT and not found.party.adults)
    ):
        reading.trouble(fault, name, found.lo, found.hi)
