"""Book, look at bookings, pay, cancel, and read their history and payments."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from dragoman import timeline
from dragoman.access import SEE_BOOKINGS, Role
from dragoman.api.cursors import Cursor, Limit, paged, position
from dragoman.api.gate import needs
from dragoman.api.once import Outcome, once
from dragoman.api.route import Calling, Guarded
from dragoman.api.shapes.bookings import Action, Booking, Entry, GivenBooking, GivenChoice, Payment
from dragoman.api.shapes.common import BookingId, Page
from dragoman.bookings import selling
from dragoman.bookings.closing import cancel_booking, choose_refund
from dragoman.bookings.dossier import actions_of
from dragoman.bookings.queries import booking, booking_of, link_pending, page
from dragoman.bookings.refund_wish import ask_refund_choice
from dragoman.bookings.states import BookingState
from dragoman.bookings.ticketing import rebook
from dragoman.command import Refused, Work
from dragoman.flights.queries import live_order
from dragoman.payments.queries import payments

router = APIRouter(prefix="/v1", route_class=Guarded, tags=["bookings"])
_HISTORY_MAX = 500


@router.post("/book", status_code=201, response_model=Booking, responses={202: {"model": Booking}})
@needs("book")
async def book(caller: Calling, asked: GivenBooking) -> Response:
    """Book an offer: draft and promised price at once. With `request_payment` the answer carries the payment link; 202
    while the payment provider is still asked. With `hold` the airline is asked to hold the seats unpaid, and the answer
    carries `held_until`: 202 while it is asked, 409 `hold.failed` when it does not hold them; the draft then stands with its
    promised price. Only a key of a role that may hold inventory can. Send an Idempotency-Key, so that a lost answer never
    books twice.
    """

    async def act(work: Work) -> Outcome:
        made = await selling.book(
            work, asked.offer_id, tuple(t.details() for t in asked.travellers), email=asked.contact.email,
            phone=asked.contact.phone, asked_by=caller.actor, pay=asked.request_payment, hold=asked.hold,
        )  # fmt: skip
        shown = Booking.of(await booking(work, made))
        return Outcome(202 if asked.request_payment or asked.hold else 201, shown, f"/v1/bookings/{made}", made)

    async def ended(work: Work, made: str) -> Outcome | None:
        return await _held(work, made) if asked.hold else await _linked(work, made, 201)

    return await once(caller, act, ended)


async def _held(work: Work, booking_id: str) -> Outcome | None:
    shown = await booking(work, booking_id)
    if shown.state == BookingState.DRAFT and await live_order(work, booking_id) is not None:
        return None
    if shown.state == BookingState.DRAFT:
        raise Refused(
            "hold.failed",
            f"The airline does not hold these seats. Booking {shown.reference} ({shown.id}) stands as a draft: pay or cancel it.",
        )
    return Outcome(201, Booking.of(shown), f"/v1/bookings/{booking_id}")


async def _linked(work: Work, booking_id: str, status: int) -> Outcome | None:
    if await link_pending(work, booking_id):
        return None
    return Outcome(status, Booking.of(await booking(work, booking_id)), f"/v1/bookings/{booking_id}")


@router.get("/bookings", response_model=Page[Booking])
@needs("read", SEE_BOOKINGS)
async def list_bookings(
    caller: Calling, state: BookingState | None = None,
    reference: Annotated[str | None, Query(pattern="^[A-Z0-9]{4,12}$", description="The booking's short reference")] = None,
    limit: Limit = 20, cursor: Cursor = None,
) -> Page[Booking]:  # fmt: skip
    """List bookings, newest first."""
    after = position("bookings", cursor)
    async with caller.work() as work:
        found = await page(work, state=state or "", reference=reference or "", after=after, limit=limit + 1)
    return paged("bookings", found, limit, lambda b: b.id, Booking.of)


@router.get("/bookings/{booking_id}", response_model=Booking)
@needs("read", SEE_BOOKINGS)
async def show_booking(caller: Calling, booking_id: BookingId) -> Booking:
    """Look at a booking."""
    async with caller.work() as work:
        return Booking.of(await booking(work, booking_id))


@router.post("/bookings/{booking_id}/payment-link", response_model=Booking, responses={202: {"model": Booking}})
@needs("book")
async def payment_link(caller: Calling, booking_id: BookingId) -> Response:
    """Get a payment link that is good now. After the promise has ended the offer is priced anew first; when the price
    rose above your threshold the answer shows the new total without a link: call again to accept it.
    """

    async def act(work: Work) -> Outcome:
        await selling.payment_link(work, booking_id)
        shown = Booking.of(await booking(work, booking_id))
        return Outcome(202, shown, f"/v1/bookings/{booking_id}", booking_id)

    async def linked(work: Work, subject: str) -> Outcome | None:
        return await _linked(work, subject, 200)

    return await once(caller, act, linked)


@router.post("/bookings/{booking_id}/choice", response_model=Booking, responses={202: {"model": Booking}})
@needs("book")
async def choose(caller: Calling, booking_id: BookingId, asked: GivenChoice) -> Response:
    """Answer the `open_question` of a paid booking that has no ticket: take another offer with the money that is in, or
    the money back. Waiting needs no call; unanswered for a day, the money goes back by itself. When the other offer costs
    more, its difference is asked next: get its link at `payment-link`. A key with the role sales may ask for the money, not
    decide: the answer is then 202 with `refund_awaits_approval`, and the question stays open.
    """

    async def act(work: Work) -> Outcome:
        if asked.offer_id is not None:
            await rebook(work, booking_id, asked.offer_id)
        elif work.by.role is Role.SALES:
            await ask_refund_choice(work, booking_id)
            return Outcome(202, Booking.of(await booking(work, booking_id)))
        else:
            await choose_refund(work, booking_id)
        return Outcome(200, Booking.of(await booking(work, booking_id)))

    return await once(caller, act)


@router.post("/bookings/{booking_id}/cancel", response_model=Booking)
@needs("book")
async def cancel(caller: Calling, booking_id: BookingId) -> Response:
    """Cancel a booking that is not paid; a part payment goes back. A key with the role sales cancels what it sold itself."""

    async def act(work: Work) -> Outcome:
        await cancel_booking(work, booking_id)
        return Outcome(200, Booking.of(await booking(work, booking_id)))

    return await once(caller, act)


@router.get("/bookings/{booking_id}/actions", response_model=Page[Action])
@needs("read", SEE_BOOKINGS)
async def list_actions(caller: Calling, booking_id: BookingId) -> Page[Action]:
    """Name what this key's role may do with a booking now: what the console shows as buttons."""
    async with caller.work() as work:
        await booking_of(work, booking_id)
        return Page(items=[Action.of(a) for a in await actions_of(work, booking_id)])


@router.get("/bookings/{booking_id}/timeline", response_model=Page[Entry])
@needs("read", SEE_BOOKINGS)
async def show_timeline(caller: Calling, booking_id: BookingId) -> Page[Entry]:
    """Read a booking's history, oldest first, whoever did it through whichever door."""
    async with caller.work() as work:
        await booking_of(work, booking_id)
        entries = await timeline.history(work.sql, f"booking:{booking_id}", limit=_HISTORY_MAX)
    return Page(items=[Entry.of(e) for e in entries])


@router.get("/bookings/{booking_id}/payments", response_model=Page[Payment])
@needs("read", SEE_BOOKINGS)
async def list_payments(caller: Calling, booking_id: BookingId) -> Page[Payment]:
    """List a booking's charges and refunds, oldest first."""
    async with caller.work() as work:
        await booking_of(work, booking_id)
        return Page(items=[Payment.of(p) for p in await payments(work, booking_id)])
