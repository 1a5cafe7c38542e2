"""Read bookings."""

from __future__ import annotations

from sqlalchemy import Select, select, text
from sqlalchemy.orm import aliased

from dragoman.access import Role
from dragoman.bookings.models import Booking
from dragoman.bookings.owing import short_of
from dragoman.bookings.party import open_documents, open_party, remembered_travellers
from dragoman.bookings.states import BOOKING, standing
from dragoman.bookings.travellers import Party
from dragoman.bookings.views import BookingView
from dragoman.command import Work, not_found
from dragoman.command.models import ROW_LOCK
from dragoman.flights import queries as flights
from dragoman.flights.states import OrderState
from dragoman.payments.commands import payments_of
from dragoman.payments.states import PaymentState, RefundRequestState
from dragoman.payments.visibility import OWN_SALES, check_seen, seller

__all__ = ["booking", "booking_of", "bookings_of", "link_pending", "page", "party_of", "remembered_travellers"]

_B = aliased(Booking, name="b")  # as the rule of whose bookings are seen calls it
LIST_MAX = 50
_NO_LONGER = frozenset({OrderState.FAILED, OrderState.CANCELLED})


async def booking_of(work: Work, booking_id: str, *, lock: bool = False) -> Booking:
    """Return a booking's row, locked on request.

    Raises Refused("not_found") when it does not exist, is another customer's or not this seller's, or the role sees no
    bookings at all (roles.md).
    """
    row = await work.session.get(
        Booking, booking_id, with_for_update=ROW_LOCK if lock else None, populate_existing=lock
    )
    if row is None or (work.by.role is Role.CUSTOMER and row.person != work.by.id):
        raise not_found("booking")
    if work.by.role is not Role.CUSTOMER:
        await check_seen(work, booking_id, "booking")
    return row


async def booking(work: Work, booking_id: str) -> BookingView:
    """Show a booking; raises Refused("not_found") as booking_of does."""
    return await _view(work, await booking_of(work, booking_id))


async def bookings_of(work: Work, person: str, *, limit: int = LIST_MAX) -> tuple[BookingView, ...]:
    """Show a person's bookings, newest first; a customer sees only their own, staff those that they may see."""
    customer = work.by.role is Role.CUSTOMER
    if customer and work.by.id != person:
        raise not_found("booking")
    query = select(_B) if customer else _seen(work)
    if not await work.sql.fetchval("select exists (select from booking where person = $1)", person):
        return ()  # most who ask for the first time have none, and models cost ten times a plain look
    rows = await work.session.scalars(
        query.where(_B.person == person).order_by(_B.created_at.desc(), _B.id).limit(limit)
    )
    return tuple([await _view(work, row) for row in rows])


async def page(
    work: Work, *, state: str = "", reference: str = "", after: str = "", limit: int = LIST_MAX
) -> tuple[BookingView, ...]:
    """Show the bookings that this member of staff may see, newest first; `after` is the id of the last one seen."""
    query = _seen(work).order_by(_B.id.desc()).limit(limit)
    for wanted in (
        (_B.state == state) if state else None,
        (_B.reference == reference) if reference else None,
    ):
        query = query if wanted is None else query.where(wanted)
    rows = await work.session.scalars(query.where(_B.id < after) if after else query)
    return tuple([await _view(work, row) for row in rows])


def _seen(work: Work) -> Select[Booking]:
    """Select what this member of staff sees; raises Refused("not_found") for roles that see no bookings."""
    own = seller(work)
    return select(_B) if own is None else select(_B).where(text(OWN_SALES.format(":own")).bindparams(own=own))


async def link_pending(work: Work, booking_id: str) -> bool:
    """Say whether a payment link is still on its way: the offer is being priced anew, or the provider has not answered."""
    row = await booking_of(work, booking_id)
    return row.wants == "renew" or any(
        p.state == PaymentState.PENDING
        and not p.url
        and p.withdrawn_at is None
        and p.expires_at > work.now
        and not p.verdict
        for p in await payments_of(work, booking_id)
    )


async def party_of(work: Work, booking_id: str, *, documents: bool = False) -> Party:
    """Open a booking's travellers, with passport numbers only on request. Personal."""
    party = open_party(work, await booking_of(work, booking_id))
    return await open_documents(work, party) if documents else party


async def _view(work: Work, row: Booking) -> BookingView:
    offer = await flights.offer(work, row.offer_id)
    assert offer is not None, "a booking's offer has a price"
    orders = await flights.orders_of(work, row.id)
    order = next((o for o in reversed(orders) if o.state not in _NO_LONGER), None)
    legs = (order.leg_list() if order else ()) or offer.legs
    charges = await payments_of(work, row.id)
    short = await short_of(work, row, charges)
    pay = next(
        (
            p
            for p in reversed(charges)
            if p.state == PaymentState.PENDING and p.url and p.withdrawn_at is None and p.expires_at > work.now
        ),
        None,
    )
    return BookingView(
        id=row.id,
        reference=row.reference,
        state=row.state,
        standing=standing(row),
        offer=row.offer_id,
        person=row.person,
        asked_by=row.asked_by,
        airline=offer.airline_name,
        route=tuple((leg.segments[0].origin, leg.segments[-1].destination) for leg in legs),
        legs=legs,
        departs=legs[0].segments[0].departs,
        arrives=legs[-1].segments[-1].arrives,
        travellers=row.travellers,
        total=row.total if row.quoted_at else offer.price,
        paid=row.paid,
        original=offer.original,
        deadline=row.quote_expires_at,
        pay_url=pay.url if pay else "",
        to_pay=pay.amount if pay else None,
        pnr=order.pnr if order else "",
        tickets=tuple(t.number for t in order.ticket_list()) if order else (),
        choice=row.choice,
        reason=row.reason,
        search=row.search_id,
        checked_bags=offer.checked_bags,
        received=short[0] if short else None,
        missing=short[1] if short else None,
        moves=BOOKING.open_to(row),
        refund_asked=bool(row.choice) and await refund_asked(work, row.id),
        held_until=row.pay_by if order is not None and order.state == OrderState.HELD else None,
    )


async def refund_asked(work: Work, booking_id: str) -> bool:
    """Say whether a refund of a booking waits for somebody to approve it."""
    asked = "select exists (select from refund_request where booking_id = $1 and state = $2)"
    return bool(await work.sql.fetchval(asked, booking_id, RefundRequestState.ASKED))
