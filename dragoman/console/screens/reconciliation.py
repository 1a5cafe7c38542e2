"""Reconciliation: each day of our books beside the payment provider's, and every difference until it is explained."""

from __future__ import annotations

from datetime import UTC, datetime, time

from fastapi import APIRouter, Response

from dragoman.access import APPROVE
from dragoman.command import Refused
from dragoman.console import asked, page
from dragoman.console.gate import Visiting, needs
from dragoman.console.menu import Place, Screen
from dragoman.console.page import Toast
from dragoman.console.route import ConsoleRoute
from dragoman.payments.comparisons import RESOLUTIONS, days, open_differences, resolve_difference, stored_differences
from dragoman.payments.reconcile import reconcile_day
from dragoman.tenancy.deeds import staff_names

router = APIRouter(prefix="/console/reconciliation", route_class=ConsoleRoute, include_in_schema=False)
SCREEN = Screen(
    router,
    (
        Place(
            "Reconciliation", "/console/reconciliation", "check", APPROVE, count=open_differences, key="r", live=("reconciliation",)
        ),
    ),
)  # fmt: skip
DAYS = 31


@router.get("")
@needs(APPROVE)
async def reconciliation(visit: Visiting) -> Response:
    """Show the last days and the differences: of one day, or all that are open."""
    day = asked.day(visit.request.query_params, "day")
    async with visit.work() as work:
        listed = await days(work, work.now.astimezone(UTC).date(), DAYS)
        found = await stored_differences(work, day=day, only_open=day is None)
        names = await staff_names(work)
    return await page.render(
        visit,
        "reconciliation/reconciliation.html",
        days=listed,
        differences=found,
        day=day,
        names=names,
        resolutions=RESOLUTIONS,
    )


@router.post("/compare")
@needs(APPROVE)
async def compare(visit: Visiting) -> Response:
    """Compare one day (UTC) now."""
    day = asked.day(visit.form, "day")
    if day is None:
        raise Refused("filter.day", "Choose a day.", field="day", status=422)
    async with visit.work() as work:
        if day > work.now.astimezone(UTC).date():
            raise Refused("filter.day", "That day has not come yet.", field="day", status=422)
        await reconcile_day(work, datetime.combine(day, time(), UTC))
    return page.go(f"/console/reconciliation?day={day}", Toast(visit.say("The provider is asked."), "info"))


@router.post("/{difference}/resolve")
@needs(APPROVE)
async def resolve(visit: Visiting, difference: str) -> Response:
    """Explain a difference."""
    async with visit.work() as work:
        await resolve_difference(work, difference, visit.text("reason", longest=40), visit.text("note"))
    return page.go("/console/reconciliation", Toast(visit.say("Explained.")))
