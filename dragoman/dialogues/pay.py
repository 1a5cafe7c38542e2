"""The dialogue `pay`: a link, the wait for the provider's word, the ticket; and every way in which that can go otherwise."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from dragoman.bookings.views import BookingView
from dragoman.conversations.message import Choice, Link
from dragoman.conversations.message import Say as Message
from dragoman.dialogues import requests as ask
from dragoman.dialogues.cards import offer_line, offer_row, route_text
from dragoman.dialogues.heard import (
    BookingFact,
    Cancelled,
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
    Text,
    Ticketed,
    TicketFailed,
)
from dragoman.dialogues.steps import Asked, Choose, Dialogue, Do, Patience, Taken
from dragoman.dialogues.voice import Voice
from dragoman.flights.views import OfferView
from dragoman.kit.money import Money
from dragoman.understanding import Intent

ALTERNATIVES_MAX = 3
PAY_FACTS = (
    LinkHere, LinkDown, Paid, StillUnpaid, Short, Failed, Expired, Ticketed, TicketFailed, Delayed, Rose, Cancelled,
    Refunded, Refused,
)  # fmt: skip


class PayMemory(Struct, frozen=True, omit_defaults=True):
    """What is known while a booking is paid.

    `ask` says which link is wanted (first, renew, difference); `outcome` is "" until something happened: link_down,
    expired, short, paid, delayed, ticket_failed, rose, settling, ticketed, closed. `claimed`: the traveller says it is paid; `money_in`: some money is in.
    """

    booking: str = ""
    view: BookingView | None = None
    ask: str = "first"
    attempt: int = 0
    url: str = ""
    amount: Money | None = None
    link_until: datetime | None = None
    outcome: str = ""
    claimed: bool = False
    money_in: bool = False
    failures: int = 0
    before: Money | None = None
    after: Money | None = None
    offers: tuple[OfferView, ...] = ()
    reason: str = ""


def hear_pay(m: PayMemory, fact: BookingFact | Refused, v: Voice) -> Taken[PayMemory] | None:
    """Take a fact about this booking; None when it is about another."""
    if isinstance(fact, Refused):
        if fact.booking and fact.booking != m.booking:
            return None
        back = "" if m.url else "link_down"
        outcome = (m.reason or "closed") if m.outcome == "settling" else back
        return Taken(replace(m, outcome=outcome, claimed=False), (fact.sentence,), again=True)
    view = getattr(fact, "booking", None)
    if view is None or view.id != m.booking:
        return None
    m = replace(m, view=view)
    if isinstance(fact, (LinkHere, LinkDown, StillUnpaid, Failed, Expired, Short)):
        return _hear_unpaid(m, fact, v)
    return _hear_paid(m, fact, v)


def _hear_unpaid(m: PayMemory, fact: Any, v: Voice) -> Taken[PayMemory]:
    if isinstance(fact, LinkHere):
        m = replace(m, url=fact.url, amount=fact.amount, link_until=fact.expires_at, outcome="", claimed=False)
        return Taken(m, again=True)
    if m.outcome in ("paid", "delayed", "ticketed"):  # an older word about a try that no longer matters
        return Taken(m)
    if isinstance(fact, LinkDown):
        return Taken(replace(m, outcome="link_down", url=""))
    if isinstance(fact, StillUnpaid):
        return Taken(replace(m, claimed=False), (v.text("pay.still_unpaid"),), again=True)
    if isinstance(fact, Failed):
        note = v.text("pay.failed_again" if m.failures else "pay.failed")
        return Taken(replace(m, failures=m.failures + 1, claimed=False, outcome=""), (note,), again=True)
    if isinstance(fact, Expired):
        return Taken(replace(m, outcome="expired", url="", claimed=False))
    m = replace(m, money_in=True, outcome="short", before=fact.received, after=fact.missing, url="", claimed=False)
    return Taken(m)


def _hear_paid(m: PayMemory, fact: Any, v: Voice) -> Taken[PayMemory]:
    m = replace(m, money_in=True)
    if isinstance(fact, Paid):
        notes = [v.text("pay.received_late" if fact.late else "pay.received", amount=v.words.money(fact.amount))]
        if fact.over:
            notes.append(v.text("pay.over", amount=v.words.money(fact.over)))
        return Taken(replace(m, outcome="paid", claimed=False), tuple(notes))
    if isinstance(fact, Delayed):
        return Taken(replace(m, outcome="delayed"), (v.text("pay.delayed"),))
    if isinstance(fact, Ticketed):
        choices = (
            v.choice(f"bk:change:{m.booking}", "change_booking"),
            v.choice(f"bk:cancel:{m.booking}", "cancel_booking"),
            v.choice(f"bk:help:{m.booking}", "help"),
        )
        view = fact.booking
        note = v.text("pay.ticketed", pnr=view.pnr or view.reference, route=route_text(view.legs))
        return Taken(replace(m, outcome="ticketed"), (note,), choices=choices)
    if isinstance(fact, TicketFailed):
        return Taken(replace(m, outcome="ticket_failed", reason="ticket_failed", offers=fact.offers[:ALTERNATIVES_MAX]))
    if isinstance(fact, Rose):
        offers = fact.offers[:ALTERNATIVES_MAX]
        return Taken(replace(m, outcome="rose", reason="rose", before=fact.before, after=fact.after, offers=offers))
    if isinstance(fact, Cancelled):
        refund = fact.refund
        note = v.text("pay.cancelled", reference=m.view.reference if m.view else "")
        if refund:
            note += " " + v.text("pay.refund_coming", amount=v.words.money(refund))
        return Taken(replace(m, outcome="closed"), (note,), choices=(v.choice("go:new", "new_search"),))
    assert isinstance(fact, Refunded)
    note = v.text("pay.refunded", amount=v.words.money(fact.amount))
    return Taken(replace(m, outcome="closed"), (note,), choices=(v.choice("go:new", "new_search"),))


# -- questions --------------------------------------------------------------------------------------------------------


def _request(m: PayMemory, v: Voice) -> ask.Request:
    if m.ask == "renew":
        return ask.RenewLink(m.booking, m.attempt)
    if m.ask == "difference":
        return ask.PayDifference(m.booking, m.attempt)
    return ask.RequestPayment(m.booking, m.attempt)


def _link(m: PayMemory, v: Voice) -> Message:
    amount = m.amount or (m.view.total if m.view else None)
    text = v.text(
        "pay.link",
        amount=v.words.money(amount) if amount else "",
        reference=m.view.reference if m.view else "",
        until=v.until(m.link_until) if m.link_until else "",
    )
    title = v.text("pay.link_title_again" if m.failures else "pay.link_title")
    return Message(text=text, link=Link(title, m.url))


def _idle(m: PayMemory, v: Voice) -> Message:
    until = v.until(m.link_until) if m.link_until else ""
    choices = (
        v.choice("pay:claim", "paid"),
        v.choice("pay:renew", "new_link"),
        v.choice("go:cancel", "cancel_booking"),
    )
    return Message(text=v.text("pay.waiting", until=until), choices=choices)


def _choices(*keys: tuple[str, str]) -> Any:
    def words(m: PayMemory, v: Voice) -> tuple[Choice, ...]:
        return tuple(v.choice(id.format(booking=m.booking), key) for id, key in keys)

    return words


_DOWN = _choices(("pay:again", "try_again"), ("go:person", "person"), ("go:cancel", "cancel_booking"))
_EXPIRED = _choices(("pay:renew", "new_link"), ("go:new", "new_search"), ("go:person", "person"))
_SHORT = _choices(("pay:difference", "pay_rest"), ("pay:refund", "refund"), ("go:person", "person"))


def _short(m: PayMemory, v: Voice) -> Message:
    received = v.words.money(m.before) if m.before else ""
    missing = v.words.money(m.after) if m.after else ""
    return Message(text=v.text("pay.short", received=received, missing=missing), choices=_SHORT(m, v))


def _failed(m: PayMemory, v: Voice) -> Message:
    if m.outcome == "rose" and m.before and m.after:
        more = v.words.money(m.after - m.before)
        head = v.text("pay.rose", before=v.words.money(m.before), after=v.words.money(m.after), more=more)
    else:
        head = v.text("pay.sold_out", route=route_text(m.view.legs) if m.view else "")
    lines = [offer_line(o, i, v) for i, o in enumerate(m.offers, 1)]
    rows = [offer_row(o, v, f"pay:rebook:{o.id}") for o in m.offers]
    if m.outcome == "rose":
        rows.append(v.choice("pay:difference", "pay_difference"))
    rows += [v.choice("pay:refund", "refund"), v.choice("go:person", "person")]
    tail = v.text("pay.alternatives" if lines else "pay.refund_or_person")
    return Message(text="\n".join([head, *lines, "", tail]).strip(), choices=tuple(rows), label=v.text("label.choices"))


def _tap(m: PayMemory, id: str, v: Voice) -> Taken[PayMemory] | None:
    verb, _, rest = id.removeprefix("pay:").partition(":")
    if not id.startswith("pay:"):
        return None
    again = replace(m, outcome="", url="", attempt=m.attempt + 1, claimed=False)
    paid = m.outcome in ("short", "rose", "ticket_failed")
    if verb == "claim" and not m.outcome:
        return Taken(replace(m, claimed=True))
    if verb == "again" and m.outcome == "link_down":
        return Taken(again)
    if verb == "renew" and m.outcome in ("", "expired", "link_down"):
        return Taken(replace(again, ask="renew"))
    if verb == "difference" and m.outcome in ("short", "rose"):
        return Taken(replace(again, ask="difference"))
    if verb == "refund" and paid:
        settling = replace(m, outcome="settling", reason=m.outcome)
        return Taken(settling, (v.text("pay.refunding"),), do=(ask.ChooseRefund(m.booking),))
    if verb == "rebook" and m.outcome in ("rose", "ticket_failed") and any(o.id == rest for o in m.offers):
        settling = replace(m, outcome="settling", reason=m.outcome)
        return Taken(settling, (v.text("pay.rebooking"),), do=(ask.Rebook(m.booking, rest),))
    return None


def _read(m: PayMemory, text: Text, asked: Asked, v: Voice) -> Taken[PayMemory] | None:
    understood = text.understood
    travel = understood.values.stated() - {"yes_no", "choice", "reference"}
    intent = understood.intent
    if travel:
        return None
    if intent is Intent.PAID:
        if m.outcome in ("", "expired"):
            return Taken(replace(m, claimed=True, outcome=""))
        return Taken(m, (v.text("pay.working"),)) if m.outcome in ("paid", "delayed", "settling") else None
    if intent is Intent.PAY and m.outcome in ("", "expired", "short"):
        verb = {"": "again", "expired": "pay:renew", "short": "pay:difference"}[m.outcome]
        return Taken(m, again=True) if verb == "again" and m.url else _tap(m, verb, v)
    if intent is Intent.REFUND and m.outcome in ("short", "rose", "ticket_failed"):
        return _tap(m, "pay:refund", v)
    if m.outcome in ("paid", "delayed", "settling") and intent in (Intent.CONFIRM, Intent.UNKNOWN, Intent.ASK):
        return Taken(m, (v.text("pay.working"),))
    return None


def _patience(key: str, seconds: int) -> Patience[PayMemory]:
    def words(m: PayMemory, v: Voice) -> Message:
        return Message(text=v.text(key), choices=(v.choice("go:repeat", "wait"), v.choice("go:person", "person")))

    return Patience(timedelta(seconds=seconds), words)


def _take(m: PayMemory, fact: Any, v: Voice) -> Taken[PayMemory]:
    return hear_pay(m, fact, v) or Taken(m)


def _wait(name: str, when: Any, **more: Any) -> Do[PayMemory]:
    return Do(
        name=name, phase="payment", until=PAY_FACTS, take=_take, open=when, tap=_tap,
        **{"request": lambda m, v: None, **more},
    )  # fmt: skip


def _choose(name: str, outcome: tuple[str, ...], words: Any) -> Choose[PayMemory]:
    return Choose(name=name, phase="payment", open=lambda m: m.outcome in outcome, words=words, take=_tap)


PAY = Dialogue(
    name="pay",
    memory=PayMemory,
    steps=(
        _wait(
            "open_payment_link", lambda m: not m.outcome and not m.url and not m.claimed, request=_request,
            within=(_patience("pay.link_slow", 10),), idle=lambda m, v: Message(text=v.text("pay.opening")),
        ),
        _choose("link_down", ("link_down",), lambda m, v: Message(text=v.text("pay.link_down"), choices=_DOWN(m, v))),
        _choose("expired", ("expired",), lambda m, v: Message(text=v.text("pay.expired"), choices=_EXPIRED(m, v))),
        _choose("short", ("short",), _short),
        _wait("payment_link_sent", lambda m: not m.outcome and not m.claimed, words=_link, idle=_idle),
        _wait(
            "awaiting_webhook", lambda m: not m.outcome and m.claimed, request=lambda m, v: ask.CheckPayment(m.booking),
            words=lambda m, v: Message(text=v.text("pay.checking")), within=(_patience("pay.check_slow", 10),),
        ),
        _wait(
            "ticketing", lambda m: m.outcome in ("paid", "delayed", "settling"),
            idle=lambda m, v: Message(text=v.text("pay.working")),
        ),
        _choose("failed", ("ticket_failed", "rose"), _failed),
    ),
    read=_read,
    tap=_tap,
    hear=lambda m, fact, v: hear_pay(m, fact, v) if isinstance(fact, PAY_FACTS) else None,
    sealed=lambda m: m.money_in or m.outcome in ("settling", "closed"),
    cancel=lambda m: ("cancel_booking", _cancelling(m)),
    booking=lambda m: m.booking,
)  # fmt: skip


class CancelMemory(Struct, frozen=True, omit_defaults=True):
    """A booking that the traveller wants to cancel; `answer` is "", yes, no or done."""

    booking: str = ""
    view: BookingView | None = None
    answer: str = ""


def _cancelling(m: PayMemory) -> CancelMemory:
    return CancelMemory(m.booking, m.view)
