"""Reading a message into the slots of a trip: several at once, corrections of known ones, and a sentence for what cannot be taken."""

from __future__ import annotations

import re

from msgspec.structs import replace

from dragoman.dialogues.book_flight.details import take_suggestion
from dragoman.dialogues.book_flight.draft import Draft
from dragoman.dialogues.book_flight.exchange import in_currency
from dragoman.dialogues.book_flight.faulty import name_problems
from dragoman.dialogues.book_flight.legs import with_legs
from dragoman.dialogues.book_flight.listing import SHOWN_MAX, nothing_cheaper
from dragoman.dialogues.book_flight.memory import (
    Flight,
    hops_of,
    person_at,
)
from dragoman.dialogues.book_flight.offers import take_offer
from dragoman.dialogues.book_flight.people import take_same
from dragoman.dialogues.cards import all_bags_text, rules_text
from dragoman.dialogues.heard import Text
from dragoman.dialogues.steps import Asked, Taken
from dragoman.dialogues.voice import Voice
from dragoman.understanding import (
    Intent,
    PartOfDay,
    Slot,
    Values,
)

# While names and dates of birth are asked for, a place or a date is only the trip's when the message says so.
_TRIP_TALK = (Intent.CHANGE, Intent.SEARCH, Intent.BOOK)
_ABOUT_PRICE = {"currency", "yes_no", "choice"}
_WISHES = {Intent.MORE: "more", Intent.CHEAPER: "cheaper", Intent.DIRECT_ONLY: "direct"}


def read(m: Flight, text: Text, asked: Asked, v: Voice) -> Taken[Flight] | None:
    """Take what a message says about the trip; None when nothing of it is about a trip in hand."""
    understood = text.understood
    values = with_legs(text, v)
    if _another_trip(m, understood.intent, values):
        return None
    if understood.intent is Intent.CHANGE and not (values.stated() - {"yes_no", "choice", "reference", "language"}):
        return None
    if values.currency and not values.stated() - _ABOUT_PRICE and (taken := in_currency(m, values.currency)):
        return taken
    draft = Draft(m, v, asked)
    if asked.step.endswith(".born_on") and _nothing_but_a_day(text):
        draft.refuse(v.text("bad.impossible_birth", raw=text.raw.strip()[:40]))
        return draft.taken()
    trip_talk = understood.correction or understood.intent in _TRIP_TALK
    if trip_talk or not asked.step.startswith("collect_passengers") or (values.origin and values.destination):
        draft.places(values)
        draft.bare_place(text)
        draft.days(values, understood.correction)
    elif values.day:
        draft.days(Values(day=values.day), understood.correction)
    draft.party(values, text.raw)
    draft.wishes(values)
    draft.people(values)
    draft.bare_title(text.raw)
    name_problems(draft, understood.problems)
    draft.notes.extend(_days_told_back(m, draft.m, text, v))
    if draft.touched and draft.m == m and not draft.complaint and m.found:
        return _unchanged(m, values, v) or draft.taken()
    if draft.touched:
        return draft.taken()
    return _intent_taken(m, understood.intent, v) or _answer(m, understood.intent, values, asked, v)


def _nothing_but_a_day(text: Text) -> bool:
    """Whether a message is a day of travel and not a word more ("next Friday"): no answer to the question for a birthday."""
    said = text.raw.strip(" .!?").casefold()
    return any(s.slot in _DAYS and s.raw.strip().casefold() == said for s in text.understood.spans)


def _another_trip(m: Flight, intent: Intent, values: Values) -> bool:
    """A whole new route after the payment link went out begins another booking; the first one stays open."""
    both = values.origin is not None and values.destination is not None
    same = values.origin == m.origin and values.destination == m.destination
    whole = intent is Intent.CHANGE and values.departure is not None  # other cities and another day: a trip of its own
    return m.confirmed and both and (intent in (Intent.SEARCH, Intent.BOOK) or whole) and not same


def _intent_taken(m: Flight, intent: Intent, v: Voice) -> Taken[Flight] | None:
    """More, cheaper, direct only, earlier, later: about the list in hand."""
    if not m.search:
        return None
    if intent in _WISHES:
        return take_offer(m, f"list:{_WISHES[intent]}", v)
    if intent in (Intent.EARLIER, Intent.LATER) and m.found:
        hours = [o.legs[0].segments[0].departs.hour for o in m.found]
        part = _part_before(min(hours)) if intent is Intent.EARLIER else _part_after(max(hours))
        return Taken(replace(m, part_of_day=part, wanted="", offer="", found=(), attempt=m.attempt + 1), again=True)
    return None


_NUMERIC = re.compile(r"\s*(\d{1,2})\s*[/.-]\s*(\d{1,2})(?:\s*[/.-]\s*\d+)?\s*")
_DAYS = (Slot.DEPARTURE_DATE, Slot.RETURN_DATE, Slot.DATE)


def _days_told_back(before: Flight, after: Flight, text: Text, v: Voice) -> tuple[str, ...]:
    """Say how a date in mere numbers was read, and a new day that no list will show at once."""
    days = [d for d in (after.departure, after.return_on) if d and d not in (before.departure, before.return_on)]
    spans = [m for s in text.understood.spans if s.slot in _DAYS and (m := _NUMERIC.fullmatch(s.raw))]
    doubtful = any(m[1] != m[2] and max(int(m[1]), int(m[2])) <= 12 for m in spans)
    unseen = before.departure is not None and before.party is None
    if not days or not (doubtful or unseen):
        return ()
    return (v.text("read_as", what=", ".join(v.words.long_day(day) for day in days)),)


def _unchanged(m: Flight, values: Values, v: Voice) -> Taken[Flight] | None:
    """A wish that the list meets already."""
    if values.cheapest and m.sort == "cheapest":
        return nothing_cheaper(m, v)
    if values.direct_only and m.stops_max == 0:
        return Taken(m, (v.text("offers.direct_already"),), again=True)
    return None


def _part_before(hour: int) -> PartOfDay:
    return PartOfDay.MORNING if hour < 17 else PartOfDay.AFTERNOON


def _part_after(hour: int) -> PartOfDay:
    return PartOfDay.AFTERNOON if hour < 12 else PartOfDay.EVENING if hour < 17 else PartOfDay.NIGHT


def _answer(m: Flight, intent: Intent, values: Values, asked: Asked, v: Voice) -> Taken[Flight] | None:
    """A yes, a no or a question that the open step can use."""
    yes = values.yes_no if values.yes_no is not None else {Intent.CONFIRM: True, Intent.REJECT: False}.get(intent)
    if yes and m.suggested:
        return take_suggestion(m, m.suggested.index, m.suggested.field, m.suggested.value, v)
    if asked.step == "collect_passengers.same" and yes is not None:
        return take_same(m, "same:all" if yes else "same:none", v)
    if asked.step == "show_offers" and yes and len(m.found) == 1:
        return take_offer(m, f"offer:{m.found[0].id}", v)
    if asked.step == "show_offers" and yes is False:
        return take_offer(m, "list:more", v)
    if asked.step == "collect_search.return" and yes is False:
        return Taken(replace(m, round_trip=False))
    if intent is Intent.BAGGAGE and (m.priced or m.found):
        offers = (m.priced,) if m.priced else m.found[:SHOWN_MAX]
        lines = tuple(v.text("bags.answer", airline=o.airline_name, bags=all_bags_text(o, v)) for o in offers)
        return Taken(m, lines, again=True)
    if intent in (Intent.REFUND, Intent.ASK) and m.priced:
        bags = v.text("bags.answer", airline=m.priced.airline_name, bags=all_bags_text(m.priced, v))
        return Taken(m, (bags, rules_text(m.priced, v)), again=True)
    return None


def known(m: Flight) -> dict[str, object]:
    """What understanding should know of the trip."""
    hop = hops_of(m)[0]
    slots: dict[str, object] = {
        "origin": hop.origin, "destination": hop.destination, "departure": m.departure, "return_": m.return_on,
        "passengers": m.party, "cabin": m.cabin,
    }  # fmt: skip
    if m.party and m.people:
        slots["people"] = tuple(person_at(m, i).name for i in range(len(m.people)) if i < m.party.total)
    return {k: x for k, x in slots.items() if x is not None}
