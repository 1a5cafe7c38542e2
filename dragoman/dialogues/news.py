"""Facts that no dialogue in hand waits for: said if they matter, put on top as `pay` if they need an answer, else nothing."""

from __future__ import annotations

from typing import Any

from dragoman.bookings.views import BookingView
from dragoman.dialogues.aftermath import CancelDeclined, CancelFailed, ChangeTaken, FlightMoved, HoldEnds
from dragoman.dialogues.heard import DocumentsSent, Refused, Unavailable
from dragoman.dialogues.pay import PAY_FACTS, MovedMemory, PayMemory, hear_pay
from dragoman.dialogues.pay.cancelling import failed_note
from dragoman.dialogues.requests import HandOver
from dragoman.dialogues.steps import Taken
from dragoman.dialogues.voice import Voice

_NEEDS_ANSWER = ("expired", "dearer", "short", "ticket_failed", "rose", "link_down", "")


def news_of(fact: Any, voice: Voice) -> Taken[PayMemory]:
    """What a fact about a booking that is not in hand leads to; a late or stray fact of a search leads to nothing."""
    nothing = PayMemory()
    if isinstance(fact, DocumentsSent):
        return Taken(nothing, () if fact.found else (voice.text("documents.none"),))  # the papers speak for themselves
    if isinstance(fact, Refused):
        choices = (voice.choice("go:status", "my_bookings"), voice.choice("go:person", "person"))
        return Taken(nothing, (voice.refusal(fact.code, fact.sentence),), choices=choices)
    if isinstance(fact, Unavailable):
        note = voice.text("news.unavailable", reference=fact.booking.reference)
        return Taken(nothing, (note,), choices=(voice.choice("go:new", "new_search"),))
    if isinstance(fact, FlightMoved):
        about = MovedMemory(fact.booking.id, fact.booking, fact.change, fact.before, fact.after)
        return Taken(nothing, push=("flight_moved", about))
    if isinstance(fact, HoldEnds):
        ends = voice.text("hold.ends", reference=fact.booking.reference, until=voice.until(fact.pay_by))
        pay = voice.choice(f"bk:pay:{fact.booking.id}", "pay_now")
        return Taken(nothing, (ends,), choices=(pay, voice.choice(f"bk:cancel:{fact.booking.id}", "cancel_booking")))
    if isinstance(fact, (CancelDeclined, CancelFailed, ChangeTaken)):
        return _aftermath(fact, voice)
    view = getattr(fact, "booking", None)
    if not isinstance(view, BookingView) or not isinstance(fact, PAY_FACTS):
        return Taken(nothing)
    taken = hear_pay(PayMemory(view.id, view, outcome="waiting"), fact, voice)
    if taken is None or (taken.memory.outcome == "waiting" and not taken.notes):
        return Taken(nothing)
    lead = voice.text("news.about", reference=view.reference)
    if taken.memory.outcome in _NEEDS_ANSWER:
        return Taken(nothing, (lead, *taken.notes), push=("pay", taken.memory))
    notes = (lead, *taken.notes) if taken.memory.outcome == "waiting" else taken.notes
    return Taken(nothing, notes, choices=taken.choices, do=taken.do)


def _aftermath(fact: CancelDeclined | CancelFailed | ChangeTaken, voice: Voice) -> Taken[PayMemory]:
    reference, booking = fact.booking.reference, fact.booking.id
    lead = voice.text("news.about", reference=reference)
    if isinstance(fact, CancelDeclined):
        return Taken(PayMemory(), (voice.text("cancel.declined", reference=reference),))
    if isinstance(fact, CancelFailed):
        choices = (voice.choice("go:person", "person"),)
        return Taken(PayMemory(), (lead, failed_note(voice, fact)), choices=choices)
    if fact.done:
        return Taken(PayMemory(), (voice.text("moved.accepted", reference=reference),))
    return Taken(PayMemory(), (lead, voice.text("moved.not_accepted")), do=(HandOver("change", booking),))
