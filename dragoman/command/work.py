"""A Work is one unit of work in one tenant: who asks, through which door, when, and the one transaction it happens in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar

import msgspec
from sqlalchemy.orm.attributes import set_committed_value

from dragoman import timeline
from dragoman.access import SYSTEM, Doer, Surface
from dragoman.command.errors import Refused
from dragoman.command.models import Versioned
from dragoman.command.routes import Routes
from dragoman.command.states import StateTable
from dragoman.kit.clock import Clock
from dragoman.kit.crypto import Vault
from dragoman.kit.days import begin_of, day_of
from dragoman.kit.ids import new_id
from dragoman.kit.wording import speak_as

if TYPE_CHECKING:
    import asyncpg
    from sqlalchemy.ext.asyncio import AsyncSession

    from dragoman.command.tenants import Tenant, Tenants
    from dragoman.engine import Store, Turn, Unit

T = TypeVar("T")


class Stateful(Protocol):
    """A stored thing that moves through a state table: an ORM row or a plain record of one."""

    __tablename__: ClassVar[str]
    states: ClassVar[StateTable]
    id: Any
    state: Any
    version: Any


@dataclass(slots=True)
class Work:
    """What a command gets: nothing global, everything explicit. Times are UTC; ids and clock come from here."""

    unit: Unit
    tenant: Tenant
    vault: Vault
    routes: Routes
    by: Doer
    via: Surface
    now: datetime
    request: str = ""
    proven: bool = False

    @property
    def sql(self) -> asyncpg.Connection[Any]:
        """The raw connection of this transaction."""
        return self.unit.sql

    @property
    def session(self) -> AsyncSession:
        """The SQLAlchemy session of this transaction."""
        return self.unit.session

    @property
    def today(self) -> date:
        """The business's calendar day."""
        return day_of(self.now, self.tenant.zone)

    def begin(self, day: date) -> datetime:
        """Return the first instant (UTC) of one of the business's calendar days."""
        return begin_of(day, self.tenant.zone)

    def new_id(self, prefix: str) -> str:
        """Draw a public id."""
        return new_id(prefix)

    def seal(self, table: str, column: str, row: str, value: object) -> bytes:
        """Seal any msgspec-encodable value to its place."""
        return self.vault.seal(table, column, row, msgspec.msgpack.encode(value))

    def open(self, table: str, column: str, row: str, sealed: bytes, kind: type[T]) -> T:
        """Open a sealed value as `kind`."""
        return msgspec.msgpack.decode(self.vault.open(table, column, row, sealed), type=kind)

    def blind(self, column: str, value: str) -> bytes:
        """Return the look-up index of a canonical value."""
        return self.vault.blind(column, value)

    async def move(self, thing: Stateful | Versioned, verb: str) -> None:
        """Move a thing by its state table, compare-and-swap on state and version; raises Refused("state"|"guard"|"stale")."""
        table = type(thing).states
        target = table.target(thing, verb)
        before, version = thing.state, thing.version
        if isinstance(thing, Versioned):
            await self.session.flush()
        swapped = await self.sql.fetchval(
            f"update {type(thing).__tablename__} set state = $1, version = $2"  # noqa: S608 - the class names its own table
            " where id = $3 and state = $4 and version = $5 returning id",
            str(target), version + 1, thing.id, before, version,
        )  # fmt: skip
        if swapped is None:
            raise Refused("stale", f"This {table.name.lower()} was changed a moment ago; look again.")
        for name, value in (("state", str(target)), ("version", version + 1)):
            set_committed_value(thing, name, value) if isinstance(thing, Versioned) else setattr(thing, name, value)
        await self.note(
            f"{table.name.lower()}:{thing.id}", f"{table.name.lower()}:{verb}", before=before, after=str(target)
        )

    async def note(self, subject: str, tag: str, **public: Any) -> None:
        """Add an entry to the subject's history; public values only."""
        await timeline.note(self.sql, self.tenant.id, subject, tag, public, self.by, self.via, self.now)
        self.unit.live(subject, tag)

    async def tell(self, fact: msgspec.Struct) -> None:
        """Tell a fact to every actor that listens; delivered right after commit."""
        body = self.vault.seal("letter", "body", "", self.routes.encode(fact))
        for actor in await self.routes.actors(self, fact):
            await self.unit.post(actor=actor, kind="fact", key=new_id("lt"), body=body)

    def read_fact(self, body: bytes) -> msgspec.Struct:
        """Read a fact from a letter."""
        return self.routes.decode(self.vault.open("letter", "body", "", body))

    async def effect(
        self, kind: str, key: str, body: object, *, actor: str, lane: str = "", not_before: datetime | None = None
    ) -> bool:
        """Ask for an outside call once per key; False when the key is already there."""
        sealed = self.seal("effect", "body", key, body)
        return await self.unit.effect(actor=actor, kind=kind, key=key, body=sealed, lane=lane, not_before=not_before)

    def read_answer(self, key: str, body: bytes, kind: type[T]) -> T:
        """Read the answer of an effect, as its executor sealed it."""
        return self.open("effect", "answer", key, body, kind)

    async def timer(self, actor: str, name: str, due: datetime) -> None:
        """Set (or move) an actor's timer."""
        await self.unit.timer(actor=actor, name=name, due=due)

    async def drop_timer(self, actor: str, name: str) -> None:
        """Take a timer back."""
        await self.unit.drop_timer(actor, name)


class Desk:
    """Where Works are made: for a request of a person or partner, or for a turn of an actor."""

    def __init__(self, store: Store, tenants: Tenants, routes: Routes, clock: Clock) -> None:
        self.store = store
        self.tenants = tenants
        self.routes = routes
        self.clock = clock

    @asynccontextmanager
    async def work(
        self, tenant: str, by: Doer, via: Surface, *, request: str = "", proven: bool = False
    ) -> AsyncIterator[Work]:
        """Open a Work that commits at the end; after a refusal only its audit entry is kept, and Refused is raised on."""
        refusal: Refused | None = None
        async with self.store.unit(tenant) as unit:
            work = await self._made(unit, tenant, by, via, request)
            work.proven = proven
            try:
                yield work
            except Refused as reason:
                refusal = reason
        if refusal is not None:
            raise refusal

    async def turn(self, turn: Turn, *, via: Surface = Surface.SYSTEM) -> Work:
        """Make the Work of an actor's turn; the engine commits it."""
        return await self._made(turn.unit, turn.tenant, SYSTEM, via, new_id("rq"))

    async def _made(self, unit: Unit, tenant: str, by: Doer, via: Surface, request: str) -> Work:
        known = await self.tenants.get(unit, tenant)
        speak_as(known.wording)
        return Work(unit, known.tenant, known.vault, self.routes, by, via, self.clock.now(), request or new_id("rq"))
