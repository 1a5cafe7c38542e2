"""Keeps words that only ask or deny from doing anything: nothing is paid back, cancelled, accepted or bought by them."""

from __future__ import annotations

from dragoman.dialogues.courtesies import menu
from dragoman.dialogues.heard import Text
from dragoman.dialogues.pay.memory import MovedMemory, PayMemory
from dragoman.dialogues.steps import Confirm
from dragoman.dialogues.talk import Talk
from dragoman.understanding import Intent
from dragoman.understanding.restraint import Restraint, restraint

_WEIGHTY = ("moved:", "pay:", "bk:", "yes:", "go:cancel")
"""Choices that move money or a booking."""
_DEEDS = (Intent.REFUND, Intent.CANCEL)
_ACTING = (Intent.REFUND, Intent.PAY, Intent.CONFIRM, Intent.BOOK, Intent.SELECT)
_PAID = ("short", "rose", "ticket_failed", "paid", "delayed")


def held_back(talk: Talk, heard: Text) -> bool:
    """Answer a question or a denial about money or a booking without doing anything; False when the message is neither."""
    setting = talk.voice.setting
    said = restraint(heard.raw, language=talk.voice.words.language, country=setting.country)
    intent, choice = heard.understood.intent, heard.understood.values.choice
    if not said.holds or intent in (Intent.PERSON, Intent.LANGUAGE, Intent.STOP):
        return False
    step = talk.top.current() if talk.top else None
    if said.denies and isinstance(step, Confirm) and step.name == "sure_cancel" and talk.top is not None:
        talk.take(talk.top, step.no(talk.top.memory, talk.voice), answered=step.name)
        return True
    if not (_chosen(talk, choice) or _deed(intent, said) or _about_payment(talk, heard, said)):
        return False
    if not said.negation and (intent is Intent.CANCEL or choice == "go:cancel") and _tells_terms(talk):
        return False
    talk.misses = 0
    talk.notes.append(talk.voice.text("pay.money_safe" if said.money and _paid(talk) else "nothing_done"))
    if not talk.repeat():
        menu(talk)
    return True


def _tells_terms(talk: Talk) -> bool:
    """Whether a wish to cancel is answered by what cancelling means, and asked about once more."""
    return talk.top is None or talk.top.dialogue.cancel(talk.top.memory) is not None


def _chosen(talk: Talk, choice: str | None) -> bool:
    """Whether a weighty choice on show was read out of the words."""
    return bool(choice and choice.startswith(_WEIGHTY) and any(s.id == choice for s in talk.shown))


def _deed(intent: Intent, said: Restraint) -> bool:
    return intent in _DEEDS and (said.denies or (said.asks and intent is Intent.CANCEL))


def _about_payment(talk: Talk, heard: Text, said: Restraint) -> bool:
    """Whether a paid or moved booking waits for a decision and the message would decide it, or speaks of the money."""
    memory = talk.top.memory if talk.top else None
    open_question = isinstance(memory, MovedMemory) or (isinstance(memory, PayMemory) and bool(memory.outcome))
    if not open_question:
        return False
    if (
        isinstance(memory, PayMemory)
        and memory.outcome == "dearer"
        and said.asks
        and heard.understood.intent is Intent.ASK
    ):
        return True  # beneath, the quote would be asked for again at the new price
    acting = heard.understood.intent in _ACTING or heard.understood.values.yes_no is True
    return (said.money and (said.asks or said.denies)) or (acting and (said.asks or said.begs or said.denies))


def _paid(talk: Talk) -> bool:
    memory = talk.top.memory if talk.top else None
    if isinstance(memory, PayMemory):
        return memory.money_in or memory.outcome in _PAID
    return isinstance(memory, MovedMemory)
