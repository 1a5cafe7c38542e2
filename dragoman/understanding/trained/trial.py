"""Tries a model before it may be switched on: stratified cross-validation, beside the built-in reader on the same held-out messages.

All messages of one writer are held out together, so that a model never meets a person it has learned from. Each fold chooses
its own words and intents from its learning part alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from random import Random

from msgspec import Struct
from msgspec.structs import replace

from dragoman.understanding.names import Intent
from dragoman.understanding.trained.examples import MOVING, Example
from dragoman.understanding.trained.fitting import WRITERS_MIN, fit
from dragoman.understanding.trained.model import Model
from dragoman.understanding.trained.proposing import proposed

FOLDS = 5
EXAMPLES_MIN = 100
UNSURE_MIN = 30
"""Fewer held-out messages of which the built-in reader is unsure show nothing."""
RIGHT_MIN = 0.8
"""The share of its proposals that must be right: a wrong one costs more than the honest "I did not get that"."""
_SEED = 2_026


class Row(Struct, frozen=True):
    """One intent over all folds: messages, right by the built-in reader and with the model, F1 of both, and if it moves something."""

    intent: str
    messages: int
    right_own: int
    right_with: int
    f1_own: float
    f1_with: float
    moving: bool

    @property
    def worse(self) -> bool:
        """Whether the model does harm here."""
        return self.right_with < self.right_own or self.f1_with < self.f1_own


class Trial(Struct, frozen=True):
    """The outcome. `alone` counts what the model gets right when it is asked about everything; `against` says why it is refused."""

    messages: int
    writers: int
    unsure: int
    sources: dict[str, int]
    right_own: int
    right_with: int
    alone: int
    proposals: int
    proposals_right: int
    rows: tuple[Row, ...]
    against: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether the model may be switched on."""
        return not self.against


class _Held(Struct, frozen=True):
    """One held-out message: what it was, what the product answers with the model, what the model says by itself."""

    one: Example
    proposal: Intent | None
    alone: Intent | None

    @property
    def answer(self) -> Intent:
        return self.proposal or self.one.own


def tried(examples: Sequence[Example], writers: int = WRITERS_MIN) -> Trial:
    """Try models fitted on parts of the examples on the parts held out, and judge."""
    held: list[_Held] = []
    parts = folds(examples)
    for index, part in enumerate(parts):
        weights = fit([one for other, taken in enumerate(parts) if other != index for one in taken], writers)
        model = Model(weights) if weights else None
        held += [_asked(model, one) for one in part]
    rows = tuple(_row(intent, held) for intent in sorted({one.intent for one in examples} | _answered(held)))
    proposals = [h for h in held if h.proposal]
    trial = Trial(
        len(held), len({one.writer for one in examples}), sum(h.one.unsure for h in held),
        dict(Counter(str(one.source) for one in examples)), sum(h.one.own == h.one.intent for h in held),
        sum(h.answer == h.one.intent for h in held), sum(h.alone == h.one.intent for h in held), len(proposals),
        sum(h.proposal == h.one.intent for h in proposals), rows, (),
    )  # fmt: skip
    return replace(trial, against=_against(trial))


def folds(examples: Sequence[Example]) -> list[list[Example]]:
    """Deal the writers out: each goes where their intents are rarest so far, whoever wrote most first."""
    by_writer: defaultdict[str, list[Example]] = defaultdict(list)
    for one in examples:
        by_writer[one.writer].append(one)
    hands = sorted(by_writer.values(), key=lambda hand: hand[0].writer)
    Random(_SEED).shuffle(hands)
    parts: list[list[Example]] = [[] for _ in range(FOLDS)]
    counts = [Counter[str]() for _ in range(FOLDS)]
    for hand in sorted(hands, key=lambda hand: -len(hand)):
        wants = Counter(str(one.intent) for one in hand)
        there = [(sum(count[intent] * n for intent, n in wants.items()), count.total()) for count in counts]
        chosen = there.index(min(there))
        parts[chosen] += hand
        counts[chosen].update(wants)
    return parts


def _asked(model: Model | None, one: Example) -> _Held:
    guess = model.guess(one.words) if model else None
    proposal = proposed(model, one.words, unsure=one.unsure, holds=one.holds) if model else None
    return _Held(one, proposal, guess.intent if guess else None)


def _answered(held: list[_Held]) -> set[Intent]:
    """Return what is answered where nobody meant it, by either; "unknown" is no answer."""
    return ({h.answer for h in held} | {h.one.own for h in held}) - {Intent.UNKNOWN}


def _row(intent: Intent, held: list[_Held]) -> Row:
    meant = [h for h in held if h.one.intent == intent]
    right_own, right_with = (
        sum(h.one.own == intent for h in meant),
        sum(h.answer == intent for h in meant),
    )
    said_own, said_with = sum(h.one.own == intent for h in held), sum(h.answer == intent for h in held)
    return Row(
        intent.value, len(meant), right_own, right_with, _f1(right_own, said_own, len(meant)),
        _f1(right_with, said_with, len(meant)), intent in MOVING,
    )  # fmt: skip


def _f1(right: int, said: int, meant: int) -> float:
    """Return the F1 of an intent; 1 for one that is neither meant nor said."""
    return round(2 * right / (said + meant), 3) if said + meant else 1.0


def _against(trial: Trial) -> tuple[str, ...]:
    """Say what speaks against switching the model on."""
    found: list[str] = []
    if trial.messages < EXAMPLES_MIN:
        found.append(f"{trial.messages} labelled messages are too few to judge by; {EXAMPLES_MIN} are needed.")
    if trial.unsure < UNSURE_MIN:
        found.append(
            f"The built-in reader is unsure of {trial.unsure} of them; {UNSURE_MIN} are needed, for only there the model is asked."
        )
    if not trial.proposals:
        found.append("The model proposed nothing that it was sure of.")
    elif trial.proposals_right < RIGHT_MIN * trial.proposals:
        found.append(
            f"Only {trial.proposals_right} of its {trial.proposals} proposals are right; {RIGHT_MIN:.0%} are needed."
        )
    if trial.right_with < trial.right_own:
        found.append(f"With it {trial.right_with} messages are read right, without it {trial.right_own}.")
    found += [
        f"“{row.intent}” moves money or a booking and gets worse: F1 {row.f1_own:.3f} before, {row.f1_with:.3f} with the model,"
        f" {row.right_own} and {row.right_with} right."
        for row in trial.rows
        if row.moving and row.worse
    ]
    return tuple(found)
