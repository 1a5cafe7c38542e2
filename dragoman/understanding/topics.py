"""What kind of travel a message speaks of."""

from __future__ import annotations

from dragoman.understanding.lexicon import Lexicon
from dragoman.understanding.names import Topic


def find_topic(plain: str, words: Lexicon) -> Topic | None:
    """Return the kind of travel named first in `plain`, None when none is named."""
    first: tuple[int, Topic] | None = None
    for topic in Topic:
        match = words.pattern(f"topic.{topic.value}").search(plain)
        if match and (first is None or match.start() < first[0]):
            first = (match.start(), topic)
    return first[1] if first else None
