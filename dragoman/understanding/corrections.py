"""Takes back the dates and places that a message corrects, and puts what it names instead in their roles."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from dragoman.understanding.calendars import safe_date
from dragoman.understanding.dates import DateMention
from dragoman.understanding.models import Place
from dragoman.understanding.names import Slot
from dragoman.understanding.place_cues import AT, DESTINATION, ORIGIN
from dragoman.understanding.place_mentions import PlaceMention
from dragoman.understanding.places import ranked
from dragoman.understanding.record import Reading
from dragoman.understanding.text import key
from dragoman.understanding.withdrawals import Withdrawn, withdrawn

_DATES_KNOWN = {"departure": Slot.DEPARTURE_DATE, "return_": Slot.RETURN_DATE}
_CUES = "correction.withdrawn|correction.instead|correction.withdrawn_after|correction.instead_after"
_SHORT = 6
"""Words of a message that only corrects."""
_KNOWN_CITY = 50
"""How well known a city must be for a feast of its name to be the city ("Natal")."""


def meant_dates(reading: Reading, mentions: list[DateMention]) -> list[DateMention]:
    """Return the dates that are meant; `reading.settled` keeps the role of one that replaces a known date."""
    found = withdrawn(reading.message.folded, mentions, reading.words, _any_date)
    if not found:
        return mentions
    reading.corrects = True
    kept = [m for m in mentions if all(m is not w.gone for w in found)]
    for one in found:
        if one.instead is None:
            continue
        earlier = next((m for m in kept if m is not one.instead and m.first == one.gone.first), None)
        meant = _moved(reading, one, one.instead)
        if earlier is not None:
            kept = [replace(meant, lo=m.lo, hi=m.hi) if m is earlier else m for m in kept if m is not one.instead]
        else:
            kept = [meant if m is one.instead else m for m in kept]
    return kept


def _any_date(one: DateMention, other: DateMention) -> bool:
    return not (one.ranged or other.ranged)


def _moved(reading: Reading, one: Withdrawn[DateMention], meant: DateMention) -> DateMention:
    """Read the new date beside the known one that it replaces: "not the 15th, the 17th" stays in the month of that 15th."""
    for name, slot in _DATES_KNOWN.items():
        known = reading.context.known.get(name)
        if not isinstance(known, date) or one.gone.first is None:
            continue
        by_day = one.gone.kind.startswith("ordinal") and known.day == one.gone.first.day
        by_weekday = one.gone.kind == "weekday" and known.weekday() == one.gone.first.weekday()
        if known != one.gone.first and not by_day and not by_weekday:
            continue
        reading.settled[meant.lo] = slot
        moved = None
        if by_day and meant.kind.startswith("ordinal") and meant.first is not None:
            moved = safe_date(known.year, known.month, meant.first.day)
        elif by_weekday and meant.kind == "weekday" and meant.first is not None:
            moved = known + timedelta(days=meant.first.weekday() - known.weekday())
        if moved is not None and moved >= reading.today:
            return replace(meant, first=moved, last=moved, others=())
    return meant


def names_a_city(reading: Reading, mention: DateMention) -> bool:
    """Say whether a feast that is a city too is the city, since a correction sets it against a place ("Recife, não Natal")."""
    if mention.kind != "feast" or not _is_city(reading, mention):
        return False
    folded = reading.message.folded
    if withdrawn(folded, [mention], reading.words, _any_date):
        return True
    sure = reading.words.any("correction.withdrawn|correction.instead")
    behind = re.match(rf"[\s,]*(?:(?:e|y|et|and)\s+)?{sure}\s+([^\W\d]+)", folded[mention.hi :])
    return behind is not None and bool(ranked(behind[1], reading.context.country))


def _is_city(reading: Reading, mention: DateMention) -> bool:
    hits = ranked(key(reading.message.folded[mention.lo : mention.hi]), reading.context.country)
    return bool(hits) and hits[0][0] >= _KNOWN_CITY


def meant_places(reading: Reading, mentions: list[PlaceMention]) -> list[PlaceMention]:
    """Return the places that are meant; one that replaces another takes its role: by its words, else by what is known."""
    said = reading.message.folded
    mentions = [m for m in mentions if not reading.words.pattern(_CUES).fullmatch(said, m.lo, m.hi)]
    found = withdrawn(said, mentions, reading.words, _same_role)
    if not found:
        return mentions
    reading.corrects = True
    kept = [m for m in mentions if all(m is not w.gone for w in found)]
    for one in found:
        if one.instead is None:
            continue
        earlier = next((m for m in kept if m is not one.instead and _same_place(m.place, one.gone.place)), None)
        if earlier is not None:
            stands = replace(earlier, place=one.instead.place, candidates=one.instead.candidates)
            kept = [stands if m is earlier else m for m in kept if m is not one.instead]
        elif one.instead.cue in (None, AT):
            meant = replace(one.instead, cue=_role_of(reading, one) or one.instead.cue, returning=one.gone.returning)
            kept = [meant if m is one.instead else m for m in kept]
    return kept


def corrects_a_place(reading: Reading, dates: list[DateMention]) -> bool:
    """Say whether a short message sets one thing against another while a trip is in hand, and no dates: then they are places."""
    short = len(reading.message.words) <= _SHORT and not dates and bool(reading.context.known or reading.context.state)
    return short and bool(reading.words.pattern(_CUES).search(reading.message.folded))


def _same_role(one: PlaceMention, other: PlaceMention) -> bool:
    """Say whether a place can stand for another: its words give it no role, or the same, or the other has none."""
    if _same_place(one.place, other.place):
        return False
    return one.cue in (None, AT, other.cue) or other.cue in (None, AT)


def _role_of(reading: Reading, one: Withdrawn[PlaceMention]) -> str | None:
    for name, cue in (("origin", ORIGIN), ("destination", DESTINATION)):
        known = reading.context.known.get(name)
        if isinstance(known, Place) and _same_place(known, one.gone.place):
            return cue
    before = reading.message.folded[: one.gone.lo]
    led = re.search(
        rf"(?<!\w){reading.words.any('correction.instead')}[\s']+$", before
    )  # French "au lieu de" is no "from"
    return one.gone.cue if one.gone.cue in (ORIGIN, DESTINATION) and not led else None


def _same_place(one: Place | None, other: Place | None) -> bool:
    """Say whether two places are one, a city and its airport included."""
    if one is None or other is None:
        return False
    return bool({one.iata, *one.airports} & {other.iata, *other.airports} - {""}) or one == other
