"""Approvals: refunds that wait for a second person."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Response

from dragoman.access import APPROVE, INVENTORY, STAFF, Role
from dragoman.bookings.actions import RequestFacts, open_actions
from dragoman.bookings.listing import references_of
from dragoman.command import Work, not_found
from dragoman.command.models import ROW_LOCK
from dragoman.console import asked, page
from dragoman.console.gate import Visit, Visiting, needs
from dragoman.console.menu import Place, Screen
from dragoman.console.page import Toast
from dragoman.console.route import ConsoleRoute
from dragoman.payments.approvals import approve_refund, decline_refund, withdraw_refund
from dragoman.payments.models import RefundRequest
from dragoman.payments.page import requests_of, waiting_requests
from dragoman.tenancy.deeds import staff_names, unmoved

ROLES = INVENTORY & STAFF
router = APIRouter(prefix="/console/approvals", route_class=ConsoleRoute, include_in_schema=False)
SCREEN = Screen(
    router,
    (
        Place(
            "Approvals", "/console/approvals", "check", ROLES, count=waiting_requests, key="a", live=("refundrequest",)
        ),
    ),
)


@router.get("")
@needs(ROLES)
async def approvals(visit: Visiting) -> Response:
    """List what waits for a decision, oldest first."""
    async with visit.work() as work:
        found = await requests_of(work, waiting=True)
        references = await references_of(work, [r.booking for r in found])
        names = await staff_names(work)
    verbs = {
        r.id: {a.verb for a in open_actions(RequestFacts(r.state, own=r.asked_by == visit.by.id), visit.by.role)}
        for r in found
    }
    return await page.render(
        visit,
        "approvals/approvals.html",
        requests=found,
        references=references,
        names=names,
        verbs=verbs,
        now=visit.now,
    )


@router.post("/{request}/approve")
@needs(APPROVE)
async def approve(visit: Visiting, request: str) -> Response:
    """Approve what somebody else asked for."""
    return await _decide(visit, request, approve_refund, visit.say("Approved. The money goes back now."))


@router.post("/{request}/decline")
@needs(APPROVE)
async def decline(visit: Visiting, request: str) -> Response:
    """Decline what somebody else asked for."""
    return await _decide(visit, request, decline_refund, visit.say("Declined."))


@router.post("/{request}/withdraw")
@needs(ROLES | {Role.SALES})
async def withdraw(visit: Visiting, request: str) -> Response:
    """Withdraw what one asked for oneself."""
    return await _decide(visit, request, withdraw_refund, visit.say("Withdrawn."))


async def _decide(visit: Visit, request: str, act: Callable[[Work, str], Awaitable[object]], said: str) -> Response:
    """Decide, unless somebody was faster."""
    async with visit.work() as work:
        row = await work.session.get(RefundRequest, request, with_for_update=ROW_LOCK, populate_existing=True)
        if row is None:
            raise not_found("request")
        await unmoved(work, row, visit.text("seen"))
        await act(work, request)
    back = page.own_path(asked.text(visit.form, "back"))
    return page.go(back or "/console/approvals", Toast(said))
