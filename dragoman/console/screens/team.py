"""The team: who is in, with which role, where they are signed in; inviting and keeping out."""

from __future__ import annotations

from fastapi import APIRouter, Response

from dragoman.access import SETTINGS, STAFF, Role
from dragoman.console import page
from dragoman.console.gate import Visiting, needs
from dragoman.console.menu import Place, Screen
from dragoman.console.page import Toast
from dragoman.console.route import ConsoleRoute
from dragoman.staff import members
from dragoman.staff.links import link_to
from dragoman.staff.sessions import end_session, sessions_of
from dragoman.tenancy.branches import branches
from dragoman.tenancy.queries import StaffCard

router = APIRouter(prefix="/console/team", route_class=ConsoleRoute, include_in_schema=False)
ADMINS = SETTINGS & STAFF
SCREEN = Screen(router, (Place("Team", "/console/team", "people", ADMINS, key="t", group="business", live=("staff",)),))
ROLES = (Role.SALES, Role.OPERATIONS, Role.FIELD_STAFF, Role.MANAGER, Role.ADMIN)


@router.get("")
@needs(ADMINS)
async def team(visit: Visiting) -> Response:
    """List the people of the business."""
    async with visit.work() as work:
        people = await members.colleagues(work)
        known = await branches(work)
    return await page.render(visit, "team/team.html", people=people, branches=known, roles=ROLES, now=visit.now)


@router.post("/invite")
@needs(ADMINS)
async def invite(visit: Visiting) -> Response:
    """Invite somebody; the link is shown once, and sent by e-mail where a mail server is set up."""
    card = StaffCard(visit.text("name", longest=100), visit.text("phone", longest=20), visit.text("email", longest=254))
    async with visit.work() as work:
        token = await members.invite(work, card, _role(visit), visit.text("branch") or None, also=_also(visit))
    return await _show_link(visit, token, card.name)


@router.get("/{staff}")
@needs(ADMINS)
async def person(visit: Visiting, staff: str) -> Response:
    """Show one of the people: role, branch, sessions."""
    async with visit.work() as work:
        found = await members.colleague(work, staff)
        sessions = await sessions_of(work, staff)
        known = await branches(work)
    return await page.render(visit, "team/person.html", person=found, sessions=sessions, branches=known, roles=ROLES)


@router.post("/{staff}/role")
@needs(ADMINS)
async def role(visit: Visiting, staff: str) -> Response:
    """Change roles and branch."""
    async with visit.work() as work:
        await members.change_role(work, staff, _role(visit), visit.text("branch") or None, also=_also(visit))
    return page.go(f"/console/team/{staff}", Toast(visit.say("Saved. They sign in again with the new roles.")))


@router.post("/{staff}/deactivate")
@needs(ADMINS)
async def deactivate(visit: Visiting, staff: str) -> Response:
    """Keep somebody out from now on."""
    async with visit.work() as work:
        await members.deactivate(work, staff)
    toast = Toast(
        visit.say("They are signed out everywhere and cannot come in."), undo=f"/console/team/{staff}/reactivate"
    )
    return page.go(f"/console/team/{staff}", toast)


@router.post("/{staff}/reactivate")
@needs(ADMINS)
async def reactivate(visit: Visiting, staff: str) -> Response:
    """Let somebody in again."""
    async with visit.work() as work:
        await members.reactivate(work, staff)
    return page.go(f"/console/team/{staff}", Toast(visit.say("They can sign in again.")))


@router.post("/{staff}/invite")
@needs(ADMINS)
async def invite_again(visit: Visiting, staff: str) -> Response:
    """Make a new link for an invitation."""
    async with visit.work() as work:
        name = (await members.colleague(work, staff)).card.name
        token = await members.invite_again(work, staff)
    return await _show_link(visit, token, name)


@router.post("/{staff}/reset")
@needs(ADMINS)
async def reset(visit: Visiting, staff: str) -> Response:
    """Make a link to set a new password."""
    async with visit.work() as work:
        name = (await members.colleague(work, staff)).card.name
        token = await members.offer_reset(work, staff)
    return await _show_link(visit, token, name)


@router.post("/{staff}/sessions/{session}/end")
@needs(ADMINS)
async def end(visit: Visiting, staff: str, session: str) -> Response:
    """End one of somebody's sessions."""
    async with visit.work() as work:
        await end_session(work, session)
    return page.go(f"/console/team/{staff}", Toast(visit.say("That session has ended.")))


def _role(visit: Visiting) -> Role:
    """Read the role that was chosen; anything unknown is refused by the command as no staff role."""
    chosen = visit.text("role")
    return Role(chosen) if chosen in ROLES else Role.CUSTOMER


def _also(visit: Visiting) -> tuple[Role, ...]:
    """Read the other roles that were ticked; anything unknown is refused as above."""
    return tuple(Role(chosen) if chosen in ROLES else Role.CUSTOMER for chosen in visit.form.getlist("also"))


async def _show_link(visit: Visiting, token: str, name: str) -> Response:
    return await page.render(visit, "team/link.html", link=link_to(visit.house.own_url, token), name=name)
