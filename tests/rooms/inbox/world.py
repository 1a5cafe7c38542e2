"""The desk of Lagos Tours in a test's database: its staff, travellers who have written, and the engine's own turns."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from dragoman.access import Doer, Role, Surface
from dragoman.cli.facts import routes
from dragoman.cli.rooms import turns
from dragoman.command.tenants import TenantSettings
from dragoman.conversations import commands, people, records
from dragoman.conversations.channel import Recipient
from dragoman.conversations.facts import TravellerWrote
from dragoman.conversations.hearing import hear
from dragoman.conversations.message import Heard, HeardKind, Say, Sender
from dragoman.conversations.records import Conversation
from dragoman.conversations.speaker import Speaker
from dragoman.engine import Engine, Store, product_clock
from dragoman.tenancy.commands import add_staff
from dragoman.tenancy.queries import StaffCard
from dragoman.tenancy.settings import change_settings
from tests import lagos

STAFF = {
    "bayo": ("Bayo Ade", Role.SALES, "+2348035550199"),
    "efua": ("Efua Boateng", Role.MANAGER, "+233245550188"),
    "chidi": ("Chidi Eze", Role.OPERATIONS, "+2348035550177"),
    "dewi": ("Dewi Lestari", Role.FIELD_STAFF, ""),
    "femi": ("Femi Cole", Role.ADMIN, ""),
}


class Plain:
    """A network of the tests: a Say is its text."""

    name = "meta"

    def render(self, say: Say, *, as_template: bool = False) -> tuple[bytes, ...]:
        return (say.text.encode(),)


@dataclass
class Bureau:
    """Everything a test of the desk needs; `staff` are real members with ids of their own."""

    lagos: lagos.Lagos
    store: Store
    engine: Engine
    speaker: Speaker
    staff: dict[str, Doer] = field(default_factory=dict)
    wrote: int = 0

    def at(self, who: str) -> Any:
        """Open a Work of a member of staff at the console; "" is the product itself."""
        return self.lagos.work(self.staff[who], Surface.CONSOLE, proven=True) if who else self.lagos.work()

    async def hire(self, who: str, branch: str | None = None) -> Doer:
        """Take on one more member of staff, of a branch."""
        name, role, phone = STAFF[who.split("_")[0]]
        card = StaffCard(name, phone if "_" not in who else "", f"{who}@lagostours.example")
        async with self.lagos.work(lagos.OWNER, Surface.CONSOLE, proven=True) as work:
            self.staff[who] = Doer(role, await add_staff(work, card, role, branch), branch)
        return self.staff[who]

    async def settings(self, **changed: Any) -> None:
        """Change the business's settings."""
        async with self.lagos.work(lagos.OWNER, Surface.CONSOLE, proven=True) as work:
            await change_settings(work, TenantSettings(**changed))
        self.lagos.desk.tenants.forget(lagos.TENANT)

    async def writes(self, peer: str = lagos.ADA, text: str = "Hello", *, name: str = "Ada Obi", **more: Any) -> str:
        """Let a traveller write, as a chat's turn would take it; returns the conversation's id."""
        self.wrote += 1
        async with self.lagos.work() as work:
            person = await people.recognise(work, Sender(phone=peer, name=name))
            made = await records.of_person(work, person, self.lagos.number) or await records.start(
                work, person=person, number=self.lagos.number, channel="meta", actor=f"chat:{lagos.NUMBER_ID}:{peer[-4:]}",
                to=Recipient(peer), referral=None,
            )  # fmt: skip
            more = {"kind": HeardKind.TEXT, "external_id": f"wamid.in.{self.wrote}"} | more
            message, _, _ = await hear(work, made, Heard(at=work.now, sender=Sender(phone=peer), text=text, **more))
            if made.state in ("WAITING", "WITH_PERSON") and message:
                await work.tell(TravellerWrote(made.id, message))
        await self.engine.drain()
        return made.id

    async def waits(self, peer: str = lagos.ADA, text: str = "A person please", **more: Any) -> str:
        """Let a traveller write and be handed over; returns the conversation's id."""
        chat = await self.writes(peer, text, **more)
        async with self.lagos.work() as work:
            await commands.hand_over(work, chat, "asked")
        await self.engine.drain()
        return chat

    async def later(self, **span: float) -> None:
        """Let time pass, and all that falls due happen."""
        await product_clock.advance(self.store, self.lagos.clock, timedelta(**span))
        await self.engine.drain()

    async def chat(self, conversation: str) -> Conversation:
        """Read a conversation."""
        async with self.lagos.work() as work:
            found = await records.by_id(work, conversation)
        assert found is not None
        return found

    async def rows(self, sql: str, *arguments: object) -> list[dict[str, Any]]:
        """Read rows of the business."""
        async with self.lagos.work() as work:
            return [dict(row) for row in await work.sql.fetch(sql, *arguments)]


async def build(store: Store) -> Bureau:
    """Open the desk in an empty, migrated database."""
    town = await lagos.found(store)
    town.desk.routes = routes()
    async with store.line() as line:
        await line.raw.execute("update product_clock set shift = $1", town.clock.shift)
    speaker = Speaker({"meta": Plain()})  # type: ignore[dict-item]
    bureau = Bureau(town, store, Engine(store, town.clock, turns(town.desk, speaker, {}), {}), speaker)
    for who in STAFF:
        await bureau.hire(who)
    return bureau
