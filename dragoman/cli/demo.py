"""The demo: simulators beside the product, and a business set up from the same settings a real one would use."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from msgspec import structs
from pydantic import SecretStr

from dragoman.access import SYSTEM, Surface
from dragoman.cli.database import database, prepare
from dragoman.cli.house import House, opened
from dragoman.cli.templates import ensure_templates
from dragoman.command.tenants import TenantSettings
from dragoman.kit.http import Http, HttpError, Timeouts
from dragoman.kit.settings import Settings
from dragoman.simulators.dialogflow.account import key_file
from dragoman.simulators.settings import SimSettings
from dragoman.tenancy.commands import change_settings, connect_number, register_business, set_secret

DEMO_TENANT = "tn_0000demolagostours00000000"
DEMO_SLUG = "demo"
_STARTS_WITHIN_S = 30.0
_LEAVE_WITHIN_S = 6.0


def simulated(settings: Settings) -> SimSettings:
    """Return the simulators' settings that fit the product's."""
    return SimSettings(port=settings.sim_port, product_url=settings.own_url, mail_port=settings.sim_port + 25)


def settings() -> Settings:
    """Return demo settings: every partner without credentials of its own in .env is a simulator."""
    own = Settings()
    sim = simulated(own)
    fill: dict[str, object] = {"demo": True, "business_name": own.business_name or "Lagos Tours"}
    if not own.meta_token.get_secret_value():
        fill |= {
            "graph_url": f"{sim.own_url}/graph",
            "meta_token": SecretStr(sim.whatsapp_access_token),
            "meta_app_secret": SecretStr(sim.whatsapp_app_secret),
            "meta_verify_token": SecretStr(sim.whatsapp_verify_token),
            "meta_number_id": sim.whatsapp_phone_number_id,
            "meta_account_id": sim.whatsapp_waba_id,
            "meta_number": f"+{sim.whatsapp_display_number}",
        }
    if not own.duffel_token.get_secret_value():
        fill |= {"duffel_url": f"{sim.own_url}/duffel", "duffel_token": SecretStr(sim.duffel_token)}
        fill |= {"duffel_webhook_secret": SecretStr(sim.duffel_webhook_secret)}
    if not own.paystack_key.get_secret_value():
        fill |= {"paystack_url": f"{sim.own_url}/paystack", "paystack_key": SecretStr(sim.paystack_secret_key)}
        fill |= {"fx_url": f"{sim.own_url}/fx"}
    if own.engine and not own.engine_key.get_secret_value() and not own.engine_url:
        fill |= _simulated_engine(own, sim)
    if not own.smtp_host:
        fill |= {"smtp_host": sim.mail_host, "smtp_port": sim.mail_port, "smtp_security": "none"}
        fill |= {"smtp_from": "Lagos Tours <trips@lagostours.example>"}
    return own.model_copy(update=fill)


def _simulated_engine(own: Settings, sim: SimSettings) -> dict[str, object]:
    """Return the settings of a simulated engine of the kind chosen."""
    if own.engine == "openai":
        url, key, model = f"{sim.own_url}/openai/v1", sim.openai_key, sim.openai_model
    else:
        url, model = f"{sim.own_url}/dialogflow", sim.dialogflow_agent
        key = key_file(f"{url}/token", own.home / "simulators")
    return {"engine_url": url, "engine_key": SecretStr(key), "engine_model": model}


async def set_up_business(house: House, settings: Settings) -> str:
    """Create the business of these settings, or bring its number, secrets and contacts up to date; returns the tenant's id.

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
            settings=TenantSettings(support_phone=settings.meta_number, support_email=settings.alert_email), now=now,
        )  # fmt: skip
    async with house.desk.work(tenant, SYSTEM, Surface.SYSTEM) as work:
        kept = work.tenant.settings
        await change_settings(
            work,
            structs.replace(
                kept,
                support_phone=settings.meta_number or kept.support_phone,
                support_email=settings.alert_email or kept.support_email,
                engine=bool(settings.engine),
            ),
        )
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
            if values:
                await set_secret(work, name, values)
        if key := settings.engine_key.get_secret_value().strip():
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


@asynccontextmanager
async def simulators(settings: Settings) -> AsyncIterator[None]:
    """Run the simulators as a process of their own, ready before the product starts and stopped with it."""
    sim = simulated(settings)
    for port in (sim.port, sim.mail_port):
        await _wait_for_free_port(sim.host, port, "DRAGOMAN_SIM_PORT")
    environment = os.environ | {
        "DRAGOMAN_SIM_PORT": str(sim.port),
        "DRAGOMAN_SIM_PRODUCT_URL": sim.product_url,
        "DRAGOMAN_SIM_MAIL_PORT": str(sim.mail_port),
        "DRAGOMAN_HOME": str(settings.home),
        "DRAGOMAN_SIM_FOLLOW_STDIN": "1",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "dragoman.simulators",
        env=environment,
        start_new_session=True,
        stdin=asyncio.subprocess.PIPE,
    )
    try:
        await _ready(process, sim.own_url)
        yield
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
            try:
                async with asyncio.timeout(8):
                    await process.wait()
            except TimeoutError:
                process.kill()
                await process.wait()


async def _wait_for_free_port(host: str, port: int, setting: str) -> None:
    """Wait a moment for simulators whose product was killed: they see it and end; then raise PortTaken."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_LEAVE_WITHIN_S):
            while True:
                try:
                    return need_free_port(host, port, setting)
                except PortTaken:
                    await asyncio.sleep(0.1)  # nothing announces a port that is free again; bounded above
    need_free_port(host, port, setting)


def need_free_port(host: str, port: int, setting: str) -> None:
    """Raise PortTaken with what to do when something else listens on the port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise PortTaken(
                f"Port {port} is taken. Stop what listens there, or set {setting} to a free port."
            ) from None


class PortTaken(RuntimeError):
    """Something else listens on a port that is needed."""


async def _ready(process: asyncio.subprocess.Process, url: str) -> None:
    http = Http(url, timeouts=Timeouts(connect=1, write=1, read=2, pool=1, total=3))
    try:
        async with asyncio.timeout(_STARTS_WITHIN_S):
            while process.returncode is None:
                try:
                    await http.call("GET", "/clock")
                    return
                except HttpError:
                    await asyncio.sleep(
                        0.1
                    )  # nothing announces a listening port; asked ten times a second, bounded above
    finally:
        await http.close()
    raise RuntimeError(f"the simulators did not start; is port {url.rsplit(':', 1)[-1]} in use?")
