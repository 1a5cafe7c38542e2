"""Passenger details: everything in one message in any order, one by one, in lines, or as agents type them (OBI/ADA MRS)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from dragoman.understanding.models import PersonDetails
from dragoman.understanding.mrz import Machine, read_machine
from dragoman.understanding.names import Fault, Slot
from dragoman.understanding.naming import title_of
from dragoman.understanding.person import PersonFrame, Portion
from dragoman.understanding.portions import portions
from dragoman.understanding.text import Message

MOST_PEOPLE = 20


@dataclass(slots=True)
class People:
    """What was read about people: one entry per person, where it stood (folded offsets), and what is wrong with it."""

    people: list[PersonDetails] = field(default_factory=list)
    spans: list[tuple[str, int, int]] = field(default_factory=list)
    problems: list[tuple[Fault, str, int, int, tuple[object, ...]]] = field(default_factory=list)


def find_people(message: Message, frame: PersonFrame) -> People:
    """Return the people that `message` describes; nothing unless details were asked for or show by themselves."""
    found = People()
    machine = read_machine(message.raw, frame.today)
    if machine is not None:
        _take_machine(found, machine, len(message.folded))
        return found
    if couple := _couple(message):
        found.people.extend(couple)
        found.spans.append((Slot.FAMILY_NAME, 0, len(message.folded)))
        return found
    for lo, hi in portions(message, frame):
        portion = Portion(_aligned(message, lo, hi), message.folded[lo:hi], lo, frame)
        person = portion.read()
        found.spans.extend(portion.spans)
        found.problems.extend(portion.problems)
        if person == PersonDetails():
            continue
        if found.people and _completes(found.people[-1], person):
            found.people[-1] = _joined(found.people[-1], person)
        elif len(found.people) < MOST_PEOPLE:
            found.people.append(person)
    return found


_COUPLE = re.compile(
    r"\W*(?P<one>[a-z]{2,6})\.?\s*(?:&|\+|/|and|et|y|e|und|dan|na)\s*(?P<two>[a-z]{2,6})\.?\s+(?P<names>[^\W\d_]+(?:[ '-][^\W\d_]+){0,2})\W*"
)


def _couple(message: Message) -> tuple[PersonDetails, ...]:
    """Read "Mr & Mrs Obi" and "Mr and Mrs John Obi": two of one family name, the first of whom may be named whole."""
    match = _COUPLE.fullmatch(message.folded)
    if match is None:
        return ()
    first, second = title_of(match["one"]), title_of(match["two"])
    if not first or not second or "-" in (first, second) or first == second:
        return ()
    lo, hi = match.span("names")
    *given, family = (w.capitalize() if w.islower() else w for w in message.said(lo, hi).split())
    return (
        PersonDetails(first, " ".join(given) or None, family),
        PersonDetails(second, None, family),
    )


def _aligned(message: Message, lo: int, hi: int) -> str:
    """Return the message's own characters for lo:hi when each stands for one folded character, else the folded ones."""
    origin = message.origin[lo:hi]
    if len(set(origin)) == len(origin):
        return "".join(message.raw[i] for i in origin)
    return message.folded[lo:hi]


def _take_machine(found: People, machine: Machine, length: int) -> None:
    found.people.append(
        PersonDetails(
            None,
            machine.given_name or None,
            machine.family_name or None,
            machine.born_on,
            machine.gender,
            machine.nationality,
            machine.number,
            machine.expires_on,
            machine.issuing_country,
        )
    )
    found.spans.append((Slot.PASSPORT_NUMBER, 0, length))
    found.problems.extend((Fault.CHECK_DIGIT, slot, 0, length, ()) for slot in machine.wrong)


def _completes(known: PersonDetails, more: PersonDetails) -> bool:
    """Say whether `more` goes on about the same person: it repeats nothing that is known, or has no name of its own."""
    fields = [f for f in PersonDetails.__dataclass_fields__ if f not in ("title", "gender")]
    repeats = any(getattr(known, f) is not None and getattr(more, f) is not None for f in fields)
    return not repeats


def _joined(known: PersonDetails, more: PersonDetails) -> PersonDetails:
    news = {f: getattr(more, f) for f in PersonDetails.__dataclass_fields__ if getattr(more, f) is not None}
    return replace(known, **news)
