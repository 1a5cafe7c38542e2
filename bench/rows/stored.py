"""What a conversation's turn costs when a million messages are stored, against an empty house."""

from __future__ import annotations

from statistics import median

from bench.ground import Ground, Place, run
from bench.rows.turns import answered
from bench.table import Aim, Row
from dragoman.cli.setting_up import DEMO_TENANT

_PER_CONVERSATION = 10
_ROUNDS = 2
_FILL = """
set session_replication_role = replica;
insert into person (id, tenant_id, created_at, sealed)
  select 'pe_old' || n, '{tenant}', now() - n * interval '1 s', decode(repeat('5a', 90), 'hex') from generate_series(1, {people}) n;
insert into identity (id, tenant_id, created_at, person_id, kind, blind, sealed, seen_at)
  select 'id_old' || n, '{tenant}', now() - n * interval '1 s', 'pe_old' || n, 'phone', sha256(n::text::bytea),
  decode(repeat('5a', 60), 'hex'), now() from generate_series(1, {people}) n;
insert into conversation (id, tenant_id, created_at, person_id, number_id, actor, recipient, state, heard_at, said_at, place)
  select 'cv_old' || n, '{tenant}', now() - n * interval '1 s', 'pe_old' || n, (select id from number limit 1), 'chat:1:old' || n,
  decode(repeat('5a', 60), 'hex'), 'WITH_BOT', now() - n * interval '1 s', now() - n * interval '1 s', decode(repeat('5a', 300), 'hex')
  from generate_series(1, {people}) n;
insert into message (id, tenant_id, created_at, conversation_id, heard, kind, sealed, external_id, delivery)
  select 'ms_old' || n, '{tenant}', now() - n * interval '1 s', 'cv_old' || (n % {people} + 1), n % 2 = 0, 'text',
  decode(repeat('5a', 180), 'hex'), md5(n::text), 'READ' from generate_series(1, {messages}) n;
insert into event (tenant_id, actor, seq, source, external_id, kind, body, stored_at)
  select '{tenant}', 'chat:1:old' || (n % {people} + 1), n / {people} + 1, 'meta', md5(n::text), 'message', decode(repeat('5a', 600), 'hex'), now()
  from generate_series(1, {events}) n;
"""


async def measure(ground: Ground) -> list[Row]:
    """Known people write to one process, on a full and on an empty database in turn, so that a noisy minute hits both."""
    messages, people = ground.few(1_000_000, 20_000), ground.few(1_200, 40)
    rates: dict[str, list[float]] = {"empty": [], "full": []}
    async with ground.place(quiet_ms="0") as empty, ground.place(quiet_ms="0") as full:
        await _fill(full, messages)
        places = {"empty": empty, "full": full}
        for place in places.values():
            await answered(ground, place, range(people), 1)  # from now on they are known
        for _ in range(_ROUNDS):
            for name, place in places.items():
                rates[name].append(await answered(ground, place, range(people), 1))
    without, with_many = median(rates["empty"]), median(rates["full"])
    return [
        Row(
            f"turn cost with {messages:,} messages stored", 1e6 / with_many, "us/turn", f"empty: {1e6 / without:,.0f} us",
            without / with_many, Aim("ratio", "<=", 1.3),
        )
    ]  # fmt: skip


async def _fill(place: Place, messages: int) -> None:
    people = messages // _PER_CONVERSATION
    script = _FILL.format(tenant=DEMO_TENANT, people=people, messages=messages, events=messages // 2)
    await run(place.dsn, script)
    await run(place.dsn, "vacuum (analyze)")
