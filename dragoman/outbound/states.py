"""Where an endpoint and a delivery stand."""

from __future__ import annotations

from enum import StrEnum

from dragoman.command.states import StateTable, move


class EndpointState(StrEnum):
    """Only an ACTIVE endpoint is told anything. DISABLED: it failed for days, or said that it is gone."""

    ACTIVE = "ACTIVE"
    PAUSED = "PAUSED"
    DISABLED = "DISABLED"
    REMOVED = "REMOVED"


class DeliveryState(StrEnum):
    """PENDING while attempts go on; FAILED after the last of them."""

    PENDING = "PENDING"
    DELIVERED = "DELIVERED"
    FAILED = "FAILED"


_E, _D = EndpointState, DeliveryState

ENDPOINT = StateTable(
    EndpointState,
    name="Endpoint",
    start=_E.ACTIVE,
    moves=[
        move("pause", _E.ACTIVE, _E.PAUSED),
        move("resume", {_E.PAUSED, _E.DISABLED}, _E.ACTIVE),
        move("disable", _E.ACTIVE, _E.DISABLED),
        move("remove", {_E.ACTIVE, _E.PAUSED, _E.DISABLED}, _E.REMOVED),
    ],
)
DELIVERY = StateTable(
    DeliveryState,
    name="Delivery",
    start=_D.PENDING,
    moves=[
        move("deliver", _D.PENDING, _D.DELIVERED),
        move("fail", _D.PENDING, _D.FAILED),
        move("resend", {_D.DELIVERED, _D.FAILED}, _D.PENDING),
    ],
)
