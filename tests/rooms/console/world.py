"""Lagos Tours behind its console: the shop of the API tests with pages, its people, and browsers that are signed in."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import httpx2

from dragoman.access import SYSTEM, Doer, Role, Surface
from dragoman.api.app import edged
from dragoman.api.health import Signs
from dragoman.cli.holders import HOLDERS
from dragoman.console.app import build_console, mount
from dragoman.console.backstage import Backstage
from dragoman.console.gate import House
from dragoman.conversations.speaker import Speaker
from dragoman.staff.links import LinkKind, make_link
from dragoman.tenancy.commands import add_staff
from dragoman.tenancy.connections import Finding, Partner, digest_of
from dragoman.tenancy.queries import StaffCard
from tests import lagos
from tests.rooms.api.world import Shop, build

URL = "http://127.0.0.1:8000"
SAME = {"sec-fetch-site": "same-origin", "sec-fetch-mode": "navigate"}
PEOPLE = {
    Role.ADMIN: StaffCard("Femi Cole", "+2348035550105", "femi.cole@lagostours.example"),
    Role.MANAGER: StaffCard("Efua Boateng", "+2348035550106", "efua.boateng@lagostours.example"),
    Role.SALES: StaffCard("Bayo Ade", "+2348035550107", "bayo.ade@lagostours.example"),
    Role.OPERATIONS: StaffCard("Chidi Eze", "+2348035550108", "chidi.eze@lagostours.example"),
    Role.FIELD_STAFF: StaffCard("Dewi Lestari", "+2348035550109", "dewi.lestari@lagostours.example"),
}


@dataclass
class Browser:
    """One person's browser: cookies kept, posts with the page's token."""

    client: httpx2.AsyncClient
    token: str = ""

    async def get(self, path: str, **headers: str) -> httpx2.Response:
        return await self.client.get(path, headers=SAME | {k.replace("_", "-"): v for k, v in headers.items()})

    async def post(self, path: str, fields: dict[str, str] | None = None, **headers: str) -> httpx2.Response:
        """Post as a form of the last page does."""
        content = {"_csrf": self.token} | (fields or {})
        return await self.client.post(
            path, data=content, headers=SAME | {k.replace("_", "-"): v for k, v in headers.items()}
        )

    async def load(self, path: str) -> str:
        """Load a whole page and keep its token."""
        answer = await self.get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:300])
        found = re.search(r'data-csrf="(\w+)"', answer.text) or re.search(r'name="_csrf" value="(\w+)"', answer.text)
        self.token = found[1] if found else self.token
        return answer.text


@dataclass
class Asked:
    """Partners that accept what is called good, and say so in their own words otherwise."""

    seen: list[dict[str, str]] = field(default_factory=list)

    def partners(self) -> tuple[Partner, ...]:
        return (Partner.WHATSAPP, Partner.DUFFEL, Partner.PAYSTACK, Partner.MAIL, Partner.RATES)

    async def ask(self, tenant: str, partner: Partner, given: Mapping[str, str]) -> Finding:
        self.seen.append(dict(given))
        good = not any("wrong" in value for value in given.values())
        says = "It answers." if good else "The access token used in the request is not recognised by Duffel"
        return Finding(partner, good, says, "" if good else "refused", digest_of(partner, given))


async def _nothing_unset() -> tuple[str, ...]:
    return ()


@dataclass
class Office:
    """The console of Lagos Tours and who works there."""

    shop: Shop
    house: House
    asked: Asked
    staff: dict[Role, str] = field(default_factory=dict)

    def doer(self, role: Role) -> Doer:
        """The person with this role, as commands know them."""
        return Doer(role, self.staff[role])

    @asynccontextmanager
    async def stranger(self, url: str = URL) -> AsyncIterator[Browser]:
        """A browser that nobody has signed in with."""
        transport = httpx2.ASGITransport(app=self.shop.edge)
        async with httpx2.AsyncClient(transport=transport, base_url=url, timeout=60) as client:
            yield Browser(client)

    async def link(self, staff: str, kind: LinkKind = LinkKind.ENTER, tenant: str = lagos.TENANT) -> str:
        async with self.shop.lagos.desk.work(tenant, SYSTEM, Surface.CONSOLE, proven=True) as work:
            return await make_link(work, staff, kind)

    @asynccontextmanager
    async def as_(self, role: Role) -> AsyncIterator[Browser]:
        """The browser of the person with this role, signed in and just proven."""
        async with self.stranger() as browser:
            answer = await browser.post(f"/console/link/{await self.link(self.staff[role])}")
            assert answer.status_code == 303, answer.text
            await browser.load("/console/profile")
            yield browser

    def later(self, **span: float) -> None:
        """Let time go by."""
        self.shop.lagos.clock.shift += timedelta(**span)


async def open_office(store: object) -> Office:
    """Build the console in an empty, migrated database, with its five people."""
    shop = await build(store)  # type: ignore[arg-type]
    asked = Asked()
    behind = Backstage(asked, lagos.MASTER, HOLDERS, Signs(shop.store, dict, _nothing_unset, {}), demo=True)
    house, routers = build_console(shop.lagos.desk, Speaker({"meta": shop.phone}), URL, behind)
    mount(shop.app, house, routers)
    shop.edge = edged(shop.app)
    office = Office(shop, house, asked)
    async with shop.lagos.work(lagos.OWNER, Surface.CONSOLE, proven=True) as work:
        for role, card in PEOPLE.items():
            office.staff[role] = await add_staff(work, card, role)
    return office
