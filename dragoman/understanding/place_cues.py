"""The words around a place name that tell its role, and the states and countries that tell namesakes apart."""

from __future__ import annotations

import re

from dragoman.understanding.lexicon import Lexicon

ORIGIN, DESTINATION, VIA, AT = "origin", "destination", "via", "at"
WORD_START = r"(?<![^\W\u3040-\u9fff])"
WORD_END = r"(?![^\W\u3040-\u9fff])"
"""Word borders that also hold inside Chinese and Japanese."""


def cue_pattern(words: Lexicon) -> re.Pattern[str]:
    """Return the expression for the words before a place that give it a role; it ends where the place begins."""
    if "place.cue" not in words.patterns:
        roles = "|".join(f"(?P<{r}>{words.any(f'place.{r}')})" for r in (VIA, ORIGIN, DESTINATION, AT))
        gap = r"(?:[\s:'\"*-]+|(?<=[\u3040-\u9fff]))"
        words.patterns["place.cue"] = re.compile(
            rf"{WORD_START}(?:{roles}){gap}(?:{words.any('place.filler')}[\s'\"]+){{0,4}}$"
        )
    return words.patterns["place.cue"]


def after_pattern(words: Lexicon, role: str) -> re.Pattern[str]:
    """Return the expression for the words behind a place that give it `role` (case endings, postpositions)."""
    name = f"place.{role}.behind"
    if name not in words.patterns:
        words.patterns[name] = re.compile(rf"[\s'’-]*{words.any(f'place.{role}_after')}{WORD_END}")
    return words.patterns[name]


AREAS = {
    "england": ("GB",),
    "scotland": ("GB",),
    "wales": ("GB",),
    "uk": ("GB",),
    "usa": ("US",),
    "us": ("US",),
    "america": ("US",),
}
STATES = {
    code.lower(): (name, country)
    for country, names in {
        "US": "AL Alabama,AK Alaska,AZ Arizona,AR Arkansas,CA California,CO Colorado,CT Connecticut,DE Delaware,FL Florida,GA Georgia,"
        "HI Hawaii,ID Idaho,IL Illinois,IN Indiana,IA Iowa,KS Kansas,KY Kentucky,LA Louisiana,ME Maine,MD Maryland,MA Massachusetts,"
        "MI Michigan,MN Minnesota,MS Mississippi,MO Missouri,MT Montana,NE Nebraska,NV Nevada,NH New Hampshire,NJ New Jersey,"
        "NM New Mexico,NY New York,NC North Carolina,ND North Dakota,OH Ohio,OK Oklahoma,OR Oregon,PA Pennsylvania,RI Rhode Island,"
        "SC South Carolina,SD South Dakota,TN Tennessee,TX Texas,UT Utah,VT Vermont,VA Virginia,WA Washington,WV West Virginia,"
        "WI Wisconsin,WY Wyoming,DC District of Columbia",
        "CA": "BC British Columbia,AB Alberta,ON Ontario,QC Quebec,MB Manitoba,NS Nova Scotia,SK Saskatchewan,NB New Brunswick",
        "AU": "NSW New South Wales,VIC Victoria,QLD Queensland,TAS Tasmania",
    }.items()
    for code, name in (entry.split(" ", 1) for entry in names.split(","))
}
