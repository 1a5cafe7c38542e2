"""Takes out of a message what an engine outside has no business to see, and puts it back into what comes back. Pure.

Masked are card numbers, e-mail addresses, phone numbers, passport numbers and machine-readable lines, long numbers,
booking references, links, years that lie behind (birth dates), and names: those known and those after a title or a
label. A name that nothing announces cannot be told from other words; so questions about people are never put to an engine.
A reference of letters alone is known by its capitals behind a word like "booking" or "PNR".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from dragoman.kit.cards import mask_cards
from dragoman.understanding.engines import TEXT_MAX

_INVISIBLE = re.compile(
    "[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\U000e0000-\U000e007f\x00-\x08\x0b-\x1f\x7f]"
)
_TOKEN = re.compile(r"\[([A-Z]+)_(\d{1,2})\]")
_NAME = r"[^\W\d_][\w'’.-]*"
_TITLES = "mr|mrs|ms|miss|mstr|dr|prof|chief|alhaji|alhaja|madam|mme|mlle|monsieur|madame|sr|sra|señor|señora|dona|pak|ibu|bapak|bwana|bibi"
_LABELS = (
    "my name is|name is|named|called|je m'appelle|me llamo|meu nome é|nama saya|jina langu ni"
    "|name ?:|nom ?:|nombre ?:|nome ?:|nama ?:|jina ?:|اسمي"
)
_RULES: tuple[tuple[str, re.Pattern[str], int], ...] = (
    ("LINK", re.compile(r"(?i)\b(?:https?://|www\.)\S+"), 0),
    ("EMAIL", re.compile(r"[^\s,;<>()\[\]]{1,64}@[^\s,;<>()\[\]]{1,80}"), 0),
    ("PASSPORT", re.compile(r"(?i)(?=[A-Z0-9 ]*<)[A-Z0-9<]{10,50}"), 0),
    ("PHONE", re.compile(r"(?<![\w.])(?:\+|00)\(?\d[\d\s().-]{5,20}\d(?!\w)|(?<![\w.,/-])0\d[\d\s().-]{6,16}\d(?!\w)"), 0),
    ("PASSPORT", re.compile(r"(?i)(?<!\w)[A-Z]{1,3}[ -]?\d{6,9}[A-Z]?(?!\w)"), 0),
    ("NUMBER", re.compile(r"(?<!\w)\d(?:[ .-]?\d){8,}(?!\w)|(?<!\d)\d{8,}(?!\d)"), 0),
    ("REFERENCE", re.compile(r"(?<!\w)(?!\d{1,2}[A-Z]{3}\d{0,4}(?!\w))(?=[A-Z]*\d)(?=\d*[A-Z])[A-Z0-9]{5,8}(?!\w)"), 0),
    ("REFERENCE", re.compile(r"(?i)(?<!\w)(?!(?:june|july|sept)\d)(?=\d*[A-Z][A-Z0-9]*\d)[A-Z0-9]{6}(?!\w)"), 0),
    ("REFERENCE", re.compile(r"(?i:\b(?:pnr|ref|reference|booking|code)(?: (?:is|no|number|code))?\b[.:]? ?)([A-Z]{6})(?!\w)"), 1),
    ("NAME", re.compile(rf"(?i:\b(?:{_TITLES})\b\.?) ({_NAME}(?: (?-i:[^\W\d_a-z])[\w'’.-]*){{0,2}})"), 1),
    ("NAME", re.compile(rf"(?i:\b(?:{_LABELS})) ?({_NAME}(?: {_NAME}){{0,2}})"), 1),
)  # fmt: skip
_YEAR = re.compile(r"(?<!\d)(?:19\d\d|20\d\d)(?!\d)")
_SHORTEST_NAME = 3  # shorter ones are everyday words in one language or another


@dataclass(frozen=True, slots=True)
class Masked:
    """A message as an engine may see it, and what its tokens stand for."""

    text: str
    tokens: dict[str, str]

    def back(self, value: str) -> str | None:
        """Put the masked parts back into what an engine said; None when it names a token that was never given out."""
        if any(m.group() not in self.tokens for m in _TOKEN.finditer(value)):
            return None
        return _TOKEN.sub(lambda m: self.tokens[m.group()], value)


def mask(text: str, *, today: date, names: Iterable[str] = ()) -> Masked:
    """Mask a message of any length; `names` are those of people known to the conversation. Same input, same tokens."""
    tokens: dict[str, str] = {}
    known: dict[str, str] = {}
    shown = _INVISIBLE.sub("", text)[:TEXT_MAX]
    shown = _TOKEN.sub("", shown)  # a traveller cannot forge one
    shown = mask_cards(shown)[0]

    def token(kind: str, said: str) -> str:
        if said not in known:
            known[said] = f"[{kind}_{sum(t.startswith(f'[{kind}_') for t in tokens) + 1}]"
            tokens[known[said]] = said
        return known[said]

    for kind, pattern, group in _RULES:
        shown = _outside_tokens(shown, pattern, group, lambda said, kind=kind: token(kind, said))  # type: ignore[misc]  # bound at once
    for part in sorted({p for name in names for p in name.split() if len(p) >= _SHORTEST_NAME}, key=len, reverse=True):
        pattern = re.compile(rf"(?i)(?<!\w){re.escape(part)}(?!\w)")
        shown = _outside_tokens(shown, pattern, 0, lambda said: token("NAME", said))
    shown = _outside_tokens(shown, _YEAR, 0, lambda said: token("YEAR", said) if int(said) < today.year else said)
    return Masked(shown, tokens)


def _outside_tokens(text: str, pattern: re.Pattern[str], group: int, put: Callable[[str], str]) -> str:
    """Replace what a pattern finds, leaving tokens already set alone."""

    def one(found: re.Match[str]) -> str:
        said = found.group(group)
        if _TOKEN.search(found.group()) or "[card" in found.group():
            return found.group()
        before, after = (
            found.group()[: found.start(group) - found.start()],
            found.group()[found.end(group) - found.start() :],
        )
        return before + put(said) + after

    return pattern.sub(one, text)
