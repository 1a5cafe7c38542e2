"""The one small world of all tests: Lagos Tours and the people around it."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime

from dragoman.access import SYSTEM, Doer, Role, Surface
from dragoman.command import Desk, Work
from dragoman.command.routes import Routes
from dragoman.command.tenants import Tenants, TenantSettings
from dragoman.conversations.facts import MessageReceived, SenderBlocked
from dragoman.engine import Store
from dragoman.kit.clock import ShiftedClock
from dragoman.kit.crypto import Master
from dragoman.tenancy.commands import connect_number, register_business, set_secret

TENANT = "tn_lagostours000000000000000"
NUMBER_ID = "106540352242922"
ACCOUNT_ID = "102290129340398"
DISPLAY = "+2347003724666"
ADA = "2348035550101"
KOFI = "233245550102"
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)  # a Friday
MASTER = Master([b"m" * 32])
APP_SECRET = "lagos-app-secret"
OWNER = Doer(Role.ADMIN, "st_femicole")
MANAGER = Doer(Role.MANAGER, "st_efuaboateng")
SALES = Doer(Role.SALES, "st_bayoade")
OPERATIONS = Doer(Role.OPERATIONS, "st_chidieze")
GUIDE = Doer(Role.FIELD_STAFF, "st_dewilestari")


@dataclass(slots=True)
class Lagos:
    """A running business in a test's database."""

    desk: Desk
    clock: ShiftedClock
    number: str

    def work(
        self, by: Doer = SYSTEM, via: Surface = Surface.SYSTEM, *, proven: bool = False
    ) -> AbstractAsyncContextManager[Work]:
        """Open a Work of Lagos Tours."""
        return self.desk.work(TENANT, by, via, proven=proven)


async def found(
    store: Store,
    *,
    tenant: str = TENANT,
    slug: str = "lagos-tours",
    name: str = "Lagos Tours",
    number_id: str = NUMBER_ID,
) -> Lagos:
    """Register a business with one number and its secrets."""
    clock = ShiftedClock(NOW - datetime.now(UTC))
    store.clock = clock
    routes = Routes()
    routes.know(MessageReceived, SenderBlocked)  # told wherever a person is heard
    desk = Desk(store, Tenants(MASTER), routes, clock)
    async with store.unit(tenant) as unit:
        await register_business(
            unit, MASTER, tenant=tenant, slug=slug, name=name, currency="NGN", country="NG", zone="Africa/Lagos", locale="en_NG",
            settings=TenantSettings(), now=clock.now(),
        )  # fmt: skip
    async with desk.work(tenant, OWNER, Surface.CONSOLE, proven=True) as work:
        number = await connect_number(
            work, channel="meta", number_id=number_id, account_id=ACCOUNT_ID + number_id[-2:], display=DISPLAY
        )
        await set_secret(work, "meta:app_secret", (APP_SECRET,))
        await set_secret(work, "meta:token", ("EAA-lagos",))
    return Lagos(desk, clock, number)
