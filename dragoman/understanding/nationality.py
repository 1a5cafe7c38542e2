"""Countries and nationalities by name, code or demonym in the languages of the house."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib import resources

from dragoman.understanding.lexicon import alternation
from dragoman.understanding.mrz import alpha2
from dragoman.understanding.names import PlaceKind
from dragoman.understanding.places import ranked
from dragoman.understanding.text import key


@lru_cache(maxsize=1)
def _demonyms() -> tuple[dict[str, str], re.Pattern[str]]:
    table = tomllib.loads(resources.files(__package__).joinpath("demonyms.toml").read_text("utf-8"))["people"]
    forms = {key(form): country for country, forms in table.items() for form in forms}
    return forms, re.compile(rf"(?<!\w){alternation(forms)}(?!\w)")


def demonym(text: str) -> tuple[str, int, int] | None:
    """Return the first demonym in the folded `text` as (ISO country, start, end)."""
    forms, pattern = _demonyms()
    match = pattern.search(text)
    return (forms[" ".join(re.split(r"[\s-]+", match.group()))], *match.span()) if match else None


def country_named(text: str) -> str | None:
    """Return the ISO alpha-2 of a whole text that is a country's name, demonym or code, None when it is not."""
    form = key(text)
    forms, _ = _demonyms()
    if form in forms:
        return forms[form]
    for _, place in ranked(form):
        if place.kind is PlaceKind.COUNTRY:
            return place.country
    if len(form) == 3:
        return alpha2(form.upper())
    return None


def find_country(text: str) -> tuple[str, int, int] | None:
    """Return the first country or nationality in the folded `text` as (ISO country, start, end)."""
    found = demonym(text)
    words = list(re.finditer(r"[^\W\d_]+", text))[:40]
    for index, first in enumerate(words):
        if found and first.start() >= found[1]:
            return found
        for length in (4, 3, 2, 1):
            last = words[min(index + length, len(words)) - 1]
            named = ranked(key(text[first.start() : last.end()]))
            if len(first.group()) > 2 and any(p.kind is PlaceKind.COUNTRY for _, p in named):
                return next(p.country for _, p in named if p.kind is PlaceKind.COUNTRY), first.start(), last.end()
    return found
