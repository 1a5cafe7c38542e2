"""A long message outside the window: its template goes out once, and nothing of it counts as failed."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from dragoman.command import Calls
from dragoman.conversations.channel import Accepted, NumberAccess, Recipient
from dragoman.conversations.effects import SEND, Outgoing
from dragoman.conversations.executors import SendMessage
from dragoman.conversations.message import Say, TemplateCall
from dragoman.conversations.speaker import Speaker
from dragoman.engine import Done, Failed, Job, Store
from tests import lagos
from tests.rooms.conversations.test_conversations import Plain, begun


class Network(Plain):
    def __init__(self) -> None:
        self.sent: list[bytes] = []

    async def send(self, access: NumberAccess, to: Recipient, body: bytes, tracker: str) -> Accepted:
        self.sent.append(body)
        return Accepted(f"wamid.{tracker}")


class Keys:
    async def get(self, tenant: str, number_id: str) -> NumberAccess:
        return NumberAccess(number_id, "", "")


@pytest.fixture
async def world(store: Store) -> lagos.Lagos:
    return await lagos.found(store)


@pytest.mark.parametrize(
    ("stand_in", "sent", "results"),
    [(TemplateCall("trip_booked", "en"), [b"template"], [Done, Done]), (None, [], [Failed, Failed])],
)
async def test_a_long_text_after_the_window(
    world: lagos.Lagos, stand_in: TemplateCall | None, sent: list[bytes], results: list[type]
) -> None:
    network = Network()
    async with world.work() as work:
        conversation = await begun(work, world.number)
        conversation.heard_at = work.now - timedelta(hours=25)
        await Speaker({"meta": network}).say(work, conversation, Say("0123456789abc", template=stand_in))  # type: ignore[dict-item]
        rows = await work.sql.fetch("select id, key, body from effect where kind = $1 order by id", SEND)
        jobs = [Job(lagos.TENANT, conversation.actor, SEND, r["key"], "", bytes(r["body"]), 1, r["id"]) for r in rows]
        first = msgspec.msgpack.decode(work.vault.open("effect", "body", jobs[0].key, jobs[0].body), type=Outgoing)
        assert first.last is False
    send = SendMessage(Calls(world.desk), {"meta": network}, Keys(), world.clock)  # type: ignore[arg-type, dict-item]
    assert [type(await send.run(job)) for job in jobs] == results
    assert network.sent == sent
