"""Names of people: titles, given and family names, as passports, airlines and travellers write them."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from dragoman.understanding.lexicon import alternation
from dragoman.understanding.names import Slot
from dragoman.understanding.text import key

LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Labels:
    """The words around personal details: titles, field labels, genders and name particles, all folded."""

    titles: dict[str, str]
    male: frozenset[str]
    female: frozenset[str]
    labels: dict[str, re.Pattern[str]]
    genders: dict[str, str]
    particles: frozenset[str]
    stop: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class NamePart:
    """A part of a name with its place in the portion that was read."""

    slot: Slot
    value: str
    lo: int
    hi: int


@lru_cache(maxsize=1)
def introductions() -> dict[str, str]:
    """Return the words before a person's name as expressions: "name", what may link it, "with" and titles."""
    table = tomllib.loads(resources.files(__package__).joinpath("titles.toml").read_text("utf-8"))
    return {name: alternation(key(f) for f in given) for name, given in table["introductions"].items()}


@lru_cache(maxsize=1)
def labels() -> Labels:
    """Return the word lists of titles.toml."""
    table = tomllib.loads(resources.files(__package__).joinpath("titles.toml").read_text("utf-8"))
    forms = {name: sorted({key(f) for f in given}) for name, given in table["labels"].items()}
    patterns = {
        name: re.compile(
            rf"(?<!\w)(?:{alternation(given)})(?!\w)[\s:=#.-]*(?:(?:is|are|no|number|est|es|e|ni|:)(?!\w)[\s:=#.-]*)?"
        )
        for name, given in forms.items()
    }
    for slot, short in (("given_name", "first|given"), ("family_name", "last|family")):  # "Last: Adeyemi; First: Seun"
        patterns[slot] = re.compile(rf"{patterns[slot].pattern}|(?<!\w)(?:{short})\s*[:=]\s*")
    every = alternation(f for name, given in forms.items() for f in given if name != "full_name")
    return Labels(
        {key(f): title for title, given in table["titles"].items() for f in given},
        frozenset(key(f) for f in table["male"]["titles"]),
        frozenset(key(f) for f in table["female"]["titles"]),
        patterns,
        {key(f): gender for gender, given in table["genders"].items() for f in given},
        frozenset(table["particles"]["words"]),
        re.compile(rf"(?<!\w)(?:{every})(?!\w)|(?<!\w)(?:first|given|last|family)\s*[:=]"),
    )


def title_of(form: str) -> str | None:
    """Return the airline title of a folded word ("-" for a rank that airlines do not take), None when it is no title."""
    return labels().titles.get(_unled(form))


def gender_of(form: str) -> str | None:
    """Return the gender that a folded title tells."""
    known, form = labels(), _unled(form)
    return "m" if form in known.male else "f" if form in known.female else None


def _unled(form: str) -> str:
    """Return a word without the Arabic "and" that is written in one with it."""
    return form.removeprefix("و") if len(form) > 3 else form


def after_label(text: str, slot: str) -> int | None:
    """Return where the value behind the label of `slot` begins in the folded `text`, None when there is no such label."""
    match = labels().labels[slot].search(text)
    return match.end() if match else None


_AGENT = re.compile(
    r"(?<![^\W\d])\d{0,2}(?P<family>[^\W\d_][^\W\d_ '-]*(?:[ '-][^\W\d_]+)?)\s*/\s*(?P<given>[^\W\d_]+(?:[ '-][^\W\d_]+)*)"
)
_NAME_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*\.?")


def find_names(said: str, folded: str, asked: frozenset[str], sure: bool) -> list[NamePart]:
    """Return title, given and family name in one portion.

    `said` and `folded` are the same stretch, as written and folded; `asked` the slots asked for; `sure` = the portion is
    about a person for other reasons. Without a reason of its own nothing is taken for a name.
    """
    for read in (_agent_style, _labelled):
        if found := read(said, folded):
            return found
    titled = _titled(folded)
    name_asked = bool(asked & {Slot.GIVEN_NAME, Slot.FAMILY_NAME})
    start = after_label(folded, "full_name")
    if start is not None and (
        name_asked or sure or re.search(r"(?<!\w)(?:my|mi|meu|mein|mon|nama|jina|full)(?!\w)|:", folded[:start])
    ):
        return _split(said, folded, start, asked)
    if titled is not None:
        return [*_family_ahead(said, folded, titled), *_split(said, folded, titled, asked)]
    capitals = len(re.findall(r"(?<!\w)[A-Z][a-z']+|(?<!\w)[A-Z]{2,}(?!\w)", said)) > 1
    return _split(said, folded, 0, asked) if name_asked or (sure and capitals) else []


def _family_ahead(said: str, folded: str, titled: int) -> list[NamePart]:
    """Read the family name of "Obi, Mrs Ada": one word with a comma right before a title that a single name follows."""
    ahead = re.fullmatch(r"\s*([^\W\d_]+(?:['’-][^\W\d_]+)*)\s*,\s*", folded[:titled])
    if ahead is None or ahead[1] in NO_NAME or title_of(ahead[1]) is not None:
        return []
    behind = [folded[lo:hi] for lo, hi in _words(folded, titled) if title_of(folded[lo:hi].rstrip(".")) is None]
    return [_part(Slot.FAMILY_NAME, [ahead.span(1)], said)] if len(behind) == 1 else []


def _agent_style(said: str, folded: str) -> list[NamePart]:
    """Read OBI/ADA MRS and OBI/ADAMRS, the way reservation systems write names (IATA AIRIMP name element)."""
    match = _AGENT.search(folded)
    if not match or len(match["family"]) < 2 or re.search(r"\d\s*/\s*\d|https?:", folded):
        return []
    given = match["given"].split(" ")
    lo, hi = match.span("given")
    title = title_of(given[-1]) if len(given) > 1 else None
    parts = [
        NamePart(Slot.FAMILY_NAME, _proper(said[match.start("family") : match.end("family")]), *match.span("family"))
    ]
    if title is not None:
        parts.append(NamePart(Slot.TITLE, given[-1], hi - len(given[-1]), hi))
        hi -= len(given[-1]) + 1
    elif glued := re.search(r"(?<=[a-z]{2})(mrs|miss|mstr|mr|ms)$", given[-1]):
        parts.append(NamePart(Slot.TITLE, glued.group(), hi - len(glued.group()), hi))
        hi -= len(glued.group())
    parts.append(NamePart(Slot.GIVEN_NAME, _proper(said[lo:hi]), lo, hi))
    return parts


def _labelled(said: str, folded: str) -> list[NamePart]:
    """Read "First name: Ada, Surname: Obi"."""
    parts = []
    for slot in (Slot.GIVEN_NAME, Slot.FAMILY_NAME):
        start = after_label(folded, slot)
        if start is None:
            continue
        words = _words(folded, start)
        words = words[
            : next((i for i, w in enumerate(words) if i and "," in folded[words[i - 1][1] : w[0]]), len(words))
        ]
        if words:
            parts.append(NamePart(slot, _proper(said[words[0][0] : words[-1][1]]), words[0][0], words[-1][1]))
    if parts and (title := _title_word(folded)):
        parts.append(title)
    return parts


def _title_word(folded: str) -> NamePart | None:
    for match in _NAME_WORD.finditer(folded):
        form = match.group().rstrip(".")
        if len(form) > 1 and title_of(form) is not None:
            return NamePart(Slot.TITLE, form, match.start(), match.end())
    return None


def _titled(folded: str) -> int | None:
    """Return where a title that is followed by a word stands."""
    for match in _NAME_WORD.finditer(folded):
        form = match.group().rstrip(".")
        if (
            len(form) > 1
            and form not in ("la", "sen", "gen", "me")
            and title_of(form) is not None
            and _NAME_WORD.match(folded[match.end() :].lstrip())
        ):
            return match.start()
    return None


def _words(folded: str, start: int) -> list[tuple[int, int]]:
    """Return the words of a name from `start` up to a label, a number or anything else that is no name."""
    stop = labels().stop.search(folded, start)
    end = min(stop.start() if stop else len(folded), start + LONGEST_NAME)
    found: list[tuple[int, int]] = []
    for match in _NAME_WORD.finditer(folded, start, end):
        between = folded[found[-1][1] if found else start : match.start()]
        if (re.search(r"[\x00\d@/:()|]", between) and found) or match.group() in NO_NAME:
            if found:
                break
            continue
        found.append(match.span())
        if len(found) == 6:
            break
    return found


NO_NAME = frozenset(
    "is my name names the and a an i am im for this here hi hello hey passenger adult one it its please pls thanks thank you yes no ok okay "
    "est je suis et es soy y sou e ich und ini saya dan ni mimi na me from to of on in book flight ticket with date born male female "
    "he she her his who will be travelling traveling traveller friend wife husband son daughter details are as follows passport "
    "just only simply cuma hanya saja tu seulement juste apenas nur sadece solamente somente فقط "
    "mine also then was were when where what why how dob nationality email phone number citizen expiry expires issued".split()
)
"""Words around a name that are never part of one."""


def _split(said: str, folded: str, start: int, asked: frozenset[str]) -> list[NamePart]:
    """Split the words from `start` into title, given and family name ("Obi, Ada" has the family name first)."""
    words = _words(folded, start)
    parts: list[NamePart] = []
    while (
        words
        and (title := title_of(folded[words[0][0] : words[0][1]].rstrip("."))) is not None
        and (len(words) > 1 or title != "-")
    ):
        lo, hi = words[0]
        if len(folded[lo:hi].rstrip(".")) == 1 and not folded[lo:hi].endswith("."):
            break
        parts.append(NamePart(Slot.TITLE, folded[lo:hi].rstrip("."), lo, hi))
        words = words[1:]
    if (
        words
        and len(words) > 1
        and title_of(folded[words[-1][0] : words[-1][1]].rstrip(".")) in ("mr", "mrs", "ms", "miss")
    ):
        parts.append(NamePart(Slot.TITLE, folded[slice(*words[-1])].rstrip("."), *words[-1]))
        words = words[:-1]
    if not words:
        return parts
    comma = next((i for i in range(1, len(words)) if "," in folded[words[i - 1][1] : words[i][0]]), None)
    if comma is not None:
        first, second = words[:comma], words[comma:]
        if len(first) == 1 and len(second) <= 3 and not folded[second[-1][1] :].strip(" ,.\x00"):
            return [*parts, _part(Slot.FAMILY_NAME, first, said), _part(Slot.GIVEN_NAME, second, said)]
        words = first
    if len(words) == 1:
        only = Slot.FAMILY_NAME if asked & {Slot.FAMILY_NAME} and Slot.GIVEN_NAME not in asked else Slot.GIVEN_NAME
        return [*parts, _part(only, words, said)]
    if Slot.GIVEN_NAME in asked and Slot.FAMILY_NAME not in asked:
        return (
            [*parts, _part(Slot.GIVEN_NAME, words, said)] if len(words) > 2 else [*parts, *_both(words, folded, said)]
        )
    if Slot.FAMILY_NAME in asked and Slot.GIVEN_NAME not in asked:
        return [*parts, _part(Slot.FAMILY_NAME, words, said)]
    return [*parts, *_both(words, folded, said)]


def _both(words: list[tuple[int, int]], folded: str, said: str) -> list[NamePart]:
    """Take the last word for the family name, with the particles before it ("van der Berg", "bin Salman")."""
    cut = len(words) - 1
    if len(words) > 2 and said[slice(*words[0])].isupper() and not said[slice(*words[-1])].isupper():
        return [_part(Slot.FAMILY_NAME, words[:1], said), _part(Slot.GIVEN_NAME, words[1:], said)]
    while cut > 1 and folded[slice(*words[cut - 1])] in labels().particles:
        cut -= 1
    return [_part(Slot.GIVEN_NAME, words[:cut], said), _part(Slot.FAMILY_NAME, words[cut:], said)]


def _part(slot: Slot, words: list[tuple[int, int]], said: str) -> NamePart:
    return NamePart(slot, _proper(said[words[0][0] : words[-1][1]]), words[0][0], words[-1][1])


def _proper(said: str) -> str:
    """Return a name as it is written on a ticket form: single spaces, capitals at word starts where the writer used none."""
    said = " ".join(said.strip(" .,").split())
    return " ".join(
        w if w != w.lower() and w != w.upper() else "-".join(p[:1].upper() + p[1:].lower() for p in w.split("-"))
        for w in said.split(" ")
    )
