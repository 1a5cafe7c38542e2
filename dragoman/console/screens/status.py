"""How the installation does: partners, queues, lateness, webhooks, versions."""

from __future__ import annotations

import platform

from fastapi import APIRouter, Response

from dragoman import __version__
from dragoman.access import Role
from dragoman.api.health import look
from dragoman.api.tally import refusals, sources
from dragoman.console import page
from dragoman.console.gate import Visiting, needs
from dragoman.console.menu import Place, Screen
from dragoman.console.route import ConsoleRoute
from dragoman.dialogues.training.versions import newest_model
from dragoman.engine.measures import server_versions
from dragoman.notifications.alerts import network_warns
from dragoman.tenancy.connections import connections

router = APIRouter(prefix="/console/status", route_class=ConsoleRoute, include_in_schema=False)
ROLES = frozenset({Role.MANAGER, Role.ADMIN})
SCREEN = Screen(router, (Place("Status", "/console/status", "status", ROLES, group="business"),))


@router.get("")
@needs(ROLES)
async def status(visit: Visiting) -> Response:
    """Show what /readyz knows, and what came in."""
    signs = visit.house.behind.signs
    found = await look(signs)
    async with visit.work() as work:
        seen, turned = await sources(work.sql), await refusals(work.sql, work.now.date())
        standing = await connections(work)
        server, schema = await server_versions(work.sql)
        model = await newest_model(work)
        if await network_warns(work):
            found.degraded["whatsapp"] = visit.say("WhatsApp warns about a number or template")
    return await page.render(
        visit, "status/status.html", found=found, seen=seen, refusals=turned, connections=standing, breakers=signs.breakers(),
        versions=(("Dragoman", __version__), ("Python", platform.python_version()), ("PostgreSQL", server), ("Schema", schema)),
        now=visit.now, model=model,
    )  # fmt: skip
