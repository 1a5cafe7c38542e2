"""Weighs the signs in a message against what the conversation waits for, and settles on one intent."""

from __future__ import annotations

from dataclasses import dataclass

from dragoman.understanding.models import Alternative
from dragoman.understanding.names import Intent, Slot
from dragoman.understanding.person import PERSONAL
from dragoman.understanding.record import Reading

TRIP_FIELDS = frozenset(
    [
        "origin",
        "destination",
        "departure",
        "return_",
        "passengers",
        "legs",
        "check_in",
        "check_out",
        "pick_up",
        "drop_off",
        "pick_up_place",
        "day",
        "nights",
        "rooms",
        "guests",
    ]
)
WISH_FIELDS = frozenset(
    [
        "trip_type",
        "cabin",
        "airline",
        "direct_only",
        "max_stops",
        "cheapest",
        "fastest",
        "part_of_day",
        "at",
        "budget",
        "flexible",
    ]
)
_SLOT_FIELD = {
    Slot.DEPARTURE_DATE: "departure", Slot.RETURN_DATE: "return_", Slot.CHECK_IN_DATE: "check_in", Slot.CHECK_OUT_DATE: "check_out",
    Slot.PICK_UP_DATE: "pick_up", Slot.DROP_OFF_DATE: "drop_off", Slot.PICK_UP_PLACE: "pick_up_place", Slot.DATE: "day",
}  # fmt: skip
_FIRM = 70
"""Signs from here on up (refund, person, cancel …) hold against an open question."""


@dataclass(frozen=True, slots=True)
class Decision:
    """The intent, how sure it is, what else was in the message, and whether it corrects what was said before."""

    intent: Intent
    confidence: float
    others: tuple[Alternative, ...]
    correction: bool


def decide(reading: Reading) -> Decision:
    """Return the intent of a message whose values have been read."""
    found = reading.signs
    weights = {s.intent: float(s.weight) for s in found}
    stated = frozenset(reading.values)
    trip, wishes = stated & TRIP_FIELDS, stated & WISH_FIELDS
    yes_no = _yes_no(weights)
    if yes_no is not None:
        reading.values["yes_no"] = yes_no
    correction = bool((trip | wishes) & frozenset(reading.context.known)) or (
        bool(trip or wishes) and bool(reading.words.pattern("correction.cue").search(reading.message.plain))
    )
    _by_context(reading, weights, trip, wishes)
    if not weights:
        return Decision(Intent.UNKNOWN, 0.0, (), correction)
    ordered = sorted(weights.items(), key=lambda w: -w[1])
    intent, weight = ordered[0]
    others = tuple(Alternative("intent", i, round(min(w / 100, 0.9), 2)) for i, w in ordered[1:4])
    return Decision(intent, round(min(0.99, weight / 100 + 0.1), 2), others, correction)


def _yes_no(weights: dict[Intent, float]) -> bool | None:
    yes, no = weights.get(Intent.CONFIRM, 0.0), weights.get(Intent.REJECT, 0.0)
    if yes or no:
        return yes > no
    return None


def _by_context(reading: Reading, weights: dict[Intent, float], trip: frozenset[str], wishes: frozenset[str]) -> None:
    """Move the weights by what was asked and what was found."""
    expect, state = reading.expect, reading.context.state
    asked = {_SLOT_FIELD.get(Slot(s), s) for s in expect if s in Slot.__members__.values()}
    firm = max((w for i, w in weights.items() if i not in (Intent.REJECT, Intent.CONFIRM)), default=0) >= _FIRM
    if "people" in reading.values and (expect & PERSONAL or not trip):
        weights[Intent.PASSENGER_DETAILS] = 92 if expect & PERSONAL else 69
    if "choice" in reading.values:
        weights[Intent.SELECT] = 89
    if (trip | wishes) & asked and not firm:
        weights[Intent.INFORM] = 75
    elif trip and not weights:
        weights[Intent.INFORM if expect or reading.context.known else Intent.SEARCH] = 60
    elif wishes and not weights:
        weights[Intent.SEARCH if not state else Intent.INFORM] = 50
    if trip and Intent.SEARCH not in weights and not expect and not state:
        weights[Intent.SEARCH] = max(55.0, weights.get(Intent.SEARCH, 0))
    if state == "options":
        _at_options(weights)


def _at_options(weights: dict[Intent, float]) -> None:
    """While options are shown, approval takes one, and a wish for something else asks for more."""
    if Intent.CONFIRM in weights and Intent.REJECT not in weights:
        weights[Intent.SELECT] = max(weights.get(Intent.SELECT, 0), weights[Intent.CONFIRM] + 1)
