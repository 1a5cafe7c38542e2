"""Everything staff see of one booking on one page, and what is open to them there."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from dragoman.bookings.actions import Action, BookingFacts, open_actions
from dragoman.bookings.after_sale import comes_back
from dragoman.bookings.closing import releases
from dragoman.bookings.models import Booking
from dragoman.bookings.party import open_party
from dragoman.bookings.queries import booking as booking_view
from dragoman.bookings.queries import booking_of
from dragoman.bookings.revealing import BookingNote, MaskedTraveller, masked_travellers, notes_of
from dragoman.bookings.views import BookingView
from dragoman.command import Work
from dragoman.conversations.queries import files_of
from dragoman.flights.cancelling import cancellation_of
from dragoman.flights.models import Cancellation, Offer, Order
from dragoman.flights.queries import orders_of
from dragoman.flights.states import LIVE
from dragoman.flights.supplier import Condition
from dragoman.flights.views import offer_view
from dragoman.kit.money import Money
from dragoman.payments.page import RequestLine, requests_of
from dragoman.payments.queries import PaymentView, payments
from dragoman.payments.states import RefundRequestState
from dragoman.tenancy.deeds import mark
from dragoman.timeline import Happening

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
    """One booking. `mark` goes into every button, so that one drawn for another state is refused."""

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


async def dossier(work: Work, booking_id: str) -> Dossier:
    """Show a booking; raises Refused("not_found") when it does not exist or is not this role's to see."""
    row = await booking_of(work, booking_id)
    view = await booking_view(work, booking_id)
    offer = await work.session.get(Offer, row.offer_id)
    shown = offer_view(offer) if offer is not None else None
    orders = await orders_of(work, row.id)
    found = await payments(work, row.id)
    contact = await _contact(work, row)
    cancellation = await cancellation_of(work, orders[-1].id) if orders else None
    requests = await requests_of(work, booking_id=row.id)
    facts = booking_facts(
        view, orders, contact.conversation, hold_allowed=bool(shown and shown.hold_allowed), row=row, work=work,
        cancellation=cancellation.state if cancellation else "", requests=requests,
    )  # fmt: skip
    return Dossier(
        view, mark(row), row, await masked_travellers(work, row), contact, shown.refund if shown else Condition(),
        shown.change if shown else Condition(), found, requests, orders,
        await files_of(work, f"booking:{row.id}"), await notes_of(work, row.id), await _history(work, row.id, found, orders),
        open_actions(facts, work.by.role), cancellation, await comes_back(work, row, cancellation) if cancellation else None,
    )  # fmt: skip


async def actions_of(work: Work, booking_id: str) -> tuple[Action, ...]:
    """Name what this role may do with a booking now, for doors that show nothing else of it."""
    return (await dossier(work, booking_id)).actions


def booking_facts(
    view: BookingView, orders: tuple[Order, ...], conversation: str, *, hold_allowed: bool, row: Booking, work: Work, cancellation: str,
    requests: tuple[RequestLine, ...],
) -> BookingFacts:  # fmt: skip
    """Draw together what decides a booking's buttons."""
    live = next((o.state for o in reversed(orders) if o.state in LIVE), "")
    documents = any(t.document_number for t in open_party(work, row).travellers)
    return BookingFacts(
        view.state, view.choice, view.paid, view.moves, view.deadline, live, hold_allowed, documents, conversation,
        cancellation, releases(work, row), any(r.state == RefundRequestState.ASKED for r in requests),
    )  # fmt: skip


async def _contact(work: Work, row: Booking) -> Contact:
    party = open_party(work, row)
    chat = await work.sql.fetchrow(
        "select id, state, assigned_to from conversation where actor = $1 or person_id = $2"
        " order by (actor = $1) desc, heard_at desc nulls last limit 1",
        row.asked_by, row.person,
    )  # fmt: skip
    return Contact(party.email, party.phone, *(chat if chat else ("", "", "")))


async def _history(
    work: Work, booking: str, charges: tuple[PaymentView, ...], orders: tuple[Order, ...]
) -> tuple[Happening, ...]:
    """Read the histories of a booking, its charges, refunds and orders as one, oldest first."""
    subjects = [f"booking:{booking}"]
    subjects += [f"payment:{c.id}" for c in charges] + [f"refund:{r.id}" for c in charges for r in c.refunds]
    subjects += [f"order:{o.id}" for o in orders]
    rows: list[Any] = await work.sql.fetch(
        "select created_at, tag, public, role, doer, surface from timeline where tenant_id = $1 and subject = any($2)"
        " order by created_at desc, id desc limit $3",
        work.tenant.id, subjects, HISTORY_MAX,
    )  # fmt: skip
    return tuple(Happening(r[0], r[1], r[2], r[3], r[4], r[5]) for r in reversed(rows))
