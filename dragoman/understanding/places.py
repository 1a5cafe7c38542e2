"""Places by name or code, for every room that needs one: `find_places("lagos")`, `place("LOS")`."""

from __future__ import annotations

import math
from functools import lru_cache
from pathlib import Path

from rapidfuzz import fuzz, process

from dragoman.understanding.gazetteer import Gazetteer, load
from dragoman.understanding.gazetteer_rows import Row
from dragoman.understanding.models import Place
from dragoman.understanding.names import PlaceKind
from dragoman.understanding.text import key

NEAR_KM = 200
_loaded: list[Gazetteer] = []


def prepare(folder: Path | None = None) -> None:
    """Load the gazetteer now, kept under `folder` between starts; without this it is built in memory at first use."""
    _loaded[:] = [load(folder)]
    for kept in (_near, ranked, begins, misspelt, place):
        kept.cache_clear()


def gazetteer() -> Gazetteer:
    """Return the gazetteer, building it when nobody prepared it."""
    if not _loaded:
        prepare()
    return _loaded[0]


@lru_cache(maxsize=2048)
def place(iata: str) -> Place | None:
    """Return the place of an IATA city or airport code, None when there is none. An airport's city is in `city`."""
    number = gazetteer().codes.get(iata.upper())
    return from_row(gazetteer().row(number)) if number is not None else None


def find_places(query: str, country: str | None = None, limit: int = 8) -> list[Place]:
    """Return the places that `query` may mean, likeliest first: a code, a name in any language, or a misspelt name."""
    form = key(query)
    found = [p for _, p in ranked(form, country)]
    if len(form) == 3 and (coded := place(form)) is not None:
        found.insert(0 if query.strip().isupper() or not found else 1, coded)
    if not found:
        found = [p for _, p in misspelt(form, country)]
    return list(dict.fromkeys(found))[:limit]


@lru_cache(maxsize=4096)
def ranked(form: str, country: str | None = None) -> tuple[tuple[int, Place], ...]:
    """Return (weight, place) for an exactly known name, heaviest first; places in `country` count a little more."""
    rows = [(weight, gazetteer().row(number)) for weight, number in gazetteer().find(form)]
    scored = [(weight + (8 if country and row.country == country else 0), row) for weight, row in rows]
    scored.sort(key=lambda s: -s[0])
    return tuple((weight, from_row(row)) for weight, row in scored)


@lru_cache(maxsize=8192)
def begins(form: str) -> bool:
    """Say whether any known name begins with `form`."""
    return gazetteer().starts(form)


@lru_cache(maxsize=4096)
def misspelt(form: str, country: str | None = None, least: float = 78.0) -> tuple[tuple[float, Place], ...]:
    """Return (likeness 0-100, place) for names that look like `form`; at most five, only cities with an airport.

    Kept, because it looks at every name (2 ms), and the words that are no place are the same every day.
    """
    if not 4 <= len(form) <= 40 or not form.isascii():
        return ()
    close = process.extract(form, gazetteer().guessable(), scorer=fuzz.ratio, score_cutoff=least, limit=12)
    found: dict[Place, float] = {}
    for name, score, _ in close:
        for weight, candidate in ranked(name, country)[:1]:
            if candidate.airports:
                found[candidate] = max(found.get(candidate, 0), score + (weight - 60) / 10 - 8 * (name[0] != form[0]))
    return tuple(sorted(((s, p) for p, s in found.items()), key=lambda f: -f[0])[:5])


@lru_cache(maxsize=2048)
def _near(lat: float, lon: float, country: str) -> tuple[str, ...]:
    def km(hub: tuple[str, str, float, float]) -> float:
        return math.hypot((hub[2] - lat) * 111, (hub[3] - lon) * 111 * math.cos(math.radians(lat)))

    close = sorted((km(hub) + 60 * (hub[1] != country), hub[0]) for hub in gazetteer().hubs if abs(hub[2] - lat) < 2.2)
    return tuple(code for far, code in close[:3] if far <= NEAR_KM)


def from_row(row: Row) -> Place:
    """Return the stored row as the Place that others see."""
    near = _near(row.lat, row.lon, row.country) if row.kind == "city" and not row.airports else ()
    return Place(
        row.iata, row.name, row.country, tuple(row.airports), PlaceKind(row.kind),
        row.title or row.name, row.region, near,
    )  # fmt: skip
