"""Other flights for money that is in: what each costs or brings against what was paid, and what they may be called by."""

from __future__ import annotations

from dragoman.conversations.message import Say as Message
from dragoman.dialogues.cards import offer_line, offer_option, offer_row, route_text
from dragoman.dialogues.pay.memory import PayMemory
from dragoman.dialogues.voice import Voice
from dragoman.flights.views import OfferView
from dragoman.kit.money import Money
from dragoman.understanding import Option

_CANCELLED = "flight_cancelled"
_SOLD = ("", "gone", _CANCELLED)
_REBOOK = "pay:rebook:"


def option_of(m: PayMemory, id: str, title: str) -> Option:
    """What a traveller may call a shown choice by: an alternative also by price, time or airline."""
    at = next((n for n, o in enumerate(m.offers, 1) if id == f"{_REBOOK}{o.id}"), 0)
    return offer_option(m.offers[at - 1], id, title, at) if at else Option(id, title)


def rebooking(m: PayMemory, offer: OfferView, v: Voice) -> str:
    """What taking another flight costs or brings, against what was paid."""
    paid = m.view.paid if m.view else None
    if not paid or paid.currency != offer.price.currency or paid == offer.price:
        return v.text("pay.rebooking")
    gap = Money(abs(offer.price.minor - paid.minor), paid.currency)
    key = "pay.rebooking_more" if offer.price > paid else "pay.rebooking_less"
    return v.text(key, total=v.words.money(offer.price), paid=v.words.money(paid), gap=v.words.money(gap))


def _against_paid(m: PayMemory, offer: OfferView, v: Voice) -> str:
    """What an alternative costs beyond what was paid, or brings back of it; "" when that cannot be said."""
    paid = m.view.paid if m.view else None
    if not paid or paid.currency != offer.price.currency:
        return ""
    gap = v.words.money(Money(abs(offer.price.minor - paid.minor), paid.currency))
    key = "same" if offer.price == paid else "more" if offer.price > paid else "less"
    return "\n    " + v.text(f"pay.against_{key}", gap=gap)


def failed_words(m: PayMemory, v: Voice) -> Message:
    """Why there is no ticket, the alternatives, and the ways out."""
    if m.outcome == "rose" and m.before and m.after:
        more = v.words.money(m.after - m.before)
        head = v.text("pay.rose", before=v.words.money(m.before), after=v.words.money(m.after), more=more)
    else:
        key = (
            "pay.flight_cancelled" if m.cause == _CANCELLED else "pay.sold_out" if m.cause in _SOLD else "pay.no_ticket"
        )
        head = v.text(key, route=route_text(m.view.legs) if m.view else "")
    lines = [f"{offer_line(o, i, v)}{_against_paid(m, o, v)}" for i, o in enumerate(m.offers, 1)]
    rows = [offer_row(o, v, f"{_REBOOK}{o.id}") for o in m.offers]
    if m.outcome == "rose":
        rows.append(v.choice("pay:difference", "pay_difference"))
    rows += [v.choice("pay:refund", "refund"), v.choice("go:person", "person")]
    tail = [*lines, "", v.text("pay.alternatives" if lines else "pay.refund_or_person")]
    if m.outcome != "rose" and m.cause not in _SOLD:
        tail = []  # another flight would be refused for the same reason
    return Message(text="\n".join([head, *tail]), choices=tuple(rows), label=v.text("label.choices"))
