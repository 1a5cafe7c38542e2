"""One's own profile: language, zone, theme, password, second factor, and where one is signed in."""

from __future__ import annotations

from fastapi import APIRouter, Response
from msgspec import structs

from dragoman.access import STAFF, Role
from dragoman.console import page
from dragoman.console.gate import LANGUAGES, Visiting, needs
from dragoman.console.menu import Place, Screen
from dragoman.console.page import Toast
from dragoman.console.route import ConsoleRoute
from dragoman.console.templating import texts
from dragoman.staff.joining import change
from dragoman.staff.members import choose_preferences, zones
from dragoman.staff.models import Preferences
from dragoman.staff.second_factor import recovery_codes_left
from dragoman.staff.sessions import act_as, end_session, sessions_of

router = APIRouter(prefix="/console/profile", route_class=ConsoleRoute, include_in_schema=False)
SCREEN = Screen(router, (Place("Profile", "/console/profile", "person", key="o", group="own"),))


@router.get("")
@needs()
async def profile(visit: Visiting) -> Response:
    """Show one's own profile."""
    async with visit.work() as work:
        sessions = await sessions_of(work, visit.by.id)
        codes = await recovery_codes_left(work, visit.by.id)
    return await page.render(
        visit, "profile/profile.html", sessions=sessions, codes=codes, languages=LANGUAGES, zones=zones(),
        preferences=visit.signed.preferences,
    )  # fmt: skip


@router.post("/preferences")
@needs()
async def preferences(visit: Visiting) -> Response:
    """Change how one sees the console."""
    chosen = Preferences(
        visit.text("language"), visit.text("zone"), visit.text("theme"), visit.text("refund_mails", longest=10)
    )
    async with visit.work() as work:
        await choose_preferences(work, chosen, tuple(LANGUAGES))
    return page.go("/console/profile", Toast(texts(chosen.language).gettext("Saved.")))


@router.post("/theme")
@needs()
async def theme(visit: Visiting) -> Response:
    """Switch between light, dark and the machine's own."""
    chosen = structs.replace(visit.signed.preferences, theme=visit.text("theme"))
    async with visit.work() as work:
        await choose_preferences(work, chosen, tuple(LANGUAGES))
    return page.go(page.own_path(visit.request.headers.get("referer", "")) or "/console/profile")


@router.post("/act-as")
@needs()
async def act_in(visit: Visiting) -> Response:
    """Act in another of one's roles; leads to where that role begins."""
    chosen = visit.text("role")
    async with visit.work() as work:
        token = await act_as(work, visit.signed.session, Role(chosen) if chosen in STAFF else Role.CUSTOMER)
    answer = page.go("/console", Toast(visit.say("From now on you act in that role here.")))
    page.set_session(answer, visit.house, token)
    return answer


@router.post("/password")
@needs()
async def password(visit: Visiting) -> Response:
    """Change one's own password."""
    old, new = (visit.form.get(name) for name in ("old", "new"))
    await change(
        visit.desk, visit.tenant.id, visit.signed, old=old if isinstance(old, str) else "", new=new if isinstance(new, str) else "",
        business=visit.tenant.name, where=visit.where,
    )  # fmt: skip
    return page.go("/console/profile", Toast(visit.say("Your password is changed; other sessions ended.")))


@router.post("/sessions/{session}/end")
@needs()
async def end(visit: Visiting, session: str) -> Response:
    """End one of one's sessions."""
    async with visit.work() as work:
        await end_session(work, session)
    return page.go("/console/profile", Toast(visit.say("That session has ended.")))
