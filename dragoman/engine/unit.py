"""The unit of work: one transaction in one tenant, and what may be asked for in it (effects, timers, letters)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias

import asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from dragoman.engine.results import Done, Failed
from dragoman.engine.signals import Topic
from dragoman.kit.clock import Clock

_SOON = timedelta(seconds=5)  # schedules look that often by themselves: what is due later needs no wake-up
_LANES = "select engine_lanes($1, $2)"
_CLOSE = "select engine_finish_turn($1, $2, $3)"
_CLOSE_BEHIND = "engine_finish_turn($3, $4, $5)"
Raw: TypeAlias = "asyncpg.Connection[Any]"


@dataclass(frozen=True, slots=True)
class Line:
    """One pooled connection under both its names: SQLAlchemy's, and the driver's below it."""

    shared: AsyncConnection
    raw: Raw


class Unit:
    """One transaction in one tenant. `sql` and `session` are two views of it; both see and undo the same.

    The transaction is opened on the asyncpg connection itself; SQLAlchemy, when a room uses `session`, finds it open and
    works in a savepoint of it. So raw SQL and models share one commit, and a raw statement can never slip out before
    SQLAlchemy's own lazily sent BEGIN (reference: engine.md §0, "one trap").
    """

    def __init__(self, clock: Clock, line: Line, tenant: str | None) -> None:
        self.tenant = tenant
        self._clock = clock
        self._line = line
        self._session: AsyncSession | None = None
        self._lanes: set[str] = set()
        self._live: dict[tuple[str, str], None] = {}
        self.wakes: set[Topic] = set()

    @property
    def sql(self) -> Raw:
        """The driver's connection, inside this transaction."""
        assert self._line.raw.is_in_transaction(), "the unit of work has ended"
        return self._line.raw

    @property
    def session(self) -> AsyncSession:
        """SQLAlchemy's session in this transaction, made on first use. Do not commit it: the unit does."""
        if self._session is None:
            assert self._line.raw.is_in_transaction(), "the unit of work has ended"
            self._session = AsyncSession(self._line.shared, expire_on_commit=False)
        return self._session

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """Undo raw SQL and models alike when the body raises, and keep the rest of the unit. Effects asked for inside go too."""
        lanes, wakes, live = set(self._lanes), set(self.wakes), dict(self._live)
        try:
            async with self._plain_savepoint() if self._session is None else self._models_savepoint():
                yield
        except BaseException:
            self._lanes, self.wakes, self._live = lanes, wakes, live
            raise

    @asynccontextmanager
    async def _models_savepoint(self) -> AsyncIterator[None]:
        async with self.session.begin_nested():
            await (
                self.session.connection()
            )  # SQLAlchemy sends SAVEPOINT with its first use only; raw SQL must not come before it
            yield

    @asynccontextmanager
    async def _plain_savepoint(self) -> AsyncIterator[None]:
        """A savepoint of the driver, because SQLAlchemy's costs a millisecond. A session that begins inside ends with it."""
        async with self.sql.transaction():
            try:
                yield
                if self._session is not None:
                    await self._session.commit()  # its own savepoint lies inside this one
            except BaseException:
                await self.abandon()
                self._session = None
                raise

    async def effect(
        self,
        *,
        actor: str,
        kind: str,
        key: str,
        body: bytes,
        lane: str = "",
        not_before: datetime | None = None,
    ) -> bool:
        """Ask for an effect after commit; False when `key` was asked for before (nothing is written).

        `lane`: effects of one lane go strictly one after another. `not_before` is product time.
        """
        made = await self.sql.fetchval(
            "insert into effect (tenant_id, actor, kind, key, lane, body, due) values ($1, $2, $3, $4, $5, $6, $7)"
            " on conflict (tenant_id, key) do nothing returning id",
            self._tenant(), actor, kind, key, lane, body, not_before or self.now(),
        )  # fmt: skip
        if made is None:
            return False
        self.touch_lane(lane)
        return True

    async def cancel_effect(self, key: str) -> bool:
        """Cancel an effect that nobody has begun to send; False when it is too late or unknown."""
        lane = await self.sql.fetchval(
            "update effect set state = 'CANCELLED', due = null, settled_at = clock_timestamp()"
            " where tenant_id = $1 and key = $2 and state = 'NEW' returning lane",
            self._tenant(), key,
        )  # fmt: skip
        if lane is None:
            return False
        self.touch_lane(lane)
        return True

    async def settle_effect(self, key: str, result: Done | Failed) -> bool:
        """Record evidence from outside on an effect being sent or unknown (a status echo); False when it was settled already.

        Its actor gets the same answer event as from the executor, by letter.
        """
        state, outcome, code = ("SENT", "done", None) if isinstance(result, Done) else ("FAILED", "failed", result.code)
        row = await self.sql.fetchrow(
            "update effect set state = $3, code = $4, answer = $5, due = null, lease_until = null, settled_at = clock_timestamp()"
            " where tenant_id = $1 and key = $2 and state in ('SENDING', 'UNKNOWN') returning id, actor, kind, lane, attempt",
            self._tenant(), key, state, code, result.answer,
        )  # fmt: skip
        if row is None:
            return False
        await self.sql.execute(
            "update review set closed_at = clock_timestamp(), verdict = 'SETTLED' where effect_id = $1 and closed_at is null",
            row["id"],
        )
        self.touch_lane(row["lane"])
        await self._letter(
            row["actor"], "effect", f"{key}#{outcome}#{row['attempt']}", f"{row['kind']}.{outcome}", result.answer
        )
        return True

    async def timer(self, *, actor: str, name: str, due: datetime, body: bytes = b"", move: bool = True) -> None:
        """Set a timer in product time; it fires as an event of kind `name`, source `timer`.

        Setting the same name again moves it, and leaves it as it stands with `move` False.
        """
        await self.sql.execute(
            "insert into timer (tenant_id, actor, name, due, body) values ($1, $2, $3, $4, $5)"
            " on conflict (tenant_id, actor, name) do update"
            " set due = excluded.due, body = excluded.body, setting = excluded.setting where $6",
            self._tenant(), actor, name, due, body, move,
        )  # fmt: skip
        if due <= self.now() + _SOON:
            self.wakes.add(Topic.TIME)

    async def drop_timer(self, actor: str, name: str) -> None:
        """Cancel a timer; nothing happens when it is not set."""
        await self.sql.execute(
            "delete from timer where tenant_id = $1 and actor = $2 and name = $3", self._tenant(), actor, name
        )

    async def post(self, *, actor: str, kind: str, key: str, body: bytes) -> None:
        """Send a letter: an event for another actor (or this one), delivered right after commit, once per (actor, key)."""
        await self._letter(actor, "letter", f"{actor}#{key}", kind, body)

    async def finish(self, turn: tuple[str, str, int] | None = None) -> None:
        """Flush the session, set the lanes in order and close `turn`; the last statements before commit. Called by the store.

        There is always one: PostgreSQL answers COMMIT of a transaction that failed (an error somebody caught) with a silent ROLLBACK.
        """
        if self._session is not None:
            await self._session.commit()
            await self._session.close()
        if self._live:
            subjects, tags = zip(*self._live, strict=True)
            await self.sql.execute(
                "insert into live (tenant_id, subject, tag) select $1, * from unnest($2::text[], $3::text[])",
                self._tenant(), list(subjects), list(tags),
            )  # fmt: skip
        names = sorted(self._lanes)
        if turn and names:
            await self.sql.execute(f"{_LANES}, {_CLOSE_BEHIND}", [turn[0]] * len(names), names, *turn)
        elif turn:
            await self.sql.execute(_CLOSE, *turn)
        elif names:
            await self.sql.execute(_LANES, [self._tenant()] * len(names), names)
        elif self._session is None and not self._live:
            await self.sql.execute("select")

    async def abandon(self) -> None:
        """Let go of the session after a failure. Called by the store."""
        if self._session is not None and not self._line.raw.is_closed():
            await self._session.close()

    def live(self, subject: str, tag: str) -> None:
        """Tell open pages after commit that `subject` changed; one row per subject and tag however often it is told."""
        self._live.setdefault((subject, tag))
        self.wakes.add(Topic.LIVE)

    def wake(self, topics: Iterable[Topic]) -> None:
        """Wake loops for `topics` when this unit has committed."""
        self.wakes.update(topics)

    async def _letter(self, actor: str, source: str, key: str, kind: str, body: bytes) -> None:
        await self.sql.execute(
            "insert into letter (tenant_id, actor, source, key, kind, body) values ($1, $2, $3, $4, $5, $6)"
            " on conflict (tenant_id, source, key) do nothing",
            self._tenant(), actor, source, key, kind, body,
        )  # fmt: skip
        self.wakes.add(Topic.TIME)

    def now(self) -> datetime:
        """The product's present instant, UTC."""
        return self._clock.now()

    async def effect_state(self, key: str) -> tuple[str, str | None] | None:
        """Return state and last code of an effect of this tenant, None when there is none."""
        row = await self.sql.fetchrow(
            "select state, code from effect where tenant_id = $1 and key = $2", self._tenant(), key
        )
        return (row["state"], row["code"]) if row else None

    def touch_lane(self, lane: str) -> None:
        """Note that effects of `lane` changed: its head is found anew at the end of the unit. "" = no lane."""
        if lane:
            self._lanes.add(lane)
        self.wakes.add(Topic.EFFECTS)

    def _tenant(self) -> str:
        if not self.tenant:
            raise ValueError("a unit without a tenant cannot write")
        return self.tenant
