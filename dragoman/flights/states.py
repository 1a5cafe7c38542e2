"""The states of a flight order at the supplier and its open moves (design §5)."""

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


S = OrderState

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
    ],
)
