"""Unknown outcomes: what may have happened and nobody could prove, and the one thing to do about it: look again."""

from __future__ import annotations

from fastapi import APIRouter, Response

from dragoman.access import INVENTORY, STAFF
from dragoman.bookings.unknowns import unknown_charges, unknown_orders, unknown_outside, unknown_refunds
from dragoman.console import page
from dragoman.console.gate import Visiting, needs
from dragoman.console.menu import Place, Screen
from dragoman.console.page import Toast
from dragoman.console.route import ConsoleRoute
from dragoman.flights.orders import look_up_order
from dragoman.notifications.effects import MAIL
from dragoman.payments.refunds import look_for_refunds

ROLES = INVENTORY & STAFF
router = APIRouter(prefix="/console/unknowns", route_class=ConsoleRoute, include_in_schema=False)
SCREEN = Screen(router, (Place("Unknown outcomes", "/console/unknowns", "refund", ROLES, key="u"),))


@router.get("")
@needs(ROLES)
async def unknowns(visit: Visiting) -> Response:
    """List them, oldest first."""
    async with visit.work() as work:
        orders, refunds = await unknown_orders(work), await unknown_refunds(work)
        charges, calls = await unknown_charges(work), await unknown_outside(work, (MAIL,))
    return await page.render(
        visit, "unknowns/unknowns.html", orders=orders, refunds=refunds, charges=charges, calls=calls, now=visit.now
    )


@router.post("/orders/{order}/look")
@needs(ROLES)
async def look_at_order(visit: Visiting, order: str) -> Response:
    """Look an order up at the airline now."""
    async with visit.work() as work:
        await look_up_order(work, order)
    return page.go("/console/unknowns", Toast(visit.say("The airline is asked."), "info"))


@router.post("/payments/{payment}/look")
@needs(ROLES)
async def look_at_refunds(visit: Visiting, payment: str) -> Response:
    """List a charge's refunds at the provider now."""
    async with visit.work() as work:
        await look_for_refunds(work, payment)
    return page.go("/console/unknowns", Toast(visit.say("The provider is asked."), "info"))
