"""The dialogue `cancel_booking`: what it means is asked and said first, then a yes, then it is done or passed on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from dragoman.conversations.message import Choice
from dragoman.conversations.message import Say as Message
from dragoman.dialogues import requests as ask
from dragoman.dialogues.aftermath import CancelAsked, CancelFailed, CancelTerms
from dragoman.dialogues.cards import route_text
from dragoman.dialogues.heard import Cancelled, Refunded, Refused
from dragoman.dialogues.pay.memory import CancelMemory
from dragoman.dialogues.steps import Confirm, Dialogue, Do, Patience, Taken
from dragoman.dialogues.voice import Voice
from dragoman.kit.money import Money


def _told(m: CancelMemory, fact: Any, v: Voice) -> Taken[CancelMemory]:
    if isinstance(fact, CancelTerms):
        known = replace(m, view=fact.booking, told=True, quoted=fact.quoted)
        return Taken(replace(known, refund=fact.refund, kept=fact.kept, until=fact.until))
    return _ended(m, fact, v)


def _sure(m: CancelMemory, v: Voice) -> Message:
    choices: tuple[Choice, ...] = (
        v.choice(f"yes:sure_cancel:{v.rev}", "cancel_yes"),
        v.choice(f"no:sure_cancel:{v.rev}", "cancel_no"),
    )
    b = m.view
    if b is None:
        return Message(text=v.text("cancel.sure"), choices=choices)
    named = {"reference": b.reference, "route": route_text(b.legs)}
    if not m.quoted:
        return Message(text=v.text("cancel.sure_named", **named), choices=choices)
    parts = [_terms(m, named, v)]
    if m.refund is not None and not m.refund:
        choices = (*choices, v.choice("go:person", "person"))
    if m.until is not None:
        parts.append(v.text("cancel.terms_until", until=v.until(m.until)))
    return Message(text=" ".join([*parts, v.text("cancel.shall_i")]), choices=choices)


def _terms(m: CancelMemory, named: dict[str, str], v: Voice) -> str:
    assert m.view is not None
    paid = v.words.money(m.view.paid)
    if m.refund is None or m.kept is None:
        return v.text("cancel.terms_unknown", **named)
    refund, kept = v.words.money(m.refund), v.words.money(m.kept)
    if not m.refund:
        return v.text("cancel.terms_nothing", paid=paid, **named)
    if not m.kept:
        return v.text("cancel.terms_whole", refund=refund, **named)
    return v.text("cancel.terms_part", refund=refund, paid=paid, kept=kept, **named)


def _kept(m: CancelMemory, v: Voice) -> Taken[CancelMemory]:
    return Taken(replace(m, answer="done"), (v.text("cancel.kept"),))


def _ended(m: CancelMemory, fact: Any, v: Voice) -> Taken[CancelMemory]:
    done = replace(m, answer="done")
    if isinstance(fact, Refused):
        return Taken(done, (v.refusal(fact.code, fact.sentence),), choices=(v.choice("go:person", "person"),))
    if isinstance(fact, CancelAsked):
        return Taken(done, (v.text("cancel.asked"),))
    if isinstance(fact, CancelFailed):  # staff are alerted; the bot stays for everything else
        return Taken(done, (failed_note(v, fact),), choices=(v.choice("go:person", "person"),))
    refund = fact.refund if isinstance(fact, Cancelled) else fact.amount
    note = cancelled_note(v, fact.booking.reference, refund, unpriced=isinstance(fact, Cancelled) and fact.unpriced)
    return Taken(replace(done, answer="cancelled"), (note,), choices=(v.choice("go:new", "new_search"),))


def cancelled_note(v: Voice, reference: str, refund: Money | None, *, unpriced: bool = False) -> str:
    """Say that a booking is cancelled and what goes back, or that a colleague finds that out."""
    note = v.text("pay.cancelled", reference=reference)
    if unpriced:
        return f"{note} {v.text('cancel.unpriced')}"
    return f"{note} {v.text('pay.refund_coming', amount=v.words.money(refund))}" if refund else note


def failed_note(v: Voice, fact: CancelFailed) -> str:
    """Say that a cancellation could not be settled; one whose answer was lost may have happened all the same."""
    return v.text("cancel.unknown" if fact.code == "unknown" else "cancel.failed")


def _patience(seconds: int, key: str) -> Patience[CancelMemory]:
    return Patience(timedelta(seconds=seconds), lambda m, v: Message(text=v.text(key)))


CANCEL_BOOKING = Dialogue(
    name="cancel_booking",
    memory=CancelMemory,
    steps=(
        Do(
            name="cancel_terms", phase="payment", until=(CancelTerms, CancelFailed, Refused), take=_told,
            open=lambda m: not m.answer and not m.told, request=lambda m, v: ask.CancelTerms(m.booking),
            within=(_patience(4, "cancel.asking"),), idle=lambda m, v: Message(text=v.text("cancel.asking")),
        ),
        Confirm(
            name="sure_cancel", phase="confirm", words=_sure, open=lambda m: not m.answer, expect=("yes_no",),
            yes=lambda m, v: Taken(replace(m, answer="yes")), no=_kept,
        ),
        Do(
            name="cancel_booking", phase="payment", until=(Cancelled, Refunded, CancelAsked, CancelFailed, Refused),
            take=_ended, open=lambda m: m.answer == "yes", request=lambda m, v: ask.CancelBooking(m.booking, m.quoted),
            within=(_patience(10, "cancel.slow"),),
        ),
    ),
    booking=lambda m: m.booking,
)  # fmt: skip
