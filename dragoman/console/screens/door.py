"""The door: sign in, come in by a link, ask for a new password, sign out."""

from __future__ import annotations

from contextlib import suppress
from urllib.parse import quote

from fastapi import APIRouter, Response
from starlette.background import BackgroundTask

from dragoman.access import SYSTEM, Surface
from dragoman.command import Refused
from dragoman.console import page
from dragoman.console.gate import Anybody, Guest, Visit, Visiting, half_way, needs, public
from dragoman.console.menu import Screen
from dragoman.console.route import ConsoleRoute
from dragoman.staff import errors
from dragoman.staff.joining import choose, forgotten
from dragoman.staff.links import LinkKind, open_link
from dragoman.staff.sessions import Level
from dragoman.staff.signing import enter, sign_in, sign_out
from dragoman.staff.tokens import token_parts
from dragoman.tenancy.queries import StaffCard, businesses

router = APIRouter(prefix="/console", route_class=ConsoleRoute, include_in_schema=False)
SCREEN = Screen(router)
_HOME = "/console"


@router.get("/sign-in")
@public
async def sign_in_page(guest: Anybody, next: str = "") -> Response:
    """Show the sign-in form, or lead on who is signed in."""
    if isinstance(guest, Visit):
        return page.go(_second(next) if half_way(guest) else page.own_path(next) or _HOME)
    return await _form(guest, next)


@router.post("/sign-in")
@public
async def do_sign_in(guest: Anybody) -> Response:
    """Sign in with e-mail and password."""
    onward = guest.text("next")
    try:
        guest.house.closed_line()
        tenant = await _tenant(guest, guest.text("business"))
        token, level = await sign_in(
            guest.desk, tenant, email=guest.text("email"), password=_secret(guest, "password"), where=guest.where
        )
    except Refused as refusal:
        return await _form(guest, onward, refusal)
    answer = page.go(_second(onward) if level is Level.HALF else page.own_path(onward) or _HOME)
    page.set_session(answer, guest.house, token)
    return answer


@router.get("/link/{token}")
@public
async def link_page(guest: Anybody, token: str) -> Response:
    """Show what a one-time link opens; looking uses nothing up."""
    tenant, secret = _parts(token)
    async with guest.desk.work(tenant, SYSTEM, Surface.CONSOLE) as work:
        link = await open_link(work, secret)
        business = work.tenant.name
    return await page.render(
        guest,
        "shell/link.html",
        frame="door.html",
        link=link,
        token=token,
        business=business,
        refusal=None,
        name="",
        email="",
    )


@router.post("/link/{token}")
@public
async def use_link(guest: Anybody, token: str) -> Response:
    """Come in by a one-time link; one of an invitation or a reset brings the password to keep."""
    guest.house.closed_line()
    tenant, secret = _parts(token)
    async with guest.desk.work(tenant, SYSTEM, Surface.CONSOLE) as work:
        link = await open_link(work, secret)
        business = work.tenant.name
    level = Level.FULL
    if link.kind is LinkKind.ENTER:
        signed = await enter(guest.desk, tenant, secret=secret, where=guest.where)
    else:
        try:
            signed, level = await choose(
                guest.desk, tenant, secret=secret, password=_secret(guest, "password"), where=guest.where,
                card=StaffCard(guest.text("name", longest=100), email=guest.text("email", longest=254)),
            )  # fmt: skip
        except Refused as refusal:
            return await page.render(
                guest, "shell/link.html", frame="door.html", status=refusal.status, link=link, token=token, business=business,
                refusal=refusal, name=guest.text("name"), email=guest.text("email"),
            )  # fmt: skip
    answer = page.go(_second("") if level is Level.HALF else _HOME)
    page.set_session(answer, guest.house, signed)
    return answer


@router.post("/sign-out")
@needs(half=True)
async def do_sign_out(visit: Visiting) -> Response:
    """End this session; the browser forgets drafts and whatever else it kept of the console."""
    async with visit.work() as work:
        await sign_out(work, visit.signed.session)
    answer = page.go("/console/sign-in")
    answer.headers["clear-site-data"] = '"cache", "storage"'
    page.drop_session(answer, visit.house)
    return answer


@router.get("/forgotten")
@public
async def forgotten_page(guest: Anybody) -> Response:
    """Ask for the e-mail to write to."""
    found = await businesses(guest.desk.store)
    return await page.render(guest, "shell/forgotten.html", frame="door.html", several=len(found) > 1, asked=False)


@router.post("/forgotten")
@public
async def do_forgotten(guest: Anybody) -> Response:
    """Say that an e-mail is on its way, whether or not it is: nobody learns here who has an account."""
    answer = await page.render(guest, "shell/forgotten.html", frame="door.html", several=False, asked=True)
    answer.background = BackgroundTask(_write_to, guest, guest.text("business"), guest.text("email", longest=254))
    return answer


async def _write_to(guest: Guest, business: str, email: str) -> None:
    with suppress(Refused):  # nobody waits for this answer, and it may not tell anything
        await forgotten(guest.desk, await _tenant(guest, business), email=email, where=guest.where)


async def _form(guest: Guest, onward: str, refusal: Refused | None = None) -> Response:
    found = await businesses(guest.desk.store)
    return await page.render(
        guest, "shell/sign_in.html", frame="door.html", status=refusal.status if refusal else 200, refusal=refusal,
        next=page.own_path(onward), several=len(found) > 1, email=guest.text("email"), business=guest.text("business"),
        usable=guest.house.secure or guest.house.loopback,
    )  # fmt: skip


async def _tenant(guest: Guest, business: str) -> str:
    """Return the business that is meant: the only one, or the one named. An unknown name is as wrong as a wrong password."""
    found = await businesses(guest.desk.store)
    if len(found) == 1:
        return next(iter(found.values()))
    if business.lower() not in found:
        raise errors.wrong()
    return found[business.lower()]


def _secret(guest: Guest, name: str) -> str:
    """Return a password as it was typed: blanks at its ends count."""
    value = guest.form.get(name)
    return value if isinstance(value, str) and len(value) <= 1000 else ""


def _parts(token: str) -> tuple[str, str]:
    parts = token_parts(token)
    if parts is None:
        raise errors.link_gone()
    return parts


def _second(onward: str) -> str:
    return f"/console/second?next={quote(page.own_path(onward), safe='')}"
