"""What a business's own model may propose about a message that the built-in reader is unsure of. Pure."""

from __future__ import annotations

from dragoman.understanding.engines import Proposal
from dragoman.understanding.names import Intent
from dragoman.understanding.trained.examples import MOVING
from dragoman.understanding.trained.model import Model

SURE = 0.6
"""A guess that is less likely than this is kept to itself."""
KNOWN = 0.5
"""A message of which the model knows a smaller share of the words is not for it to read."""


def proposed(model: Model, words: tuple[str, ...], *, unsure: bool, holds: bool) -> Intent | None:
    """Return the intent that the model proposes; None when it is not asked, not sure, or the words hold back from the deed.

    `unsure` is `proposals.is_unsure` of the message, `holds` its `restraint.Restraint.holds`. Trial and conversation ask alike.
    """
    guess = model.guess(words) if unsure else None
    if guess is None or guess.likely < SURE or guess.known < KNOWN:
        return None
    return None if holds and guess.intent in MOVING and guess.intent is not Intent.PERSON else guess.intent


def as_proposal(intent: Intent) -> Proposal:
    """Word it as an engine would: no values, no choice."""
    return Proposal(intent.value)
