"""Four eyes on a refund: one person asks, another decides, the same one never can (requirement E8, roles.md).

Actor: `refund_request:<id>`; its timer `expire` ends a request that nobody decided.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.exc import IntegrityError

from dragoman.access import APPROVE, Role, Surface
from dragoman.command import Refused, Work, command, not_found
from dragoman.command.models import ROW_LOCK
from dragoman.engine import Turn
from dragoman.kit.money import Money
from dragoman.payments.facts import RefundAsked, RefundDecided
from dragoman.payments.models import Payment, Refund, RefundRequest
from dragoman.payments.reasons import checked_reason, keep_note
from dragoman.payments.refunds import Approval, ask_refund, refund_pot
from dragoman.payments.states import RefundRequestState
from dragoman.payments.visibility import check_seen

ASK_REFUND = frozenset({Role.SALES, Role.OPERATIONS, Role.MANAGER})
KEEP = "keep"
_UNIQUE_VIOLATION = "23505"


@command("payments:request_refund", by=ASK_REFUND)
async def request_refund(work: Work, payment_id: str, amount: Money, reason: str, note: str = "") -> RefundRequest:
    """Ask for a refund that a manager must approve; nothing moves until then.

    Raises Refused as refund_payment does for the sum, and "refund.asked" while another request for the charge is open.
    """
    written = checked_reason(reason, note)
    payment = await work.session.get(Payment, payment_id, with_for_update=ROW_LOCK, populate_existing=True)
    if payment is None:
        raise not_found("payment")
    await check_seen(work, payment.booking_id, "payment")
    await refund_pot(work, payment, amount)
    row = work.new_id("rr")
    request = RefundRequest(
        id=row, tenant_id=work.tenant.id, created_at=work.now, state=RefundRequestState.ASKED, payment_id=payment.id,
        booking_id=payment.booking_id, amount_minor=amount.minor, currency=amount.currency, reason=reason,
        sealed=work.seal("refund_request", "sealed", row, written), asked_by=await _person(work), asked_role=work.by.role,
        expires_at=work.now + timedelta(hours=work.tenant.settings.refund_request_hours),
    )  # fmt: skip
    try:
        async with work.unit.savepoint():
            work.session.add(request)
    except IntegrityError as violated:
        if getattr(violated.orig, "sqlstate", "") != _UNIQUE_VIOLATION:
            raise
        raise Refused("refund.asked", "A refund of this payment waits for approval already.") from violated
    await work.timer(request.actor, "expire", request.expires_at)
    await _note(work, request, "ask")
    await work.tell(RefundAsked(payment.booking_id, payment.id, request.id, amount, request.asked_by))
    return request


async def _person(work: Work) -> str:
    """Return who answers for a request: of an API key, whoever made it."""
    maker: str | None = await work.sql.fetchval("select created_by from api_key where id = $1", work.by.id)
    return maker or work.by.id


async def _asked(work: Work, request_id: str) -> RefundRequest:
    found = await work.session.get(RefundRequest, request_id, with_for_update=ROW_LOCK, populate_existing=True)
    if found is None:
        raise not_found("request")
    return found


@command("payments:approve_refund", by=APPROVE, sensitive=True)
async def approve_refund(work: Work, request_id: str) -> Refund:
    """Approve a refund that somebody else asked for; the money goes back now.

    Raises Refused: "refund.own_request", "refund.person" through the API (a key is nobody's second pair of eyes), "state" when
    it is decided already, and what refund_payment raises when the money is no longer there.
    """
    request = await _asked(work, request_id)
    if work.via is Surface.API:
        raise Refused("refund.person", "A person approves refunds, in the console.", status=403)
    if work.by.id == request.asked_by:
        raise Refused("refund.own_request", "You asked for this refund: somebody else must approve it.", status=403)
    await _decide(work, request, "approve")
    payment = await work.session.get(Payment, request.payment_id, with_for_update=ROW_LOCK, populate_existing=True)
    assert payment is not None, "a request's payment is never deleted"
    return await ask_refund(
        work, payment, request.amount, request.reason, approval=Approval(request.id, request.asked_by)
    )


@command("payments:decline_refund", by=APPROVE)
async def decline_refund(work: Work, request_id: str) -> RefundRequest:
    """Decline a refund that somebody else asked for; nothing goes back."""
    request = await _asked(work, request_id)
    if work.by.id == request.asked_by:
        raise Refused("refund.own_request", "You asked for this refund: withdraw it instead.", status=403)
    await _decide(work, request, "decline")
    return request


@command("payments:withdraw_refund", by=ASK_REFUND)
async def withdraw_refund(work: Work, request_id: str) -> RefundRequest:
    """Withdraw a request of one's own that nobody has decided yet."""
    request = await _asked(work, request_id)
    if await _person(work) != request.asked_by:
        raise Refused("refund.not_yours", "Only who asked for it can withdraw it.")
    await _decide(work, request, "withdraw")
    return request


@command("payments:keep_money", by=APPROVE)
async def keep_money(work: Work, payment_id: str, reason: str, note: str = "") -> None:
    """Decide that nothing of a charge goes back, for a reason that stands in the booking's history; closes an open request.

    What is written about it is kept with the charge, and with the request that is declined by it.
    """
    written = checked_reason(reason, note)
    payment = await work.session.get(Payment, payment_id, with_for_update=ROW_LOCK)
    if payment is None:
        raise not_found("payment")
    open_request: str | None = await work.sql.fetchval(
        "select id from refund_request where payment_id = $1 and state = 'ASKED'", payment.id
    )
    if open_request is not None:
        await decline_refund(work, open_request)
    await keep_note(work, payment, open_request or KEEP, reason, written)
    await work.note(f"booking:{payment.booking_id}", "payments:keep_money", payment=payment.id, reason=reason)


async def _decide(work: Work, request: RefundRequest, verb: str) -> None:
    request.decided_by, request.decided_at = work.by.id, work.now
    await work.move(request, verb)
    await work.drop_timer(request.actor, "expire")
    await _ended(work, request, verb)


async def _ended(work: Work, request: RefundRequest, verb: str) -> None:
    await _note(work, request, verb)
    await work.tell(RefundDecided(request.booking_id, request.payment_id, request.id))


async def _note(work: Work, request: RefundRequest, verb: str) -> None:
    """Write to the booking's history, with both people by id."""
    await work.note(
        f"booking:{request.booking_id}", f"refund_request:{verb}", request=request.id, payment=request.payment_id,
        amount=request.amount.decimal_text(), currency=request.currency, reason=request.reason, asked_by=request.asked_by,
        decided_by=request.decided_by,
    )  # fmt: skip


async def refund_request_turn(work: Work, turn: Turn) -> None:
    """End a request whose time is over."""
    request = await _asked(work, turn.actor.partition(":")[2])
    if request.state == RefundRequestState.ASKED and work.now >= request.expires_at:
        await work.move(request, "expire")
        await _ended(work, request, "expire")
