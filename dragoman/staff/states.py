"""The states of a member of staff (requirement G1, staff; H5)."""

from __future__ import annotations

from enum import StrEnum

from dragoman.command.states import StateTable, move


class StaffState(StrEnum):
    """Where a member of staff stands. Only ACTIVE ones can sign in or be given work."""

    INVITED = "INVITED"
    ACTIVE = "ACTIVE"
    DEACTIVATED = "DEACTIVATED"


S = StaffState
STAFF_STATES = StateTable(
    S,
    start=S.INVITED,
    name="Staff",
    moves=(
        move("join", S.INVITED, S.ACTIVE),
        move("deactivate", (S.INVITED, S.ACTIVE), S.DEACTIVATED),
        move("reactivate", S.DEACTIVATED, S.ACTIVE),
    ),
)
