"""The words of a text as they are searched by: folded, and stored only as keyed digests.

32 bits of a tenant's HMAC are kept of each word, so that the index stays small and says little to who steals it; two words
in a million meet by chance, so what is found is opened and compared before it is shown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from dragoman.command import Work

WORDS_MAX = 40  # of one message: more is a pasted document, and is found by its first words
_LONGEST = 40
_SHORTEST = 2
_WORD = re.compile(r"[^\W_]+")
# Scripts written without spaces are cut into pairs of characters: Han, kana, Hangul, Thai, Lao, Khmer, Burmese.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")


def folded(text: str) -> str:
    """Return a text without case, accents and compatibility forms."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in apart if not unicodedata.combining(c))


def words_of(text: str) -> tuple[str, ...]:
    """List the distinct words of a text in their order, at most WORDS_MAX. Pure."""
    found: dict[str, None] = {}
    for match in _WORD.finditer(folded(text)):
        for word in _parts(match[0]):
            if _SHORTEST <= len(word) <= _LONGEST:
                found.setdefault(word)
        if len(found) >= WORDS_MAX:
            break
    return tuple(found)[:WORDS_MAX]


def _parts(run: str) -> Iterable[str]:
    if not _UNSPACED.search(run):
        return (run,)
    pairs = [run[i : i + 2] for i in range(len(run) - 1)] or [run]
    return pairs


def digests(work: Work, purpose: str, words: Iterable[str]) -> list[int]:
    """Return the stored digests of words: signed 32 bits. `purpose` is "message_word" or "person_word"."""
    return [int.from_bytes(work.blind(purpose, word)[:4], "big", signed=True) for word in words]
