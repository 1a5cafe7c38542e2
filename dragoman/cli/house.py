"""The house of one process: database, keys, adapters, engine, doors; wired here and nowhere else."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import quote

from starlette.types import ASGIApp

from dragoman.access import SYSTEM, Surface
from dragoman.api.app import build_app, edged
from dragoman.api.door import SIGNING_SECRETS, WebhookDoor
from dragoman.api.gate import Gate, Rates
from dragoman.api.health import Signs, health
from dragoman.api.keys import DoorKeys
from dragoman.api.returning import returning
from dragoman.api.tally import Tally
from dragoman.api.waiting import Waiting
from dragoman.channels.mail.client import SmtpMailer
from dragoman.channels.meta.client import MetaChannel
from dragoman.channels.meta.graph import MetaSettings
from dragoman.channels.meta.reading import read
from dragoman.cli.connections import PartnerConnections
from dragoman.cli.database import Addresses
from dragoman.cli.demo import DEMO_TENANT
from dragoman.cli.facts import routes
from dragoman.cli.holders import HOLDERS
from dragoman.cli.mailing import Mailers, mail_settings
from dragoman.cli.partners import Partners
from dragoman.cli.rooms import Outside, executors, turns
from dragoman.command import Calls, Desk
from dragoman.command.tenants import Tenants
from dragoman.console.app import build_console, mount
from dragoman.console.backstage import Backstage
from dragoman.conversations.channel import Channel
from dragoman.conversations.mail import Mailer
from dragoman.conversations.number_keys import NumberKeys
from dragoman.conversations.queries import file
from dragoman.conversations.speaker import Speaker
from dragoman.dialogues.allowance import Limits
from dragoman.engine import Door, Engine, Executor, Policy, Store, product_clock
from dragoman.kit.clock import ShiftedClock
from dragoman.kit.crypto import Master
from dragoman.kit.http import Guard, Http, Transport
from dragoman.kit.ids import new_id
from dragoman.kit.settings import Settings
from dragoman.partners.receivers.client import Receivers
from dragoman.staff.sessions import carry_over


@dataclass(slots=True)
class House:
    """Everything one process works with."""

    settings: Settings
    store: Store
    master: Master
    clock: ShiftedClock
    desk: Desk
    calls: Calls
    channels: Mapping[str, Channel]
    number_keys: NumberKeys
    partners: Partners
    mailer: Mailer | None
    mailers: Mailers
    connections: PartnerConnections
    receivers: Receivers
    door: Door
    door_keys: DoorKeys
    speaker: Speaker
    engine: Engine = field(init=False)
    tally: Tally = field(default_factory=Tally)

    def return_to(self, tenant: str, reference: str) -> str:
        """Return where the payment page sends the traveller afterwards."""
        return f"{self.settings.own_url}/pay/{tenant}/{quote(reference, safe='')}"

    def new_tenant_id(self) -> str:
        """Draw the id of a new business."""
        return new_id("tn")

    def executors(self) -> Mapping[str, tuple[Executor, Policy]]:
        """Wire every outside call of every room to this process's adapters."""
        outside = Outside(
            self.channels,
            self.number_keys,
            self.partners,
            self.mailers.get,
            self.return_to,
            self.settings.meta_throughput,
            self.receivers,
            ShiftedClock(),
        )
        return executors(outside, self.calls, self.clock)

    async def tenants(self) -> list[str]:
        """List the businesses of this installation by id."""
        async with self.store.unit(None) as unit:
            rows = await unit.sql.fetch("select distinct tenant_id from route where kind = 'business' order by 1")
        return [row["tenant_id"] for row in rows]

    def web(self, rates: Rates | None = None) -> ASGIApp:
        """Build the web: the webhook door in front of the application."""
        seen_at: dict[str, float] = {}
        signs = Signs(self.store, self.partners.health, self._unset, seen_at)
        gate = Gate(self.desk, Waiting(self.store.signals), self.speaker, rates or Rates(), HOLDERS)
        console, screens = build_console(
            self.desk, self.speaker, self.settings.own_url,
            Backstage(self.connections, self.master, HOLDERS, signs, self.settings.demo),
        )  # fmt: skip
        app = build_app(
            [returning(self.desk), health(signs)], gate, shift_clock=self._shift if self.settings.demo else None
        )
        mount(app, console, screens)
        return WebhookDoor(
            edged(app), self.door, self.door_keys, self.calls, self.clock,
            body_bytes_max=self.settings.body_bytes_max, quiet_s=self.settings.quiet_ms / 1000, seen_at=seen_at, tally=self.tally,
        )  # fmt: skip

    async def _unset(self) -> tuple[str, ...]:
        """Name the secrets that no business has: their webhooks are refused."""
        return tuple([name for name in SIGNING_SECRETS if not await self.door_keys.secrets(name)])

    async def _shift(self, shift: timedelta) -> None:
        """Move to an absolute shift; telling the same one twice is harmless, and time never goes back.

        Whoever moves the demo's clock sits before it all the while: sessions and the terminal's links go along.
        """
        ahead = shift - await product_clock.read_shift(self.store)
        if ahead > timedelta():
            async with self.desk.work(DEMO_TENANT, SYSTEM, Surface.SYSTEM) as work:
                await carry_over(work, ahead)
            await product_clock.advance(self.store, self.clock, ahead)


@asynccontextmanager
async def opened(settings: Settings, addresses: Addresses, transport: Transport | None = None) -> AsyncIterator[House]:
    """Open the house on a migrated database; closed in reverse at the end. `transport` replaces the network in tests."""
    key = settings.master_key.get_secret_value()
    master = Master.from_text(key) if key else Master.from_file(settings.home / "master.key")
    clock = ShiftedClock()
    store = await Store.open(addresses.app, role=addresses.role, pool_max=settings.pool_max, clock=clock)
    meta = MetaSettings(base_url=settings.graph_url, version=settings.graph_version)
    http = Http(max_connections=64, transport=transport)
    files = Http(guard=meta.guard, transport=transport)
    receivers = Receivers(Guard(allowed_hosts=_own_hosts(settings)), transport)
    partners: Partners | None = None
    try:
        desk = Desk(store, Tenants(master), routes(), clock)
        calls = Calls(desk)
        partners = Partners(calls, settings, clock, transport)
        channels: dict[str, Channel] = {"meta": MetaChannel(http, files, meta, _documents(desk))}
        house = House(
            settings, store, master, clock, desk, calls, channels, NumberKeys(calls), partners,
            None if (mail := mail_settings({}, settings)) is None else SmtpMailer(mail, clock), Mailers(desk, settings, clock),
            PartnerConnections(desk, settings, partners, channels["meta"], clock, transport), receivers, Door(store), DoorKeys(calls), Speaker(channels),
        )  # fmt: skip
        house.engine = Engine(
            store,
            clock,
            turns(desk, house.speaker, {"meta": read}, _limits(settings), settings.own_url),
            house.executors(),
        )
        yield house
    finally:
        if partners is not None:
            await partners.close()
        await http.close()
        await receivers.close()
        await files.close()
        await store.close()


def _own_hosts(settings: Settings) -> frozenset[str]:
    """Return the hosts that webhooks may reach wherever they are; in the demo this machine too."""
    named = {host.strip().lower() for host in settings.webhook_hosts.split(",") if host.strip()}
    return frozenset(named | ({"127.0.0.1", "localhost"} if settings.demo else set()))


def _documents(desk: Desk) -> Callable[[str], Awaitable[bytes]]:
    async def load(document: str) -> bytes:
        tenant, _, file_id = document.partition("/")
        async with desk.work(tenant, SYSTEM, Surface.SYSTEM) as work:
            stored = await file(work, file_id)
        if stored is None:
            raise LookupError(file_id)
        return stored.content

    return load


def _limits(settings: Settings) -> Limits | None:
    """Return what the intent engine may cost; None when the installation has none."""
    if not settings.engine:
        return None
    return Limits(
        settings.engine_conversation_tokens, settings.engine_conversation_cents, settings.engine_day_tokens,
        settings.engine_day_cents, settings.engine_cents_in, settings.engine_cents_out, settings.engine_cents_asks,
    )  # fmt: skip
