"""The second factor: shown at sign-in, set up on the first one, renewed and removed on the profile."""

from __future__ import annotations

from urllib.parse import quote

import segno
from fastapi import APIRouter, Response

from dragoman.command import Refused
from dragoman.console import page
from dragoman.console.gate import Visiting, half_way, needs
from dragoman.console.menu import Screen
from dragoman.console.page import Toast
from dragoman.console.route import ConsoleRoute
from dragoman.staff import second_factor
from dragoman.staff.signing import show_code

router = APIRouter(prefix="/console/second", route_class=ConsoleRoute, include_in_schema=False)
SCREEN = Screen(router)
_HOME = "/console"


@router.get("")
@needs(half=True)
async def ask(visit: Visiting, next: str = "") -> Response:
    """Ask for the code of the second factor, or lead to its set-up."""
    onward = page.own_path(next)
    if not half_way(visit):
        return page.go(onward or _HOME)
    if not visit.signed.has_totp:
        return page.go(f"/console/second/set-up?next={quote(onward, safe='')}")
    return await page.render(visit, "shell/second.html", frame="door.html", next=onward, refusal=None)


@router.post("")
@needs(half=True)
async def show(visit: Visiting) -> Response:
    """Show a code of the second factor."""
    onward = page.own_path(visit.text("next"))
    try:
        token = await show_code(
            visit.desk, visit.tenant.id, visit.signed, code=visit.text("code", longest=40), where=visit.where
        )
    except Refused as refusal:
        return await page.render(
            visit, "shell/second.html", frame="door.html", status=refusal.status, next=onward, refusal=refusal
        )
    answer = page.go(onward or _HOME)
    page.set_session(answer, visit.house, token)
    return answer


@router.get("/set-up")
@needs(half=True)
async def set_up_page(visit: Visiting, next: str = "") -> Response:
    """Show the picture to scan, and ask for a first code."""
    if visit.signed.has_totp:
        return page.go("/console/profile")
    return await _picture(visit, page.own_path(next))


@router.post("/set-up")
@needs(half=True)
async def set_up(visit: Visiting) -> Response:
    """Turn the second factor on; the recovery codes are shown this once.

    Who is half-way has typed the password minutes ago, and has nothing else to prove themselves with.
    """
    onward = page.own_path(visit.text("next"))
    try:
        async with visit.work(proven=visit.proven or half_way(visit)) as work:
            codes, token = await second_factor.confirm(work, visit.text("code", longest=40), visit.signed.session)
    except Refused as refusal:
        if refusal.code == "proof":
            raise
        return await _picture(visit, onward, refusal)
    answer = await _codes(visit, codes, onward)
    page.set_session(answer, visit.house, token)
    return answer


@router.post("/codes")
@needs()
async def new_codes(visit: Visiting) -> Response:
    """Make new recovery codes."""
    async with visit.work() as work:
        codes = await second_factor.renew_recovery_codes(work)
    return await _codes(visit, codes, "/console/profile")


@router.post("/remove")
@needs()
async def remove(visit: Visiting) -> Response:
    """Take the second factor away, to set it up on another phone."""
    async with visit.work() as work:
        token = await second_factor.remove(work, visit.signed.session)
    answer = page.go("/console/second/set-up", Toast(visit.say("Removed. Set it up on the other phone now.")))
    page.set_session(answer, visit.house, token)
    return answer


async def _picture(visit: Visiting, onward: str, refusal: Refused | None = None) -> Response:
    async with visit.work() as work:
        secret = await second_factor.begin_set_up(work, visit.by.id)
    uri = second_factor.provisioning_uri(
        secret, account=visit.signed.card.email or visit.name, business=visit.tenant.name
    )
    picture = segno.make(uri, error="m").svg_data_uri(scale=5, border=3, light="#ffffff")
    return await page.render(
        visit, "shell/set_up.html", frame="door.html", status=refusal.status if refusal else 200, picture=picture,
        secret=" ".join(secret[i : i + 4] for i in range(0, len(secret), 4)), next=onward, refusal=refusal,
    )  # fmt: skip


async def _codes(visit: Visiting, codes: tuple[str, ...], onward: str) -> Response:
    return await page.render(visit, "shell/codes.html", frame="door.html", codes=codes, next=onward or _HOME)
