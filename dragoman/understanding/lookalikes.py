"""What looks like a place and is none: hotels and streets, set phrases, people called Paris, and a 2 that counts instead of meaning "to"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dragoman.understanding.lexicon import Lexicon
from dragoman.understanding.place_mentions import common_words
from dragoman.understanding.places import place, ranked
from dragoman.understanding.text import Message, Word


def is_elsewhere(message: Message, run: Sequence[Word], words: Lexicon) -> bool:
    """Say whether a name goes on as a hotel or a street ("Kensington Park Hotel") or stands in a set phrase ("deixa pra lá")."""
    behind = message.folded[run[-1].hi : run[-1].hi + 24]
    if any(m.start() <= run[0].lo < m.end() for m in words.pattern("place.phrase").finditer(message.folded)):
        return True
    match = re.match(rf"\s+{words.any('place.not_here')}(?!\w)", behind)
    return match is not None and message.said(run[-1].hi + 1, run[-1].hi + 2).isupper()


def is_somebody(message: Message, run: Sequence[Word], words: Lexicon, taken: Sequence[tuple[int, int]]) -> bool:
    """Say whether a name goes on as a person's: "Will Paris Johnson be able to fly"."""
    behind = next((w for w in message.words if w.lo >= run[-1].hi), None)
    if behind is None or message.folded[run[-1].hi : behind.lo] != " " or not behind.capital or behind.upper:
        return False
    known = behind.form in common_words() or behind.form in words.weekdays or behind.form in words.months
    return not (known or ranked(behind.form) or any(lo <= behind.lo < hi for lo, hi in taken))


def figure_means_to(before: str, words: Lexicon, country: str | None) -> bool:
    """Say whether `before` a place ends in a 2 that is "to": in English, or behind another place ("lagos 2 abuja")."""
    led = re.search(r"(?:([^\W\d_]+)\s+|^|(?<=[\s,.]))2\s+$", before)
    if led is None:
        return False
    between = led[1] is not None and bool(ranked(led[1], country) or (len(led[1]) == 3 and place(led[1])))
    return between or words.first in ("en", "pcm")
