"""What was said and cannot be used: its sentence, with the question and the choices that belong to it."""

from __future__ import annotations

from datetime import date

from dragoman.dialogues.book_flight.draft import DATE, PARTY, RETURN, Draft
from dragoman.dialogues.book_flight.memory import TRAVELLERS_MAX, count_people, person_at
from dragoman.dialogues.book_flight.search import day_rows
from dragoman.understanding import Fault, Place, Problem, Slot

_OF_PERSON = {
    Slot.BORN_ON: "born_on", Slot.PASSPORT_NUMBER: "passport", Slot.PASSPORT_EXPIRY: "expiry", Slot.NATIONALITY: "nationality",
}  # fmt: skip
_NO_DAY = (Fault.IMPOSSIBLE_DATE, Fault.AMBIGUOUS_DATE, Fault.PAST_DATE, Fault.TOO_FAR_AHEAD)
_OWN_DAYS: dict[str, str] = {Slot.BORN_ON: "impossible_birth", Slot.PASSPORT_EXPIRY: "impossible_expiry"}
"""What a day that cannot be is called where it is no day of travel."""


def name_problems(draft: Draft, problems: tuple[Problem, ...]) -> None:
    """Complain of the first thing that was said and cannot be used."""
    for problem in problems:
        if draft.complaint:
            return
        _name(draft, problem)


def _name(draft: Draft, problem: Problem) -> None:
    v, raw, code = draft.v, problem.raw[:40], problem.code
    places = tuple(p for p in problem.candidates if isinstance(p, Place) and p.iata)
    days = tuple(d for d in problem.candidates if isinstance(d, date) and d >= v.today)
    step = _step_of(draft, problem)
    if places and code in (Fault.AMBIGUOUS_PLACE, Fault.UNKNOWN_PLACE, Fault.NO_AIRPORT):
        draft.which_place("destination" if problem.slot == Slot.DESTINATION else "origin", raw, places)
    elif code is Fault.AMBIGUOUS_DATE and days and problem.slot in (Slot.DEPARTURE_DATE, Slot.RETURN_DATE, Slot.DATE):
        kind = "return" if problem.slot == Slot.RETURN_DATE else "departure"
        draft.refuse(v.text("bad.which_date", raw=raw), day_rows(kind, days[:3], v), step=step)
    elif code in (Fault.NO_SUCH_OPTION, Fault.AMBIGUOUS_OPTION):
        draft.refuse(v.text(f"bad.{code}"))
    elif code is not Fault.EMPTY:
        key = f"bad.{_OWN_DAYS.get(problem.slot, code) if code in _NO_DAY else code}"
        key = key if v.words.has(key) else "bad.other"
        draft.refuse(v.text(key, raw=raw, n=TRAVELLERS_MAX, day=raw, place=raw), step=step)


def _step_of(draft: Draft, problem: Problem) -> str:
    """The question that a problem belongs to; "" when it is the open one or cannot be told."""
    m, index = draft.m, draft.asked.index
    if problem.slot == Slot.PASSENGERS:
        return PARTY
    if problem.slot == Slot.RETURN_DATE and m.round_trip:
        return RETURN
    if problem.slot in (Slot.DEPARTURE_DATE, Slot.DATE) and not m.hops:
        return DATE
    field = next((f for slot, f in _OF_PERSON.items() if slot == problem.slot), "")
    known = field and 0 <= index < count_people(m) and not person_at(m, index).blank
    return f"collect_passengers.{index}.{field}" if known else ""
