"""Open charges, ask for their record, settle them by it, withdraw them. Money is in when the provider's record says so (E3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select

from dragoman.access import OWN_BOOKING, REFUND, SELL, SYSTEM_ONLY, Role
from dragoman.command import Work, command
from dragoman.kit.money import Money
from dragoman.payments import books, effects
from dragoman.payments.facts import (
    PaymentDoubled,
    PaymentExpired,
    PaymentFailed,
    PaymentForeign,
    PaymentLinkReady,
    PaymentOrphaned,
    PaymentSettled,
    PaymentShort,
)
from dragoman.payments.gateway import ChargeRequest, ProviderRecord
from dragoman.payments.models import Payment
from dragoman.payments.refunds import ask_refund, left_of
from dragoman.payments.settlement import Judgement, Verdict, judge
from dragoman.payments.states import PaymentState
from dragoman.payments.visibility import check_seen
from dragoman.payments.watch import next_look

_WITHOUT_MONEY = frozenset({Verdict.OPEN, Verdict.FAILED, Verdict.MISSING, Verdict.REVERSED})


async def payments_of(work: Work, booking: str, *, lock: bool = False) -> list[Payment]:
    """Return a booking's charges, oldest first; `lock` takes them all in that order, so that two settlements never cross."""
    query = select(Payment).where(Payment.booking_id == booking).order_by(Payment.id)
    if lock:
        query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    return list(await work.session.scalars(query))


async def payment_by_reference(work: Work, reference: str) -> Payment | None:
    """Return the charge with this reference, with all charges of its booking locked; None when it is none of ours."""
    booking = await work.session.scalar(select(Payment.booking_id).where(Payment.reference == reference))
    if booking is None:
        return None
    return next(p for p in await payments_of(work, booking, lock=True) if p.reference == reference)


async def open_payment(
    work: Work, booking_id: str, *, prefix: str, purpose: str, amount: Money, expires_at: datetime, email: str, title: str,
    rest_of: Payment | None = None, tries: int = 1,
) -> Payment:  # fmt: skip
    """Open a charge at the provider, as part of a booking's command; the same open charge is given again instead of a second one.

    The reference is `prefix`-n. The link comes as PaymentLinkReady.
    """
    for known in await payments_of(work, booking_id, lock=True):
        if tries == 1 and _same(known, purpose, amount, rest_of, work.now):
            if known.url:
                await work.tell(PaymentLinkReady(booking_id, known.id, known.url, known.amount, known.expires_at))
            return known
    count = await work.session.scalar(select(func.count()).select_from(Payment).where(Payment.booking_id == booking_id))
    row = work.new_id("pay")
    payment = Payment(
        id=row, tenant_id=work.tenant.id, created_at=work.now, state=PaymentState.PENDING, booking_id=booking_id, purpose=purpose,
        root_id=rest_of.root_id if rest_of else row, reference=f"{prefix}-{int(count or 0) + 1}", title=title,
        amount_minor=amount.minor, currency=amount.currency, expires_at=expires_at, tries=tries,
        sealed=work.seal("payment", "sealed", row, email),
    )  # fmt: skip
    work.session.add(payment)
    await work.session.flush()
    charge = ChargeRequest(payment.reference, amount, email, title, "", booking_id)
    await work.effect(effects.INITIALIZE, f"{effects.INITIALIZE}:{payment.reference}", charge, actor=payment.actor)
    await plan_looks(work, payment)
    await work.note(
        f"booking:{booking_id}", "payment:open", payment=row, reference=payment.reference, amount=amount.decimal_text()
    )
    return payment


def _same(known: Payment, purpose: str, amount: Money, rest_of: Payment | None, now: datetime) -> bool:
    return (
        known.state == PaymentState.PENDING
        and known.withdrawn_at is None
        and known.purpose == purpose
        and known.amount == amount
        and (known.root_id != known.id) == (rest_of is not None)
        and known.expires_at > now
        and known.verdict in ("", "failed")
    )


async def plan_looks(work: Work, payment: Payment) -> None:
    """Set the timers that find what no webhook told: the next look, and the end of the promise (plus the tenant's grace)."""
    at = next_look(payment.created_at, payment.expires_at, work.now)
    if at is not None and payment.state != PaymentState.PAID:
        await work.timer(payment.actor, "verify", at)
    end = payment.expires_at + timedelta(minutes=work.tenant.settings.payment_grace_minutes)
    if payment.state == PaymentState.PENDING and end > work.now:
        await work.timer(payment.actor, "expire", end)


@command("payments:check", by=SELL | OWN_BOOKING | REFUND)
async def check_payment(work: Work, reference: str) -> None:
    """Read the provider's record of a charge now; what the return page, a webhook and a timer all do and nothing more."""
    payment = await payment_by_reference(work, reference)
    if payment is None:
        return
    if (
        work.by.role is not Role.CUSTOMER
    ):  # the payer's own way here, their chat and the page they return to, names only theirs
        await check_seen(work, payment.booking_id, "payment")
    await ask_record(work, payment, asked=work.by.role is Role.CUSTOMER)


async def ask_record(work: Work, payment: Payment, *, asked: bool = False) -> None:
    """Ask the provider for its record; the answer comes to the charge's actor.

    `asked`: the payer wants to know, so a charge that is still open is told as well (PaymentStillOpen).
    """
    payment.looks += 1
    key = f"{effects.VERIFY}:{payment.reference}:{payment.looks}{effects.ASKED if asked else ''}"
    await work.effect(effects.VERIFY, key, effects.VerifyAsk(payment.reference), actor=payment.actor)


async def ask_stray(work: Work, reference: str, cause: str) -> None:
    """Ask for the record of a reference that is none of ours, once per `cause`: an earlier look may have found nothing yet."""
    key = f"{effects.VERIFY}:{reference}:stray:{cause}"
    await work.effect(effects.VERIFY, key, effects.VerifyAsk(reference), actor=f"payment:{reference}")


async def withdraw_payments(work: Work, booking_id: str) -> tuple[Payment, ...]:
    """Close a booking's unpaid charges, so that whatever comes in later goes back; returns those that hold money."""
    payments = await payments_of(work, booking_id, lock=True)
    for payment in payments:
        if payment.state != PaymentState.PAID:
            payment.withdrawn_at = payment.withdrawn_at or work.now
    return tuple([p for p in payments if p.state == PaymentState.PAID and (await left_of(work, p)).minor > 0])


@command("payments:settle", by=SYSTEM_ONLY)
async def settle_payment(work: Work, payment_id: str, record: ProviderRecord, provider: str) -> None:
    """Settle a charge by the provider's record: the one way money comes in, for webhook, return page and reconciler alike.

    A charge settles once; the same record again changes nothing.
    """
    row = await work.session.get(Payment, payment_id)
    assert row is not None
    siblings = await payments_of(work, row.booking_id, lock=True)
    payment = next(p for p in siblings if p.id == payment_id)
    if payment.state == PaymentState.PAID:
        return
    judged = judge(payment.amount, record)
    if judged.verdict in _WITHOUT_MONEY:
        await _without_money(work, payment, judged, record)
        return
    late = (record.paid_at or work.now) > payment.expires_at or payment.state == PaymentState.EXPIRED
    payment.provider, payment.external_id, payment.verdict = provider, record.external_id, judged.verdict.value
    payment.received_minor, payment.received_currency = judged.charged.minor, judged.charged.currency
    payment.credited_minor, payment.fees_minor = judged.credited.minor, judged.fees.minor
    payment.paid_at = record.paid_at or work.now
    await work.move(payment, "settle")
    for timer in ("verify", "expire"):
        await work.drop_timer(payment.actor, timer)
    if judged.odd_request:
        await work.note(f"payment:{payment.id}", "payment:odd_request")
    await _place(work, payment, siblings, judged, late=late)


async def _without_money(work: Work, payment: Payment, judged: Judgement, record: ProviderRecord) -> None:
    if judged.verdict is Verdict.FAILED and payment.state == PaymentState.PENDING and payment.verdict != "failed":
        payment.verdict = "failed"
        await work.tell(PaymentFailed(payment.booking_id, payment.id, record.reason))
    if judged.verdict is Verdict.REVERSED and payment.verdict != "reversed":
        payment.verdict = "reversed"
        await work.note(f"payment:{payment.id}", "payment:reversed")
    await expire_when_over(work, payment)


async def expire_when_over(work: Work, payment: Payment) -> None:
    """Expire a charge whose promise has ended (grace included); looks go on, because late money is still money."""
    grace = timedelta(minutes=work.tenant.settings.payment_grace_minutes)
    if payment.state == PaymentState.PENDING and work.now >= payment.expires_at + grace:
        await work.move(payment, "expire")
        await work.tell(PaymentExpired(payment.booking_id, payment.id))
    await plan_looks(work, payment)


async def _place(work: Work, payment: Payment, siblings: Sequence[Payment], judged: Judgement, *, late: bool) -> None:
    """Put money that is in where it belongs: each kind of money has one path (design §6)."""
    rest = [p for p in siblings if p.root_id == payment.root_id and p.id != payment.id and p.state == PaymentState.PAID]
    if judged.verdict is Verdict.FOREIGN:
        await books.book_receipt(work, payment, judged, [(books.suspense(payment.reference), judged.charged)])
        await work.tell(PaymentForeign(payment.booking_id, payment.id, judged.charged))
    elif payment.withdrawn_at is not None or _paid_otherwise(payment, siblings):
        await _give_back(work, payment, judged)
    elif judged.verdict is Verdict.SHORT:
        await books.book_receipt(work, payment, judged, [(books.suspense(payment.reference), judged.credited)])
        received = Money(judged.credited.minor + sum(p.credited_minor for p in rest), payment.currency)
        await work.tell(PaymentShort(payment.booking_id, payment.id, received, judged.missing))
    else:
        await _complete(work, payment, rest, judged, late=late)
        await _return_leftovers(work, payment, siblings)


async def _return_leftovers(work: Work, payment: Payment, siblings: Sequence[Payment]) -> None:
    """Give back short money of an older link, now that another one was paid in full."""
    for other in siblings:
        if other.verdict == Verdict.SHORT and other.purpose == payment.purpose and other.root_id != payment.root_id:
            left = await left_of(work, other)
            if left:
                await ask_refund(work, other, left, "superseded")


def _paid_otherwise(payment: Payment, siblings: Sequence[Payment]) -> bool:
    """Say whether another charge for the same purpose is in full already (its rest included)."""
    return any(
        p.purpose == payment.purpose
        and p.root_id != payment.root_id
        and p.state == PaymentState.PAID
        and p.verdict in (Verdict.FULL, Verdict.OVER)
        for p in siblings
    )


async def _give_back(work: Work, payment: Payment, judged: Judgement) -> None:
    orphan = payment.withdrawn_at is not None
    payment.verdict = "orphan" if orphan else "double"
    await books.book_receipt(work, payment, judged, [(books.suspense(payment.reference), judged.credited)])
    if orphan:
        await work.tell(PaymentOrphaned(payment.id, judged.credited, payment.booking_id))
    else:
        await work.tell(PaymentDoubled(payment.booking_id, payment.id, judged.credited))
    await ask_refund(work, payment, judged.credited, payment.verdict)


async def _complete(work: Work, payment: Payment, rest: Sequence[Payment], judged: Judgement, *, late: bool) -> None:
    """The whole sum is in: it now belongs to the booking; what is too much goes back at once."""
    due = judged.credited - judged.surplus
    parts = [(books.customer(payment), due), (books.suspense(payment.reference), judged.surplus)]
    await books.book_receipt(work, payment, judged, parts)
    whole = due
    for earlier in rest:
        left = await left_of(work, earlier)  # less than was credited when staff gave back a part meanwhile
        await books.book_cleared(work, earlier, left)
        whole = whole + left
    over = judged.surplus if judged.surplus else None
    await work.tell(PaymentSettled(payment.booking_id, payment.id, whole, late, over))
    if over is not None:
        await ask_refund(work, payment, over, "over")
