"""A place as it stands in a message, and two ways of writing places that need no words around them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from dragoman.understanding.models import Place
from dragoman.understanding.place_cues import DESTINATION, ORIGIN
from dragoman.understanding.places import gazetteer, place, ranked
from dragoman.understanding.text import Message, key


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """One place as written; `place` is None when it is not known or not sure, then `candidates` may hold guesses."""

    lo: int
    hi: int
    place: Place | None
    candidates: tuple[Place, ...]
    cue: str | None
    coded: bool = False
    likeness: float = 100.0
    returning: bool = False
    rivals: tuple[Place, ...] = ()  # cities of the same name, when nothing tells which is meant


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """Everyday words that must not be taken for places."""
    lines = resources.files(__package__).joinpath("common_words.txt").read_text("utf-8").splitlines()
    return frozenset(w for line in lines if not line.startswith("#") for w in line.split())


def coded_route(message: Message, taken: Sequence[tuple[int, int]]) -> list[PlaceMention]:
    """Return the two codes of an agent's route: LOSABV, LOS-ABV, LOS ABV, los-abv (capitals or a sign between)."""
    if chain := _coded_chain(message, taken):
        return chain
    for match in _ROUTE.finditer(message.folded):
        said = message.said(*match.span())
        if any(lo < match.end() and match.start() < hi for lo, hi in taken) or not (said.isupper() or match["sign"]):
            continue
        if match["one"] == match["two"] and not said.isupper():
            continue  # Indonesian "apa-apa"
        one, two = place(match["one"]), place(match["two"])
        if one and two and standing(one, match["one"]) >= 55 and standing(two, match["two"]) >= 55:
            return [
                PlaceMention(*match.span("one"), one, (one,), ORIGIN, coded=True),
                PlaceMention(*match.span("two"), two, (two,), DESTINATION, coded=True),
            ]
    return []


def spaceless_runs(
    message: Message, taken: Sequence[tuple[int, int]], country: str | None
) -> list[tuple[int, int, tuple[Place, ...]]]:
    """Return (start, end, places) in Chinese or Japanese, where no spaces part the words: the longest known run wins."""
    found = []
    text, index = message.folded, 0
    while index < len(text):
        length = 0
        if text[index] >= "\u3040" and not any(lo <= index < hi for lo, hi in taken):
            length = next((n for n in range(9, 1, -1) if _known_run(text[index : index + n], n)), 0)
        if length:
            found.append((index, index + length, tuple(p for _, p in ranked(text[index : index + length], country))))
        index += length or 1
    return found


def _known_run(run: str, length: int) -> bool:
    if len(run) < length or not all("\u3040" <= c <= "\u9fff" for c in run):
        return False
    hits = gazetteer().find(run)
    return bool(hits) and hits[0][0] >= 45


def _coded_chain(message: Message, taken: Sequence[tuple[int, int]]) -> list[PlaceMention]:
    """Return the codes of a route over three or more airports: ABV-LOS-ACC, only in capitals."""
    for match in _CHAIN.finditer(message.folded):
        free = not any(lo < match.end() and match.start() < hi for lo, hi in taken)
        codes = list(re.finditer(r"[a-z]{3}", match.group()))
        stops = [place(code.group()) for code in codes]
        if not free or not message.said(*match.span()).isupper() or not all(stops):
            continue
        at = match.start()
        return [
            PlaceMention(
                at + code.start(), at + code.end(), stop, (stop,), DESTINATION if index else ORIGIN, coded=True
            )
            for index, (code, stop) in enumerate(zip(codes, stops, strict=True))
            if stop is not None
        ]
    return []


_CHAIN = re.compile(r"(?<!\w)[a-z]{3}(?:\s*[-/>]\s*[a-z]{3}){2,5}(?![^\W\d_])(?!-)")
_ROUTE = re.compile(r"(?<!\w)(?P<one>[a-z]{3})(?P<sign>\s*[-/>]\s*)?\s?(?P<two>[a-z]{3})(?![^\W\d_])(?!-)")


def standing(known: Place, code: str) -> int:
    """Return how important the city of an airport code is (0-100)."""
    return max((w for w, p in ranked(key(known.city)) if code.upper() in (p.iata, *p.airports)), default=0)
