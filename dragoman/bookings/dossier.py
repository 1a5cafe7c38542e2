"""Everything staff see of one booking on one page, and what is open to them there."""

from __future__ import annotations

from msgspec import Struct

from dragoman.bookings.actions import Action, BookingFacts, open_actions
from dragoman.bookings.after_sale import comes_back, unpriced_order
from dragoman.bookings.closing import releases
from dragoman.bookings.models import Booking
from dragoman.bookings.party import open_party
from dragoman.bookings.queries import booking as booking_view
from dragoman.bookings.queries import booking_of, refund_asked
from dragoman.bookings.revealing import BookingNote, MaskedTraveller, masked_travellers, notes_of
from dragoman.bookings.views import BookingView
from dragoman.command import Work
from dragoman.conversations.queries import files_of
from dragoman.flights.cancelling import cancellation_of
from dragoman.flights.models import Cancellation, Offer, Order
from dragoman.flights.queries import orders_of
from dragoman.flights.states import LIVE, UNKNOWN
from dragoman.flights.supplier import Condition
from dragoman.flights.views import OfferView, offer_view
from dragoman.kit.money import Money
from dragoman.payments.page import RequestLine, requests_of
from dragoman.payments.queries import PaymentView, payments
from dragoman.tenancy.deeds import mark
from dragoman.timeline import Happening, history

HISTORY_MAX = 500


class Contact(Struct, frozen=True):
    """How to reach who booked; personal. `conversation` is the chat it came from, "" when it came otherwise."""

    email: str
    phone: str
    conversation: str
    conversation_state: str
    assigned_to: str

    def __repr__(self) -> str:
        return "Contact(***)"


class Dossier(Struct, frozen=True):
    """One booking. `mark` goes into every button, so that one drawn for another state is refused.

    `unpriced` is the fare of a cancelled ticket whose refund staff must name.
    """

    view: BookingView
    mark: str
    row: Booking
    travellers: tuple[MaskedTraveller, ...]
    contact: Contact
    refund_rule: Condition
    change_rule: Condition
    payments: tuple[PaymentView, ...]
    requests: tuple[RequestLine, ...]
    orders: tuple[Order, ...]
    documents: tuple[tuple[str, str, str], ...]
    notes: tuple[BookingNote, ...]
    history: tuple[Happening, ...]
    actions: tuple[Action, ...]
    cancellation: Cancellation | None = None
    comes_back: Money | None = None
    unpriced: Money | None = None


class _Ground(Struct, frozen=True):
    """What decides a booking's buttons and is shown with them; nothing of it is sealed but the view's own values."""

    row: Booking
    view: BookingView
    orders: tuple[Order, ...]
    shown: OfferView | None
    payments: tuple[PaymentView, ...]
    refund_asked: bool
    chat: tuple[str, str, str]
    cancellation: Cancellation | None
    unpriced: Order | None
    documents: bool


async def _ground(work: Work, booking_id: str) -> _Ground:
    """Read it; raises Refused("not_found") when the booking does not exist or is not this role's to see."""
    row = await booking_of(work, booking_id)
    offer = await work.session.get(Offer, row.offer_id)
    orders = await orders_of(work, row.id)
    documents = await work.sql.fetchval("select exists (select from travel_document where booking_id = $1)", row.id)
    return _Ground(
        row, await booking_view(work, booking_id), orders, offer_view(offer) if offer is not None else None,
        await payments(work, row.id), await refund_asked(work, row.id), await _chat(work, row),
        await cancellation_of(work, orders[-1].id) if orders else None, await unpriced_order(work, row), documents,
    )  # fmt: skip


def _actions(work: Work, on: _Ground) -> tuple[Action, ...]:
    live = next((o.state for o in reversed(on.orders) if o.state in LIVE), "")
    facts = BookingFacts(
        on.view.state, on.view.choice, on.view.paid, on.view.moves, on.view.deadline, live, bool(on.shown and on.shown.hold_allowed),
        on.documents, on.chat[0], on.cancellation.state if on.cancellation else "", releases(work, on.row),
        on.refund_asked, on.unpriced is not None, on.cancellation is not None and on.cancellation.code == UNKNOWN,
    )  # fmt: skip
    return open_actions(facts, work.by.role)


async def dossier(work: Work, booking_id: str) -> Dossier:
    """Show a booking; raises Refused("not_found") when it does not exist or is not this role's to see."""
    on = await _ground(work, booking_id)
    row, shown = on.row, on.shown
    party = open_party(work, row)
    return Dossier(
        on.view, mark(row), row, await masked_travellers(work, row), Contact(party.email, party.phone, *on.chat),
        shown.refund if shown else Condition(), shown.change if shown else Condition(), on.payments, await requests_of(work, booking_id=row.id), on.orders,
        await files_of(work, f"booking:{row.id}"), await notes_of(work, row.id), await _history(work, on), _actions(work, on),
        on.cancellation, await comes_back(work, row, on.cancellation) if on.cancellation else None,
        on.unpriced.amount if on.unpriced else None,
    )  # fmt: skip


async def actions_of(work: Work, booking_id: str) -> tuple[Action, ...]:
    """Name what this role may do with a booking now, for doors that show nothing else of it."""
    return _actions(work, await _ground(work, booking_id))


async def conversation_of(work: Work, booking_id: str) -> str:
    """Return the chat that a booking came from, or its person's latest one; "" when there is none."""
    return (await _chat(work, await booking_of(work, booking_id)))[0]


async def _chat(work: Work, row: Booking) -> tuple[str, str, str]:
    chat = await work.sql.fetchrow(
        "select id, state, assigned_to from conversation where actor = $1 or person_id = $2"
        " order by (actor = $1) desc, heard_at desc nulls last limit 1",
        row.asked_by, row.person,
    )  # fmt: skip
    return tuple(chat) if chat else ("", "", "")


async def _history(work: Work, on: _Ground) -> tuple[Happening, ...]:
    """Read the histories of a booking, its charges, refunds and orders as one, oldest first."""
    subjects = [f"booking:{on.row.id}"]
    subjects += [f"payment:{c.id}" for c in on.payments] + [f"refund:{r.id}" for c in on.payments for r in c.refunds]
    subjects += [f"order:{o.id}" for o in on.orders]
    return tuple(await history(work.sql, *subjects, limit=HISTORY_MAX))
