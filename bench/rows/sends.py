"""Messages that the simulated Graph API accepts per second from a backlog of the product's own send effects."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import pairwise

import asyncpg
import httpx2
import msgspec

from bench import shapes
from bench.ground import Ground, Place, Process, free_port
from bench.table import Aim, Row
from dragoman.access import SYSTEM, Surface
from dragoman.cli.house import House
from dragoman.cli.setting_up import DEMO_TENANT
from dragoman.conversations.effects import SEND, Outgoing
from dragoman.conversations.message import Delivery, Say
from dragoman.conversations.records import Profile, Written
from dragoman.conversations.states import ConversationState
from dragoman.kit.crypto import Vault

_PATIENCE_S = 100.0
_LOOK_S = 0.25
_PARTS = 5
_TEXT = "Your flight LOS-ABV leaves on Tuesday 15 December at 09:40. Please be at the airport two hours before."
Sample = tuple[float, int]


async def measure(ground: Ground) -> list[Row]:
    """One worker process sends; the web process takes the network's status reports in batches of 500; all on these cores."""
    backlog = ground.few(50_000, 300)
    port = free_port()
    async with (
        simulators(ground, f"http://127.0.0.1:{port}") as (_, url),
        ground.place(graph_url=f"{url}/graph") as place,
    ):
        await _stack_up(place, url, backlog)
        async with ground.product("web", place, at=port):
            await _call(url, "/graph/_mode", throughput=0, batch=500, linger=0.2)
            async with ground.product("worker", place) as worker:
                samples = await _watch(url, backlog)
                memory = await worker.rss_mib()
                failed = await _scalar(place.dsn, "select count(*) from actor where failures > 0")
                assert not failed, f"{failed} turns fail: the figure would be about that"
                waiting = await _scalar(
                    place.dsn, "select count(*) from effect where kind = $1 and state <> 'SENT'", SEND
                )
    rate = _rate(samples)
    parts = _by_parts(samples)
    drained = samples[-1][1] - samples[0][1]
    took = samples[-1][0] - samples[0][0]
    return [
        Row(
            f"sends from a backlog of {backlog:,}, one worker", rate, "msgs/s",
            f"{drained:,} sent in {took:.0f} s, {waiting:,} not yet noted as sent; worker {memory:.0f} MiB", None, Aim("figure", ">=", 500),
        ),
        Row(
            "  last fifth of the drain against the first", parts[-1], "msgs/s",
            "by fifths: " + ", ".join(f"{part:,.0f}" for part in parts) + "/s", parts[-1] / parts[0], Aim("ratio", ">=", 0.8),
        ),
    ]  # fmt: skip


@asynccontextmanager
async def simulators(ground: Ground, product: str = "http://127.0.0.1:9") -> AsyncIterator[tuple[Process, str]]:
    """Run the simulators; yields the process and its address."""
    port = free_port()
    env = {
        "DRAGOMAN_SIM_PORT": str(port),
        "DRAGOMAN_SIM_MAIL_PORT": str(free_port()),
        "DRAGOMAN_SIM_PRODUCT_URL": product,
    }
    async with ground.process("bench.apps.simulators", port=port, look="/clock", **env) as process:
        yield process, f"http://127.0.0.1:{port}"


async def _stack_up(place: Place, url: str, backlog: int) -> None:
    """Give as many people one queued message each, and open their windows at the network."""
    async with place.house() as house:
        async with house.desk.work(DEMO_TENANT, SYSTEM, Surface.SYSTEM) as work:
            number, vault = await work.sql.fetchval("select id from number"), work.vault
        body = house.channels["meta"].render(Say(_TEXT))[0]
        connection = await asyncpg.connect(place.dsn)
        for start in range(0, backlog, 5_000):
            people = range(start, min(start + 5_000, backlog))
            await _call(url, "/graph/_windows", phones=[shapes.phone(n) for n in people])
            await _insert(connection, house, vault, str(number), body, people)
        await connection.execute("analyze")
        await connection.close()


async def _insert(
    connection: asyncpg.Connection, house: House, vault: Vault, number: str, body: bytes, people: range
) -> None:
    now = datetime.now(UTC)
    persons, conversations, messages, effects = [], [], [], []
    for n in people:
        person, conversation, message = f"pe_{n:026d}", f"cv_{n:026d}", f"ms_{n:026d}"
        actor = f"chat:{shapes.SIM.whatsapp_phone_number_id}:{vault.blind('peer', shapes.phone(n))[:16].hex()}"
        phone = "+" + shapes.phone(n)
        persons.append((person, DEMO_TENANT, now, _sealed(vault, "person", "sealed", person, Profile(phone=phone))))
        to = _sealed(vault, "conversation", "recipient", conversation, {"phone": phone})
        conversations.append(
            (conversation, DEMO_TENANT, now, person, number, actor, to, str(ConversationState.WITH_BOT), now)
        )  # fmt: skip
        said = _sealed(vault, "message", "sealed", message, Written(said=Say(_TEXT)))
        messages.append(
            (
                message,
                DEMO_TENANT,
                now,
                conversation,
                False,
                "text",
                said,
                str(Delivery.QUEUED),
                "bot",
                "service",
                f"send:{message}",
            )
        )
        ask = Outgoing(message, conversation, number, "meta", message, phone=phone, free=body, heard_at=now)
        effects.append(
            (
                DEMO_TENANT,
                actor,
                SEND,
                f"send:{message}",
                actor,
                _sealed(vault, "effect", "body", f"send:{message}", ask),
                now,
            )
        )
    await _copy(connection, "person", "id tenant_id created_at sealed", persons)
    await _copy(
        connection,
        "conversation",
        "id tenant_id created_at person_id number_id actor recipient state heard_at",
        conversations,
    )
    await _copy(
        connection,
        "message",
        "id tenant_id created_at conversation_id heard kind sealed delivery author purpose effect_key",
        messages,
    )
    await _copy(connection, "effect", "tenant_id actor kind key lane body due", effects)
    lanes = sorted(effect[4] for effect in effects)
    await connection.execute("select engine_lanes($1, $2)", [DEMO_TENANT] * len(lanes), lanes)


async def _copy(connection: asyncpg.Connection, table: str, columns: str, rows: list[tuple[object, ...]]) -> None:
    await connection.copy_records_to_table(table, columns=columns.split(), records=rows)


def _sealed(vault: Vault, table: str, column: str, row: str, value: object) -> bytes:
    return vault.seal(table, column, row, msgspec.msgpack.encode(value))


async def _watch(url: str, backlog: int) -> list[Sample]:
    """Ask the network how many it has accepted, from the first until all are, or patience ends."""
    samples: list[Sample] = []
    async with httpx2.AsyncClient(base_url=url, trust_env=False, timeout=30) as client:
        async with asyncio.timeout(_PATIENCE_S + 120):
            while True:
                sent = (await client.get("/graph/_mode")).json()["counters"]["messages"]
                now = time.perf_counter()
                if sent:
                    samples.append((now, sent))
                    if len(samples) > 2 and (sent >= backlog or now - samples[0][0] > _PATIENCE_S):
                        return samples
                await asyncio.sleep(_LOOK_S)


def _rate(samples: list[Sample]) -> float:
    return (samples[-1][1] - samples[0][1]) / (samples[-1][0] - samples[0][0])


def _by_parts(samples: list[Sample]) -> list[float]:
    """Rates of the fifths of what was sent."""
    first, last = samples[0][1], samples[-1][1]
    marks = [next(s for s in samples if s[1] >= first + (last - first) * part / _PARTS) for part in range(_PARTS + 1)]
    return [(b[1] - a[1]) / max(b[0] - a[0], _LOOK_S / 2) for a, b in pairwise(marks)]


async def _call(url: str, path: str, **body: object) -> None:
    async with httpx2.AsyncClient(base_url=url, trust_env=False, timeout=60) as client:
        answer = await client.post(path, json=body)
        answer.raise_for_status()


async def _scalar(dsn: str, query: str, *values: object) -> int:
    connection = await asyncpg.connect(dsn)
    try:
        return int(await connection.fetchval(query, *values))
    finally:
        await connection.close()
