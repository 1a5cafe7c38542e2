"""What a model sees of a message: its words and neighbouring pairs, without anything that was masked and without digits."""

from __future__ import annotations

import re

from dragoman.understanding.text import key

WORDS_MAX = 60
LETTERS_MAX = 20
_BRACKETED = re.compile(r"\[[^\[\]]*\]?")  # what masking put in the place of names, numbers, addresses and cards


def seen_words(masked: str) -> tuple[str, ...]:
    """Return the features of a masked message, each once: folded words, and pairs of words that stand side by side.

    Words with digits and very long ones are nobody's vocabulary and are left out; no pair reaches over what was masked.
    """
    found: dict[str, None] = {}
    left = WORDS_MAX
    for stretch in _BRACKETED.split(masked):
        before = ""
        for word in key(stretch).split()[:left]:
            left -= 1
            if len(word) > LETTERS_MAX or any(c.isdigit() for c in word):
                before = ""
                continue
            found[word] = None
            if before:
                found[f"{before} {word}"] = None
            before = word
    return tuple(found)
