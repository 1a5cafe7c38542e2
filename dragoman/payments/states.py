"""The states of a charge, of a refund and of a request for one, and their open moves (design §5).

The provider's record alone moves charges and refunds (E3); people move requests.
"""

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


class RefundRequestState(StrEnum):
    """Where a refund stands that a second person must approve. EXPIRED: nobody decided in time."""

    ASKED = "ASKED"
    APPROVED = "APPROVED"
    DECLINED = "DECLINED"
    WITHDRAWN = "WITHDRAWN"
    EXPIRED = "EXPIRED"


P, R, Q = PaymentState, RefundState, RefundRequestState

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

REFUND_REQUEST = StateTable(
    RefundRequestState,
    start=Q.ASKED,
    name="RefundRequest",
    moves=[
        move("approve", Q.ASKED, Q.APPROVED),
        move("decline", Q.ASKED, Q.DECLINED),
        move("withdraw", Q.ASKED, Q.WITHDRAWN),
        move("expire", Q.ASKED, Q.EXPIRED),
    ],
)
