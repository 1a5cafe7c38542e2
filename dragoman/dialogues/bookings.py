"""The dialogue `my_bookings`: status, resume, documents."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from dragoman.bookings.views import BookingView
from dragoman.conversations.message import Choice
from dragoman.conversations.message import Say as Message
from dragoman.dialogues import requests as ask
from dragoman.dialogues.cards import legs_text, route_text
from dragoman.dialogues.heard import Bookings, Text
from dragoman.dialogues.pay import CancelMemory
from dragoman.dialogues.steps import Asked, Choose, Dialogue, Do, Taken
from dragoman.dialogues.voice import DETAIL_MAX, ROW_MAX, Voice, clip

LISTED_MAX = 8
DONE = "done"
UNPAID = ("DRAFT", "HELD", "PAYMENT_PENDING")
MONEY_IN = {"ticketing": (), "choosing": (("refund", "refund"),)}
"""What may be tapped while a booking is paid and has no ticket, by its standing; paying again is never offered."""
_UNHEARD = "DRAFT"
"""A quote that was not taken: the traveller never heard its reference, and it ends by itself."""
FLYING = ("CONFIRMED", "ACTIVE")


class MyBookings(Struct, frozen=True, omit_defaults=True):
    """`purpose` is status, cancel, change or done; `bookings` None until they were read; `chosen` the one looked at."""

    purpose: str = "status"
    attempt: int = 0
    bookings: tuple[BookingView, ...] | None = None
    chosen: str = ""


def _take(m: MyBookings, fact: Bookings, v: Voice) -> Taken[MyBookings]:
    bookings = fact.bookings
    if m.purpose == "cancel":
        bookings = tuple(b for b in bookings if b.state in (*UNPAID, *FLYING) and b.state != _UNHEARD)
    bookings = bookings[:LISTED_MAX]
    if m.purpose == "cancel" and len(bookings) == 1:  # nothing to choose: what cancelling means is said at once
        done = replace(m, purpose=DONE, bookings=bookings, chosen=bookings[0].id)
        return Taken(done, push=("cancel_booking", CancelMemory(bookings[0].id)))
    return Taken(replace(m, bookings=bookings, chosen=bookings[0].id if len(bookings) == 1 else ""))


def state_text(b: BookingView, v: Voice) -> str:
    """Where a booking stands, in words; one that is paid and waits for tickets or an answer says so."""
    key = f"standing.{b.standing}"
    return v.text(key if v.words.has(key) else f"state.{b.state}")


def booking_text(b: BookingView, v: Voice) -> str:
    """A booking in a few lines: reference, state, legs, total, deadline."""
    lines = [v.text("booking.head", reference=b.reference, state=state_text(b, v))]
    if b.legs:
        lines.append(legs_text(b.legs, v))
    lines.append(v.text("booking.total", total=v.words.money(b.total), n=b.travellers))
    if b.received and b.missing:
        lines.append(v.text("pay.short_status", received=v.words.money(b.received), missing=v.words.money(b.missing)))
    if b.pnr:
        lines.append(v.text("booking.pnr", pnr=b.pnr))
    if b.deadline and b.state in UNPAID and b.standing not in MONEY_IN:
        lines.append(v.text("booking.deadline", until=v.until(b.deadline)))
    return "\n".join(lines)


def _row(b: BookingView, v: Voice) -> Choice:
    day = v.words.day(b.legs[0].segments[0].departs.date()) if b.legs else ""
    state = state_text(b, v)
    detail = f"{route_text(b.legs)} · {state}" if b.legs else state
    title = clip(f"{b.reference} · {day}" if day else b.reference, ROW_MAX)
    return Choice(id=f"my:{b.id}", title=title, detail=clip(detail, DETAIL_MAX))


def _which(m: MyBookings, v: Voice) -> Message:
    if not m.bookings:
        choices = (
            v.choice("go:continue", "continue"),
            v.choice("go:new", "new_search"),
            v.choice("go:person", "person"),
        )
        return Message(text=v.text("bookings.none"), choices=choices)
    rows = tuple(_row(b, v) for b in m.bookings)
    lines = [f"{i}. {r.title}: {r.detail}" for i, r in enumerate(rows, 1)]
    text = "\n".join([v.text(f"bookings.{m.purpose}"), *lines])
    return Message(text=text, choices=(*rows, v.choice("go:continue", "continue")), label=v.text("label.bookings"))


def _one(m: MyBookings) -> BookingView | None:
    return next((b for b in m.bookings or () if b.id == m.chosen), None)


def _actions(m: MyBookings, v: Voice) -> Message:
    b = _one(m)
    assert b is not None
    if b.standing in MONEY_IN:
        keys = [*MONEY_IN[b.standing], ("help", "help")]
    elif b.missing:
        keys = [("pay", "pay_rest"), ("cancel", "refund"), ("help", "help")]
    elif b.state in UNPAID:
        keys = [("pay", "pay_booking"), ("cancel", "cancel_booking"), ("help", "help")]
    elif b.state == "EXPIRED":
        keys = [("link", "new_link"), ("help", "help")]
    elif b.state in FLYING:
        keys = [("docs", "documents"), ("change", "change_booking"), ("cancel", "cancel_booking")]
    else:
        keys = [("help", "help")]
    choices = [v.choice(f"bk:{verb}:{b.id}", key) for verb, key in keys]
    if len(choices) < 3:
        choices.append(v.choice("go:continue", "continue"))
    return Message(text=booking_text(b, v), choices=tuple(choices))


def _pick(m: MyBookings, id: str, v: Voice) -> Taken[MyBookings] | None:
    chosen = id.removeprefix("my:")
    if any(b.id == chosen for b in m.bookings or ()):
        return Taken(replace(m, chosen=chosen), again=True)
    return None


def _read(m: MyBookings, text: Text, asked: Asked, v: Voice) -> Taken[MyBookings] | None:
    wanted = (text.understood.values.reference or "").upper()
    found = next((b for b in m.bookings or () if wanted and wanted in (b.reference.upper(), b.pnr.upper())), None)
    return Taken(replace(m, chosen=found.id), again=True) if found else None


MY_BOOKINGS = Dialogue(
    name="my_bookings",
    memory=MyBookings,
    steps=(
        Do(
            name="list_bookings", phase="status", until=(Bookings,), take=_take, open=lambda m: m.bookings is None,
            request=lambda m, v: ask.ListBookings(m.attempt),
        ),
        Choose(
            name="which_booking", phase="status", words=_which, open=lambda m: not m.chosen and m.purpose != DONE, take=_pick,
            expect=("choice", "reference"), undo=lambda m: replace(m, chosen=""),
        ),
        Choose(name="booking_actions", phase="status", words=_actions, open=lambda m: m.purpose != DONE, take=_pick),
    ),
    read=_read,
    tap=_pick,
    booking=lambda m: m.chosen,
    kept_until=lambda m: b.deadline if (b := _one(m)) and b.state in UNPAID and b.standing not in MONEY_IN else None,
)  # fmt: skip
