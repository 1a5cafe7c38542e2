"""What may be done next with a booking, a charge or a request for a refund: from state tables, facts and who may call what.

The one source of buttons for every screen and for the API, so that none offers what its command would refuse.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct

from dragoman.access import Role
from dragoman.bookings.states import BookingState, Choice
from dragoman.command import COMMANDS
from dragoman.kit.money import Money
from dragoman.payments.states import PaymentState, RefundRequestState

_TICKETED = frozenset({BookingState.CONFIRMED, BookingState.ACTIVE, BookingState.COMPLETED})
_PAYABLE = frozenset({BookingState.DRAFT, BookingState.HELD, BookingState.PAYMENT_PENDING, BookingState.EXPIRED})
_QUOTABLE = frozenset({BookingState.DRAFT, BookingState.HELD, BookingState.EXPIRED})


class BookingFacts(Struct, frozen=True):
    """What decides a booking's buttons. `moves` are the open moves of its state table; `order` its order's state, "" for none.

    `cancellation` is the state of its cancelling at the airline that is under way; `releasable` when who looks may release it
    unpaid; `refund_asked` while a refund waits for approval; `unpriced` while a cancelled ticket's refund is not
    named; `lost` while nobody knows whether the airline has cancelled.
    """

    state: str
    choice: str
    paid: Money
    moves: tuple[str, ...]
    deadline: datetime | None = None
    order: str = ""
    hold_allowed: bool = False
    documents: bool = False
    conversation: str = ""
    cancellation: str = ""
    releasable: bool = True
    refund_asked: bool = False
    unpriced: bool = False
    lost: bool = False


class ChargeFacts(Struct, frozen=True):
    """What decides a charge's buttons. `held` is what the books still have of it; `asked` a refund waits for approval."""

    state: str
    held: Money
    asked: bool = False
    withdrawn: bool = False


class RequestFacts(Struct, frozen=True):
    """What decides the buttons of a request for a refund; `own` when the one who looks has asked for it."""

    state: str
    own: bool


Thing = BookingFacts | ChargeFacts | RequestFacts


class Action(Struct, frozen=True):
    """Something that is open now: its verb, the command behind it, its sentence, and whether one must prove oneself again."""

    verb: str
    command: str
    says: str
    sensitive: bool


class _Rule(Struct, frozen=True):
    verb: str
    command: str
    open: Callable[[Any], bool]


_BOOKING = (
    _Rule("payment_link", "bookings:payment_link", lambda b: _payable(b)),
    _Rule("reprice", "bookings:quote", lambda b: b.state in _QUOTABLE and not b.paid),
    _Rule("hold", "bookings:hold", lambda b: "hold" in b.moves and b.hold_allowed and not b.order),
    _Rule("rebook", "bookings:rebook", lambda b: bool(b.choice) and not b.order),
    _Rule("choose_refund", "bookings:choose_refund", lambda b: bool(b.choice) and not b.order),
    _Rule("ask_refund", "bookings:ask_refund", lambda b: bool(b.choice) and not b.order and not b.refund_asked),
    _Rule("cancel", "bookings:cancel", lambda b: "cancel" in b.moves and not b.paid and b.releasable),
    _Rule(
        "quote_cancellation", "bookings:quote_cancellation", lambda b: _ticketed(b) and b.cancellation in ("", "QUOTED")
    ),
    _Rule("ask_cancellation", "bookings:ask_cancellation", lambda b: _ticketed(b) and b.cancellation == "QUOTED"),
    _Rule("approve_cancellation", "bookings:approve_cancellation", lambda b: b.cancellation == "ASKED"),
    _Rule("decline_cancellation", "bookings:decline_cancellation", lambda b: b.cancellation == "ASKED" or b.lost),
    _Rule("settle_cancellation", "bookings:settle_cancellation", lambda b: b.unpriced),
    _Rule("look_up_order", "flights:look_up_order", lambda b: b.order in ("ISSUING", "UNKNOWN")),
    _Rule("resend_documents", "notifications:resend_documents", lambda b: b.state in _TICKETED),
    _Rule("reveal_documents", "bookings:reveal_documents", lambda b: b.documents),
    _Rule("take", "conversation:take", lambda b: bool(b.conversation)),
    _Rule("add_note", "bookings:add_note", lambda b: True),
)
_CHARGE = (
    _Rule("check", "payments:check", lambda c: True),
    _Rule("refund", "payments:refund", lambda c: _refundable(c)),
    _Rule("request_refund", "payments:request_refund", lambda c: _refundable(c)),
    _Rule("keep_money", "payments:keep_money", lambda c: c.state == PaymentState.PAID and (c.asked or bool(c.held))),
)
_REQUEST = (
    _Rule("approve", "payments:approve_refund", lambda r: r.state == RefundRequestState.ASKED and not r.own),
    _Rule("decline", "payments:decline_refund", lambda r: r.state == RefundRequestState.ASKED and not r.own),
    _Rule("withdraw", "payments:withdraw_refund", lambda r: r.state == RefundRequestState.ASKED and r.own),
)
RULES: Mapping[type, tuple[_Rule, ...]] = {BookingFacts: _BOOKING, ChargeFacts: _CHARGE, RequestFacts: _REQUEST}


def open_actions(thing: Thing, role: Role) -> tuple[Action, ...]:
    """Name what this role may do with a thing now, in the order in which buttons stand."""
    found = []
    for rule in RULES[type(thing)]:
        entry = COMMANDS.get(rule.command)
        if entry is not None and role in entry.by and rule.open(thing):
            found.append(Action(rule.verb, rule.command, entry.says, entry.sensitive))
    return tuple(found)


def _ticketed(booking: BookingFacts) -> bool:
    return booking.state == BookingState.CONFIRMED and booking.order == "TICKETED"


def _payable(booking: BookingFacts) -> bool:
    """A link may be sent: for the price as long as nothing is paid, or for the difference once it rose."""
    return booking.choice == Choice.PRICE_ROSE or (
        booking.state in _PAYABLE and not booking.paid and not booking.choice
    )


def _refundable(charge: ChargeFacts) -> bool:
    return charge.state == PaymentState.PAID and charge.held.minor > 0 and not charge.asked
