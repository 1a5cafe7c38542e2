"""Figures: messages, response times, conversion, revenue, failures; down to the conversations, and as CSV."""

from __future__ import annotations

from collections.abc import AsyncIterator
from urllib.parse import urlencode

from fastapi import APIRouter, Response

from dragoman.access import STAFF
from dragoman.analytics import figures
from dragoman.analytics.behind import named
from dragoman.analytics.ranges import Range, chosen
from dragoman.channels.meta.errors import meaning
from dragoman.command import not_found
from dragoman.console import page
from dragoman.console.csv import Cell, download
from dragoman.console.gate import Visiting, needs
from dragoman.console.menu import Place, Screen
from dragoman.console.route import ConsoleRoute

router = APIRouter(prefix="/console/analytics", route_class=ConsoleRoute, include_in_schema=False)
ROLES = figures.ANALYSTS & STAFF
SCREEN = Screen(router, (Place("Analytics", "/console/analytics", "chart", ROLES, group="business"),))


@router.get("")
@needs(ROLES)
async def analytics(visit: Visiting, first: str = "", last: str = "") -> Response:
    """Show the figures of a range."""
    span = _range(visit, first, last)
    async with visit.work() as work:
        days = await figures.messages(work, span)
        responses = await figures.responses(work, span)
        stages = await figures.conversion(work, span)
        takings = await figures.revenue(work, span)
        failures = await figures.failures(work, span)
    return await page.render(
        visit, "analytics/analytics.html", span=span, days=days, responses=responses, stages=stages, takings=takings, failures=failures,
        highest=max((day.heard + day.bot + day.staff for day in days), default=0) or 1, query=urlencode({"first": span.first, "last": span.last}),
        reasons={f.code: meaning(f.code).staff for f in failures if f.code},
    )  # fmt: skip


@router.get("/conversations")
@needs(ROLES)
async def conversations(
    visit: Visiting, figure: str = "messages", first: str = "", last: str = "", code: str = ""
) -> Response:
    """List the conversations behind a figure."""
    if figure not in figures.BEHIND:
        raise not_found("figure")
    span = _range(visit, first, last)
    async with visit.work() as work:
        found = await named(work, await figures.conversations_behind(work, figure, span, code[:10]))
    return await page.render(
        visit, "analytics/conversations.html", found=found, span=span, figure=figure, most=figures.CONVERSATIONS_MAX
    )


@router.get("/messages.csv")
@needs(ROLES)
async def messages_csv(visit: Visiting, first: str = "", last: str = "") -> Response:
    """Messages by day."""
    span = _range(visit, first, last)
    async with visit.work() as work:
        days = await figures.messages(work, span)

    async def rows() -> AsyncIterator[tuple[Cell, ...]]:
        for day in days:
            yield day.day, day.heard, day.bot, day.staff, day.failed

    return download(visit, f"messages-{span.first}-{span.last}", ("day", "heard", "bot", "staff", "failed"), rows())


@router.get("/revenue.csv")
@needs(ROLES)
async def revenue_csv(visit: Visiting, first: str = "", last: str = "") -> Response:
    """Money by currency."""
    span = _range(visit, first, last)
    async with visit.work() as work:
        takings = await figures.revenue(work, span)

    async def rows() -> AsyncIterator[tuple[Cell, ...]]:
        for one in takings:
            yield one.taken.currency, one.taken.minor, one.returned.minor, one.payments

    return download(
        visit, f"revenue-{span.first}-{span.last}", ("currency", "taken_minor", "returned_minor", "payments"), rows()
    )


def _range(visit: Visiting, first: str, last: str) -> Range:
    return chosen(first[:10], last[:10], visit.now, visit.zone)
