"""Whether a message agrees to what was asked: a plain yes or no is enough, a sentence that merely holds such a word is not."""

from __future__ import annotations

import re
from enum import Enum

from dragoman.dialogues.heard import Text
from dragoman.dialogues.voice import Voice
from dragoman.understanding import Context, Intent, understand

AGREEING = (Intent.CONFIRM, Intent.BOOK, Intent.PAY)
_POLITE = (*AGREEING, Intent.SELECT, Intent.THANKS, Intent.GREETING, Intent.INFORM, Intent.PASSENGER_DETAILS)
_WORDS_MAX = 5
"""Longer messages agree only when their first clause does so by itself ("Yes, that is all right for us")."""
_CLAUSE = re.compile(r"[,.;:!\n،。！]+")
_ASKING = re.compile(r"[?？؟]")


class Agreement(Enum):
    """What a message says to a proposal; PERHAPS holds a yes that is not plain enough to buy on."""

    YES = "yes"
    NO = "no"
    PERHAPS = "perhaps"


def agreement(heard: Text, voice: Voice) -> Agreement | None:
    """Read a message as an answer to a proposal; None when it is none."""
    understood = heard.understood
    said = understood.values.yes_no
    if said is None and understood.intent in AGREEING:
        said = True
    if said is None and understood.intent is Intent.REJECT:
        said = False
    if said is None:
        return None
    if not said:
        return Agreement.NO if understood.intent in (Intent.REJECT, *_POLITE) else None
    if understood.intent not in _POLITE:
        return None  # "yes but change the date" wants something else
    return Agreement.YES if _plainly(heard.raw, voice) else Agreement.PERHAPS


def is_plain(raw: str) -> bool:
    """Whether a message is short enough to mean nothing but what it names ("2", "option 1 please"), and asks nothing."""
    return len(raw.split()) <= _WORDS_MAX and not _ASKING.search(raw)


def _plainly(raw: str, voice: Voice) -> bool:
    if is_plain(raw):
        return True
    if _ASKING.search(raw):
        return False
    clause = next((c for c in _CLAUSE.split(raw) if c.strip()), "")
    if len(clause.split()) > _WORDS_MAX:
        return False
    first = understand(
        clause, today=voice.today, language=voice.setting.language,
        context=Context(expect=("yes_no",), country=voice.setting.country, state="confirm"),
    )  # fmt: skip
    return first.values.yes_no is True and first.intent in AGREEING
