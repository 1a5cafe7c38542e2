"""What a charge does with the webhooks, answers and timers that reach it. Actor: `payment:<our reference>`.

Webhooks and the return page only say that there is something to see; the provider's record, read again, decides.
"""

from __future__ import annotations

from dragoman.command import Work
from dragoman.engine import Event, Turn
from dragoman.payments import books, effects
from dragoman.payments.commands import (
    ask_record,
    ask_stray,
    expire_when_over,
    open_payment,
    payment_by_reference,
    plan_looks,
    settle_payment,
)
from dragoman.payments.facts import (
    PaymentLinkFailed,
    PaymentLinkReady,
    PaymentOrphaned,
    PaymentStillOpen,
    PaymentUnchecked,
)
from dragoman.payments.gateway import RecordStatus
from dragoman.payments.models import Payment
from dragoman.payments.refunds import ask_refunds, fail_refund, look_later, matched, refunds_of, take_record
from dragoman.payments.settlement import judge
from dragoman.payments.states import PaymentState, RefundState

TRIES_MAX = 3
_STILL_OPEN = frozenset({RecordStatus.OPEN, RecordStatus.ABANDONED, RecordStatus.MISSING})


async def payment_turn(work: Work, turn: Turn) -> None:
    """Take over links, records, refunds and deadlines of one charge."""
    reference = turn.actor.partition(":")[2]
    payment = await payment_by_reference(work, reference)
    if payment is None:
        await _stray(work, reference, turn)
        return
    look, list_refunds = False, False
    for event in turn.events:
        if event.source == "effect":
            await _answer(work, payment, event)
        elif event.source == "timer":
            look |= event.kind in ("verify", "expire")
            list_refunds |= event.kind == "refunds"
        elif ".refund" in event.kind:
            list_refunds = True
        else:
            look = True
    if look and payment.state != PaymentState.PAID:
        await ask_record(work, payment)
        await plan_looks(work, payment)
    if list_refunds:
        await ask_refunds(work, payment)


async def _answer(work: Work, payment: Payment, event: Event) -> None:
    effect, _, outcome = event.kind.rpartition(".")
    if effect == effects.INITIALIZE:
        await _link(work, payment, event, outcome)
    elif effect == effects.VERIFY:
        if outcome == "done":
            here = work.read_answer(event.effect_key, event.body, effects.RecordHere)
            await settle_payment(work, payment.id, here.record, here.provider)
            if event.effect_key.endswith(effects.ASKED) and here.record.status in _STILL_OPEN:
                await work.tell(PaymentStillOpen(payment.booking_id, payment.id))
        else:
            await expire_when_over(work, payment)
            if event.effect_key.endswith(effects.ASKED) and payment.state != PaymentState.PAID:
                await work.tell(PaymentUnchecked(payment.booking_id, payment.id))
    elif effect == effects.REFUND:
        await _refund(work, payment, event, outcome)
    elif effect == effects.REFUNDS:
        await _refunds(work, payment, event, outcome)


async def _link(work: Work, payment: Payment, event: Event, outcome: str) -> None:
    if outcome == "done":
        here = work.read_answer(event.effect_key, event.body, effects.LinkHere)
        payment.provider, payment.url = here.provider, here.url
        await work.tell(
            PaymentLinkReady(payment.booking_id, payment.id, payment.url, payment.amount, payment.expires_at)
        )
        return
    if outcome == "unknown" or payment.state != PaymentState.PENDING:
        return
    code = "unknown" if outcome == "stuck" else _code(work, event)
    if code == "duplicate" and payment.tries < TRIES_MAX:
        await _open_again(work, payment)
        return
    if outcome == "failed":
        await work.move(payment, "fail")
        for timer in ("verify", "expire"):
            await work.drop_timer(payment.actor, timer)
    else:
        payment.verdict = (
            "lost"  # it may exist without anybody having its page: never offered again, watched to the end
        )
    await work.tell(PaymentLinkFailed(payment.booking_id, payment.id, code))


async def _open_again(work: Work, payment: Payment) -> None:
    """The provider has the charge but its page is lost with the answer: open another; whichever is paid first counts."""
    await open_payment(
        work, payment.booking_id, prefix=payment.reference.rpartition("-")[0], purpose=payment.purpose, amount=payment.amount,
        expires_at=payment.expires_at, email=work.open("payment", "sealed", payment.id, payment.sealed, str), title=payment.title,
        rest_of=payment if payment.root_id != payment.id else None, tries=payment.tries + 1,
    )  # fmt: skip


def _code(work: Work, event: Event) -> str:
    if not event.body:
        return "unavailable"
    return work.read_answer(event.effect_key, event.body, effects.CallFailed).code


async def _refund(work: Work, payment: Payment, event: Event, outcome: str) -> None:
    name = event.effect_key.rpartition(":")[2]
    refund = next((r for r in await refunds_of(work, payment.id) if r.id == name), None)
    if refund is None:
        return
    if outcome == "done":
        await take_record(
            work, payment, refund, work.read_answer(event.effect_key, event.body, effects.RefundHere).record
        )
    elif outcome == "failed" and refund.state == RefundState.REFUND_PENDING:
        await fail_refund(work, payment, refund)
    elif refund.state == RefundState.REFUND_PENDING:
        await look_later(work, payment, refund)


async def _refunds(work: Work, payment: Payment, event: Event, outcome: str) -> None:
    refunds = await refunds_of(work, payment.id)
    if outcome == "done":
        here = work.read_answer(event.effect_key, event.body, effects.RefundsHere)
        for refund, record in matched(refunds, here.records):
            await take_record(work, payment, refund, record)
    for refund in refunds:
        if refund.state == RefundState.REFUND_PENDING:
            await look_later(work, payment, refund)


async def _stray(work: Work, reference: str, turn: Turn) -> None:
    """Money under a reference that is none of ours: read its record, put it into suspense, tell a person; nothing is refunded blindly."""
    for event in turn.events:
        if event.kind == f"{effects.VERIFY}.done":
            here = work.read_answer(event.effect_key, event.body, effects.RecordHere)
            if here.record.status is RecordStatus.PAID:
                judged = judge(here.record.charged, here.record)
                if await books.book_stray(work, here.provider, reference, judged):
                    await work.tell(PaymentOrphaned(reference, here.record.charged))
        elif event.source not in ("effect", "timer") and ".charge" in event.kind:
            await ask_stray(work, reference, event.external_id)
