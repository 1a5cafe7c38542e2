"""Privacy: what is held of a person, to take along or to be erased, and what was kept and why."""

from __future__ import annotations

from fastapi import APIRouter, Response

from dragoman.access import STAFF
from dragoman.command import not_found
from dragoman.console import page
from dragoman.console.gate import Visiting, needs
from dragoman.console.menu import Place, Screen
from dragoman.console.page import Toast
from dragoman.console.route import ConsoleRoute
from dragoman.conversations import people
from dragoman.privacy.commands import ANSWERABLE, Overview, erase_person, erasures, export_person, find_person, overview
from dragoman.tenancy.deeds import staff_names
from dragoman.tenancy.settings import standing

router = APIRouter(prefix="/console/privacy", route_class=ConsoleRoute, include_in_schema=False)
ADMINS = ANSWERABLE & STAFF
SCREEN = Screen(router, (Place("Privacy", "/console/privacy", "lock", ADMINS, group="business"),))


@router.get("")
@needs(ADMINS)
async def privacy(visit: Visiting) -> Response:
    """Show how long things are kept, who was erased, and the way to a person."""
    async with visit.work() as work:
        tuned, done = (await standing(work)).settings, await erasures(work)
        names = await staff_names(work, [one.doer for one in done])
    return await page.render(visit, "privacy/privacy.html", settings=tuned, erasures=done, names=names)


@router.post("/find")
@needs(ADMINS)
async def find(visit: Visiting) -> Response:
    """Find a person by exact phone or e-mail; a post, so that neither stands in an address."""
    async with visit.work() as work:
        person = await find_person(work, visit.text("identity", longest=254))
    if person is None:
        raise not_found("person")
    return page.go(f"/console/privacy/{person}")


@router.get("/{person}")
@needs(ADMINS)
async def one(visit: Visiting, person: str) -> Response:
    """Show what is held of a person, by kind and number, and what stands in the way of erasing them."""
    async with visit.work() as work:
        found: Overview = await overview(work, person, visit.house.behind.holders)
        name = (await people.profile(work, person)).name
    return await page.render(
        visit, "privacy/person.html", person=person, found=found, initials="".join(p[0] for p in name.split()[:2])
    )


@router.post("/{person}/export")
@needs(ADMINS)
async def export(visit: Visiting, person: str) -> Response:
    """Take along everything that is held of a person."""
    async with visit.work() as work:
        pack = await export_person(work, person, visit.house.behind.holders)
    return page.attachment(f"{person}.zip", "application/zip", pack)


@router.post("/{person}/erase")
@needs(ADMINS)
async def erase(visit: Visiting, person: str) -> Response:
    """Erase a person."""
    async with visit.work() as work:
        await erase_person(work, person, visit.house.behind.holders)
    return page.go("/console/privacy", Toast(visit.say("They are erased. What was kept, and why, stands below.")))
