"""People who change their number or id: the conversation goes with them, on the real database."""

from __future__ import annotations

import pytest

from dragoman.conversations import people, records
from dragoman.conversations.channel import Recipient
from dragoman.conversations.message import Heard, HeardKind, Sender
from dragoman.dialogues.hearing import Hearing, meet, take_in
from dragoman.engine import Store
from dragoman.tenancy.queries import number_by_network
from tests import lagos

ACTOR = "chat:1:ada"
NEW_PHONE = "2348035550199"


@pytest.fixture
async def world(store: Store) -> lagos.Lagos:
    return await lagos.found(store)


@pytest.mark.parametrize(
    ("sender", "system", "target", "answered", "found_by"),
    [
        (Sender(phone=lagos.ADA), "user_changed_number", NEW_PHONE, Recipient(NEW_PHONE), Sender(phone=NEW_PHONE)),
        (Sender(phone=lagos.ADA), "user_changed_user_id", "NG.222", Recipient(lagos.ADA), Sender(user_id="NG.222")),
        (Sender(user_id="NG.111"), "user_changed_user_id", "NG.222", Recipient("", "NG.222"), Sender(user_id="NG.222")),
        (Sender(phone=lagos.ADA), "customer_identity_changed", "Kj8=", Recipient(lagos.ADA), Sender(phone=lagos.ADA)),
    ],
)
async def test_a_conversation_follows_its_person(
    world: lagos.Lagos, sender: Sender, system: str, target: str, answered: Recipient, found_by: Sender
) -> None:
    async with world.work() as work:
        number = await number_by_network(work, "meta", lagos.NUMBER_ID)
        assert number is not None
        first = Heard("wamid.1", HeardKind.TEXT, work.now, sender, "hello")
        conversation = await meet(work, ACTOR, number, first)
        hearing = Hearing()
        moved = Heard("wamid.2", HeardKind.SYSTEM, work.now, sender, system=system, target=target)
        await take_in(work, conversation, moved, hearing)
        assert hearing.items == []
        stored = await records.by_id(work, conversation.id)
        assert stored is not None
        assert stored.recipient == answered
        assert await people.recognise(work, found_by) == conversation.person
        assert await work.sql.fetchval("select count(*) from person") == 1
        again = await meet(work, "chat:1:new", number, Heard("wamid.3", HeardKind.TEXT, work.now, found_by, "hi"))
        assert (again.id, again.actor) == (conversation.id, ACTOR)
