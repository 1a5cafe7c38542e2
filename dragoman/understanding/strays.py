"""Places that no list knows: misspellings that are nearly certain, and names to ask about. Never settled when unsure."""

from __future__ import annotations

import re

from dragoman.understanding.names import PlaceKind
from dragoman.understanding.place_cues import AT, DESTINATION, ORIGIN
from dragoman.understanding.place_mentions import PlaceMention, common_words
from dragoman.understanding.places import misspelt
from dragoman.understanding.placing import PlaceFinder
from dragoman.understanding.text import Word

MOST = 2
LIKENESS = 84.0
"""fuzz.ratio from which a misspelling counts as certain when no other name comes within GAP of it."""
GAP = 3.0


def find_strays(finder: PlaceFinder, known: list[PlaceMention], wanted: int) -> list[PlaceMention]:
    """Return up to `wanted` places that stand where a place must stand but are in no list.

    That is: behind a word like "from" or "to" with a capital or next to a known place, or alone in the answer to the
    question for a place.
    """
    found: list[PlaceMention] = []
    words = [w for w in finder.tokens if not any(m.lo < w.hi and w.lo < m.hi for m in known)]
    for index, word in enumerate(words):
        if len(found) == min(wanted, MOST) or any(m.lo < word.hi and word.lo < m.hi for m in found):
            continue
        if not _strange(word):
            continue
        cue, back = finder.cue(word.lo, word.hi, figures=False)
        alone = finder.expected and not known and cue is None and sum(map(_strange, words)) <= 3
        if cue not in (ORIGIN, DESTINATION) and not alone and not (cue == AT and finder.expected):
            continue
        run = [word]
        while (
            index + len(run) < len(words)
            and _strange(words[index + len(run)])
            and _adjoin(finder, run[-1], words[index + len(run)])
        ):
            run.append(words[index + len(run)])
        mention = _judged(finder, run[:3], cue, back, bool(known))
        if mention is not None:
            found.append(mention)
    return found


def _led(finder: PlaceFinder, word: Word) -> bool:
    """Say whether "from" or "to" itself stands right before: the words behind "for" or "at" need not be places."""
    before = finder.message.folded[max(0, word.lo - 12) : word.lo]
    return bool(re.search(rf"(?<!\w){finder.words.any('place.core')}[\s']+$", before))


def _strange(word: Word) -> bool:
    return len(word.form) > 3 and word.form.isalpha() and word.form not in common_words()


def _adjoin(finder: PlaceFinder, left: Word, right: Word) -> bool:
    return finder.message.folded[left.hi : right.lo] in (" ", "-")


def _judged(finder: PlaceFinder, run: list[Word], cue: str | None, back: bool, company: bool) -> PlaceMention | None:
    """Settle a stray when one name is nearly it; else keep it as unknown if it must be a place, or let it go."""
    capital = finder.message.mixed and run[0].capital
    for length in range(len(run), 0, -1):
        form = " ".join(w.form for w in run[:length])
        close = [(score, p) for score, p in misspelt(form, finder.country) if p.kind is PlaceKind.CITY]
        sure = bool(close) and close[0][0] >= LIKENESS and (len(close) == 1 or close[0][0] - close[1][0] >= GAP)
        if sure and (finder.expected or company or capital):
            places = tuple(p for _, p in close)
            return PlaceMention(
                run[0].lo, run[length - 1].hi, places[0], places, cue, likeness=close[0][0], returning=back
            )
    if (capital and _led(finder, run[0])) or (finder.expected and len(run) <= 2 and len(finder.tokens) <= 4):
        guesses = tuple(p for _, p in misspelt(" ".join(w.form for w in run), finder.country))
        return PlaceMention(run[0].lo, run[-1].hi, None, guesses, cue, likeness=0.0, returning=back)
    return None
