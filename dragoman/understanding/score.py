"""The scorer's door: the room's answer in the label set of labelled travel corpora (see docs on understanding).

`parse(text, today, lang, context)` returns {"intent", "slots"}; dates ISO, places {"iata", "city"}, counts integers.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from dragoman.understanding.models import Context, DateRange, Party, Place, Understanding
from dragoman.understanding.names import Fault, Intent, PlaceKind, Slot, Topic
from dragoman.understanding.reading import understand
from dragoman.understanding.wishes import airlines

_LABELS = {
    Intent.SEARCH: "search", Intent.BOOK: "book", Intent.INFORM: "inform", Intent.SELECT: "select", Intent.PASSENGER_DETAILS: "inform",
    Intent.CONFIRM: "confirm", Intent.REJECT: "negate", Intent.CHANGE: "change", Intent.CANCEL: "cancel", Intent.STATUS: "status",
    Intent.REFUND: "refund", Intent.PAY: "ask", Intent.PAID: "inform", Intent.HELP: "help", Intent.PERSON: "agent", Intent.BAGGAGE: "faq",
    Intent.CHECK_IN: "ask", Intent.ASK: "ask", Intent.FAQ: "faq", Intent.REPEAT: "repeat", Intent.RESEND: "repeat", Intent.MORE: "alternatives",
    Intent.CHEAPER: "alternatives", Intent.DIRECT_ONLY: "alternatives", Intent.EARLIER: "alternatives", Intent.LATER: "alternatives",
    Intent.MENU: "help", Intent.BACK: "change", Intent.START_OVER: "search", Intent.GREETING: "greet", Intent.THANKS: "thanks",
    Intent.GOODBYE: "bye", Intent.LANGUAGE: "language", Intent.STOP: "cancel", Intent.START: "confirm", Intent.OUT_OF_SCOPE: "oos",
    Intent.UNKNOWN: "oos",
}  # fmt: skip
_EXPECT = {
    "checkin_date": Slot.CHECK_IN_DATE, "checkout_date": Slot.CHECK_OUT_DATE, "pickup_date": Slot.PICK_UP_DATE, "dropoff_date": Slot.DROP_OFF_DATE,
    "pickup_city": Slot.PICK_UP_PLACE,
}  # fmt: skip
_STATES = {
    "offered": "options",
    "other": "options",
    "await_confirm": "confirm",
    "offer_next": "offer",
    "booked": "done",
    "anything_else": "done",
    "failed": "done",
}


def context_of(raw: Mapping[str, Any] | None) -> Context:
    """Return the scorer's context (slots asked for, state, the bot's sentence) as ours."""
    if not raw:
        return Context()
    expect = tuple(str(_EXPECT.get(s, s)) for s in raw.get("expect", ()))
    return Context(
        expect=expect, state=_STATES.get(raw.get("state", ""), ""), topic=_topic(str(raw.get("bot", "")), expect)
    )


def _topic(bot: str, expect: tuple[str, ...]) -> Topic | None:
    said = bot.casefold()
    for topic, marks in (
        (Topic.HOTEL, ("hotel", "check in", "checking", "room", "house", "stay")),
        (Topic.CAR, ("car ", "car?", "pick up", "pickup", "rental", "rent")),
        (Topic.BUS, ("bus",)),
        (Topic.TRAIN, ("train",)),
        (Topic.FLIGHT, ("flight", "fly")),
    ):
        if any(m in said for m in marks):
            return topic
    return None


def _place(place: Place) -> dict[str, str]:
    return {"iata": place.iata, "city": place.city} | ({"name": place.name} if place.kind is PlaceKind.AIRPORT else {})


def _day(value: date | DateRange | None) -> str | None:
    """Return one ISO date; a vague stretch of more than three days is no date."""
    if isinstance(value, DateRange):
        return value.first.isoformat() if (value.last - value.first).days < 3 else None
    return value.isoformat() if value is not None else None


def slots_of(found: Understanding) -> dict[str, Any]:
    """Return the values in the scorer's names."""
    v = found.values
    party: Party | None = v.passengers or v.guests
    start, end = (v.departure, v.return_) if found.topic is None else (None, None)
    slots: dict[str, Any] = {
        "origin": v.origin and _place(v.origin), "destination": v.destination and _place(v.destination),
        "pickup_city": v.pick_up_place and _place(v.pick_up_place), "departure_date": _day(v.departure), "return_date": _day(v.return_),
        "checkin_date": _day(v.check_in or start), "checkout_date": _day(v.check_out or end), "pickup_date": _day(v.pick_up), "dropoff_date": _day(v.drop_off),
        "date": _day(v.day), "cabin": v.cabin and v.cabin.value, "trip_type": v.trip_type and v.trip_type.value, "nights": v.nights, "rooms": v.rooms,
        "max_stops": v.max_stops, "airline": v.airline and [v.airline, airlines()[4].get(v.airline, "")],
    }  # fmt: skip
    if party is not None:
        slots |= {
            "passengers": party.total,
            "guests": party.total,
            "kids": len(party.children) + party.infants,
            "adults": party.adults,
        }
        slots = {k: n for k, n in slots.items() if n != 0 or k == "max_stops"}
    for problem in found.problems:
        if problem.code is Fault.UNKNOWN_PLACE and not slots.get(problem.slot):
            slots[problem.slot] = problem.raw
        elif problem.code is Fault.AMBIGUOUS_PLACE and problem.candidates and not slots.get(problem.slot):
            first = problem.candidates[0]  # it would be asked about; the scorer takes the likeliest
            slots[problem.slot] = _place(first) if isinstance(first, Place) else problem.raw
    return {k: n for k, n in slots.items() if n is not None}


def parse(text: str, today: str, lang: str, context: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return what `understand` reads, in the scorer's labels."""
    found = understand(text, today=date.fromisoformat(today), language=lang, context=context_of(context))
    label = _LABELS[found.intent]
    if context and context.get("state") == "await_slot" and label in ("confirm", "oos", "select", "thanks", "book"):
        label = "inform"  # whatever answers an open question informs
    return {"intent": label, "slots": slots_of(found)}
