"""API keys: for which program, with which rights, last used when; the key itself is shown once."""

from __future__ import annotations

from fastapi import APIRouter, Response

from dragoman.access import SETTINGS, STAFF, Role
from dragoman.command import Refused
from dragoman.console import page
from dragoman.console.gate import Visiting, needs
from dragoman.console.menu import Place, Screen
from dragoman.console.page import Toast
from dragoman.console.route import ConsoleRoute
from dragoman.tenancy.commands import SCOPES, issue_api_key, revoke_api_key
from dragoman.tenancy.queries import api_keys

router = APIRouter(prefix="/console/keys", route_class=ConsoleRoute, include_in_schema=False)
ADMINS = SETTINGS & STAFF
SCREEN = Screen(router, (Place("API keys", "/console/keys", "key", ADMINS, group="business"),))
ROLES = tuple(role for role in Role if role in STAFF)


@router.get("")
@needs(ADMINS)
async def keys(visit: Visiting) -> Response:
    """List keys, revoked ones too."""
    return await _shown(visit)


@router.post("")
@needs(ADMINS)
async def issue(visit: Visiting) -> Response:
    """Issue a key and show it this once."""
    role = visit.text("role")
    if role not in ROLES:
        raise Refused("api_key.role", "Choose a staff role for the key.", field="role", status=422)
    scopes = tuple(str(scope) for scope in visit.form.getlist("scopes"))
    name = " ".join(visit.text("name", longest=80).split())
    if not name:
        raise Refused("api_key.name", "Say what the key is for.", field="name", status=422)
    async with visit.work() as work:
        key = await issue_api_key(work, name, scopes, Role(role))
    return await _shown(visit, key)


@router.post("/{key}/revoke")
@needs(ADMINS)
async def revoke(visit: Visiting, key: str) -> Response:
    """Revoke a key at once."""
    async with visit.work() as work:
        await revoke_api_key(work, key)
    return page.go("/console/keys", Toast(visit.say("The key is revoked.")))


async def _shown(visit: Visiting, fresh: str = "") -> Response:
    async with visit.work() as work:
        found = await api_keys(work, limit=200)
    answer = await page.render(visit, "keys/keys.html", keys=found, fresh=fresh, scopes=sorted(SCOPES), roles=ROLES)
    answer.headers["cache-control"] = "no-store"
    return answer
