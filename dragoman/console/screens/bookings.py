"""Bookings: the list with its filters, one booking with everything about it and what is open to do, and a sheet to print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Response

from dragoman.access import INVENTORY, SEE_BOOKINGS, STAFF
from dragoman.bookings.dossier import Dossier, dossier
from dragoman.bookings.listing import PAGE_MAX, BookingRow, Filters, bookings_listed, export_bookings
from dragoman.bookings.queries import booking_of
from dragoman.bookings.revealing import REASONS as REVEAL_REASONS
from dragoman.bookings.revealing import add_note, masked_travellers, reveal_documents
from dragoman.bookings.states import BookingState, Standing
from dragoman.command import Refused, Work, not_found
from dragoman.console import asked, page
from dragoman.console.csv import Cell, download, paged
from dragoman.console.gate import Visit, Visiting, needs
from dragoman.console.menu import Found, Place, Screen
from dragoman.console.page import Toast
from dragoman.console.route import ConsoleRoute
from dragoman.console.screens.deeds import DEEDS
from dragoman.conversations.queries import file, subject_of_file
from dragoman.flights.queries import offers
from dragoman.tenancy.branches import branches
from dragoman.tenancy.deeds import staff_names, unmoved

ROLES = SEE_BOOKINGS & STAFF
BACK_OFFICE = INVENTORY & STAFF
router = APIRouter(prefix="/console/bookings", route_class=ConsoleRoute, include_in_schema=False)
PAGE = 50
CHANNELS = ("whatsapp", "api", "console")
CSV_HEAD = (
    "reference", "state", "waits_for", "lead", "travellers", "route", "departs_on", "total_minor", "paid_minor", "currency", "pnr",
    "channel", "sold_by", "branch", "made_at", "deadline",
)  # fmt: skip


async def _found(work: Work, wanted: str) -> tuple[Found, ...]:
    """Find bookings by a whole phone number, e-mail address, reference or PNR, for the command palette."""
    if work.by.role not in ROLES:
        return ()
    try:
        rows = await bookings_listed(work, Filters(find=wanted), limit=5)
    except Refused:  # what was typed is none of the four
        return ()
    return tuple(Found("Booking", f"{r.reference} · {r.lead} · {r.route}", f"/console/bookings/{r.id}") for r in rows)


SCREEN = Screen(router, (Place("Bookings", "/console/bookings", "booking", ROLES, key="b"),), find=_found)


@router.get("")
@needs(ROLES)
async def bookings(visit: Visiting, after: str = "") -> Response:
    """List bookings, newest first."""
    given = visit.request.query_params
    refusal: Refused | None = None
    rows: tuple[BookingRow, ...] = ()
    async with visit.work() as work:
        try:
            rows = await bookings_listed(work, _filters(visit, given), after=asked.text(given, "after"), limit=PAGE + 1)
        except Refused as reason:
            refusal = reason
        known = await branches(work)
        names = await staff_names(work)
    older = asked.address("/console/bookings", given, after=rows[PAGE - 1].id) if len(rows) > PAGE else ""
    return await page.render(
        visit, "bookings/list.html", rows=rows[:PAGE], given=given, older=older, branches=known, names=names, refusal=refusal,
        states=[s.value for s in BookingState], standings=[s.value for s in Standing], channels=CHANNELS, paged=bool(after),
        may_export=visit.by.role in BACK_OFFICE, status=422 if refusal else 200,
        kept={name: value for name, value in given.items() if name != "after" and value},
    )  # fmt: skip


@router.post("/export")
@needs(BACK_OFFICE)
async def export(visit: Visiting) -> Response:
    """Give the filtered list as CSV; who took it stands in the audit trail."""
    filters = _filters(visit, visit.form)
    async with visit.work() as work:
        await export_bookings(work, filters)
        names = await staff_names(work)

    async def fetch(after: str) -> Sequence[BookingRow]:
        async with visit.work() as work:
            return await bookings_listed(work, filters, after=after, limit=PAGE_MAX)

    rows = paged(fetch, PAGE_MAX)
    return download(visit, "bookings", CSV_HEAD, (_cells(row, names) async for row in rows))


def _cells(row: BookingRow, names: Mapping[str, str]) -> Sequence[Cell]:
    return (
        row.reference, row.state, row.standing, row.lead, row.travellers, row.route, row.departs_on, row.total.minor, row.paid.minor,
        row.total.currency, row.pnr, row.channel, names.get(row.sold_by, row.sold_by), row.branch, row.made_at, row.deadline,
    )  # fmt: skip


@router.get("/{booking}")
@needs(ROLES)
async def booking(visit: Visiting, booking: str) -> Response:
    """Show one booking."""
    return await _page(visit, booking, "bookings/booking.html")


@router.get("/{booking}/print")
@needs(ROLES)
async def sheet(visit: Visiting, booking: str) -> Response:
    """Show one booking as a sheet to print; passports stay masked on it."""
    return await _page(visit, booking, "bookings/sheet.html")


async def _page(visit: Visit, booking: str, template: str) -> Response:
    async with visit.work() as work:
        found = await dossier(work, booking)
        choices = await _alternatives(work, found)
        names = await staff_names(work)
    return await page.render(
        visit, template, d=found, names=names, alternatives=choices, now=visit.now, reveal_reasons=REVEAL_REASONS,
        subjects=_subjects(found), verbs={a.verb: a for a in found.actions},
    )  # fmt: skip


async def _alternatives(work: Work, found: Dossier) -> tuple[Any, ...]:
    """Offer other flights to a booking that waits for a choice; its own search was made when the airline refused."""
    open_now = {a.verb for a in found.actions}
    return await offers(work, found.view.search, limit=5) if "rebook" in open_now and found.view.search else ()


def _subjects(found: Dossier) -> str:
    """Name what a booking's page listens to."""
    refunds = [f"refund:{r.id}" for p in found.payments for r in p.refunds]
    requests = [f"refundrequest:{r.id}" for r in found.requests]
    orders, charges = [f"order:{o.id}" for o in found.orders], [f"payment:{p.id}" for p in found.payments]
    return " ".join([f"booking:{found.view.id}", *orders, *charges, *refunds, *requests])


@router.get("/{booking}/travellers")
@needs(ROLES)
async def travellers(visit: Visiting, booking: str) -> Response:
    """Show the travellers masked: what the revealed ones turn back into by themselves."""
    async with visit.work() as work:
        row = await booking_of(work, booking)
        shown = await masked_travellers(work, row)
    return await page.render(visit, "bookings/travellers.html", travellers=shown, revealed=False, booking=booking)


@router.post("/{booking}/reveal")
@needs(BACK_OFFICE)
async def reveal(visit: Visiting, booking: str) -> Response:
    """Show the travellers with their passport numbers, for a reason; they hide again after a minute."""
    async with visit.work() as work:
        shown = await reveal_documents(work, booking, visit.text("reason"))
    return await page.render(visit, "bookings/travellers.html", travellers=shown, revealed=True, booking=booking)


@router.get("/{booking}/documents/{document}")
@needs(ROLES)
async def document(visit: Visiting, booking: str, document: str) -> Response:
    """Give one of the booking's papers."""
    async with visit.work() as work:
        await booking_of(work, booking)
        if await subject_of_file(work, document) != f"booking:{booking}":
            raise not_found("document")
        stored = await file(work, document)
    if stored is None:
        raise not_found("document")
    kind = (
        stored.media_type if stored.media_type in ("application/pdf", "text/calendar") else "application/octet-stream"
    )
    return page.attachment(stored.name, kind, stored.content)


@router.post("/{booking}/notes")
@needs(ROLES)
async def note(visit: Visiting, booking: str) -> Response:
    """Write a note about a booking."""
    async with visit.work() as work:
        await add_note(work, booking, visit.text("text", longest=4000))
    return page.go(f"/console/bookings/{booking}#notes", Toast(visit.say("Noted.")))


@router.post("/{booking}/do/{verb}")
@needs(ROLES)
async def do(visit: Visiting, booking: str, verb: str) -> Response:
    """Do one of the things that the page offers, unless the booking has moved since it was drawn."""
    if verb not in DEEDS:
        raise not_found("action")
    act, said = DEEDS[verb]
    async with visit.work() as work:
        row = await booking_of(work, booking, lock=True)
        await unmoved(work, row, visit.text("seen"))
        target = await act(work, visit, booking)
    return page.go(target or f"/console/bookings/{booking}", Toast(visit.say(said)))


def _filters(visit: Visit, given: Mapping[str, Any]) -> Filters:
    currency = visit.tenant.currency
    least, most = asked.amount(given, "amount_min", currency), asked.amount(given, "amount_max", currency)

    def word(name: str) -> str:
        return asked.text(given, name)

    return Filters(
        word("find"), word("state"), word("waits_for"), asked.day(given, "travel_from"), asked.day(given, "travel_to"),
        asked.day(given, "made_from"), asked.day(given, "made_to"), word("branch"), word("agent"), word("channel"),
        least.minor if least else None, most.minor if most else None, word("route"), word("person"),
    )  # fmt: skip
