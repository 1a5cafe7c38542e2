"""`dragoman check`: ask each partner whether the credentials work, and print its own words when they do not."""

from __future__ import annotations

from dragoman.access import SYSTEM, Surface
from dragoman.cli.database import database, prepare
from dragoman.cli.house import House, opened
from dragoman.kit.settings import Settings
from dragoman.tenancy.connections import Partner

NAMES = {
    Partner.WHATSAPP: "WhatsApp", Partner.DUFFEL: "Duffel", Partner.PAYSTACK: "Paystack", Partner.MAIL: "Mail",
    Partner.ENGINE: "Intent engine", Partner.RATES: "Exchange rates",
}  # fmt: skip


async def check(settings: Settings) -> int:
    """Check every business of this installation; returns 0 when all answered well, 1 otherwise, 2 when there is none."""
    if settings.demo:
        print("This home was last run as a demo: the partners asked are its simulators.")
    async with database(settings) as addresses:
        await prepare(addresses)
        async with opened(settings, addresses) as house:
            tenants = await house.tenants()
            if not tenants:
                print("No business is set up yet. Fill in .env, then: dragoman setup")
                return 2
            good = [await _asked(house, tenant) for tenant in tenants]
    return 0 if all(good) else 1


async def _asked(house: House, tenant: str) -> bool:
    async with house.desk.work(tenant, SYSTEM, Surface.SYSTEM) as work:
        print(f"{work.tenant.name} ({tenant})")
    good = True
    for partner in house.connections.partners():
        found = await house.connections.ask(tenant, partner, {})
        if partner is Partner.MAIL and found.code == "unset" and not found.works:
            print(f"  - {NAMES[partner]}: none is set; no e-mail is sent.")
            continue
        print(f"  {'✓' if found.works else '✗'} {NAMES[partner]}: {found.says}")
        good = good and found.works
    return good
