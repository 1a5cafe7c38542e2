"""The live log read: open pages hear what changed, miss nothing, and catch up after a sleep.

Rows become visible in another order than their ids were drawn, because transactions overlap; a reader that remembers the
highest id would pass over a row that commits late. So the place in the log is a transaction: everything before
`pg_snapshot_xmin` is decided for ever, and a reader takes what lies at or behind its place and is not known to it yet. A
page that comes back names its place and hears again whatever may be new. A piece of news may be told twice, and is only a
hint: a page asks for the present state.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from dragoman.engine.failures import is_passing, reason_code
from dragoman.engine.signals import Topic
from dragoman.engine.store import Store
from dragoman.engine.unit import Raw, Unit

log = logging.getLogger(__name__)

KEPT = timedelta(days=1)
_LOOK_S = 5.0  # a lost wake-up costs no more than this
_ROWS_MAX = 5_000
_REPLAY_MAX = 500  # beyond this a page had better load anew
_WAITING_MAX = 2_000  # news that one page has not taken yet
_OLD = KEPT - timedelta(hours=1)

_NEW = """
select id, xid::text::bigint as xid, tenant_id, subject, tag, pg_snapshot_xmin(pg_current_snapshot())::text::bigint as settled
from live where (xid, id) > ($1::text::xid8, $2) order by xid, id limit $3
"""
_AFTER = """
select subject, tag from live where tenant_id = $1 and xid >= $2::text::xid8 group by subject, tag limit $3
"""
_PLACE = """
select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as settled, extract(epoch from clock_timestamp())::bigint as at
"""
_PRUNE = "delete from live where (xid, id) in (select xid, id from live where created_at < clock_timestamp() - $1::interval limit $2)"


@dataclass(frozen=True, slots=True)
class News:
    """One change: `subject` such as `conversation:cv_…`, `tag` such as `message:heard`; `place` is where a page goes on from."""

    place: str
    subject: str
    tag: str


class Late(Exception):
    """The place is too old, too far back or not of this log: load the page anew."""


class Listener:
    """What one open page has not taken yet. `overrun` when it was too slow and must load anew."""

    def __init__(self, tenant: str) -> None:
        self.tenant = tenant
        self.overrun = False
        self._waiting: dict[tuple[str, str], str] = {}
        self._there = asyncio.Event()

    def put(self, news: News) -> None:
        """Keep a piece of news; the same one waiting already is not kept twice."""
        if len(self._waiting) >= _WAITING_MAX:
            self.overrun = True
        else:
            self._waiting[news.subject, news.tag] = news.place
        self._there.set()

    async def take(self, seconds: float) -> list[News]:
        """Wait for news, at most `seconds`; empty when there were none."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._there.wait()
        self._there.clear()
        taken, self._waiting = self._waiting, {}
        return [News(place, subject, tag) for (subject, tag), place in taken.items()]


class LiveLog:
    """The reader of one process, shared by all its open pages; it reads only while somebody listens."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._listeners: set[Listener] = set()
        self._place = 0
        self._known: dict[int, int] = {}  # id and transaction of rows told that lie at or behind the place
        self._stir = asyncio.Event()
        self._begin = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def listening(self, tenant: str, after: str = "") -> AsyncIterator[tuple[Listener, str, list[News]]]:
        """Listen to a tenant's news; yields the listener, the present place, and what was missed since `after`.

        Raises Late when `after` cannot be gone on from.
        """
        listener = Listener(tenant)
        self._listeners.add(listener)
        try:
            async with self._begin:  # the reader's place is fixed before this page's own: nothing falls in between
                if self._task is None or self._task.done():
                    self._place, self._known = await self._now(), {}
                    self._task = asyncio.create_task(self._run(), name="live")
            place, missed = await self._missed(tenant, after)
            yield listener, place, missed
        finally:
            self._listeners.discard(listener)
            if not self._listeners:
                await self.close()

    async def place(self, unit: Unit) -> str:
        """Return the present place, for a page that is about to be drawn and will listen from here on."""
        settled, at = await _present(unit.sql)
        return f"{settled}-{at}"

    async def close(self) -> None:
        """Stop reading."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _now(self) -> int:
        async with self._store.engine_unit() as raw:
            return (await _present(raw))[0]

    async def _missed(self, tenant: str, after: str) -> tuple[str, list[News]]:
        async with self._store.engine_unit() as raw:
            now, now_at = await _present(raw)
            place = f"{now}-{now_at}"
            if not after:
                return place, []
            settled, at = _parts(after)
            if settled > now or at < now_at - _OLD.total_seconds():
                raise Late
            rows = await raw.fetch(_AFTER, tenant, str(settled), _REPLAY_MAX + 1)
        if len(rows) > _REPLAY_MAX:
            raise Late
        return place, [News(place, row["subject"], row["tag"]) for row in rows]

    async def _run(self) -> None:
        end = self._store.signals.listen(Topic.LIVE, self._stir.set)
        try:
            while True:
                with suppress(TimeoutError):
                    async with asyncio.timeout(_LOOK_S):
                        await self._stir.wait()
                self._stir.clear()
                try:
                    await self._read()
                except Exception as reason:  # the place stays, so the next look finds what this one did not
                    if not (isinstance(reason, OSError) or is_passing(reason)):
                        log.error("live log not read: %s", reason_code(reason))
                # A transaction that stays open keeps the place back and makes each look dearer: look less often then.
                await asyncio.sleep(len(self._known) / 50_000)
        finally:
            end()

    async def _read(self) -> None:
        rows: list[Any] = []
        behind = (str(self._place), -1)
        async with self._store.engine_unit() as raw:
            while True:
                page = await raw.fetch(_NEW, *behind, _ROWS_MAX)
                rows += page
                if len(page) < _ROWS_MAX:
                    break
                behind = (str(page[-1]["xid"]), page[-1]["id"])
            _, at = await _present(raw)
        if not rows:
            return
        self._place = rows[0]["settled"]  # what the first look could not see yet lies at or behind it
        place = f"{self._place}-{at}"
        for row in rows:
            if row["id"] not in self._known:
                for listener in self._listeners:
                    if listener.tenant == row["tenant_id"]:
                        listener.put(News(place, row["subject"], row["tag"]))
        self._known = {row["id"]: row["xid"] for row in rows if row["xid"] >= self._place}


async def prune(store: Store) -> int:
    """Forget news older than a day, in batches; returns how many."""
    whole = 0
    while True:
        async with store.engine_unit() as raw:
            done = int((await raw.execute(_PRUNE, KEPT, _ROWS_MAX)).rpartition(" ")[2])
        whole += done
        if done < _ROWS_MAX:
            return whole


async def _present(raw: Raw) -> tuple[int, int]:
    """Return the transaction before which all is decided, and the database's time in seconds."""
    now = await raw.fetchrow(_PLACE)
    assert now is not None
    return now["settled"], now["at"]


def _parts(place: str) -> tuple[int, int]:
    settled, _, at = place.partition("-")
    if not (settled.isdigit() and at.isdigit() and len(settled) <= 19 and len(at) <= 19):
        raise Late
    return int(settled), int(at)
