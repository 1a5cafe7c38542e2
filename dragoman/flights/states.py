"""The states of a flight order at the supplier and of its cancellation, and their open moves (design §5)."""

from __future__ import annotations

from enum import StrEnum

from dragoman.command.states import StateTable, move


class OrderState(StrEnum):
    """Where an order stands. HELD: seats kept unpaid until `pay_by`. LAPSED: that time passed. All others as design §5."""

    ISSUING = "ISSUING"
    UNKNOWN = "UNKNOWN"
    HELD = "HELD"
    TICKETED = "TICKETED"
    FAILED = "FAILED"
    LAPSED = "LAPSED"
    CANCELLED = "CANCELLED"


class CancellationState(StrEnum):
    """Where the cancelling of a ticketed order stands. QUOTED: the airline has said what comes back, and nothing is done yet.

    ASKED: the traveller wants it, and a colleague must confirm (roles.md: a customer asks).
    """

    QUOTING = "QUOTING"
    QUOTED = "QUOTED"
    ASKED = "ASKED"
    CONFIRMING = "CONFIRMING"
    DONE = "DONE"
    DECLINED = "DECLINED"
    FAILED = "FAILED"


S, C = OrderState, CancellationState

# While an order is in one of these, no other may be placed for its booking (also a unique index in the database).
LIVE = frozenset({S.ISSUING, S.UNKNOWN, S.HELD, S.TICKETED})

ORDER = StateTable(
    OrderState,
    start=S.ISSUING,
    name="Order",
    moves=[
        move("hold", {S.ISSUING, S.UNKNOWN}, S.HELD),
        move("pay", S.HELD, S.ISSUING),
        move(
            "ticket", {S.ISSUING, S.UNKNOWN, S.HELD}, S.TICKETED, unless=lambda o: None if o.tickets else "no tickets"
        ),
        move("fail", {S.ISSUING, S.UNKNOWN}, S.FAILED),
        move("lose", S.ISSUING, S.UNKNOWN),
        move("lapse", {S.HELD, S.ISSUING, S.UNKNOWN}, S.LAPSED),
        move("cancel", S.TICKETED, S.CANCELLED),
    ],
)

# While a cancellation is in one of these, no other is begun for its order (also a unique index in the database).
CANCELLING = frozenset({C.QUOTING, C.QUOTED, C.ASKED, C.CONFIRMING})

UNKNOWN = "unknown"
"""The code of a cancellation that we confirmed and whose answer is lost; staff who have asked the airline may decline it."""

CANCELLATION = StateTable(
    CancellationState,
    start=C.QUOTING,
    name="Cancellation",
    moves=[
        move("quote", {C.QUOTING, C.CONFIRMING}, C.QUOTED),
        move("quote_again", C.QUOTED, C.QUOTING),
        move("ask", C.QUOTED, C.ASKED),
        move("confirm", {C.QUOTED, C.ASKED}, C.CONFIRMING),
        move("finish", {C.QUOTING, C.QUOTED, C.ASKED, C.CONFIRMING}, C.DONE),
        move("decline", C.ASKED, C.DECLINED),
        move(
            "decline",
            C.CONFIRMING,
            C.DECLINED,
            unless=lambda c: None if c.code == UNKNOWN else "the airline is being asked",
        ),
        move("fail", {C.QUOTING, C.CONFIRMING}, C.FAILED),
    ],
)
