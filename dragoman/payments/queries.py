"""Read charges and refunds."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from dragoman.command import Work
from dragoman.kit.money import Money
from dragoman.payments.commands import payments_of
from dragoman.payments.refunds import refunds_of


class RefundView(Struct, frozen=True):
    """A refund as staff and traveller see it."""

    id: str
    amount: Money
    state: str
    attention: bool


class PaymentView(Struct, frozen=True):
    """A charge as staff and traveller see it; `verdict` is "" until money came."""

    id: str
    reference: str
    state: str
    amount: Money
    received: Money
    url: str
    expires_at: datetime
    verdict: str
    refunds: tuple[RefundView, ...]


async def payments(work: Work, booking: str) -> tuple[PaymentView, ...]:
    """Return a booking's charges with their refunds, oldest first."""
    views = []
    for payment in await payments_of(work, booking):
        refunds = tuple(RefundView(r.id, r.amount, r.state, r.attention) for r in await refunds_of(work, payment.id))
        views.append(
            PaymentView(
                payment.id, payment.reference, payment.state, payment.amount, payment.received, payment.url,
                payment.expires_at, payment.verdict, refunds,
            )
        )  # fmt: skip
    return tuple(views)
