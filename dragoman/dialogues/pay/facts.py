"""What facts about a booking that is being paid change, and what is said of them."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from dragoman.dialogues import requests as ask
from dragoman.dialogues.aftermath import Stuck, Unchecked
from dragoman.dialogues.heard import (
    BookingFact,
    Cancelled,
    Dearer,
    Delayed,
    Expired,
    Failed,
    LinkDown,
    LinkHere,
    Paid,
    Refunded,
    Refused,
    Rose,
    Short,
    StillUnpaid,
    Stray,
    Ticketed,
    TicketFailed,
)
from dragoman.dialogues.pay.cancelling import cancelled_note
from dragoman.dialogues.pay.memory import PayMemory
from dragoman.dialogues.steps import Taken
from dragoman.dialogues.voice import Voice
from dragoman.kit.money import Money

ALTERNATIVES_MAX = 3
PAY_FACTS = (
    LinkHere, LinkDown, Paid, StillUnpaid, Stray, Short, Failed, Expired, Ticketed, TicketFailed, Delayed, Rose, Dearer, Cancelled,
    Refunded, Refused, Stuck, Unchecked,
)  # fmt: skip


def hear_pay(m: PayMemory, fact: BookingFact | Refused, v: Voice) -> Taken[PayMemory] | None:
    """Take a fact about this booking; None when it is about another."""
    if isinstance(fact, Refused):
        if fact.booking and fact.booking != m.booking:
            return None
        back = "" if m.url else "expired" if fact.code == "quote.expired" else "link_down"
        outcome = (m.reason or "closed") if m.outcome == "settling" else back
        return Taken(replace(m, outcome=outcome, claimed=False), (v.refusal(fact.code, fact.sentence),), again=True)
    view = getattr(fact, "booking", None)
    if view is None or view.id != m.booking:
        return None
    m = replace(m, view=view)
    if (
        isinstance(fact, Stray) and fact.foreign
    ):  # a second payment would be lost too: the link is withheld till a person decided
        note = v.text("pay.foreign", amount=v.words.money(fact.amount))
        return Taken(replace(m, outcome="settling", reason="", cause="foreign", claimed=False), (note,))
    if isinstance(fact, Stray):
        key = "pay.orphan" if fact.closed else "pay.double"
        return Taken(m, (v.text(key, amount=v.words.money(fact.amount), reference=view.reference),))
    if isinstance(fact, Expired) and m.outcome == "settling":  # "nothing was charged" would be untrue
        return Taken(m)
    if isinstance(fact, (LinkHere, LinkDown, StillUnpaid, Unchecked, Failed, Expired, Short, Dearer)):
        return _hear_unpaid(m, fact, v)
    return _hear_paid(m, fact, v)


def _changed(m: PayMemory, amount: Money, v: Voice) -> tuple[str, ...]:
    """ "That is ₦12,000 more than before", when a renewed link asks for another sum than the one before."""
    before = m.amount or (m.view.total if m.view else None)
    if m.ask != "renew" or m.money_in or before is None or before.currency != amount.currency or before == amount:
        return ()
    gap = Money(abs(amount.minor - before.minor), amount.currency)
    return (v.text("price.more" if before < amount else "price.less", amount=v.words.money(gap)),)


def _hear_unpaid(m: PayMemory, fact: Any, v: Voice) -> Taken[PayMemory]:
    if isinstance(fact, LinkHere):
        changed = _changed(m, fact.amount, v)
        m = replace(m, url=fact.url, amount=fact.amount, link_until=fact.expires_at, outcome="", claimed=False)
        return Taken(m, changed, again=True)
    if m.outcome in ("paid", "delayed", "ticketed"):  # an older word about a try that no longer matters
        return Taken(m)
    if isinstance(fact, LinkDown):
        return Taken(replace(m, outcome="link_down", url=""))
    if isinstance(fact, StillUnpaid):
        return Taken(replace(m, claimed=False), (v.text("pay.still_unpaid"),), again=True)
    if isinstance(fact, Unchecked):
        return Taken(replace(m, claimed=False), (v.text("pay.check_down"),), again=True)
    if isinstance(fact, Failed):
        note = v.text("pay.failed_again" if m.failures else "pay.failed")
        return Taken(replace(m, failures=m.failures + 1, claimed=False, outcome=""), (note,), again=True)
    if isinstance(fact, Expired):
        return Taken(replace(m, outcome="expired", url="", claimed=False))
    if isinstance(fact, Dearer):
        return Taken(replace(m, outcome="dearer", before=fact.before, after=fact.after, url="", claimed=False))
    m = replace(m, money_in=True, outcome="short", before=fact.received, after=fact.missing, url="", claimed=False)
    return Taken(m)


def _hear_paid(m: PayMemory, fact: Any, v: Voice) -> Taken[PayMemory]:
    m = replace(m, money_in=True)
    if isinstance(fact, Paid):
        # In time, the confirmation with the ticket follows within seconds; a word before it would be one message too many.
        notes = [v.text("pay.received_late", amount=v.words.money(fact.amount))] if fact.late else []
        if fact.over:
            notes.append(v.text("pay.over", amount=v.words.money(fact.over)))
        return Taken(replace(m, outcome="paid", claimed=False), tuple(notes))
    if isinstance(fact, Delayed):
        return Taken(replace(m, outcome="delayed"), (v.text("pay.delayed"),))
    if isinstance(fact, Stuck):
        return Taken(replace(m, outcome="delayed"), (v.text("pay.stuck"),), do=(ask.HandOver("slow", m.booking),))
    if isinstance(fact, Ticketed):
        return Taken(replace(m, outcome="ticketed"))  # the confirmation says it, with the ticket and what can be tapped
    if isinstance(fact, TicketFailed):
        offers = fact.offers[:ALTERNATIVES_MAX]
        failed = replace(m, outcome="ticket_failed", reason="ticket_failed", cause=fact.reason, offers=offers)
        return Taken(replace(failed, refused=fact.refused))
    if isinstance(fact, Rose):
        offers = fact.offers[:ALTERNATIVES_MAX]
        return Taken(replace(m, outcome="rose", reason="rose", before=fact.before, after=fact.after, offers=offers))
    if isinstance(fact, Cancelled):
        note = cancelled_note(v, m.view.reference if m.view else "", fact.refund, unpriced=fact.unpriced)
        return Taken(replace(m, outcome="closed"), (note,), choices=(v.choice("go:new", "new_search"),))
    assert isinstance(fact, Refunded)
    note = v.text("pay.refunded", amount=v.words.money(fact.amount))
    if m.outcome in ("paid", "delayed", "ticketed"):  # a surplus went back; the booking goes on
        return Taken(m, (note,))
    if m.outcome == "expired":  # what came in too little went back; the flight may still be had
        link = v.choice(f"bk:link:{m.booking}", "new_link")
        return Taken(replace(m, outcome="closed"), (note,), choices=(link, v.choice("go:new", "new_search")))
    return Taken(replace(m, outcome="closed"), (note,), choices=(v.choice("go:new", "new_search"),))
