"""The first-run guide: what is to be done before the first traveller is served; it ticks itself off from facts."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Response

from dragoman.access import SETTINGS, STAFF
from dragoman.analytics.figures import firsts
from dragoman.api.tally import sources
from dragoman.command import Work
from dragoman.console import page
from dragoman.console.gate import Visiting, needs
from dragoman.console.menu import Place, Screen
from dragoman.console.route import ConsoleRoute
from dragoman.tenancy.connections import Partner, connections
from dragoman.tenancy.settings import standing

router = APIRouter(prefix="/console/guide", route_class=ConsoleRoute, include_in_schema=False)
ADMINS = SETTINGS & STAFF


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: its name, where it is done, and whether the facts say that it is done."""

    name: str
    path: str
    done: bool


async def steps(work: Work) -> tuple[Step, ...]:
    """Look at the facts."""
    tuned = (await standing(work)).settings
    works = {c.partner: c.ready for c in await connections(work)}
    heard = {source.source for source in await sources(work.sql)}
    once = await firsts(work)
    return (
        Step("business", "/console/settings", bool(tuned.support_phone and tuned.support_email)),
        Step("whatsapp", "/console/partners#whatsapp", works.get(Partner.WHATSAPP, False)),
        Step("whatsapp_webhook", "/console/partners#whatsapp", "meta" in heard),
        Step("duffel", "/console/partners#duffel", works.get(Partner.DUFFEL, False)),
        Step("paystack", "/console/partners#paystack", works.get(Partner.PAYSTACK, False)),
        Step("paystack_webhook", "/console/partners#paystack", "paystack" in heard),
        Step("mail", "/console/partners#mail", works.get(Partner.MAIL, False)),
        Step("team", "/console/team", once.staff > 1),
        Step("first_message", "/console/partners#whatsapp", once.heard),
        Step("first_payment", "/console/partners#paystack", once.paid),
    )


SCREEN = Screen(router, (Place("First steps", "/console/guide", "check", ADMINS, group="business"),))


@router.get("")
@needs(ADMINS)
async def guide(visit: Visiting) -> Response:
    """Show the list."""
    async with visit.work() as work:
        found = await steps(work)
    return await page.render(visit, "guide/guide.html", steps=found, demo=visit.house.behind.demo)
