"""What staff wait for in a full inbox: its list with the counts of the tabs, a search by name and one by words."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from random import Random

import asyncpg

from bench.ground import Ground, Place, run
from bench.table import Aim, Row, quantile
from dragoman.access import SYSTEM, Doer, Role, Surface
from dragoman.cli.house import House
from dragoman.cli.setting_up import DEMO_TENANT
from dragoman.command import Work
from dragoman.conversations.message import Heard, HeardKind, Sender
from dragoman.conversations.records import Profile, Written
from dragoman.conversations.words import digests, words_of
from dragoman.inbox.lists import Wanted, counts, entries
from dragoman.inbox.search import search

_ROUNDS = 60
_AIM_MS = 150
_MANAGER = Doer(Role.MANAGER, "st_efuaboateng")
_VOCABULARY = tuple(f"word{n:04}" for n in range(3_000))
# The bulk of the messages: never opened here, but in the way of every index. Their words are digests like others.
_FILL = """
set session_replication_role = replica;
insert into message (id, tenant_id, created_at, conversation_id, heard, kind, sealed, author, delivery)
  select 'ms_0old' || n, '{tenant}', now() - interval '10 days' - n * interval '1 s', 'cv_' || (n % {people}), n % 2 = 0, 'text',
  decode(repeat('5a', 180), 'hex'), '', '' from generate_series(1, {messages}) n;
insert into message_word (tenant_id, word, message_id)
  select '{tenant}', (hashtext((n % 40000)::text || w)), 'ms_0old' || n from generate_series(1, {messages}, 2) n, generate_series(1, 4) w
  on conflict do nothing;
"""


async def measure(ground: Ground) -> list[Row]:
    """Fill a house and ask as a manager, who sees everything."""
    people, messages = ground.few(100_000, 1_000), ground.few(2_000_000, 10_000)
    async with ground.place() as place, place.house() as house:
        await _people(house, place, people)
        await run(place.dsn, _FILL.format(tenant=DEMO_TENANT, people=people, messages=messages))
        await run(place.dsn, "vacuum (analyze)")
        many = f"{people:,} conversations, {messages:,} messages"
        asked: dict[str, Callable[[Work, Random], Awaitable[object]]] = {
            f"inbox list, p95 ({many})": _list,
            "inbox list, longest unanswered first, p95": _oldest,
            "inbox search by name, p95": lambda work, chance: search(work, f"Ada Obi{chance.randrange(people)}"),
            "inbox search by two words, p95": _two_words,
        }
        return [Row(name, await _p95(house, ask), "ms", aim=Aim("figure", "<", _AIM_MS)) for name, ask in asked.items()]


async def _list(work: Work, chance: Random) -> None:
    await entries(work, Wanted(tab=chance.choice(("all", "bot", "waiting", "unassigned"))), limit=41)
    await counts(work)


async def _oldest(work: Work, chance: Random) -> None:
    await entries(work, Wanted(tab="waiting", oldest=True), limit=41)


async def _two_words(work: Work, chance: Random) -> None:
    await search(work, " ".join(chance.sample(_VOCABULARY, 2)))


async def _p95(house: House, ask: Callable[[Work, Random], Awaitable[object]]) -> float:
    chance, taken = Random(7), []
    for _ in range(_ROUNDS):
        async with house.desk.work(DEMO_TENANT, _MANAGER, Surface.CONSOLE) as work:
            begun = time.perf_counter()
            await ask(work, chance)
            taken.append((time.perf_counter() - begun) * 1000)
    return quantile(taken, 0.95)


async def _people(house: House, place: Place, people: int) -> None:
    """Store people, their conversations, and the newest message of each, sealed as the product does."""
    chance, now = Random(1), datetime.now(UTC)
    rows: dict[str, list[tuple[object, ...]]] = {
        name: [] for name in ("person", "conversation", "message", "person_word", "message_word")
    }
    async with house.desk.work(DEMO_TENANT, SYSTEM, Surface.SYSTEM) as work:
        number = await work.sql.fetchval("select id from number limit 1")
        for n in range(people):
            at, name, said = now - timedelta(seconds=n), f"Ada Obi{n}", " ".join(chance.sample(_VOCABULARY, 6))
            person, chat, message = f"pe_{n}", f"cv_{n}", f"ms_1new{n}"
            waits = n % 50 == 0
            heard = Heard(f"w{n}", HeardKind.TEXT, at, Sender(), said)
            rows["person"].append((person, DEMO_TENANT, at, work.seal("person", "sealed", person, Profile(name=name))))
            rows["conversation"].append(
                (chat, DEMO_TENANT, at, person, number, f"chat:1:{n}", b"-", "WAITING" if waits else "WITH_BOT", at, at if waits else None)
            )  # fmt: skip
            rows["message"].append(
                (message, DEMO_TENANT, at, chat, True, "text", work.seal("message", "sealed", message, Written(heard=heard)))
            )  # fmt: skip
            rows["person_word"] += [(DEMO_TENANT, d, person) for d in digests(work, "person_word", words_of(name))]
            rows["message_word"] += [(DEMO_TENANT, d, message) for d in digests(work, "message_word", words_of(said))]
    columns = {
        "person": ("id", "tenant_id", "created_at", "sealed"),
        "conversation": (
            "id", "tenant_id", "created_at", "person_id", "number_id", "actor", "recipient", "state", "heard_at", "unanswered_since",
        ),
        "message": ("id", "tenant_id", "created_at", "conversation_id", "heard", "kind", "sealed"),
        "person_word": ("tenant_id", "word", "person_id"),
        "message_word": ("tenant_id", "word", "message_id"),
    }  # fmt: skip
    connection = await asyncpg.connect(place.dsn)
    try:
        await connection.execute("set session_replication_role = replica")
        for table, records in rows.items():
            await connection.copy_records_to_table(table, records=records, columns=columns[table])
    finally:
        await connection.close()
