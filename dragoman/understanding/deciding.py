"""Weighs the signs in a message against what the conversation waits for, and settles on one intent."""

from __future__ import annotations

from dataclasses import dataclass

from dragoman.understanding.intents import FIRM, Sign
from dragoman.understanding.models import Alternative
from dragoman.understanding.names import Fault, Intent, Slot
from dragoman.understanding.person import PERSONAL
from dragoman.understanding.record import Reading

TRIP_FIELDS = frozenset(
    {"origin", "destination", "departure", "return_", "passengers", "legs", "check_in", "check_out", "pick_up", "drop_off",
     "pick_up_place", "day", "nights", "rooms", "guests"}
)  # fmt: skip
WISH_FIELDS = frozenset(
    {
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
    }
)
_SLOT_FIELD = {
    Slot.DEPARTURE_DATE: "departure", Slot.RETURN_DATE: "return_", Slot.CHECK_IN_DATE: "check_in", Slot.CHECK_OUT_DATE: "check_out",
    Slot.PICK_UP_DATE: "pick_up", Slot.DROP_OFF_DATE: "drop_off", Slot.PICK_UP_PLACE: "pick_up_place", Slot.DATE: "day",
    Slot.TIME: "at",
}  # fmt: skip
_CONTENT = frozenset({Intent.SEARCH, Intent.BOOK, Intent.MORE, Intent.ASK, Intent.FAQ, Intent.STATUS, Intent.HELP})
_COURTESY = frozenset({Intent.THANKS, Intent.GOODBYE, Intent.GREETING})
SETTLED = frozenset({"options", "confirm", "offer", "done"})
"""States in which something definite is on the table."""


@dataclass(frozen=True, slots=True)
class Decision:
    """The intent, how sure it is, what else was in the message, and whether it corrects what was said before."""

    intent: Intent
    confidence: float
    others: tuple[Alternative, ...]
    correction: bool


def decide(reading: Reading) -> Decision:
    """Return the intent of a message whose values have been read."""
    weights = _weights(reading.signs, reading.context.state)
    stated = frozenset(reading.values)
    doubtful = {p.slot for p in reading.problems if p.code is Fault.AMBIGUOUS_PLACE}
    trip, wishes = (stated | doubtful) & TRIP_FIELDS, stated & WISH_FIELDS
    yes_no = _yes_no(weights)
    if yes_no is not None:
        reading.values["yes_no"] = yes_no
    correction = bool((trip | wishes) & frozenset(reading.context.known)) or (
        bool(trip or wishes)
        and (reading.corrects or bool(reading.words.pattern("correction.cue").search(reading.message.plain)))
    )
    _by_values(reading, weights, trip, wishes, correction)
    _by_state(reading.context.state, weights, bool(trip), correction)
    if not weights:
        return Decision(Intent.UNKNOWN, 0.0, (), correction)
    ordered = sorted(weights.items(), key=lambda w: -w[1])
    intent, weight = ordered[0]
    others = tuple(Alternative("intent", i, round(min(w / 100, 0.9), 2)) for i, w in ordered[1:4])
    return Decision(intent, round(min(0.99, weight / 100 + 0.1), 2), others, correction)


def _weights(found: list[Sign], state: str) -> dict[Intent, float]:
    """Return the strongest weight of each intent; a question about what is on the table is only a question."""
    weights: dict[Intent, float] = {}
    for sign in found:
        intent, weight = sign.intent, float(sign.weight)
        if sign.question and state in SETTLED and intent in _SOFTENED:
            intent, weight = Intent.ASK, 62.5
        weights[intent] = max(weights.get(intent, 0.0), weight)
    return weights


_SOFTENED = frozenset({Intent.STATUS, Intent.REFUND, Intent.ASK, Intent.FAQ, Intent.CHECK_IN})
"""Signs that, asked as a question while options are shown, ask about these options: "Is it refundable?"."""


def _yes_no(weights: dict[Intent, float]) -> bool | None:
    yes, no = weights.get(Intent.CONFIRM, 0.0), weights.get(Intent.REJECT, 0.0)
    if yes or no:
        return yes > no
    return None


def _by_values(
    reading: Reading, weights: dict[Intent, float], trip: frozenset[str], wishes: frozenset[str], correction: bool
) -> None:
    """Move the weights by what was asked and what was found."""
    expect, state = reading.expect, reading.context.state
    asked = {_SLOT_FIELD.get(Slot(s), s) for s in expect if s in Slot.__members__.values()}
    firm = max((w for i, w in weights.items()), default=0) >= FIRM
    if "people" in reading.values and (expect & PERSONAL or not trip):
        weights[Intent.PASSENGER_DETAILS] = 92 if expect & PERSONAL else 69
    if "choice" in reading.values:
        weights[Intent.SELECT] = 89
    elif not firm and any(p.slot == Slot.CHOICE for p in reading.problems):
        weights[Intent.SELECT] = 79
    if not firm and any(p.slot in expect and p.slot != Slot.CHOICE for p in reading.problems):
        weights[Intent.INFORM] = 68
    if correction and trip and (reading.context.known or state) and not firm:
        weights[Intent.CHANGE] = 78
    if (trip | wishes) & asked and not firm:
        weights[Intent.INFORM] = 75
    elif (trip or wishes) and expect and not firm:
        weights[Intent.INFORM] = 68
    elif trip and not set(weights) - _COURTESY:
        weights[Intent.INFORM if reading.context.known or (state and not correction) else Intent.SEARCH] = 60
    elif wishes and not set(weights) - _COURTESY:
        weights[Intent.SEARCH if not state else Intent.INFORM] = 59.5


_NARROWING = (Intent.CHEAPER, Intent.DIRECT_ONLY, Intent.EARLIER, Intent.LATER)


def _by_state(state: str, weights: dict[Intent, float], trip: bool, correction: bool) -> None:
    """Settle approval, refusal and courtesy by what is on the table."""
    if state != "options" and any(i in weights for i in _NARROWING) and (trip or state == ""):
        for intent in _NARROWING:
            weights.pop(intent, None)
        weights[Intent.SEARCH] = max(weights.get(Intent.SEARCH, 0.0), 60.0)
    content = max((w for i, w in weights.items() if i in _CONTENT or i is Intent.INFORM), default=0.0)
    if state == "done" and Intent.MORE in weights and Intent.SEARCH in weights:
        weights[Intent.SEARCH] = max(weights[Intent.SEARCH], weights[Intent.MORE] + 1)
    if Intent.SELECT in weights and weights[Intent.SELECT] < FIRM:
        approval = weights.pop(Intent.SELECT)
        courteous = state == "" and bool({Intent.THANKS, Intent.GOODBYE} & weights.keys())
        into = {"options": Intent.SELECT, "done": Intent.THANKS}.get(
            state, Intent.THANKS if courteous else Intent.CONFIRM
        )
        weights[into] = max(weights.get(into, 0.0), approval)
    if state in ("options", "done", "") and content and not (state == "" and Intent.REJECT in weights):
        for intent in (Intent.CONFIRM, Intent.REJECT, Intent.SELECT, *_COURTESY):
            if intent is Intent.GREETING and weights.get(intent, 0) > content:
                continue
            if intent in weights and not (intent is Intent.SELECT and weights[intent] > FIRM):
                weights[intent] = min(weights[intent], content - 1)
    if state == "options" and Intent.CONFIRM in weights and not content:
        weights[Intent.SELECT] = max(weights.get(Intent.SELECT, 0.0), weights[Intent.CONFIRM] + 1)
    if Intent.MORE in weights and Intent.BAGGAGE in weights:
        del weights[Intent.MORE]  # "what about baggage?" asks for no other flights
    if state == "options" and Intent.MORE in weights:
        weights[Intent.MORE] = max(weights[Intent.MORE], 66.0)
    if state in ("confirm", "offer"):
        _by_proposal(state, weights, trip, correction, content)
    if Intent.REJECT in weights and Intent.MORE in weights:
        weights[Intent.MORE] = max(weights[Intent.MORE], weights[Intent.REJECT] + 1)
    if weights.keys() > _COURTESY & weights.keys():
        for intent in _COURTESY & weights.keys():
            weak = intent is Intent.GREETING and weights[intent] < 60
            weights[intent] = 49.0 if weak else weights[intent]


def _by_proposal(state: str, weights: dict[Intent, float], trip: bool, correction: bool, content: float) -> None:
    """While a summary or an offer waits for yes or no, agreement stands before questions, and new values are a refusal."""
    agreed, refused = weights.get(Intent.CONFIRM, 0.0), weights.get(Intent.REJECT, 0.0)
    if agreed and agreed > refused and not (state == "confirm" and trip and correction):
        weights[Intent.CONFIRM] = max(agreed, content + 1 if state == "confirm" else agreed + 4)
    elif state == "confirm" and (trip or Intent.INFORM in weights):
        weights[Intent.REJECT if not weights.get(Intent.CHANGE) else Intent.CHANGE] = max(77.0, content + 1)
