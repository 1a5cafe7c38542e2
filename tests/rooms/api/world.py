"""Lagos Tours behind its API: the wiring of the product over fakes of our own ports, called in process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx2
from fastapi import FastAPI

from dragoman.access import Role, Surface
from dragoman.api.app import build_app, edged
from dragoman.api.gate import Gate, Rates
from dragoman.api.health import Signs, health
from dragoman.api.waiting import Waiting
from dragoman.cli.facts import routes
from dragoman.cli.holders import HOLDERS
from dragoman.cli.rooms import turns
from dragoman.command import Calls
from dragoman.conversations import effects as conversation_calls
from dragoman.conversations import people, records
from dragoman.conversations.channel import Accepted, Recipient
from dragoman.conversations.executors import SEND_POLICY, SendMessage
from dragoman.conversations.hearing import hear
from dragoman.conversations.message import Heard, HeardKind, Say, Sender
from dragoman.conversations.number_keys import NumberKeys
from dragoman.conversations.speaker import Speaker
from dragoman.engine import Engine, Store, product_clock
from dragoman.flights import executors as flight_calls
from dragoman.kit.clock import ShiftedClock
from dragoman.notifications.effects import MAIL, PAPERS
from dragoman.notifications.executors import MAIL_POLICY, PAPERS_POLICY, MakePapers, SendMail
from dragoman.outbound import executors as outbound_calls
from dragoman.outbound.commands import add_endpoint, send_test
from dragoman.outbound.executors import Poster
from dragoman.payments import executors as payment_calls
from dragoman.tenancy.commands import add_staff, issue_api_key
from dragoman.tenancy.queries import StaffCard, api_key_of
from tests import lagos
from tests.rooms.bookings.world import Airline, Bank, Market

ALL = ("search", "book", "read", "documents", "conversations", "payments", "operations", "admin")
OTHER = "tn_accraways0000000000000000a"
TRAVELLER = {
    "type": "adult",
    "title": "mrs",
    "given_name": "Ada",
    "family_name": "Obi",
    "gender": "f",
    "born_on": "1988-03-14",
}
CONTACT = {"email": "ada.obi@example.com", "phone": "+234 803 555 0101"}
SEARCH = {
    "slices": [{"origin": "LOS", "destination": "ABV", "departure_date": "2026-12-15"}],
    "passengers": [{"type": "adult"}],
}
NOW = {"prefer": "wait=0"}


async def no_mailer(_tenant: str) -> None:
    """There is no mail server."""


@dataclass
class Phone:
    """A network that takes every message."""

    sent: list[bytes] = field(default_factory=list)

    def render(self, say: Say, *, as_template: bool = False) -> tuple[bytes, ...]:
        return (say.text.encode(),)

    async def send(self, _access: object, _to: object, body: bytes, tracker: str) -> Accepted:
        self.sent.append(body)
        return Accepted(f"wamid.{tracker}")


@dataclass
class Shop:
    """Everything a test of the API needs."""

    lagos: lagos.Lagos
    store: Store
    engine: Engine
    app: FastAPI
    edge: Any
    airline: Airline
    bank: Bank
    phone: Phone
    seen_at: dict[str, float]
    keys: dict[Role, str] = field(default_factory=dict)
    foreign: str = ""

    async def key(self, *scopes: str, role: Role = Role.MANAGER, tenant: str = lagos.TENANT) -> str:
        async with self.lagos.desk.work(tenant, lagos.OWNER, Surface.CONSOLE, proven=True) as work:
            return await issue_api_key(work, "test", scopes or ALL, role)

    async def id_of(self, key: str) -> str:
        async with self.lagos.work() as work:
            found = await api_key_of(work, key)
        assert found is not None
        return found.id

    @asynccontextmanager
    async def client(self, key: str | None = None) -> AsyncIterator[httpx2.AsyncClient]:
        headers = {"authorization": f"Bearer {key}"} if key else {}
        transport = httpx2.ASGITransport(app=self.edge)
        async with httpx2.AsyncClient(
            transport=transport, base_url="http://shop", headers=headers, timeout=60
        ) as client:
            yield client

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """Run the engine's loops, as a worker beside the web does."""
        await self.engine.start(turn_loops=2, effect_loops=1)
        try:
            yield
        finally:
            await self.engine.stop()

    async def later(self, **span: float) -> None:
        await product_clock.advance(self.store, self.lagos.clock, timedelta(**span))
        await self.engine.drain()

    async def offers(self, client: httpx2.AsyncClient) -> list[dict[str, Any]]:
        found = await client.post("/v1/search", json=SEARCH, headers=NOW)
        assert found.status_code == 202, found.text
        await self.engine.drain()
        shown = await client.get(found.headers["location"])
        return list(shown.json()["offers"])

    async def booked(self, client: httpx2.AsyncClient, *, pay: bool = True) -> dict[str, Any]:
        """A booking, with its payment link when asked for."""
        offer = (await self.offers(client))[0]["id"]
        body = {"offer_id": offer, "travellers": [TRAVELLER], "contact": CONTACT, "request_payment": pay}
        made = await client.post("/v1/book", json=body, headers=NOW)
        assert made.status_code == (202 if pay else 201), made.text
        await self.engine.drain()
        return dict((await client.get(made.headers["location"])).json())

    async def ticketed(self, client: httpx2.AsyncClient) -> dict[str, Any]:
        """A booking that is paid and ticketed, with its papers made."""
        made = await self.booked(client)
        self.bank.pay(f"{made['reference']}-1")
        await self.later(minutes=3)
        shown = dict((await client.get(f"/v1/bookings/{made['id']}")).json())
        assert shown["state"] == "CONFIRMED", shown
        return shown

    async def chat(self, peer: str = lagos.ADA, text: str = "Hello") -> str:
        """A conversation with the bot, in which the person has just written."""
        async with self.lagos.work() as work:
            person = await people.recognise(work, Sender(phone=peer))
            made = await records.start(
                work,
                person=person,
                number=self.lagos.number,
                channel="meta",
                actor=f"chat:{lagos.NUMBER_ID}:{peer[-4:]}",
                to=Recipient(peer),
                referral=None,
            )
            heard = Heard(f"wamid.in.{peer}", HeardKind.TEXT, work.now, Sender(phone=peer), text)
            await hear(work, made, heard)
        return made.id

    async def counts(self) -> dict[str, int]:
        """How many rows every table of the owner's database has; audit, key use and rates left out."""
        skipped = ("audit", "audit_head", "alembic_version")
        async with self.store.line() as line:
            await line.raw.execute("reset role")
            names = [
                r["n"] for r in await line.raw.fetch("select tablename n from pg_tables where schemaname = 'public'")
            ]
            found = {n: await line.raw.fetchval(f"select count(*) from {n}") for n in names if n not in skipped}
            await line.raw.execute("set role dragoman_app")
        return found

    async def problems(self) -> list[Any]:
        async with self.lagos.work() as work:
            return [
                tuple(r) for r in await work.sql.fetch("select actor, kind, reason from review where closed_at is null")
            ]


async def build(store: Store, rates: Rates | None = None, poster: Poster | None = None) -> Shop:
    """Build the shop in an empty, migrated database."""
    town = await lagos.found(store)
    town.desk.routes = routes()
    async with store.line() as line:  # running loops follow the stored shift
        await line.raw.execute("update product_clock set shift = $1", town.clock.shift)
    airline, bank, market, phone = Airline(town.clock), Bank(town.clock), Market(town.clock), Phone()
    calls = Calls(town.desk)
    channels: Any = {"meta": phone}
    speaker = Speaker(channels)

    async def supplier_of(_tenant: str) -> Any:
        return airline

    async def gateway_of(_tenant: str) -> Any:
        return bank

    outside = {
        **flight_calls.executors(calls, supplier_of, town.clock),
        **payment_calls.executors(calls, gateway_of, market, lambda _tenant, reference: f"https://lagos.example/paid/{reference}"),
        conversation_calls.SEND: (SendMessage(calls, channels, NumberKeys(calls), town.clock), SEND_POLICY),
        PAPERS: (MakePapers(calls, town.clock), PAPERS_POLICY),
        MAIL: (SendMail(calls, no_mailer), MAIL_POLICY),
        **(outbound_calls.executors(calls, poster, ShiftedClock()) if poster else {}),
    }  # fmt: skip
    engine = Engine(store, town.clock, turns(town.desk, speaker, {}), outside)
    seen_at: dict[str, float] = {}

    async def unset() -> tuple[str, ...]:
        return ("duffel:webhook_secret",)

    signs = Signs(store, dict, unset, seen_at)
    app = build_app([health(signs)], Gate(town.desk, Waiting(store.signals), speaker, rates or Rates(), HOLDERS))
    return Shop(town, store, engine, app, edged(app), airline, bank, phone, seen_at)


async def add_other_tenant(shop: Shop) -> str:
    """Found a second business in the same database; returns a key of it with every scope."""
    clock, routes_, desk = shop.lagos.clock, shop.lagos.desk.routes, shop.lagos.desk
    other = await lagos.found(
        shop.store, tenant=OTHER, slug="accra-ways", name="Accra Ways", number_id="106540352242933"
    )
    assert other.desk is not desk
    assert routes_ is desk.routes
    shop.store.clock = clock
    return await shop.key(*ALL, tenant=OTHER)


async def add_bayo(shop: Shop) -> str:
    async with shop.lagos.work(lagos.OWNER, Surface.CONSOLE, proven=True) as work:
        return await add_staff(work, StaffCard("Bayo Ade", "+2348035550199"), Role.SALES)


async def things_of(shop: Shop) -> dict[str, str]:
    """One real thing of each kind, of Lagos Tours."""
    async with shop.client(await shop.key()) as client:
        booking = await shop.ticketed(client)
        where = f"/v1/bookings/{booking['id']}"
        document = (await client.get(f"{where}/documents")).json()["items"][0]["id"]
        payment = (await client.get(f"{where}/payments")).json()["items"][0]["id"]
        offers = await shop.offers(client)
        chat = await shop.chat()
        await client.post(f"/v1/conversations/{chat}/take")
    spare = await shop.key("read")
    async with shop.lagos.work() as work:
        await work.sql.execute(
            "insert into alert (id, tenant_id, created_at, kind, subject, code) values ($1, $2, $3, 'order_stuck', 'booking:x', '')",
            f"al_{'0' * 26}", lagos.TENANT, work.now,
        )  # fmt: skip
        item = await work.sql.fetchval(
            "insert into review (tenant_id, actor, kind, reason, event_seq) values ($1, 'api:none', 'fact', 'test', 1) returning id",
            lagos.TENANT,
        )
        person = await work.sql.fetchval("select person_id from conversation where id = $1", chat)
    async with shop.lagos.work(lagos.OWNER, Surface.CONSOLE, proven=True) as work:
        endpoint = (await add_endpoint(work, "Shop", "https://shop.lagostours.example/hooks", ("*",))).id
        delivery = await send_test(work, endpoint)
    return {
        "endpoint": endpoint, "delivery": delivery, "person": person,
        "search": offers[0]["search_id"], "offer": offers[0]["id"], "booking": booking["id"], "document": document, "payment": payment,
        "chat": chat, "alert": f"al_{'0' * 26}", "item": str(item), "key": await shop.id_of(spare), "bayo": await add_bayo(shop),
    }  # fmt: skip
