"""Set up the business that the credentials in `.env` belong to; a demo's and a real one's in the same way."""

from __future__ import annotations

import re
import sys

from msgspec import structs

from dragoman.access import SYSTEM, Surface
from dragoman.cli.database import database, prepare
from dragoman.cli.demo import DEMO_SLUG, DEMO_TENANT
from dragoman.cli.house import House, opened
from dragoman.cli.templates import ensure_templates
from dragoman.command.tenants import TenantSettings
from dragoman.kit.settings import Settings
from dragoman.tenancy.commands import connect_number, register_business, set_secret
from dragoman.tenancy.queries import secrets_of
from dragoman.tenancy.settings import change_settings, standing

_DEMO_REFUND_LIMIT = 250_000_00  # kobo: above one domestic ticket, below a family's, so that the demo shows both ways


async def set_up_business(house: House, settings: Settings, *, keep: bool = False) -> str:
    """Create the business of these settings, or bring its number, secrets and contacts up to date; returns the tenant's id.

    `keep`: what is set already stays, for it may have been changed on the settings screen since.
    Name, currency, country and zone are fixed with the first booking's books and stay as they were created.
    """
    slug = (
        DEMO_SLUG
        if settings.demo
        else re.sub(r"[^a-z0-9]+", "-", settings.business_name.lower()).strip("-")[:40] or "business"
    )
    known = await house.door_keys.tenant("business", slug)
    tenant = known or (DEMO_TENANT if settings.demo else house.new_tenant_id())
    now = house.clock.now()
    async with house.store.unit(tenant) as unit:
        await register_business(
            unit, house.master, tenant=tenant, slug=slug, name=settings.business_name or slug, currency=settings.business_currency,
            country=settings.business_country, zone=settings.business_zone, locale=f"en_{settings.business_country}",
            settings=TenantSettings(
                support_phone=settings.meta_number, support_email=settings.alert_email,
                refund_limit_minor=_DEMO_REFUND_LIMIT if settings.demo else None,
            ),
            now=now,
        )  # fmt: skip
    async with house.desk.work(tenant, SYSTEM, Surface.SYSTEM) as work:
        tuned = (await standing(work)).settings
        phone, email = settings.meta_number or tuned.support_phone, settings.alert_email or tuned.support_email
        engine = tuned.engine if keep and known else bool(settings.engine)
        if keep:
            phone, email = tuned.support_phone or phone, tuned.support_email or email
        await change_settings(work, structs.replace(tuned, support_phone=phone, support_email=email, engine=engine))
        if settings.meta_number_id:
            await connect_number(
                work, channel="meta", number_id=settings.meta_number_id, account_id=settings.meta_account_id,
                display=settings.meta_number, throughput=settings.meta_throughput,
            )  # fmt: skip
        for name, value in (
            ("meta:token", settings.meta_token),
            ("meta:app_secret", settings.meta_app_secret),
            ("meta:verify_token", settings.meta_verify_token),
            ("duffel:token", settings.duffel_token),
            ("duffel:webhook_secret", settings.duffel_webhook_secret),
            ("paystack:key", settings.paystack_key),
        ):
            values = tuple(part.strip() for part in value.get_secret_value().split(",") if part.strip())
            if values and not (keep and await secrets_of(work, name)):
                await set_secret(work, name, values)
        key = settings.engine_key.get_secret_value().strip()
        if key and not (keep and await secrets_of(work, "engine:key")):
            await set_secret(work, "engine:key", (key,))  # one value: a service account's JSON has commas
    house.desk.tenants.forget(tenant)  # read with the new settings from here on
    return tenant


async def set_up(settings: Settings) -> int:
    """Set up the business of `.env` on an otherwise idle installation; returns the exit code."""
    if not settings.business_name:
        print(
            "Set DRAGOMAN_BUSINESS_NAME and the partners' credentials in .env first; .env.example lists them.",
            file=sys.stderr,
        )
        return 2
    async with database(settings) as addresses:
        await prepare(addresses)
        async with opened(settings, addresses) as house:
            tenant = await set_up_business(house, settings)
            handed_in = await ensure_templates(house, tenant)
    if handed_in:
        print(f"Templates handed in to WhatsApp for review: {', '.join(handed_in)}.")
    print(f"{settings.business_name} is set up ({tenant}). Next: dragoman check, then dragoman run.")
    return 0
