"""Signing in: by link, by password and second factor; attempts, sessions, and what an outsider learns."""

from __future__ import annotations

from dragoman.access import Role
from tests.rooms.console.world import Office


async def test_a_link_opens_the_console_once(office: Office) -> None:
    token = await office.link(office.staff[Role.ADMIN])
    async with office.stranger() as browser:
        shown = await browser.get(f"/console/link/{token}")
        assert "Femi Cole" in shown.text
        entered = await browser.post(f"/console/link/{token}")
        assert (entered.status_code, entered.headers["location"]) == (303, "/console")
        assert "Efua Boateng" in await browser.load("/console/team")
    async with office.stranger() as other:
        again = await other.post(f"/console/link/{token}")
        assert again.status_code == 410
        assert (await other.get("/console/team")).headers["location"] == "/console/sign-in?next=%2Fconsole%2Fteam"
