"""When the built-in reader is unsure, and what of an engine's proposal may stand. Pure.

An engine is believed as little as a typed message. Each value is a few words that the built-in readers read again, with
the same limits; it must be quoted from the message, may not contradict what the built-in reader was sure of, and speaks
of nothing but the trip. A choice counts only when it is on show. What an intent may do by itself is nothing that a wrong
or bribed engine could hurt with: looking, asking, refining the list. Everything else (cancel, refund, pay, agree, person,
stop, language …) is at most offered to the traveller as a button, so that it is their tap that does it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from dataclasses import replace as with_changes
from datetime import date
from typing import Any

from dragoman.understanding.engines import SLOTS, Proposal, Proposed
from dragoman.understanding.masking import Masked
from dragoman.understanding.models import Alternative, Context, Understanding, Values
from dragoman.understanding.names import Fault, Intent, Slot
from dragoman.understanding.person import PERSONAL
from dragoman.understanding.reading import understand
from dragoman.understanding.text import key
from dragoman.understanding.trip_reading import conflicts

UNSURE_BELOW = 0.55
CONFIDENCE = 0.6
"""How sure an accepted proposal is held to be: less than anything that the built-in reader says with conviction."""
_LETTERS_MIN = 4
FREE = frozenset(
    {Intent.SEARCH, Intent.BOOK, Intent.INFORM, Intent.CHANGE, Intent.MORE, Intent.CHEAPER, Intent.DIRECT_ONLY, Intent.EARLIER,
     Intent.LATER, Intent.HELP, Intent.BAGGAGE, Intent.CHECK_IN, Intent.ASK, Intent.FAQ, Intent.REPEAT, Intent.GREETING,
     Intent.THANKS, Intent.GOODBYE, Intent.MENU, Intent.OUT_OF_SCOPE}
)  # fmt: skip
"""Intents that a proposal may carry by itself. CHANGE, BOOK and INFORM count only with values of the trip."""
_NEED_VALUES = frozenset({Intent.CHANGE, Intent.BOOK, Intent.INFORM})
_FIELDS = {
    Slot.ORIGIN: "origin", Slot.DESTINATION: "destination", Slot.DEPARTURE_DATE: "departure", Slot.RETURN_DATE: "return_",
    Slot.PASSENGERS: "passengers", Slot.CABIN: "cabin", Slot.TRIP_TYPE: "trip_type", Slot.BUDGET: "budget",
    Slot.PART_OF_DAY: "part_of_day", Slot.EMAIL: "people", Slot.PHONE: "people",
}  # fmt: skip
_PRIVATE = frozenset({Slot.EMAIL, Slot.PHONE})
_STATING = frozenset({Intent.INFORM, Intent.SEARCH, Intent.BOOK, Intent.CHANGE, Intent.PASSENGER_DETAILS})
_SMALL_PROBLEMS = frozenset({Fault.EMPTY, Fault.TOO_LONG})


def is_unsure(found: Understanding, context: Context, text: str) -> bool:
    """Whether an engine may be asked about a message: nothing usable was read in it but a place nobody knows, and it is not about people."""
    if set(context.expect) & PERSONAL or found.values.stated() or sum(c.isalpha() for c in text) < _LETTERS_MIN:
        return False
    if found.problems:
        return all(p.code is Fault.UNKNOWN_PLACE for p in found.problems)
    return found.intent in (Intent.UNKNOWN, Intent.OUT_OF_SCOPE) or found.confidence < UNSURE_BELOW


@dataclass(frozen=True, slots=True)
class Accepted:
    """What may stand of a proposal. `offer` is an intent, `choice` the id of a choice on show, that the traveller is asked about.

    `guessed` names the values that came from the engine: they are told to the traveller, who sees at once what was made of the words.
    """

    understood: Understanding
    guessed: frozenset[str] = frozenset()
    offer: Intent | None = None
    choice: str = ""


def accept(
    proposal: Proposal, own: Understanding, masked: Masked, *, today: date, language: str, context: Context,
    options: tuple[str, ...], free: Collection[str],
) -> Accepted:  # fmt: skip
    """Return what may stand of `proposal`; `own` is the built-in reading, which always wins.

    `options` are the ids that the engine was shown, by their order; `free` those among them that it may take by itself.
    """
    intent = Intent(proposal.intent) if proposal.intent in Intent.__members__.values() else Intent.UNKNOWN
    chosen = _chosen(proposal.choice, options, context)
    if chosen and chosen in free and intent in (Intent.SELECT, Intent.INFORM):
        understood = with_changes(
            own, intent=Intent.SELECT, values=with_changes(own.values, choice=chosen), confidence=CONFIDENCE
        )
        return Accepted(understood)
    values = _values(proposal.values, own, masked, today=today, language=language, context=context)
    stated = values.stated() - own.values.stated()
    if stated & {"origin", "destination"}:
        own = with_changes(own, problems=tuple(p for p in own.problems if p.code is not Fault.UNKNOWN_PLACE))
    if intent in FREE and (stated or intent not in _NEED_VALUES):
        return Accepted(with_changes(own, intent=intent, values=values, confidence=CONFIDENCE), guessed=stated)
    if stated and intent in (Intent.UNKNOWN, Intent.SELECT):
        return Accepted(with_changes(own, intent=Intent.INFORM, values=values, confidence=CONFIDENCE), guessed=stated)
    if chosen:
        return Accepted(own, choice=chosen)
    if intent in (Intent.UNKNOWN, Intent.SELECT) or intent in FREE - {Intent.CHANGE}:
        return Accepted(own)
    return Accepted(with_changes(own, alternatives=(Alternative("intent", intent, CONFIDENCE),)), offer=intent)


def _chosen(number: str, options: tuple[str, ...], context: Context) -> str:
    """Return the id of the choice that an engine names by its number, "" when it was not shown or is no longer on show."""
    if not (number.isascii() and number.isdigit() and len(number) <= 2 and 1 <= int(number) <= len(options)):
        return ""
    id = options[int(number) - 1]
    return id if any(o.id == id for o in context.options) else ""


def _values(
    proposed: tuple[Proposed, ...], own: Understanding, masked: Masked, *, today: date, language: str, context: Context
) -> Values:
    """Return the built-in values with those proposed ones that stand."""
    taken: dict[str, Any] = {}
    troubled = {p.slot for p in own.problems if p.code is not Fault.UNKNOWN_PLACE}
    for one in proposed:
        if one.slot not in SLOTS or one.slot in troubled or not _grounded(one, masked):
            continue
        field = _FIELDS[Slot(one.slot)]
        if field in taken or field in own.values.stated():
            continue
        value = _read(one, masked, today=today, language=language, context=context)
        if value is not None:
            taken[field] = value
    if conflicts(taken, context.known):
        for field in ("origin", "destination", "departure", "return_"):
            taken.pop(field, None)
    return with_changes(own.values, **taken)


def _grounded(one: Proposed, masked: Masked) -> bool:
    """Whether the words that a value is said to come from stand in the message as it was shown."""
    if one.quote is None:
        return True
    quote = key(one.quote)
    return bool(quote) and f" {quote} " in f" {key(masked.text)} "


def _read(one: Proposed, masked: Masked, *, today: date, language: str, context: Context) -> Any:
    """Read a proposed value as if it had been typed in answer to its slot; None when it is not a sure value of that slot alone.

    An address or a number of a person must be one that the message itself holds: an engine can only point at its token.
    """
    slot, field = Slot(one.slot), _FIELDS[Slot(one.slot)]
    if slot in _PRIVATE and one.value.strip() not in masked.tokens:
        return None
    said = masked.back(one.value.strip())
    if not said or (slot not in _PRIVATE and said != one.value.strip()):
        return None
    frame = Context(expect=(slot,), country=context.country, known=context.known, topic=context.topic)
    found = understand(said, today=today, language=language, context=frame)
    if any(p.code not in _SMALL_PROBLEMS for p in found.problems) or found.intent not in _STATING:
        return None
    others = found.values.stated() - {field, "day", "yes_no", "max_stops"}
    return None if others else getattr(found.values, field)
