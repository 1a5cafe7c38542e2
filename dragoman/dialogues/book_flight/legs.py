"""Trips of several legs told in one message: each piece is read by itself, so that no leg is lost."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from dragoman.dialogues.heard import Text
from dragoman.dialogues.voice import Voice
from dragoman.understanding import Leg, TripType, Values, understand

PIECES_MAX = 12
LEGS_MAX = 6
_BETWEEN = re.compile(r"[,;\n]|\bthen\b", re.IGNORECASE)
_WITH_ROUTE = re.compile(
    r"[a-zA-Z][^a-zA-Z]+[a-zA-Z]|[A-Z]{6}|[^\x00-\x7f]"
)  # two words, two codes in one, or another script


def with_legs(text: Text, v: Voice) -> Values:
    """The message's values, with its legs when it names at least two routes that are not there and back."""
    values = text.understood.values
    pieces = [p for p in _BETWEEN.split(text.raw) if p.strip()][:PIECES_MAX]
    if values.legs or values.origin is None or values.destination is None or len(pieces) < 2:
        return values
    legs: list[Leg] = []
    for said in _several_routes(pieces, v):
        day = next((d for d in (said.departure, said.day, said.return_) if isinstance(d, date)), None)
        if said.origin and said.destination:
            legs.append(Leg(said.origin, said.destination, day))
        elif legs and day and legs[-1].departure is None:
            legs[-1] = replace(legs[-1], departure=day)
    if len(legs) < 2 or (len(legs) == 2 and _there_and_back(*legs)):
        return values
    return replace(
        values, legs=tuple(legs[:LEGS_MAX]), trip_type=TripType.MULTI_CITY, origin=None, destination=None,
        departure=None, return_=None, day=None,
    )  # fmt: skip


def _several_routes(pieces: list[str], v: Voice) -> list[Values]:
    """Read each piece by itself; nothing when fewer than two hold a route, found out with as little reading as can be."""
    read: dict[str, Values] = {}
    routes = [piece for piece in pieces if _WITH_ROUTE.search(piece)]
    for piece in sorted(routes, key=len):
        if len(routes) < 2:
            return []
        read[piece] = _read(piece, v)
        if not (read[piece].origin and read[piece].destination):
            routes.remove(piece)
    return [read.get(piece) or _read(piece, v) for piece in pieces] if len(routes) > 1 else []


def _read(piece: str, v: Voice) -> Values:
    return understand(piece, today=v.today, language=v.setting.language).values


def _there_and_back(out: Leg, back: Leg) -> bool:
    return out.origin == back.destination and out.destination == back.origin
