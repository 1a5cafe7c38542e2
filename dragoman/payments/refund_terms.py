"""What stands behind a refund: the ticket that the money went into, and what staff gave back before."""

from __future__ import annotations

from datetime import UTC
from zoneinfo import ZoneInfo

from msgspec import structs

from dragoman.access import Role
from dragoman.command import Refused, Work
from dragoman.flights.models import Offer
from dragoman.flights.queries import live_order
from dragoman.flights.states import OrderState
from dragoman.flights.views import offer_view
from dragoman.kit.money import Money
from dragoman.payments import books
from dragoman.payments.models import Payment
from dragoman.payments.refund_policy import Terms, Ticketed, over_limit, terms


async def terms_of(work: Work, payment: Payment, left: Money) -> Terms:
    """Return what the policy gives back of a charge of which `left` may still go back; never more than the books still hold."""
    held = await books.held_of(work, payment, left.currency)
    found = terms(left, await _ticketed(work, payment.booking_id), work.tenant.settings.refund_tiers, work.now)
    return structs.replace(found, held=held, due=min(found.due, held))


async def _ticketed(work: Work, booking: str) -> Ticketed | None:
    order = await live_order(work, booking)
    if order is None or order.state != OrderState.TICKETED:
        return None
    offer = await work.session.get(Offer, order.offer_id)
    shown = offer_view(offer) if offer is not None else None
    if shown is None:
        raise LookupError("the offer of a ticketed order is gone")
    first = (order.leg_list() or shown.legs)[0].segments[0]
    departs = first.departs.replace(tzinfo=ZoneInfo(first.origin_zone)).astimezone(UTC)
    return Ticketed(shown.refund, departs)


async def needs_second(work: Work, booking: str, amount: Money) -> bool:
    """Say whether staff may not refund this alone; holds the booking's charges, so that two parts cannot slip under the limit."""
    settings = work.tenant.settings
    if settings.refund_limit_minor is None:
        return False
    await work.session.flush()
    await work.sql.fetch("select id from payment where booking_id = $1 order by id for no key update", booking)
    given = await work.sql.fetchval(
        "select coalesce(sum(amount_minor), 0)::bigint from refund where booking_id = $1 and asked_by <> '' and approved_by = ''"
        " and currency = $2 and state <> 'REFUND_FAILED'",
        booking,
        work.tenant.currency,
    )
    return over_limit(amount, Money(given, work.tenant.currency), settings.refund_limit_minor, work.tenant.currency)


def within_policy(work: Work, found: Terms, amount: Money) -> None:
    """Hold operations to the policy (roles.md); a manager may give more. Raises Refused("refund.policy")."""
    if work.by.role is Role.OPERATIONS and found.due < amount:
        raise Refused(
            "refund.policy",
            f"The policy gives back {found.due.decimal_text()} {found.due.currency} ({found.ground.value.replace('_', ' ')})."
            " Ask a manager for more: request approval.",
            field="amount",
            status=403,
        )


def four_eyes(limit_minor: int | None, currency: str) -> Refused:
    """Refuse because a second person must approve."""
    limit = Money(limit_minor or 0, currency)
    return Refused(
        "refund.four_eyes",
        f"Refunds above {limit.decimal_text()} {currency} need a second person: request approval.",
        "Your refund is with our team. A person will confirm it shortly.",
        field="amount",
    )
