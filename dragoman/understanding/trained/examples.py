"""Labelled messages: what a model learns from and is tried on. They hold words without their order and nothing else of a message."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from msgspec import Struct

from dragoman.understanding.masking import mask
from dragoman.understanding.models import Context
from dragoman.understanding.names import Intent
from dragoman.understanding.proposals import FREE, is_unsure
from dragoman.understanding.reading import understand
from dragoman.understanding.restraint import restraint
from dragoman.understanding.trained.words import seen_words

EXAMPLES_MAX = 5_000
OF_ONE_WRITER_MAX = 20
"""Nobody teaches a model alone: further messages of a writer are left out."""
_UNTAUGHT = frozenset(
    {Intent.UNKNOWN, Intent.INFORM, Intent.SELECT, Intent.PASSENGER_DETAILS, Intent.BOOK, Intent.LANGUAGE, Intent.BACK,
     Intent.STOP, Intent.START}
)  # fmt: skip
LABELS: tuple[Intent, ...] = tuple(intent for intent in Intent if intent not in _UNTAUGHT)
"""What a message may be labelled with. The others need values, which only the readers give, or are neither done nor offered on a guess."""
MOVING = (frozenset(LABELS) - FREE - {Intent.STATUS, Intent.RESEND}) | {Intent.CHANGE}
"""Intents that lead to money or a changed state: a model may never do worse on them, and words that hold back say none of them."""


class Source(StrEnum):
    """Where a label comes from."""

    STAFF = "said by staff"
    TAP = "tapped afterwards"
    HANDED_OVER = "asked for a person afterwards"
    FILE = "in the file"


class Example(Struct, frozen=True):
    """One labelled message. `own` is what the built-in reader made of it, `unsure` whether a model would be asked, `holds` its restraint."""

    words: tuple[str, ...]
    intent: Intent
    writer: str
    source: Source
    own: Intent
    unsure: bool
    holds: bool

    def __repr__(self) -> str:
        return f"Example({self.intent})"


def example(
    text: str, intent: Intent, writer: str, source: Source, *, today: date, language: str = "en", country: str | None = None,
    names: Iterable[str] = (),
) -> Example:  # fmt: skip
    """Make an example of a message; `names` are those of people known to its writer. The text itself is not kept."""
    context = Context(country=country)
    read = understand(text, today=today, language=language, context=context)
    words = seen_words(mask(text, today=today, names=names).text)
    holds = restraint(text, language=language, country=country).holds
    return Example(words, intent, writer, source, read.intent, is_unsure(read, context, text), holds)


def bounded(examples: Iterable[Example]) -> list[Example]:
    """Keep of each writer the first few, and of all the first EXAMPLES_MAX that have words."""
    by_writer: Counter[str] = Counter()
    kept: list[Example] = []
    for one in examples:
        if not one.words or by_writer[one.writer] >= OF_ONE_WRITER_MAX:
            continue
        by_writer[one.writer] += 1
        kept.append(one)
        if len(kept) == EXAMPLES_MAX:
            break
    return kept
