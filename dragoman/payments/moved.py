"""Has a charge moved since its page was drawn? Refunds and requests for them count too: they change what may still go back."""

from __future__ import annotations

from datetime import datetime

from dragoman.command import Work
from dragoman.payments.models import Payment
from dragoman.tenancy.deeds import already, mark


async def charge_mark(work: Work, payment: Payment) -> str:
    """Return what a charge's buttons carry: its state, and a count that every move, refund, request and decision raises."""
    moves: int = await work.sql.fetchval(
        "select (select count(*) from refund where payment_id = $1)"
        " + (select coalesce(sum(1 + version), 0) from refund_request where payment_id = $1)",
        payment.id,
    )
    return mark(payment, int(moves))


async def unmoved_charge(work: Work, payment: Payment, seen: str) -> None:
    """Refuse when a charge has moved since `seen` was drawn: Refused("moved") names what was done, by whom and when.

    Hold the charge's lock until the refund is asked for in the same transaction; two with one mark cannot both pass then.
    """
    if seen != await charge_mark(work, payment):
        raise await already(work, await _newest(work, payment))


async def _newest(work: Work, payment: Payment) -> tuple[str, str, datetime] | None:
    """Return the newest deed of a charge; requests for refunds stand in the booking's history and name their charge."""
    row = await work.sql.fetchrow(
        "select tag, doer, created_at from timeline where tenant_id = $1 and (subject = $2 or (subject = $3 and public->>'payment' = $4))"
        " order by created_at desc, id desc limit 1",
        work.tenant.id, f"payment:{payment.id}", f"booking:{payment.booking_id}", payment.id,
    )  # fmt: skip
    return None if row is None else (row["tag"], row["doer"], row["created_at"])
