"""One charge as a person looks into it: our record beside the provider's, every call and webhook, refunds and who wanted them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import select

from dragoman.command import Work, not_found
from dragoman.engine.traces import Arrived, Call, arrivals_of, calls_of, is_asking, newest_answer
from dragoman.kit.money import Money
from dragoman.payments import effects
from dragoman.payments.gateway import ProviderRecord, RecordStatus
from dragoman.payments.models import Payment, Refund, RefundRequest
from dragoman.payments.reasons import MoneyNote, notes_of
from dragoman.payments.refund_policy import Terms
from dragoman.payments.refund_terms import terms_of
from dragoman.payments.refunds import left_of, refunds_of
from dragoman.payments.states import PaymentState, RefundRequestState
from dragoman.payments.visibility import check_seen


class RefundLine(Struct, frozen=True):
    """A refund with the people behind it, by id; "" = the product itself, or nobody had to approve."""

    id: str
    at: datetime
    amount: Money
    state: str
    attention: bool
    reason: str
    external_id: str
    asked_by: str
    approved_by: str


class RequestLine(Struct, frozen=True):
    """A request for a refund. `note` is what was written about it: personal."""

    id: str
    payment: str
    booking: str
    at: datetime
    amount: Money
    state: str
    version: int
    reason: str
    note: str
    asked_by: str
    decided_by: str
    decided_at: datetime | None
    expires_at: datetime

    def __repr__(self) -> str:
        return f"RequestLine({self.id}, ***)"


class Theirs(Struct, frozen=True):
    """What the provider's record said when it was last read; `asking` while it is being read again. Real time, UTC."""

    record: ProviderRecord | None
    read_at: datetime | None
    asking: bool


class Disagreement(Struct, frozen=True):
    """Where the two records differ: what it is about, ours, theirs."""

    about: str
    ours: str
    theirs: str


class PaymentPage(Struct, frozen=True):
    """Everything about one charge."""

    payment: Payment
    left: Money
    terms: Terms
    refunds: tuple[RefundLine, ...]
    requests: tuple[RequestLine, ...]
    theirs: Theirs
    disagreements: tuple[Disagreement, ...]
    calls: tuple[Call, ...]
    webhooks: tuple[Arrived, ...]
    notes: tuple[MoneyNote, ...]


async def payment_page(work: Work, payment_id: str) -> PaymentPage:
    """Show one charge; raises Refused("not_found") for what does not exist and for roles that see no money."""
    payment = await work.session.get(Payment, payment_id)
    if payment is None:
        raise not_found("payment")
    await check_seen(work, payment.booking_id, "payment")
    left = await left_of(work, payment)
    theirs = await _theirs(work, payment)
    return PaymentPage(
        payment, left, await terms_of(work, payment, left), tuple(map(_refund, await refunds_of(work, payment.id))),
        await requests_of(work, payment_id=payment.id), theirs, disagreements(payment, theirs.record),
        tuple(await calls_of(work.unit, payment.actor, "payments")), tuple(await arrivals_of(work.unit, payment.actor)),
        await notes_of(work, payment.id),
    )  # fmt: skip


async def _theirs(work: Work, payment: Payment) -> Theirs:
    asking = await is_asking(work.unit, payment.actor, effects.VERIFY)
    found = await newest_answer(work.unit, payment.actor, effects.VERIFY)
    if found is None:
        return Theirs(None, None, asking)
    key, sealed, at = found
    return Theirs(work.read_answer(key, sealed, effects.RecordHere).record, at, asking)


def disagreements(payment: Payment, record: ProviderRecord | None) -> tuple[Disagreement, ...]:
    """Compare our charge with the provider's record of it; pure. Nothing to compare before the record was read."""
    if record is None:
        return ()
    pairs: list[tuple[str, str, str]] = []
    paid, theirs_paid = payment.state == PaymentState.PAID, record.status in (RecordStatus.PAID, RecordStatus.REVERSED)
    if paid != theirs_paid:
        pairs.append(("state", payment.state, record.status.value))
    if record.requested is not None and record.requested != payment.amount:
        pairs.append(("asked", _text(payment.amount), _text(record.requested)))
    if paid and theirs_paid:
        pairs.append(("received", _text(payment.received), _text(record.charged)))
        if record.fees is not None:
            pairs.append(("fee", _text(Money(payment.fees_minor, payment.received.currency)), _text(record.fees)))
        pairs.append(("their id", payment.external_id, record.external_id))
    return tuple(Disagreement(about, ours, theirs) for about, ours, theirs in pairs if ours != theirs)


def _text(sum_: Money) -> str:
    return f"{sum_.decimal_text()} {sum_.currency}"


def _refund(r: Refund) -> RefundLine:
    return RefundLine(
        r.id, r.created_at, r.amount, r.state, r.attention, r.reason, r.external_id, r.asked_by, r.approved_by
    )


async def requests_of(
    work: Work, *, payment_id: str = "", booking_id: str = "", waiting: bool = False, limit: int = 100
) -> tuple[RequestLine, ...]:
    """Return requests for refunds, oldest first: of a charge, of a booking, or all that wait for a decision."""
    query = select(RefundRequest).order_by(RefundRequest.created_at, RefundRequest.id).limit(limit)
    if payment_id:
        query = query.where(RefundRequest.payment_id == payment_id)
    if booking_id:
        query = query.where(RefundRequest.booking_id == booking_id)
    if waiting:
        query = query.where(RefundRequest.state == RefundRequestState.ASKED)
    rows: Sequence[RefundRequest] = list(await work.session.scalars(query))
    return tuple(
        RequestLine(
            r.id, r.payment_id, r.booking_id, r.created_at, r.amount, r.state, r.version, r.reason,
            work.open("refund_request", "sealed", r.id, r.sealed, str), r.asked_by, r.decided_by, r.decided_at, r.expires_at,
        )
        for r in rows
    )  # fmt: skip


async def waiting_requests(work: Work) -> int:
    """Count the requests that wait for a decision."""
    found: int = await work.sql.fetchval("select count(*) from refund_request where state = 'ASKED'")
    return found
