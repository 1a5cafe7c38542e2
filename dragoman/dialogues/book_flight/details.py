"""Reading the details of travellers, from one message or several, and checking them as the airline will."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace as replaced
from datetime import date, timedelta
from typing import Any

from msgspec.structs import replace

from dragoman.bookings import names
from dragoman.bookings.checks import AGE_MAX, contact_faults, faults
from dragoman.bookings.travellers import TITLES, age_on, kind_on, tidied
from dragoman.conversations.message import Choice
from dragoman.dialogues.book_flight.memory import (
    Flight,
    Person,
    Suggested,
    count_people,
    details_of,
    first_day,
    last_day,
    person_at,
    put_person,
)
from dragoman.dialogues.steps import Taken
from dragoman.dialogues.voice import Voice
from dragoman.flights.supplier import OfferSeat
from dragoman.understanding import Party, PersonDetails

_FIELDS = {
    "title": "title", "given_name": "given_name", "family_name": "family_name", "born_on": "born_on",
    "gender": "gender", "nationality": "nationality", "passport_number": "document_number",
    "passport_expiry": "document_expires_on", "issuing_country": "document_country",
}  # fmt: skip
_STEPS = {
    "given_name": "name", "family_name": "name", "title": "title", "born_on": "born_on", "gender": "gender", "kind": "born_on",
    "document_number": "passport", "document_expires_on": "expiry", "document_country": "nationality", "nationality": "nationality",
}  # fmt: skip
"""The question that asks for each field."""
_EMAIL = "collect_passengers.email"
_NEEDED = ("given_name", "family_name", "title", "born_on", "gender")


def missing(person: Person) -> tuple[str, ...]:
    """Fields that are still needed."""
    needed = (*_NEEDED, "document_number", "document_expires_on", "nationality") if person.documents else _NEEDED
    return tuple(f for f in needed if not getattr(person, f))


def merge(person: Person, said: PersonDetails) -> Person:
    """Add what was said about one traveller; the gender follows from the title where it can."""
    changes: dict[str, Any] = {}
    for theirs, ours in _FIELDS.items():
        value = getattr(said, theirs)
        if value is not None and value != "":
            changes[ours] = value
    if "title" in changes:
        changes["title"] = changes["title"].lower().rstrip(".")
        if changes["title"] not in TITLES:
            del changes["title"]
    if changes.get("gender") not in (None, "m", "f"):
        del changes["gender"]
    title = changes.get("title", person.title)
    if "gender" not in changes and "title" in changes and TITLES.get(title):
        changes["gender"] = TITLES[title]
    if (
        "title" not in changes
        and changes.get("gender")
        and TITLES.get(person.title) not in ("", None, changes["gender"])
    ):
        changes["title"] = ""
    for name in ("given_name", "family_name"):
        if name in changes:
            changes[name] = names.tidy(changes[name])
    return replace(person, **changes)


def read_people(m: Flight, said: tuple[PersonDetails, ...], index: int, v: Voice) -> Taken[Flight]:
    """Give each person spoken of a seat, keep what is right, and complain about the first thing that is not."""
    complaint = ""
    notes: list[str] = []
    choices: tuple[Choice, ...] = ()
    turn = index
    seated: set[int] = set()
    suggested: Suggested | None = None
    wrong = ""
    for details in said:
        at = _seat_for(m, details, turn, seated)
        if at < 0:
            break
        seated.add(at)
        person = merge(person_at(m, at), details)
        given = {ours for theirs, ours in _FIELDS.items() if getattr(details, theirs) not in (None, "")}
        m, at, person, note = reseat(m, at, person, v)
        notes.append(note)
        checked = check(m, person, at, given, v)
        m = put_person(m, at, checked.person)
        if checked.sentence and not complaint:
            complaint = checked.sentence
            wrong = f"collect_passengers.{at}.{_STEPS[checked.field]}" if not checked.person.blank else ""
            if checked.proposal:
                suggested = checked.proposal
                name = suggested.value
                choices = (v.choice(f"name:{at}:{suggested.field}:{name}", "use_name", name=name),)
        turn = -1
    email = next((d.email for d in said if d.email), None)
    if email and (unfit := contact_faults(email)):
        complaint, wrong = (complaint, wrong) if complaint else (v.refusal(unfit[0].code, unfit[0].guest), _EMAIL)
    elif email:
        m = replace(m, email=email)
    phone = next((d.phone for d in said if d.phone), None)
    if phone:
        m = replace(m, phone=phone)
    return Taken(replace(m, suggested=suggested), tuple(notes), complaint=complaint, choices=choices, edit=wrong)


def reseat(m: Flight, at: int, person: Person, v: Voice) -> tuple[Flight, int, Person, str]:
    """Move a traveller whose date of birth shows another kind or age than was priced; the party follows, and is told of it.

    Unchanged where no such party can fly (no adult left, more infants than adults): the checks then say what is wrong.
    """
    last = last_day(m)
    party = m.party
    if person.born_on is None or last is None or party is None or not 0 <= age_on(person.born_on, last) <= AGE_MAX:
        return m, at, person, ""
    age, kind = age_on(person.born_on, last), kind_on(person.born_on, last)
    if kind == person.kind and (kind != "child" or age == person.age):
        return m, at, person, ""
    people = [person_at(m, i) for i in range(count_people(m))]
    moved = replace(person, kind=kind, age=age if kind == "child" else None)
    people[at] = moved
    kinds = [p.kind for p in people]
    children = tuple(p.age for p in people if p.kind == "child" and p.age is not None)
    changed = Party(kinds.count("adult"), children, kinds.count("infant"))
    if changed.adults == 0 or changed.infants > changed.adults or changed.total != party.total:
        return m, at, person, ""
    ordered = sorted(people, key=lambda p: ("adult", "child", "infant").index(p.kind))
    m = replace(m, party=changed, people=())
    for index, one in enumerate(ordered):
        m = put_person(m, index, one)
    note = v.text(
        "people.reseated", who=person.name or v.text("people.you"), kind=v.text(f"people.kind_{kind}"), age=age
    )
    return m, ordered.index(moved), moved, note


def _seat_for(m: Flight, said: PersonDetails, asked: int, seated: set[int]) -> int:
    """Which traveller is meant: one of that name, else the one asked for, else the first that lacks a name, else the only one.

    Two people of one message (`seated` already) are never the same traveller for half a name: "Mr & Mrs Obi".
    """
    total = count_people(m)
    given, family = (said.given_name or "").casefold(), (said.family_name or "").casefold()
    if given and family:
        for i in range(total):
            if person_at(m, i).name.casefold() == f"{given} {family}":
                return i
    if 0 <= asked < total:
        return asked
    if total == 1:
        return 0
    if not given and not family:
        return next((i for i in range(total) if not person_at(m, i).blank and missing(person_at(m, i))), -1)
    for i in range(total):  # a half name corrects the one who bears the other half
        person = person_at(m, i)
        half = (not given or not family) and said.born_on in (None, person.born_on)
        same = (given and given == person.given_name.casefold()) or (family and family == person.family_name.casefold())
        if half and same and i not in seated:
            return i
    return next((i for i in range(total) if not person_at(m, i).name and i not in seated), -1)


@dataclass(frozen=True, slots=True)
class Checked:
    """A traveller without the fields that the airline would refuse; the first fault's sentence and field, a spelling to propose."""

    person: Person
    sentence: str = ""
    field: str = ""
    proposal: Suggested | None = None


def check(m: Flight, person: Person, at: int, given: set[str], v: Voice) -> Checked:
    """Empty the fields that the airline would refuse, and say what is wrong with the first."""
    first, last = first_day(m) or v.today, last_day(m) or v.today
    landing = m.priced.legs[-1].segments[-1].arrives.date() if m.priced else last
    filled = replace(
        person,
        title=person.title or "dr",
        gender=person.gender or "m",
        given_name=person.given_name or "Ada",
        family_name=person.family_name or "Obi",
        born_on=person.born_on or _plausible(person, last),
        document_number=person.document_number or "A01234567",
        document_expires_on=person.document_expires_on or last + timedelta(days=400),
        nationality=person.nationality or "NG",
    )
    seat = OfferSeat("s", person.kind, person.age)
    found = faults(
        (tidied(details_of(filled)),), (seat,), first_day=first, last_departure=last, last_day=landing, today=v.today,
        documents_required=person.documents or bool(person.document_number),
    )  # fmt: skip
    first_wrong = Checked(person)
    for fault in found:
        scope, _, rest = fault.field.partition(".")
        field = rest.partition(".")[2]
        if scope != "travellers" or not field or (field not in given and not getattr(person, field, "")):
            continue
        if not first_wrong.sentence:
            spelled = (
                names.suggestion(str(getattr(person, field))) if fault.code in ("name.letters", "name.long") else ""
            )
            sentence = v.refusal(fault.code, fault.guest, field=field, spelled=spelled)
            first_wrong = Checked(person, sentence, field, Suggested(at, field, spelled) if spelled else None)
        person = replace(person, **{field: None if field in ("born_on", "document_expires_on") else ""})
    return replaced(first_wrong, person=person)


def _plausible(person: Person, last: date) -> date:
    years = {"adult": 30, "child": person.age or 8, "infant": 1}[person.kind]
    return last - timedelta(days=365 * years + 40)


def take_suggestion(m: Flight, index: int, field: str, value: str, v: Voice) -> Taken[Flight] | None:
    """Use a proposed spelling; None when that seat or field is not there."""
    if field not in ("given_name", "family_name") or not 0 <= index < count_people(m) or names.refused_letters(value):
        return None
    person = replace(person_at(m, index), **{field: value[: names.NAME_MAX]})
    return Taken(replace(put_person(m, index, person), suggested=None))
