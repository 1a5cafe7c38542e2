"""Give money back: a promise in the books, one request at the provider, and its slow, uncertain end (partners.md B4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select

from dragoman.access import REFUND, STAFF
from dragoman.command import Refused, Work, command, not_found
from dragoman.command.models import ROW_LOCK
from dragoman.kit.money import Money
from dragoman.payments import books, effects
from dragoman.payments.facts import RefundFailed, RefundPaid, RefundRequested
from dragoman.payments.gateway import RefundRecord, RefundStatus
from dragoman.payments.models import Payment, Refund
from dragoman.payments.reasons import checked_reason, keep_note
from dragoman.payments.refund_terms import four_eyes, needs_second, terms_of, within_policy
from dragoman.payments.settlement import refundable
from dragoman.payments.states import PaymentState, RefundState
from dragoman.payments.watch import next_refund_look


class Approval(NamedTuple):
    """A request that a second person has approved: who asked, and the one refund that it may become."""

    request: str
    asked_by: str


async def refunds_of(work: Work, payment: str) -> list[Refund]:
    """Return a charge's refunds, oldest first."""
    rows = await work.session.scalars(select(Refund).where(Refund.payment_id == payment).order_by(Refund.id))
    return list(rows)


async def left_of(work: Work, payment: Payment) -> Money:
    """What may still go back of a charge: received from the traveller less what is promised or done (failed promises do not count)."""
    counted = [r.amount for r in await refunds_of(work, payment.id) if r.state != RefundState.REFUND_FAILED]
    received = payment.received if payment.verdict == "foreign" else payment.credited
    return refundable(received, counted)


@command("payments:refund", by=REFUND, sensitive=True)
async def refund_payment(work: Work, payment_id: str, amount: Money, reason: str, note: str = "") -> Refund:
    """Refund a charge, in full or in part; `reason` is one of REASONS, "other" wants a note, which is kept with the charge.

    Raises Refused: "refund.reason", "refund.note", "refund.unpaid", "refund.amount", "refund.too_much", "refund.policy" when
    operations would give more than the policy does, "refund.four_eyes"
    above the business's limit, or "refund.earned" when the money has gone on to the airline.
    """
    written = checked_reason(reason, note)
    payment = await work.session.get(Payment, payment_id, with_for_update=ROW_LOCK, populate_existing=True)
    if payment is None:
        raise not_found("payment")
    await refund_pot(work, payment, amount)
    within_policy(work, await terms_of(work, payment, await left_of(work, payment)), amount)
    refund = await ask_refund(work, payment, amount, reason)
    await keep_note(work, payment, refund.id, reason, written)
    return refund


async def refund_pot(work: Work, payment: Payment, amount: Money) -> books.Pot:
    """Name the account that a refund comes out of; raises Refused: "refund.unpaid", "refund.amount", "refund.too_much"
    or "refund.earned".
    """
    if payment.state != PaymentState.PAID:
        raise Refused("refund.unpaid", "Nothing has been paid by this charge, so nothing can be refunded.")
    if amount.minor <= 0:
        raise Refused("refund.amount", "Write an amount above zero.", field="amount", status=422)
    left = await left_of(work, payment)
    if amount.currency != left.currency or amount.minor > left.minor:
        raise Refused(
            "refund.too_much",
            f"At most {left.decimal_text()} {left.currency} of this charge can be refunded.",
            field="amount",
        )
    pot = await books.pot_of(work, payment, amount)
    if pot is None:
        raise Refused("refund.earned", "The fare has been paid to the airline; cancel the order there first.")
    return pot


async def ask_refund(
    work: Work, payment: Payment, amount: Money, reason: str, *, approval: Approval | None = None
) -> Refund:
    """Promise a refund and ask the provider for it, as part of another command; raises Refused as refund_payment does.

    What staff give above the limit needs an `approval`; what the product gives back by itself does not.
    """
    pot = await refund_pot(work, payment, amount)
    staff = work.by.role in STAFF
    if staff and approval is None and await needs_second(work, payment.booking_id, amount):
        raise four_eyes(work.tenant.settings.refund_limit_minor, work.tenant.currency)
    earlier = [
        r for r in await refunds_of(work, payment.id)
        if r.amount == amount and (r.external_id or r.state != RefundState.REFUND_FAILED)
    ]  # fmt: skip
    refund = Refund(
        id=work.new_id("rf"), tenant_id=work.tenant.id, created_at=work.now, state=RefundState.REFUND_PENDING, payment_id=payment.id,
        booking_id=payment.booking_id, amount_minor=amount.minor, currency=amount.currency, reason=reason, ordinal=len(earlier),
        asked_by=approval.asked_by if approval else work.by.id if staff else "", approved_by=work.by.id if approval else "",
        request_id=approval.request if approval else None,
    )  # fmt: skip
    work.session.add(refund)
    await work.session.flush()
    await work.note(
        f"payment:{payment.id}",
        "payment:refund",
        refund=refund.id,
        amount=amount.decimal_text(),
        currency=amount.currency,
    )
    await books.book_promise(work, refund, pot)
    ask = effects.RefundAsk(refund.id, payment.reference, amount, refund.ordinal)
    await work.effect(
        effects.REFUND, refund_key(refund.id), ask, actor=payment.actor, lane=f"refund:{payment.reference}"
    )
    await work.tell(RefundRequested(payment.booking_id, refund.id, amount))
    return refund


def refund_key(refund: str) -> str:
    """The effect key of a refund's only request."""
    return f"{effects.REFUND}:{refund}"


async def take_record(work: Work, payment: Payment, refund: Refund, record: RefundRecord) -> None:
    """Take over what the provider's record of a refund says; the same record twice changes nothing."""
    refund.external_id = refund.external_id or record.external_id
    if record.status is RefundStatus.PROCESSED and refund.state != RefundState.REFUNDED:
        failed_before = refund.state == RefundState.REFUND_FAILED
        if failed_before and await books.pot_of(work, payment, refund.amount) != books.suspense(payment.reference):
            await work.note(f"refund:{refund.id}", "refund:processed_twice", external=record.external_id)
            return
        await work.move(refund, "finish")
        await books.book_refunded(work, refund, payment, after_failure=failed_before)
        await work.tell(RefundPaid(refund.booking_id, refund.id, refund.amount))
    elif record.status is RefundStatus.FAILED and refund.state == RefundState.REFUND_PENDING:
        await fail_refund(work, payment, refund)
    elif (
        record.status is RefundStatus.ATTENTION and refund.state == RefundState.REFUND_PENDING and not refund.attention
    ):
        refund.attention = True
        await work.tell(RefundFailed(refund.booking_id, refund.id, refund.amount, attention=True))
    if refund.state == RefundState.REFUND_PENDING:
        await look_later(work, payment, refund)


async def fail_refund(work: Work, payment: Payment, refund: Refund) -> None:
    """Take over that the provider certainly did not refund: the money is back in suspense and a person is told."""
    await work.move(refund, "fail")
    await books.book_refund_failed(work, refund, payment)
    await work.tell(RefundFailed(refund.booking_id, refund.id, refund.amount, attention=False))


async def look_later(work: Work, payment: Payment, refund: Refund) -> None:
    """Plan the next look at the provider's list; after the last one a person is told."""
    at = next_refund_look(refund.created_at, work.now)
    if at is not None:
        await work.timer(payment.actor, "refunds", at)
    elif not refund.attention:
        refund.attention = True
        await work.tell(RefundFailed(refund.booking_id, refund.id, refund.amount, attention=True))


@command("payments:look_for_refunds", by=REFUND)
async def look_for_refunds(work: Work, payment_id: str) -> None:
    """Ask the provider now what became of a charge's refunds."""
    payment = await work.session.get(Payment, payment_id, with_for_update=ROW_LOCK, populate_existing=True)
    if payment is None:
        raise not_found("payment")
    await ask_refunds(work, payment)


async def ask_refunds(work: Work, payment: Payment) -> None:
    """List the charge's refunds at the provider; the answer comes to the charge's actor."""
    payment.looks += 1
    key = f"{effects.REFUNDS}:{payment.reference}:{payment.looks}"
    await work.effect(effects.REFUNDS, key, effects.RefundsAsk(payment.reference), actor=payment.actor)


def matched(refunds: Sequence[Refund], records: Sequence[RefundRecord]) -> list[tuple[Refund, RefundRecord]]:
    """Pair our refunds with the provider's records: by its id where we know it, else the only candidates left of the same sum, in order.

    A refund whose request was never answered stays unpaired when the sums do not tell: a person decides then.
    """
    pairs = []
    by_id = {record.external_id: record for record in records}
    taken = set()
    for refund in refunds:
        if refund.external_id in by_id:
            pairs.append((refund, by_id[refund.external_id]))
            taken.add(refund.external_id)
    open_refunds = [r for r in refunds if not r.external_id and r.state == RefundState.REFUND_PENDING]
    free = [record for record in records if record.external_id not in taken]
    for amount in {r.amount_minor for r in open_refunds}:
        ours = [r for r in open_refunds if r.amount_minor == amount]
        theirs = [record for record in free if record.amount.minor == amount]
        if len(ours) == len(theirs):
            pairs += list(zip(ours, theirs, strict=True))
    return pairs
