"""Settings of the business: who it is, how it sells, its branches, its own wording, its keys; every change is a version."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response
from starlette.datastructures import UploadFile

from dragoman.access import SETTINGS, STAFF
from dragoman.command import Refused
from dragoman.console import page
from dragoman.console.gate import Visiting, needs
from dragoman.console.menu import Place, Screen
from dragoman.console.page import Toast
from dragoman.console.route import ConsoleRoute
from dragoman.console.screens.tuning import PERCENT, limit_text, read, tier_rows
from dragoman.kit.wording import ROOMS
from dragoman.tenancy import branches, rotation, wording
from dragoman.tenancy import settings as tuned
from dragoman.tenancy.logo import BYTES_MAX, logo, remove_logo, set_logo

router = APIRouter(prefix="/console/settings", route_class=ConsoleRoute, include_in_schema=False)
ADMINS = SETTINGS & STAFF
SCREEN = Screen(router, (Place("Settings", "/console/settings", "settings", ADMINS, key="s", group="business"),))
_HERE = "/console/settings"
_WORDS_SHOWN = 30


@router.get("")
@needs(ADMINS)
async def business(visit: Visiting) -> Response:
    """Show who the business is and how it sells."""
    async with visit.work() as work:
        standing, kept = await tuned.standing(work), await tuned.versions(work)
        has_logo = await logo(work) is not None
    return await page.render(
        visit, "settings/business.html", tab="business", standing=standing, versions=kept, has_logo=has_logo, bounds=tuned.BOUNDS,
        languages=_spoken(), percent=PERCENT, limit=limit_text(standing), tiers=tier_rows(standing.settings),
    )  # fmt: skip


@router.post("/business")
@needs(ADMINS)
async def change_business(visit: Visiting) -> Response:
    """Change name and zone."""
    async with visit.work() as work:
        await tuned.change_business(work, visit.text("name"), visit.text("zone"))
    visit.desk.tenants.forget(visit.tenant.id)
    return page.go(_HERE, Toast(visit.say("Saved.")))


@router.post("/tuned")
@needs(ADMINS)
async def change(visit: Visiting) -> Response:
    """Change what the form holds; everything else stays as it is."""
    async with visit.work() as work:
        standing = await tuned.standing(work)
        await tuned.change_settings(work, read(visit, standing), _version(visit))
    visit.desk.tenants.forget(visit.tenant.id)
    return page.go(_HERE, Toast(visit.say("Saved. It is in force within seconds.")))


@router.post("/restore")
@needs(ADMINS)
async def restore(visit: Visiting) -> Response:
    """Put the settings back as they stood in an earlier version."""
    async with visit.work() as work:
        await tuned.restore_settings(work, _version(visit) or 0)
    visit.desk.tenants.forget(visit.tenant.id)
    return page.go(_HERE, Toast(visit.say("The earlier settings are in force again.")))


@router.get("/logo")
@needs()
async def show_logo(visit: Visiting) -> Response:
    """Show the logo."""
    async with visit.work() as work:
        found = await logo(work)
    if found is None:
        raise Refused("logo.none", "No logo is set.", status=404)
    return Response(found.content, media_type=found.media_type, headers={"cache-control": "private, no-cache"})


@router.post("/logo")
@needs(ADMINS, bytes_max=BYTES_MAX + 16_384, files_max=1)
async def change_logo(visit: Visiting) -> Response:
    """Take a new logo, or take the old one away when no file was chosen."""
    given = visit.form.get("logo")
    async with visit.work() as work:
        if isinstance(given, UploadFile) and given.filename:
            await set_logo(work, await given.read())
        else:
            await remove_logo(work)
    return page.go(_HERE, Toast(visit.say("Saved.")))


@router.get("/branches")
@needs(ADMINS)
async def list_branches(visit: Visiting) -> Response:
    """List branches, closed ones too."""
    async with visit.work() as work:
        found = await branches.branches(work, closed=True)
    return await page.render(visit, "settings/branches.html", tab="branches", branches=found)


@router.post("/branches")
@needs(ADMINS)
async def add_branch(visit: Visiting) -> Response:
    """Add a branch."""
    async with visit.work() as work:
        await branches.add_branch(work, visit.text("name"), visit.text("zone") or visit.tenant.zone)
    return page.go(f"{_HERE}/branches", Toast(visit.say("Saved.")))


@router.post("/branches/{branch}")
@needs(ADMINS)
async def change_branch(visit: Visiting, branch: str) -> Response:
    """Change a branch."""
    async with visit.work() as work:
        await branches.change_branch(work, branch, visit.text("name"), visit.text("zone"))
    return page.go(f"{_HERE}/branches", Toast(visit.say("Saved.")))


@router.post("/branches/{branch}/close")
@needs(ADMINS)
async def close_branch(visit: Visiting, branch: str) -> Response:
    """Close a branch."""
    async with visit.work() as work:
        await branches.close_branch(work, branch)
    return page.go(f"{_HERE}/branches", Toast(visit.say("The branch is closed.")))


@router.get("/words")
@needs(ADMINS)
async def words(
    visit: Visiting, room: str = "chat", language: str = "en", q: str = "", own: str = "", at: int = 0
) -> Response:
    """List what the product says, and what the business says in its place."""
    at = max(at, 0)
    async with visit.work() as work:
        found = await wording.sentences(work, room, language, holding=q[:100], own_only=bool(own))
    return await page.render(
        visit, "settings/words.html", tab="words", sentences=found[at : at + _WORDS_SHOWN], total=len(found), room=room, language=language, q=q[:100],
        own=own, at=at, shown=_WORDS_SHOWN, languages=[(code, code) for code in _spoken()],
    )  # fmt: skip


@router.post("/words")
@needs(ADMINS)
async def set_words(visit: Visiting) -> Response:
    """Word a sentence oneself; an empty text brings the product's back."""
    room, language, key = (visit.text(name, longest=120) for name in ("room", "language", "key"))
    forms = {
        name.removeprefix("form."): visit.text(name, longest=2000) for name in visit.form if name.startswith("form.")
    }
    own: Any = {form: text for form, text in forms.items() if text} or visit.text("text", longest=2000)
    async with visit.work() as work:
        if own:
            await wording.set_wording(work, room, language, key, own)
        else:
            await wording.drop_wording(work, room, language, key)
    visit.desk.tenants.forget(visit.tenant.id)
    back = f"{_HERE}/words?room={room}&language={language}"
    return page.go(page.own_path(back) or f"{_HERE}/words", Toast(visit.say("Saved. It is in force within seconds.")))


@router.get("/keys")
@needs(ADMINS)
async def keys(visit: Visiting) -> Response:
    """Show since when the business's own keys are in use."""
    async with visit.work() as work:
        found = await rotation.keys_since(work)
    return await page.render(visit, "settings/keys.html", tab="keys", keys=found)


@router.post("/keys/rotate")
@needs(ADMINS)
async def rotate(visit: Visiting) -> Response:
    """Use a new key from now on."""
    async with visit.work() as work:
        await rotation.rotate_key(work, visit.house.behind.master)
    visit.desk.tenants.forget(visit.tenant.id)
    return page.go(f"{_HERE}/keys", Toast(visit.say("A new key is in use.")))


def _spoken() -> tuple[str, ...]:
    return tuple(sorted({code for _, languages in ROOMS.values() for code in languages()}))


def _version(visit: Visiting) -> int | None:
    text = visit.text("version")
    return int(text) if text.isdecimal() and len(text) < 9 else None
