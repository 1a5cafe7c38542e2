"""Home: first what needs a person now, then how the business does."""

from __future__ import annotations

from fastapi import APIRouter, Response
from markupsafe import Markup

from dragoman.access import SEE_BOOKINGS, STAFF
from dragoman.bookings.figures import DayFigures, daily, spans
from dragoman.channels.meta.errors import meaning
from dragoman.console import page
from dragoman.console.charts import Point, bars
from dragoman.console.gate import Visit, Visiting, needs
from dragoman.console.menu import Place, Screen
from dragoman.console.route import ConsoleRoute
from dragoman.console.templating import environment, written
from dragoman.conversations.figures import messages_daily
from dragoman.kit.money import Money
from dragoman.notifications.alerts import Alert, close_alert, grave_alerts
from dragoman.notifications.queues import queues

router = APIRouter(prefix="/console/home", route_class=ConsoleRoute, include_in_schema=False)
ROLES = SEE_BOOKINGS & STAFF
_NEWS = ("booking", "order", "payment", "refund", "refundrequest", "conversation", "alert", "reconciliation")
SCREEN = Screen(router, (Place("Home", "/console/home", "home", ROLES, key="h", live=()),))
PATHS = {
    "ticketing_deadline": "/console/bookings?state=HELD",
    "holds_expiring": "/console/bookings?state=HELD",
    "unknown_orders": "/console/unknowns",
    "choices_open": "/console/bookings?waits_for=choosing",
    "refunds_failed": "/console/unknowns",
    "approvals": "/console/approvals",
    "differences": "/console/reconciliation",
    "conversations_waiting": "/console/inbox",
    "undelivered": "/console/home?alerts=all#alerts",
    "review": "/console/review",
    "alerts": "/console/home?alerts=all#alerts",
    "sla": "/console/inbox",
}
# Where an alert leads, by the kind of thing that it is about.
ALERT_PATHS = {
    "booking": "/console/bookings/{id}",
    "conversation": "/console/inbox/{id}",
    "payment": "/console/payments/{id}",
}
URGENT = frozenset({"ticketing_deadline", "unknown_orders", "refunds_failed", "sla"})
_BY_NETWORK = frozenset({"message_undelivered", "network_warned"})  # their numbers are WhatsApp's
_SHOWN = 8
_ALL = 200


@router.get("")
@needs(ROLES)
async def home(visit: Visiting, alerts: str = "") -> Response:
    """Show queues, alerts and figures."""
    async with visit.work() as work:
        standing = await queues(work)
        found = await grave_alerts(work, limit=_ALL if alerts else _SHOWN)
        days = await daily(work, 30)
        sums = await spans(work, days)
        messages = await messages_daily(work, 30) if days else ()
    return await page.render(
        visit, "home/home.html", queues=standing, paths=PATHS, urgent=URGENT, alerts=found, alert_paths=ALERT_PATHS,
        reasons=_reasons(found), sums=sums, now=visit.now, charts=_charts(visit, days, messages), messages=messages,
        more=len(found) == _SHOWN and not alerts, news=_NEWS,
    )  # fmt: skip


@router.post("/alerts/{alert}/close")
@needs(ROLES)
async def close(visit: Visiting, alert: str) -> Response:
    """Close an alert that was dealt with."""
    async with visit.work() as work:
        await close_alert(work, alert)
    return page.go("/console/home#alerts", page.Toast(visit.say("Closed.")))


def _reasons(found: tuple[Alert, ...]) -> dict[str, str]:
    """Say by alert what a WhatsApp code means; 0 is a message that failed without one."""
    return {
        one.id: meaning(int(one.code)).staff if int(one.code) else "It could not be sent."
        for one in found
        if one.kind in _BY_NETWORK and one.code.isdecimal()
    }


def _charts(
    visit: Visit, days: tuple[DayFigures, ...], messages: tuple[tuple[int, int], ...]
) -> list[tuple[str, Markup]]:
    """Draw thirty days: bookings, turnover, messages."""
    if not days:
        return []
    names = [environment(visit.language).filters["on"](d.day) for d in days]

    def money(value: Money) -> str:
        return written(value, visit.tenant.locale, visit.language)

    series = (
        (visit.say("Bookings made"), [Point(n, d.made, str(d.made)) for n, d in zip(names, days, strict=True)]),
        (
            visit.say("Turnover"),
            [Point(n, d.turnover.minor, money(d.turnover)) for n, d in zip(names, days, strict=True)],
        ),
        (visit.say("Messages"), [Point(n, sum(m), str(sum(m))) for n, m in zip(names, messages, strict=True)]),
    )
    return [(title, bars(points, title)) for title, points in series]
