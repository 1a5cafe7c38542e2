"""The states of a charge and of a refund, and their open moves (design §5). The provider's record alone moves them (E3)."""

from __future__ import annotations

from enum import StrEnum

from dragoman.command.states import StateTable, move


class PaymentState(StrEnum):
    """Where a charge stands. PAID means money is in, whatever its verdict; EXPIRED and FAILED may still be paid late."""

    PENDING = "PENDING"
    PAID = "PAID"
    FAILED = "FAILED"
    EXPIRED = "EXPIRED"


class RefundState(StrEnum):
    """Where a refund stands. A failed one may still be processed after the provider got bank details."""

    REFUND_PENDING = "REFUND_PENDING"
    REFUNDED = "REFUNDED"
    REFUND_FAILED = "REFUND_FAILED"


P, R = PaymentState, RefundState

PAYMENT = StateTable(
    PaymentState,
    start=P.PENDING,
    name="Payment",
    moves=[
        move("settle", {P.PENDING, P.EXPIRED, P.FAILED}, P.PAID),
        move("fail", P.PENDING, P.FAILED),
        move("expire", P.PENDING, P.EXPIRED),
    ],
)

REFUND = StateTable(
    RefundState,
    start=R.REFUND_PENDING,
    name="Refund",
    moves=[
        move("finish", {R.REFUND_PENDING, R.REFUND_FAILED}, R.REFUNDED),
        move("fail", R.REFUND_PENDING, R.REFUND_FAILED),
    ],
)
