"""The steps of `pay` and what may be tapped and said while a booking is paid."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace

from dragoman.conversations.message import Choice, Link
from dragoman.conversations.message import Say as Message
from dragoman.dialogues import requests as ask
from dragoman.dialogues.heard import (
    Text,
)
from dragoman.dialogues.pay import renaming
from dragoman.dialogues.pay.alternatives import failed_words, option_of, rebooking
from dragoman.dialogues.pay.facts import PAY_FACTS, hear_pay
from dragoman.dialogues.pay.memory import CancelMemory, PayMemory
from dragoman.dialogues.steps import Asked, Choose, Confirm, Dialogue, Do, Patience, Taken
from dragoman.dialogues.voice import Voice
from dragoman.understanding import Intent
from dragoman.understanding.restraint import restraint

# -- questions --------------------------------------------------------------------------------------------------------


def _request(m: PayMemory, v: Voice) -> ask.Request:
    if m.ask == "renew":
        return ask.RenewLink(m.booking, m.attempt)
    if m.ask == "difference":
        return ask.PayDifference(m.booking, m.attempt)
    return ask.RequestPayment(m.booking, m.attempt)


def _link(m: PayMemory, v: Voice) -> Message:
    """The link, with what it is for: the whole price, what is missing of it, or the difference to what was paid."""
    view = m.view
    amount = m.amount or (view.total if view else None)
    values = {
        "amount": v.words.money(amount) if amount else "",
        "reference": view.reference if view else "",
        "until": v.until(m.link_until) if m.link_until else "",
        "total": v.words.money(view.total) if view else "",
    }
    if view and view.paid:
        text = v.text("pay.link_difference", paid=v.words.money(view.paid), **values)
    elif view and view.received:
        text = v.text("pay.link_rest", received=v.words.money(view.received), **values)
    else:
        text = v.text("pay.link", **values)
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
_DEARER = _choices(("pay:accept", "pay_now"), ("go:new", "new_search"), ("go:cancel", "cancel_booking"))
_SHORT = _choices(("pay:difference", "pay_rest"), ("pay:refund", "refund"), ("go:person", "person"))


def _short(m: PayMemory, v: Voice) -> Message:
    received = v.words.money(m.before) if m.before else ""
    missing = v.words.money(m.after) if m.after else ""
    return Message(text=v.text("pay.short", received=received, missing=missing), choices=_SHORT(m, v))


def _expired(m: PayMemory, v: Voice) -> Message:
    link = v.text("choice.new_link")
    text = v.text("pay.expired", link=link)
    if m.money_in and m.before is not None:
        text = v.text("pay.expired_short", received=v.words.money(m.before), link=link)
    return Message(text=text, choices=_EXPIRED(m, v))


def _dearer(m: PayMemory, v: Voice) -> Message:
    assert m.before is not None
    assert m.after is not None
    until = v.until(m.view.deadline) if m.view and m.view.deadline else ""
    more, after = v.words.money(m.after - m.before), v.words.money(m.after)
    return Message(text=v.text("pay.dearer", more=more, after=after, until=until), choices=_DEARER(m, v))


def _tap(m: PayMemory, id: str, v: Voice) -> Taken[PayMemory] | None:
    verb, _, rest = id.removeprefix("pay:").partition(":")
    if not id.startswith("pay:"):
        return None
    again = replace(m, outcome="", url="", attempt=m.attempt + 1, claimed=False)
    topping_up = m.money_in and not m.outcome  # a page for the rest is open
    paid = topping_up or m.outcome in ("short", "rose", "ticket_failed")
    if verb == "show" and m.claimed:
        return Taken(replace(m, claimed=False))
    if verb == "claim" and not m.outcome:
        return Taken(replace(m, claimed=True))
    if verb == "again" and m.outcome == "link_down":
        return Taken(again)
    if verb == "renew" and m.outcome in ("", "expired", "link_down"):
        return Taken(replace(again, ask="renew"))
    if verb == "accept" and m.outcome == "dearer":
        return Taken(replace(again, ask="first"))
    if verb == "difference" and topping_up and m.url:
        return Taken(m, again=True)
    if verb == "difference" and m.outcome in ("short", "rose"):
        return Taken(replace(again, ask="rest" if m.outcome == "short" else "difference"))
    if verb == "refund" and paid:
        settling = replace(m, outcome="settling", reason=m.outcome or "short")
        way = ask.CancelBooking(m.booking) if settling.reason == "short" else ask.ChooseRefund(m.booking)
        return Taken(settling, (v.text("pay.refunding"),), do=(way,))
    offer = next((o for o in m.offers if o.id == rest), None)
    if verb == "rebook" and m.outcome in ("rose", "ticket_failed") and offer is not None:
        settling = replace(m, outcome="settling", reason=m.outcome)
        return Taken(settling, (rebooking(m, offer, v),), do=(ask.Rebook(m.booking, rest),))
    return None


def _accepts(text: Text, v: Voice) -> bool:
    """Whether a message does nothing but take what was proposed: "I accept the new price"."""
    return restraint(text.raw, language=v.words.language, country=v.setting.country).accepts


_EAGER = (Intent.CONFIRM, Intent.SELECT, Intent.BOOK, Intent.UNKNOWN)
"""What "ok", "done" and words that say nothing else mean while a payment link is open."""


def _read(m: PayMemory, text: Text, asked: Asked, v: Voice) -> Taken[PayMemory] | None:
    understood = text.understood
    travel = understood.values.stated() - {"yes_no", "choice", "reference"}
    intent = understood.intent
    if asked.step in renaming.STEPS and (named := renaming.read_name(m, text, v)):
        return named
    if travel:
        return None
    if intent is Intent.PAID:
        if m.outcome in ("", "expired"):
            return Taken(replace(m, claimed=True, outcome=""))
        return Taken(m, (_working(m, v).text,)) if m.outcome in ("paid", "delayed", "settling") else None
    if intent is Intent.PAY and m.outcome in ("", "expired", "short"):
        verb = {"": "again", "expired": "pay:renew", "short": "pay:difference"}[m.outcome]
        return Taken(m, again=True) if verb == "again" and m.url else _tap(m, verb, v)
    if not m.outcome and m.url and (intent in _EAGER or understood.values.yes_no):
        return Taken(m, again=True)  # the link once more
    if m.outcome == "expired" and (intent is Intent.CONFIRM or understood.values.yes_no):
        return _tap(m, "pay:renew", v)
    accepts = intent in (Intent.PAY, Intent.CONFIRM) or understood.values.yes_no or _accepts(text, v)
    if m.outcome == "dearer" and accepts:
        return _tap(m, "pay:accept", v)
    if m.outcome == "dearer" and (intent is Intent.REJECT or understood.values.yes_no is False):
        return Taken(m, complaint=v.text("pay.dearer_no"), choices=_DEARER(m, v)[1:])
    if intent in (Intent.CONFIRM, Intent.GREETING) and m.outcome in ("rose", "ticket_failed"):
        return Taken(m, again=True)  # perhaps the answer to a template that showed no options
    if intent is Intent.REFUND and m.outcome in ("short", "rose", "ticket_failed"):
        return _tap(m, "pay:refund", v)
    if m.outcome in ("paid", "delayed", "settling") and intent in (Intent.CONFIRM, Intent.UNKNOWN, Intent.ASK):
        return Taken(m, (_working(m, v).text,))
    return None


def _kept_until(m: PayMemory) -> datetime | None:
    """Until when the price may be paid: of the open page, else of the booking; None once that time or the wait is over."""
    if m.outcome not in ("", "link_down", "dearer", "short"):
        return None
    return m.link_until if m.url else m.view.deadline if m.view else None


def _patience(key: str, seconds: int, id: str = "go:wait", title: str = "wait") -> Patience[PayMemory]:
    def words(m: PayMemory, v: Voice) -> Message:
        return Message(text=v.text(key), choices=(v.choice(id, title), v.choice("go:person", "person")))

    return Patience(timedelta(seconds=seconds), words)


def _working(m: PayMemory, v: Voice) -> Message:
    return Message(text=v.text("pay.settling" if m.outcome == "settling" else "pay.working"))


def _busy(m: PayMemory, v: Voice) -> Message:
    return Message(text="") if m.cause == "foreign" else _working(m, v)  # that a person is asked was said already


def _received(m: PayMemory, v: Voice) -> Message:
    """Only a ticket that takes its time needs a word between the payment and the confirmation."""
    if m.outcome != "paid" or m.view is None:
        return Message(text="")  # a delay was told already
    return Message(text=v.text("pay.received", amount=v.words.money(m.view.total)))


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
        _choose("expired", ("expired",), _expired),
        _choose("dearer", ("dearer",), _dearer),
        _choose("short", ("short",), _short),
        _wait("payment_link_sent", lambda m: not m.outcome and not m.claimed, words=_link, idle=_idle),
        _wait(
            "awaiting_webhook", lambda m: not m.outcome and m.claimed, request=lambda m, v: ask.CheckPayment(m.booking),
            words=lambda m, v: Message(text=v.text("pay.checking")), within=(_patience("pay.check_slow", 10, "pay:show", "show_link"),),
        ),
        _wait(
            "ticketing", lambda m: m.outcome in ("paid", "delayed", "settling"),
            within=(Patience(timedelta(seconds=4), _received), Patience(timedelta(seconds=10), _busy)), idle=_working,
        ),
        Confirm(
            name=renaming.AGREED, phase="confirm", words=renaming.right_name, open=renaming.right_name_open,
            expect=("yes_no", *renaming.EXPECT), yes=renaming.send_name, no=renaming.ask_anew,
        ),
        Choose(
            name=renaming.STEP, phase="passengers", words=renaming.wrong_name, open=renaming.wrong_name_open, take=_tap,
            expect=renaming.EXPECT,
        ),
        _choose("failed", ("ticket_failed", "rose"), failed_words),
    ),
    read=_read,
    tap=_tap,
    hear=lambda m, fact, v: hear_pay(m, fact, v) if isinstance(fact, PAY_FACTS) else None,
    sealed=lambda m: m.money_in or m.outcome in ("settling", "closed"),
    cancel=lambda m: ("cancel_booking", CancelMemory(m.booking, m.view)),
    option=option_of,
    booking=lambda m: m.booking,
    over=lambda m: m.outcome == "expired" and not m.money_in,
    kept_until=_kept_until,
)  # fmt: skip
