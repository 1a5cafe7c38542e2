"""Refunds, the ledger's balances and the comparison with the payment provider."""

from __future__ import annotations

from fastapi import APIRouter, Response

from dragoman.access import APPROVE
from dragoman.api.gate import needs
from dragoman.api.once import Outcome, once
from dragoman.api.route import Calling, Guarded
from dragoman.api.shapes.bookings import Entry, GivenRefund, Refund
from dragoman.api.shapes.common import Day, Money, Page, PaymentId
from dragoman.api.shapes.desk import Balance, Balances
from dragoman.command import Work
from dragoman.kit import money
from dragoman.ledger.queries import balances, unbalanced
from dragoman.payments.queries import RefundView
from dragoman.payments.refunds import refund_payment
from dragoman.timeline import history

router = APIRouter(prefix="/v1", route_class=Guarded, tags=["money"])


@router.post("/payments/{payment_id}/refund", status_code=202, response_model=Refund)
@needs("payments")
async def refund(caller: Calling, payment_id: PaymentId, asked: GivenRefund) -> Response:
    """Refund a charge, in full or in part; the provider's word on it comes later. The scope that an owner gave to this
    key stands for the one-time code that a person would enter. Send an Idempotency-Key.
    """

    async def act(work: Work) -> Outcome:
        amount = money.Money(asked.amount.minor, asked.amount.currency)
        made = await refund_payment(work, payment_id, amount, asked.reason, asked.note)
        return Outcome(202, Refund.of(RefundView(made.id, made.amount, made.state, made.attention)))

    return await once(caller, act, proven=True)


@router.get("/ledger/balances", response_model=Balances)
@needs("payments", APPROVE)
async def show_balances(caller: Calling) -> Balances:
    """Show what every account holds."""
    async with caller.work() as work:
        found = await balances(work)
        odd = await unbalanced(work)
    lines = [Balance(account=account.value, balance=Money.of(sum_)) for (account, _), sum_ in sorted(found.items())]
    return Balances(balances=lines, unbalanced=list(odd))


@router.get("/ledger/reconciliation", response_model=Page[Entry])
@needs("payments", APPROVE)
async def show_reconciliation(caller: Calling, day: Day) -> Page[Entry]:
    """Show the differences between the books and the provider's records of a day (UTC); empty when they agree."""
    async with caller.work() as work:
        entries = await history(work.sql, f"reconciliation:{day.isoformat()}", limit=500)
    return Page(items=[Entry.of(e) for e in entries])
