"""Who floods us is kept out for a while, and a number that was silent for long leads to nobody's old trips."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

import msgspec
import pytest

from dragoman.access import Surface
from dragoman.cli.facts import routes
from dragoman.cli.holders import HOLDERS
from dragoman.cli.rooms import turns
from dragoman.command import Refused
from dragoman.conversations import blocking, commands, people, records
from dragoman.conversations.blocking import block_sender, blocked_senders, unblock_sender
from dragoman.conversations.channel import Recipient
from dragoman.conversations.dormant import reunite
from dragoman.conversations.holding import ConversationsHold
from dragoman.conversations.message import Heard, HeardKind, Say, Sender
from dragoman.conversations.records import Profile
from dragoman.conversations.speaker import Speaker
from dragoman.engine import Arrival, Door, Engine, Store
from tests import lagos

ACTOR = f"chat:{lagos.NUMBER_ID}:ada"
CONSOLE = Surface.CONSOLE
_numbers = count(1)


class Plain:
    """A network of the tests: a Say is its text."""

    name = "meta"

    def render(self, say: Say, *, as_template: bool = False) -> tuple[bytes, ...]:
        return (say.text.encode(),)


@dataclass
class Town:
    """Lagos Tours with its turns, and Ada's phone."""

    lagos: lagos.Lagos
    store: Store
    engine: Engine

    async def writes(self, times: int = 1, sender: Sender | None = None) -> None:
        """Ada writes; one turn for each message."""
        for _ in range(times):
            name = f"wamid.{next(_numbers)}"
            async with self.lagos.work() as work:
                heard = Heard(name, HeardKind.TEXT, work.now, sender or Sender(phone=lagos.ADA), "hello")
                body = work.vault.seal("event", "body", name, msgspec.json.encode(heard))
            door = Door(self.store)
            await door.open()
            await door.put([Arrival(lagos.TENANT, ACTOR, "meta", name, "message", body)])
            await door.close()
            await self.engine.drain()

    async def one(self, question: str, *values: object) -> Any:
        async with self.lagos.work() as work:
            return await work.sql.fetchval(question, *values)


@pytest.fixture
async def town(store: Store) -> Town:
    found = await lagos.found(store)
    found.desk.routes = routes()
    speaker = Speaker({"meta": Plain()})  # type: ignore[dict-item]
    reader = {"meta": lambda body: msgspec.json.decode(body, type=Heard)}
    return Town(found, store, Engine(store, found.clock, turns(found.desk, speaker, reader), {}))


async def test_a_flood_ends_in_a_block_that_is_shown_and_ends_by_itself(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocking, "BURST", 5)
    await town.writes(8)
    assert await town.one("select count(*) from message where heard") == 5
    async with town.lagos.work(lagos.OPERATIONS, CONSOLE) as work:
        (blocked,) = await blocked_senders(work)
        assert (blocked.reason, blocked.dropped, blocked.doer) == ("flood", 3, "system")
        assert await work.sql.fetchval("select count(*) from alert where kind = 'sender_blocked'") == 1
    said = await town.one("select count(*) from message where not heard")
    await town.writes(2)
    assert await town.one("select count(*) from message where not heard") == said  # not a word to who is kept out
    town.lagos.clock.shift += timedelta(minutes=61)
    await town.writes()
    assert await town.one("select count(*) from message where heard") == 6
    async with town.lagos.work(lagos.OPERATIONS, CONSOLE) as work:
        assert await blocked_senders(work) == ()


async def test_somebody_who_writes_fast_and_little_is_heard(town: Town) -> None:
    await town.writes(12)
    assert await town.one("select count(*) from message where heard") == 12
    assert await town.one("select count(*) from blocked_sender") == 0


async def test_staff_block_and_unblock(town: Town) -> None:
    await town.writes()
    person = await town.one("select id from person")
    async with town.lagos.work(lagos.OPERATIONS, CONSOLE) as work:
        await block_sender(work, person, 2)
    await town.writes()
    assert await town.one("select count(*) from message where heard") == 1
    async with town.lagos.work(lagos.MANAGER, CONSOLE) as work:
        await unblock_sender(work, person)
        with pytest.raises(Refused, match=r"block\.gone"):
            await unblock_sender(work, person)
    await town.writes()
    assert await town.one("select count(*) from message where heard") == 2
    with pytest.raises(Refused, match="role"):
        async with town.lagos.work(lagos.SALES, CONSOLE) as work:
            await block_sender(work, person)


async def test_a_number_silent_for_long_leads_to_nobodys_old_trips(town: Town) -> None:
    await town.writes()
    before = await town.one("select person_id from conversation where actor = $1", ACTOR)
    town.lagos.clock.shift += timedelta(days=89)
    await town.writes()
    assert await town.one("select count(*) from person") == 1
    town.lagos.clock.shift += timedelta(days=91)
    await town.writes(2)
    after = await town.one("select person_id from conversation where actor = $1", ACTOR)
    assert after != before
    assert await town.one("select count(*) from conversation where person_id = $1", before) == 1
    assert await town.one("select person_id from identity where kind = 'phone'") == after
    theirs = "select count(*) from message m join conversation c on c.id = m.conversation_id where c.person_id = $1"
    assert await town.one(f"{theirs} and m.heard", after) == 2


async def test_the_same_account_is_the_same_person_however_long_it_was_silent(town: Town) -> None:
    ada = Sender(phone=lagos.ADA, user_id="NG.111")
    await town.writes(sender=ada)
    town.lagos.clock.shift += timedelta(days=400)
    await town.writes(sender=ada)
    assert await town.one("select count(*) from person") == 1
    town.lagos.clock.shift += timedelta(days=400)
    await town.writes(sender=Sender(phone=lagos.ADA, user_id="NG.999"))
    assert await town.one("select count(*) from person") == 2


async def test_a_number_that_changes_hands_leaves_nobody_waiting(town: Town) -> None:
    await town.writes()
    old = await town.one("select id from conversation where actor = $1", ACTOR)
    async with town.lagos.work(lagos.SALES, CONSOLE) as work:
        await commands.take(work, old)
    await town.writes()
    town.lagos.clock.shift += timedelta(days=200)
    await town.writes()
    async with town.lagos.work() as work:
        row = await work.sql.fetchrow("select * from conversation where id = $1", old)
        assert (row["state"], row["assigned_to"], row["unanswered_since"], row["unread"]) == ("CLOSED", "", None, 0)
        ours = "select count(*) from spell where conversation_id = $1 and ended_at is null"
        assert await work.sql.fetchval(ours, old) == 0
        assert await ConversationsHold().hinders(work, row["person_id"]) == ""


async def test_who_writes_on_another_number_of_the_business_is_no_stranger(town: Town) -> None:
    await town.writes()
    person = await town.one("select id from person")
    town.lagos.clock.shift += timedelta(days=200)
    async with town.lagos.work() as work:
        other = await work.sql.fetchval(
            "insert into number (id, tenant_id, created_at, branch_id, channel, number_id, account_id, display, throughput)"
            " select 'nu_other', tenant_id, created_at, branch_id, channel, '100000000000009', account_id, display, throughput"
            " from number returning id"
        )
        await records.start(
            work, person=person, number=other, channel="meta", actor="chat:100000000000009:ada", to=Recipient(lagos.ADA), referral=None
        )  # fmt: skip
        await work.sql.execute(
            "update conversation set heard_at = $1 where actor = 'chat:100000000000009:ada'", work.now
        )
    await town.writes()
    assert await town.one("select person_id from conversation where actor = $1", ACTOR) == person


async def test_what_the_newcomer_said_and_suffered_goes_along(town: Town) -> None:
    await town.writes()
    before = await town.one("select id from person")
    town.lagos.clock.shift += timedelta(days=200)
    await town.writes()
    chat = await town.one("select id from conversation where actor = $1", ACTOR)
    after = await town.one("select person_id from conversation where id = $1", chat)
    async with town.lagos.work(lagos.OPERATIONS, CONSOLE) as work:
        await people.set_consent(work, before, "all", True, "word")
        await people.set_consent(work, after, "all", False, "word")
        await people.keep_profile(work, after, Profile("Ada Obi"))
        await block_sender(work, after, 2)
    async with town.lagos.work(lagos.MANAGER, CONSOLE, proven=True) as work:
        await reunite(work, chat, before, HOLDERS)
        assert await work.sql.fetchval("select muted from person where id = $1", before)
        assert await people.profile(work, after) == Profile()
        await unblock_sender(work, before)
    assert await town.one("select count(*) from conversation where blocked_until is not null") == 0


async def test_who_has_proven_it_is_given_back_what_was_theirs(town: Town) -> None:
    await town.writes()
    before = await town.one("select id from person")
    town.lagos.clock.shift += timedelta(days=200)
    await town.writes()
    chat = await town.one("select id from conversation where actor = $1", ACTOR)
    for by, proven, code in ((lagos.SALES, True, "role"), (lagos.MANAGER, False, "proof")):
        with pytest.raises(Refused, match=code):
            async with town.lagos.work(by, CONSOLE, proven=proven) as work:
                await reunite(work, chat, before, HOLDERS)
    async with town.lagos.work(lagos.MANAGER, CONSOLE, proven=True) as work:
        await reunite(work, chat, before, HOLDERS)
    assert await town.one("select person_id from conversation where actor = $1", ACTOR) == before
    assert await town.one("select person_id from identity where kind = 'phone'") == before
    await town.writes()
    assert await town.one("select person_id from conversation where actor = $1", ACTOR) == before
