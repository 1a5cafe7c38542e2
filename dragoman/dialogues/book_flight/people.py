"""Who travels: reading details from one message or several, checking them as the airline will, and the questions for what is missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from dragoman.bookings.travellers import TITLES, TravellerDetails
from dragoman.conversations.message import Choice
from dragoman.conversations.message import Say as Message
from dragoman.dialogues.book_flight.details import check, merge, take_suggestion
from dragoman.dialogues.book_flight.memory import (
    Flight,
    Person,
    count_people,
    person_at,
    put_person,
    seats_of,
)
from dragoman.dialogues.steps import Ask, Choose, Confirm, Each, Form, Step, Taken
from dragoman.dialogues.voice import ROW_MAX, Voice, clip
from dragoman.understanding import PersonDetails

# -- remembered travellers --------------------------------------------------------------------------------------------


def same_party(m: Flight) -> tuple[TravellerDetails, ...]:
    """The remembered travellers who fill this party exactly, one of each seat's kind; () when they do not."""
    left = list(m.remembered)
    chosen = []
    for kind, _ in seats_of(m):
        found = next((r for r in left if r.kind == kind), None)
        if found is None:
            return ()
        left.remove(found)
        chosen.append(found)
    return tuple(chosen)


def remember(m: Flight, index: int, details: TravellerDetails, v: Voice) -> Taken[Flight]:
    """Seat a remembered traveller; what no longer holds (an expired passport) is asked again."""
    told = PersonDetails(
        details.title, details.given_name, details.family_name, details.born_on, details.gender,
        details.nationality or None, details.document_number or None, details.document_expires_on,
        details.document_country or None,
    )  # fmt: skip
    checked = check(m, replace(merge(person_at(m, index), told), picked=True), index, set(), v)
    return Taken(put_person(m, index, checked.person), (checked.sentence,) if checked.sentence else ())


def _same_open(m: Flight) -> bool:
    if m.same_asked or any(not p.blank for p in m.people):
        return False
    alone = count_people(m) == 1 and any(r.kind == seats_of(m)[0][0] for r in m.remembered)
    return alone or bool(same_party(m))


def _full_name(details: TravellerDetails) -> str:
    return f"{details.given_name} {details.family_name}"


def _same_words(m: Flight, v: Voice) -> Message:
    if count_people(m) == 1:
        fitting = [(i, r) for i, r in enumerate(m.remembered) if r.kind == seats_of(m)[0][0]]
        rows = [Choice(id=f"same:{i}", title=clip(_full_name(r), 20)) for i, r in fitting][:8]
        text = v.text("people.same", names=_full_name(fitting[0][1]), n=1)
        if len(rows) == 1:
            rows = [v.choice("same:all", "same_yes", name=_full_name(fitting[0][1]))]
    else:
        rows = [v.choice("same:all", "yes")]
        text = v.text("people.same", names=_and(tuple(_full_name(r) for r in same_party(m)), v), n=count_people(m))
    rows += [v.choice("same:none", "someone_else"), v.choice("list:back", "other_flight")]
    return Message(text=text, choices=tuple(rows), label=v.text("label.people"))


def _and(parts: tuple[str, ...], v: Voice) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {v.text('and')} {parts[-1]}"


def take_same(m: Flight, id: str, v: Voice) -> Taken[Flight] | None:
    """The answer to "same as last time?"."""
    what = id.removeprefix("same:")
    asked = replace(m, same_asked=True)
    if id == "list:back":
        return Taken(replace(m, offer="", wanted=""))
    if what == "none":
        return Taken(replace(asked, people=(), assumed=False) if m.assumed else asked)
    if what == "all":
        fitting = [r for r in m.remembered if r.kind == seats_of(m)[0][0]]
        chosen = same_party(m) if count_people(m) > 1 else tuple(fitting[:1])
    elif what.isdigit() and int(what) < len(m.remembered) and count_people(m) == 1:
        chosen = (m.remembered[int(what)],)
    else:
        return None
    notes: tuple[str, ...] = ()
    for index, details in enumerate(chosen):
        taken = remember(asked, index, details, v)
        asked, notes = taken.memory, notes + taken.notes
    return Taken(asked, notes)


def as_last_time(m: Flight, v: Voice) -> Taken[Flight]:
    """Seat the remembered travellers unasked when nobody else can be meant; the quote names them and can be changed."""
    kinds = [kind for kind, _ in seats_of(m)]
    plain = len(kinds) == len(m.remembered) and sorted(r.kind for r in m.remembered) == sorted(kinds)
    if not plain or not _same_open(m):
        return Taken(m)
    taken = take_same(m, "same:all", v)
    return Taken(m) if taken is None or taken.notes else Taken(replace(taken.memory, assumed=True))


# -- questions --------------------------------------------------------------------------------------------------------


def _who(p: Person, v: Voice) -> str:
    if p.title and p.family_name and not p.given_name:  # "Mr & Mrs Obi" are told apart
        return f"{v.text(f'choice.title_{p.title}')} {p.family_name}"
    if p.name:
        return p.name
    if p.of == 1:
        return v.text("people.you")
    kind = v.text(f"people.kind_{p.kind}") if p.age is None else v.text("people.kind_child_aged", age=p.age)
    return v.text("people.number", number=p.number, of=p.of, kind=kind)


def _form(p: Person, v: Voice) -> Message:
    key = f"ask.details_{p.kind}"
    text = v.text(key, who=_who(p, v)) if p.of > 1 else v.text("ask.details_one")
    if p.documents:
        text += " " + v.text("ask.details_documents")
    if p.with_email:
        text += " " + v.text("ask.details_email")
    example = v.text(f"example.{p.kind}")
    if p.documents:
        example += ", " + v.text("example.documents")
    if p.with_email:
        example += ", ada.obi@example.com"
    rows = tuple(
        Choice(id=f"person:{p.number - 1}:{i}", title=clip(_full_name(r), ROW_MAX))
        for i, r in enumerate(p.remembered[:6])
    )
    if rows and p.picked:
        rows = ()
    return Message(
        text=f"{text}\n{v.text('example.head', example=example)}", choices=rows, label=v.text("label.people")
    )


def _field(key: str) -> Callable[[Person, Voice], Message]:
    return lambda p, v: Message(text=v.text(f"ask.{key}", who=_who(p, v)))


def _title(p: Person, v: Voice) -> Message:
    titles = ("mr", "miss") if p.kind != "adult" else ("mr", "mrs", "ms", "miss", "dr")
    rows = tuple(v.choice(f"title:{p.number - 1}:{t}", f"title_{t}") for t in titles)
    return Message(text=v.text("ask.title", who=_who(p, v)), choices=rows, label=v.text("label.titles"))


def _gender(p: Person, v: Voice) -> Message:
    rows = tuple(v.choice(f"gender:{p.number - 1}:{g}", f"gender_{g}") for g in ("f", "m"))
    return Message(text=v.text("ask.gender", who=_who(p, v)), choices=rows)


def _ask(
    name: str, fields: tuple[str, ...], words: Any, expect: tuple[str, ...], documents: bool = False
) -> Ask[Person]:
    return Ask(
        name=name,
        phase="passengers",
        words=words,
        expect=expect,
        when=(lambda p: p.documents) if documents else (lambda p: True),
        open=lambda p: any(not getattr(p, f) for f in fields),
        undo=lambda p: replace(p, **{f: None if f in ("born_on", "document_expires_on") else "" for f in fields}),
    )


def tap_person(m: Flight, id: str, v: Voice) -> Taken[Flight] | None:
    """A tap on a remembered name, a title, a gender or a proposed spelling; buttons of any age."""
    verb, _, rest = id.partition(":")
    at, _, value = rest.partition(":")
    if verb not in ("person", "title", "gender", "name") or not at.isdigit() or int(at) >= count_people(m):
        return None
    index = int(at)
    person = person_at(m, index)
    if verb == "person":
        if not value.isdigit() or int(value) >= len(person.remembered):
            return None
        return remember(m, index, person.remembered[int(value)], v)
    if verb == "title" and value in TITLES:
        return Taken(put_person(m, index, merge(person, PersonDetails(title=value))))
    if verb == "gender" and value in ("m", "f"):
        return Taken(put_person(m, index, replace(person, gender=value)))
    if verb == "name":
        field, _, spelled = value.partition(":")
        return take_suggestion(m, index, field, spelled, v)
    return None


_DETAILS: Form[Person] = Form(
    name="details",
    phase="passengers",
    words=_form,
    open=lambda p: p.blank,
    expect=("title", "given_name", "family_name", "born_on", "email"),
    undo=lambda p: replace(Person(), kind=p.kind, age=p.age),
    fields=(
        _ask("name", ("given_name", "family_name"), _field("name"), ("given_name", "family_name", "title")),
        _ask("born_on", ("born_on",), _field("born_on"), ("born_on",)),
        _ask("title", ("title",), _title, ("title",)),
        _ask("gender", ("gender",), _gender, ("gender",)),
        _ask("passport", ("document_number",), _field("passport"), ("passport_number", "passport_expiry"), True),
        _ask("expiry", ("document_expires_on",), _field("expiry"), ("passport_expiry",), True),
        _ask("nationality", ("nationality",), _field("nationality"), ("nationality",), True),
    ),
)


def _new_email(m: Flight, v: Voice) -> Message:
    choices = (
        v.choice(f"yes:{_NEW_EMAIL}:{v.rev}", "email_new"),
        v.choice(f"no:{_NEW_EMAIL}:{v.rev}", "email_keep"),
    )
    return Message(text=v.text("people.new_email", email=m.email_new, before=m.email), choices=choices)


_NEW_EMAIL = "collect_passengers.new_email"

PEOPLE_STEPS: tuple[Step[Flight], ...] = (
    Confirm(
        name=_NEW_EMAIL, phase="confirm", words=_new_email, open=lambda m: bool(m.email_new), expect=("yes_no",),
        yes=lambda m, v: Taken(replace(m, email=m.email_new, email_new="")),
        no=lambda m, v: Taken(replace(m, email_new="")),
    ),
    Choose(
        name="collect_passengers.same", phase="passengers", words=_same_words, open=_same_open, take=take_same,
        expect=("yes_no", "choice", "given_name", "family_name", "title", "born_on"),
        undo=lambda m: replace(m, same_asked=False, people=()),
    ),
    Each(
        name="collect_passengers", phase="passengers", count=count_people, item=person_at, put=put_person,
        steps=(_DETAILS,),
    ),
    Ask(
        name="collect_passengers.email", phase="passengers", expect=("email",), open=lambda m: not m.email,
        words=lambda m, v: Message(text=v.text("ask.email")), undo=lambda m: replace(m, email=""),
    ),
    Ask(
        name="collect_passengers.phone", phase="passengers", expect=("phone",), open=lambda m: not m.phone,
        words=lambda m, v: Message(text=v.text("ask.phone")), undo=lambda m: replace(m, phone=""),
    ),
)  # fmt: skip
