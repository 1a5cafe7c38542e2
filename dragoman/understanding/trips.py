"""Puts places and dates in their roles: origin, destination, departure, return, check-in and the like."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from types import MappingProxyType

from dragoman.understanding.calendars import add_months
from dragoman.understanding.dates import DateMention
from dragoman.understanding.lexicon import Lexicon
from dragoman.understanding.models import DateRange, Leg
from dragoman.understanding.names import Slot, Topic
from dragoman.understanding.place_cues import AT, DESTINATION, ORIGIN, VIA
from dragoman.understanding.place_mentions import PlaceMention

DATE_SLOTS = (
    Slot.DEPARTURE_DATE,
    Slot.RETURN_DATE,
    Slot.CHECK_IN_DATE,
    Slot.CHECK_OUT_DATE,
    Slot.PICK_UP_DATE,
    Slot.DROP_OFF_DATE,
    Slot.DATE,
)
PLACE_SLOTS = (Slot.ORIGIN, Slot.DESTINATION, Slot.PICK_UP_PLACE)
_PAIRS = {
    Topic.HOTEL: (Slot.CHECK_IN_DATE, Slot.CHECK_OUT_DATE),
    Topic.CAR: (Slot.PICK_UP_DATE, Slot.DROP_OFF_DATE),
}
_CUES = {
    Slot.DEPARTURE_DATE: "trip.depart_cue", Slot.RETURN_DATE: "trip.return_cue", Slot.CHECK_IN_DATE: "trip.check_in",
    Slot.CHECK_OUT_DATE: "trip.check_out", Slot.PICK_UP_DATE: "trip.pick_up", Slot.DROP_OFF_DATE: "trip.drop_off",
}  # fmt: skip


@dataclass(slots=True)
class Roles:
    """Which mention fills which slot; `spare` are those without a role."""

    places: dict[Slot, PlaceMention] = field(default_factory=dict)
    dates: dict[Slot, tuple[date | DateRange, DateMention]] = field(default_factory=dict)
    chain: list[PlaceMention] = field(default_factory=list)
    spare: list[PlaceMention] = field(default_factory=list)


def pair_of(topic: Topic | None, expect: frozenset[str]) -> tuple[Slot, Slot]:
    """Return the slots that a first and a second date fill: by what was asked, else by the kind of travel."""
    for pair in _PAIRS.values():
        if expect & set(pair):
            return pair
    if topic in _PAIRS and not expect & {Slot.DEPARTURE_DATE, Slot.RETURN_DATE}:
        return _PAIRS[topic]
    return Slot.DEPARTURE_DATE, Slot.RETURN_DATE


def place_roles(
    folded: str, mentions: list[PlaceMention], expect: frozenset[str], words: Lexicon, topic: Topic | None
) -> Roles:
    """Give each place its role: by the word before or after it, by order, by what was asked."""
    roles = Roles()
    usable = [m for m in mentions if m.cue != VIA]
    if topic is Topic.CAR or Slot.PICK_UP_PLACE in expect:
        if usable:
            roles.places[Slot.PICK_UP_PLACE] = usable[0]
        return roles
    open_: list[PlaceMention] = []
    for index, mention in enumerate(usable):
        role = _role(folded, mention, usable[index + 1] if index + 1 < len(usable) else None, words)
        if role in roles.places and _takes_back(folded[roles.places[role].hi : mention.lo], words):
            roles.places[role] = mention
        elif role is None or role in roles.places:
            (roles.spare if role in roles.places else open_).append(mention)
        else:
            roles.places[role] = mention
    only = roles.places.get(Slot.ORIGIN)
    if len(usable) == 1 and only is not None and only.returning and Slot.ORIGIN not in expect:
        roles.places = {Slot.DESTINATION: only}  # "a flight back to Lagos": where it goes
    asked = [s for s in (Slot.ORIGIN, Slot.DESTINATION) if s in expect]
    for mention in open_:
        free = [s for s in (Slot.ORIGIN, Slot.DESTINATION) if s not in roles.places]
        if not free:
            roles.spare.append(mention)
            continue
        roles.places[_by_question(mention, free, asked, len(open_), topic)] = mention
    return roles


def _role(folded: str, mention: PlaceMention, following: PlaceMention | None, words: Lexicon) -> Slot | None:
    if mention.cue == ORIGIN:
        return Slot.DESTINATION if mention.returning else Slot.ORIGIN
    if mention.cue == DESTINATION:
        return Slot.ORIGIN if mention.returning else Slot.DESTINATION
    if following is not None and following.cue in (DESTINATION, None):
        gap = folded[mention.hi : following.lo]
        if re.fullmatch(rf"[\s,]*(?:[->/]|{words.any('place.connect')})+[\s,]*", gap) or (
            following.cue == DESTINATION and len(gap) < 12
        ):
            return Slot.ORIGIN
    return None


def _takes_back(between: str, words: Lexicon) -> bool:
    """Say whether the words between two places withdraw the first: "to Abuja, no sorry, to Kano"."""
    return bool(
        words.pattern("correction.cue").search(between) or re.search(r"(?<!\w)(?:no|non|nao|nein|not)(?!\w)", between)
    )


def _by_question(mention: PlaceMention, free: list[Slot], asked: list[Slot], left: int, topic: Topic | None) -> Slot:
    """Return the role of a place that no word gives one: what was asked, else two in order, else where the trip goes."""
    wanted = [s for s in asked if s in free]
    if len(wanted) == 1 and left == 1:
        return wanted[0]
    if left > 1 and len(free) == 2:
        return Slot.ORIGIN
    if len(free) == 1:
        return free[0]
    if mention.cue == AT or topic is not None or not wanted:
        return Slot.DESTINATION
    return wanted[0]


def date_roles(
    folded: str,
    mentions: list[DateMention],
    expect: frozenset[str],
    words: Lexicon,
    topic: Topic | None,
    settled: Mapping[int, Slot] = MappingProxyType({}),
) -> dict[Slot, tuple[date | DateRange, DateMention]]:
    """Give each date its role by its cue words, its order, and what was asked; unusable dates keep theirs for problems.

    `settled` says which slots are known already, by where their dates begin.
    """
    first, second = pair_of(topic, expect)
    single = Slot.DATE if Slot.DATE in expect and not expect & {first, second} else None
    found: dict[Slot, tuple[date | DateRange, DateMention]] = {}
    usable = [m for m in mentions if m.first is not None]
    if len(usable) >= 1 and usable[0].ranged and usable[0].last:
        found[first] = (usable[0].first or date.min, usable[0])
        found[second] = (usable[0].last, usable[0])
        return found
    floor = 0
    for index, mention in enumerate(usable):
        role = _date_role(folded[floor : mention.lo], folded[mention.hi : mention.hi + 30], first, second, words)
        floor = mention.hi
        if role is None and re.search(
            rf"(?<!\w){words.any('date.until')}(?:\s+{words.any('date.on|date.the')})*\s*$", folded[: mention.lo]
        ):
            role = second
        linked = index > 0 and re.fullmatch(
            rf"[\s,]*(?:-|{words.any('date.to')})(?:\s+{words.any('date.on|date.the')})*\s*",
            folded[usable[index - 1].hi : mention.lo],
        )
        if linked:
            role = second
        role = role or settled.get(mention.lo)
        value = _value(mention)
        if role is None:
            role = _by_order(index, len(usable), first, second, expect, found, single)
        if role not in found:
            found[role] = (value, mention)
        elif role == first and second not in found and index == len(usable) - 1 and _day(found[first][0]) < _day(value):
            found[second] = (value, mention)
    return found


def later_than(value: date | DateRange, departure: date, mention: DateMention) -> date | DateRange:
    """Return a way back that was given loosely ("the 10th", "Friday", "3 March") as the first such day after `departure`."""
    if not isinstance(value, date) or value >= departure:
        return value
    if mention.kind.startswith("ordinal"):
        for months in range(1, 15):
            moved = add_months(value, months)
            if moved >= departure and moved.day == value.day:
                return moved
    if mention.kind == "weekday":
        return value + timedelta(days=((departure - value).days // 7 + 1) * 7)
    return value


def _by_order(
    index: int,
    total: int,
    first: Slot,
    second: Slot,
    expect: frozenset[str],
    found: dict[Slot, tuple[date | DateRange, DateMention]],
    single: Slot | None,
) -> Slot:
    if single is not None:
        return single
    if second in expect and first not in expect and first not in found and total == 1:
        return second
    return second if first in found else first


def _day(value: date | DateRange) -> date:
    return value.first if isinstance(value, DateRange) else value


def _value(mention: DateMention) -> date | DateRange:
    first = mention.first or date.min
    return first if mention.last is None or mention.last == first else DateRange(first, mention.last)


def _date_role(before: str, behind: str, first: Slot, second: Slot, words: Lexicon) -> Slot | None:
    """Return the role that the nearest cue word before a date gives it, or one close behind ("the 5th is my return")."""
    clause = re.split(r"[.!?;\n]", before)[-1]
    nearest: tuple[int, Slot] | None = None
    for slot in (first, second):
        for match in words.pattern(_CUES[slot]).finditer(clause):
            if nearest is None or (match.end(), slot == second) > (nearest[0], nearest[1] == second):
                nearest = (match.end(), slot)
    if nearest:
        return nearest[1]
    if after := re.match(r"\s*(?:is|as|for|will be)\s+(?:my |the )?", behind):
        rest = behind[after.end() :]
        for slot in (second, first):
            if words.pattern(_CUES[slot]).match(rest):
                return slot
    return None


def legs_of(folded: str, mentions: list[PlaceMention], dates: list[DateMention], words: Lexicon) -> list[Leg]:
    """Return the legs of a trip over three or more places ("Lagos - Accra - Abidjan", "…, then London to New York").

    Each date goes to the leg whose places stand before it; nothing when the places do not form one chain.
    """
    stops = [m for m in mentions if m.place is not None and m.cue != VIA]
    path = [m for i, m in enumerate(stops) if i == 0 or m.place != stops[i - 1].place]
    if len(path) < 3 or not all(_chained(folded[a.hi : b.lo], b, words) for a, b in pairwise(path)):
        return []
    legs: list[Leg] = []
    behind = [d for d in dates if d.first and d.fault is None and d.lo >= path[-1].hi]
    if len(behind) == len(dates) == len(path) - 1:  # "ABV-LOS-ACC 3DEC 10DEC": the days in the order of the legs
        return [
            Leg(start.place, end.place, _value(day)) for (start, end), day in zip(pairwise(path), behind, strict=True)
        ]
    for index, (start, end) in enumerate(pairwise(path)):
        until = path[index + 2].lo if index + 2 < len(path) else len(folded)
        mention = next((d for d in dates if d.first and end.lo < d.lo < until and d.fault is None), None)
        day = _value(mention) if mention else None
        before = legs[-1].departure if legs else None
        if mention and day and isinstance(before, date):
            day = later_than(day, before, mention)
        legs.append(Leg(start.place, end.place, day))
    return legs


def _chained(between: str, following: PlaceMention, words: Lexicon) -> bool:
    joined = re.fullmatch(
        rf"[\s,]*(?:[->/]|{words.any('place.connect')})[\s,]*(?:{words.any('place.connect')}\s*)?", between
    )
    onward = re.search(rf"(?<!\w){words.any('trip.then')}(?!\w)", between)
    return bool(
        joined
        or onward
        or (following.cue in (DESTINATION, ORIGIN) and len(between) < 60 and not re.search(r"[.?!]", between))
    )
