"""Tells people of a model: its trial as a table, its versions, and why it reads a text as it does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dragoman.dialogues.training.versions import Version
from dragoman.understanding.masking import mask
from dragoman.understanding.models import Context
from dragoman.understanding.proposals import is_unsure
from dragoman.understanding.reading import understand
from dragoman.understanding.restraint import restraint
from dragoman.understanding.trained.model import Model
from dragoman.understanding.trained.proposing import proposed
from dragoman.understanding.trained.trial import FOLDS, Trial
from dragoman.understanding.trained.words import seen_words

_REASONS_MAX = 12


def table(trial: Trial, words: int) -> str:
    """Lay a trial out: each intent with what the built-in reader got right alone and with the model, then the verdict."""
    sources = ", ".join(f"{number} {source}" for source, number in sorted(trial.sources.items(), key=lambda s: -s[1]))
    lines = [
        f"Trial of {trial.messages} messages of {trial.writers} people ({sources}), each read by a model that never met its writer",
        f"({FOLDS} folds). The built-in reader is unsure of {trial.unsure}; only there the model is asked. {words} words are known.",
        "",
        f"{'intent':14} {'messages':>8} {'built-in':>9} {'with model':>10} {'F1':>7} {'with':>7}",
    ]
    for row in trial.rows:
        mark = " worse" if row.worse else " better" if row.right_with > row.right_own else ""
        lines.append(
            f"{row.intent + ('*' if row.moving else ''):14} {row.messages:8} {row.right_own:9} {row.right_with:10}"
            f" {row.f1_own:7.3f} {row.f1_with:7.3f}{mark}"
        )
    lines += [
        f"{'all':14} {trial.messages:8} {trial.right_own:9} {trial.right_with:10}",
        "* leads to money or a changed booking: may never get worse, and is only offered as a button.",
        f"The model proposed {trial.proposals} times and was right {trial.proposals_right} times."
        f" Asked about everything it would be right {trial.alone} times.",
        "",
        "It may be switched on." if trial.passed else "It may not be switched on:",
    ]
    return "\n".join([*lines, *(f"- {why}" for why in trial.against)])


def listed(found: Sequence[Version]) -> str:
    """List models, newest first."""
    lines = [
        f"{v.version:4}  {v.at:%Y-%m-%d %H:%M}Z  {v.trial.messages:5} messages  {v.trial.right_own:5} right alone"
        f"  {v.trial.right_with:5} with it  {f'on since {v.on_since:%Y-%m-%d %H:%M}Z' if v.on_since else 'off' if v.trial.passed else 'refused'}"
        for v in found
    ]
    return "\n".join(lines) or "There is no model yet."


def explained(model: Model, text: str, *, today: date, country: str) -> str:
    """Say what the model makes of a text, by which words, and whether it would be heard."""
    context = Context(country=country)
    read = understand(text, today=today, context=context)
    unsure, holds = is_unsure(read, context, text), restraint(text, country=country).holds
    words = seen_words(mask(text, today=today).text)
    guess = model.guess(words)
    lines = [f"built-in    {read.intent.value} ({read.confidence:.0%} sure){', unsure' if unsure else ''}"]
    if guess is None:
        return "\n".join([*lines, "model       knows none of the words"])
    others = ", ".join(f"{intent.value} {share:.0%}" for intent, share in list(model.shares(words).items())[1:4])
    lines.append(f"model       {guess.intent.value} ({guess.likely:.0%} likely; then {others})")
    lines.append(f"known       {guess.known:.0%} of the words")
    lines += [f"{weight:+11.3f} {word}" for word, weight in model.reasons(words, guess.intent)[:_REASONS_MAX]]
    said = proposed(model, words, unsure=unsure, holds=holds)
    silent = (
        "the built-in reader is sure" if not unsure
        else "it is not sure enough, knows too few of the words, or the words hold back from the deed"
    )  # fmt: skip
    return "\n".join([*lines, f"proposes    {said.value}" if said else f"proposes    nothing: {silent}"])
