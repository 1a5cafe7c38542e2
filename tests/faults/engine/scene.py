"""A small world in which every way of losing or doubling work shows: what processes do in it, and what must hold afterwards.

Each arrival makes its actor ask for one call of the partner, set one timer and write one letter. The partner keeps a file, so
what it was asked survives any death of ours; `heard` is written in the turn's own transaction.
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import asyncpg

from dragoman.engine import APP_ROLE, Again, Arrival, Calls, Done, Door, Engine, Job, Policy, Result, Store, Turn
from dragoman.kit.clock import ShiftedClock

TENANT = "lagos"
HEARD = f"""
create table heard (
  id bigint generated always as identity, tenant text, actor text, seq bigint, source text, external_id text, kind text);
grant select, insert on heard to {APP_ROLE};
"""


async def chat(turn: Turn) -> None:
    """Write down what is heard; answer what came from outside."""
    await write_down(turn)
    unit = turn.unit
    for event in turn.events:
        if event.source == "web":
            await unit.effect(actor=turn.actor, kind="send", key=event.external_id, body=event.body, lane=turn.actor)
            await unit.timer(actor=turn.actor, name=f"t-{event.external_id}", due=unit.now())
            await unit.post(actor=f"booking:{event.external_id}", kind="fact", key="heard", body=b"")


async def write_down(turn: Turn) -> None:
    """Write one row per event, in the turn's transaction."""
    await turn.unit.sql.executemany(
        "insert into heard (tenant, actor, seq, source, external_id, kind) values ($1, $2, $3, $4, $5, $6)",
        [(turn.tenant, e.actor, e.seq, e.source, e.external_id, e.kind) for e in turn.events],
    )


def policy() -> Policy:
    return Policy(timeout_s=5, attempts_max=20, backoff_s=(0.01,), concurrency=20, unknown_check_s=(0.0,) * 20)


@dataclass(frozen=True)
class Partner:
    """Remembers calls in a file; one `write` each, so a line is whole or absent. `moment` is a place where a test may kill."""

    file: Path

    async def run(self, job: Job) -> Result:
        moment()
        self.note(job.key)
        moment()
        return Done(b"ok")

    async def resolve(self, job: Job) -> Result | None:
        return Done(b"found") if job.key in self.calls() else Again(0, "not_there")

    def note(self, line: str) -> None:
        sink = os.open(self.file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(sink, f"{line}\n".encode())
        os.close(sink)

    def calls(self) -> list[str]:
        return self.file.read_text().split() if self.file.exists() else []

    def executor(self) -> Calls:
        return Calls(self.run, self.resolve)


def moment() -> None:
    """A point of a call at which the process may die; replaced by the process that counts its points."""


def arrival(actor: str, external_id: str) -> Arrival:
    return Arrival(TENANT, f"chat:{actor}", "web", external_id, "text", b"hello")


def engine(store: Store, partner: Partner, clock: ShiftedClock | None = None) -> Engine:
    return Engine(
        store, clock or ShiftedClock(), {"chat": chat, "booking": write_down}, {"send": (partner.executor(), policy())}
    )


async def deliver(store: Store, arrivals: list[Arrival]) -> int:
    """Put arrivals through a door of this process."""
    door = Door(store)
    await door.open()
    try:
        return await door.put(arrivals)
    finally:
        await door.close()


async def recover(store: Store, partner: Partner) -> None:
    """What happens after a death when time goes by: leases end, pauses pass, everything is done."""
    clock = ShiftedClock()
    again = engine(store, partner, clock)
    for _ in range(20):
        async with store.engine_unit() as raw:
            await raw.execute(
                "update effect set lease_until = clock_timestamp() - interval '1 s' where lease_until is not null"
            )
        await again.drain()
        if await _quiet(store):
            return
        clock.shift += timedelta(seconds=60)
    raise AssertionError("something never ends")


async def _quiet(store: Store) -> bool:
    async with store.engine_unit() as raw:
        return not await raw.fetchval(
            "select exists (select from effect where state in ('NEW', 'SENDING', 'UNKNOWN')) or exists (select from timer)"
            " or exists (select from letter) or exists (select from actor where ready_at is not null)"
        )


async def faults(store: Store, partner: Partner, sent: set[str], ordered: bool = True) -> list[str]:
    """Compare what was done with what was sent; [] = every event once, in order, one call, one timer, one letter each."""
    async with store.engine_unit() as raw:
        rows = await raw.fetch("select * from heard order by id")
        review = await raw.fetchval("select count(*) from review")
    found = [f"{review} in review"] if review else []
    for name, source, kind in (
        ("arrival", "web", "text"),
        ("letter", "letter", "fact"),
        ("answer", "effect", "send.done"),
    ):
        ids = Counter(_of(row) for row in rows if row["source"] == source and row["kind"] == kind)
        found += _compare(name, ids, sent)
    found += _compare("timer", Counter(r["kind"][2:] for r in rows if r["source"] == "timer"), sent)
    found += _compare("call", Counter(partner.calls()), sent)
    return found + (_disorder(rows) if ordered else [])


def _of(row: asyncpg.Record) -> str:
    if row["source"] == "letter":
        return str(row["external_id"]).removeprefix("booking:").removesuffix("#heard")
    return str(row["external_id"]).split("#")[0]


def _compare(name: str, ids: Counter[str], sent: set[str]) -> list[str]:
    lost = [f"{name} lost: {i}" for i in sorted(sent - set(ids))]
    return lost + [f"{name} {n} times: {i}" for i, n in sorted(ids.items()) if n != 1 or i not in sent]


def _disorder(rows: list[asyncpg.Record]) -> list[str]:
    last: dict[str, int] = {}
    found = []
    for row in rows:
        if row["seq"] <= last.get(row["actor"], 0):
            found.append(f"{row['actor']} heard {row['seq']} after {last[row['actor']]}")
        last[row["actor"]] = max(row["seq"], last.get(row["actor"], 0))
    return found
