"""Files that people send: stored sealed under a name of ours, and not at all once they were taken back."""

from __future__ import annotations

import msgspec
import pytest

from dragoman.command import Calls
from dragoman.conversations import records
from dragoman.conversations.channel import Fetched, NumberAccess
from dragoman.conversations.effects import FETCH, FetchAnswer, FetchAsk
from dragoman.conversations.executors import FetchFile
from dragoman.conversations.hearing import hear
from dragoman.conversations.message import HeardKind, Media
from dragoman.engine import Done, Failed, Job, Store
from tests import lagos
from tests.rooms.conversations.test_conversations import begun, text

PHOTO = Media("m1", "image/jpeg", filename="Ada Obi passport.jpg")


class Files:
    """A network of the tests that gives out one picture; `meanwhile` runs while it is downloaded."""

    def __init__(self) -> None:
        self.meanwhile = None

    async def fetch(self, access: NumberAccess, media: Media, *, limit_bytes: int) -> Fetched:
        if self.meanwhile is not None:
            await self.meanwhile()
        return Fetched(b"picture", "image/jpeg", "00" * 32)


class Keys:
    async def get(self, tenant: str, number_id: str) -> NumberAccess:
        return NumberAccess(number_id, "", "")


@pytest.fixture
async def world(store: Store) -> lagos.Lagos:
    return await lagos.found(store)


async def sent_photo(world: lagos.Lagos) -> Job:
    async with world.work() as work:
        conversation = await begun(work, world.number)
        photo = text(work, "", "wamid.photo", HeardKind.IMAGE, media=PHOTO)
        message, _, _ = await hear(work, conversation, photo)
        assert message is not None
        key = f"{FETCH}:{message}"
        ask = FetchAsk(conversation.number, "meta", message, f"message:{message}", PHOTO)
        await work.effect(FETCH, key, ask, actor=conversation.actor)
        body = work.seal("effect", "body", key, ask)
    return Job(lagos.TENANT, "chat:1:ada", FETCH, key, "", body, 1, 1)


async def take_back(world: lagos.Lagos) -> None:
    async with world.work() as work:
        conversation = await work.sql.fetchval("select id from conversation")
        row = await records.by_id(work, conversation)
        assert row is not None
        await hear(work, row, text(work, "", "wamid.revoke", HeardKind.REVOKE, target="wamid.photo"))


async def test_the_name_a_person_gave_a_file_lies_in_no_open_column(world: lagos.Lagos) -> None:
    job = await sent_photo(world)
    result = await FetchFile(Calls(world.desk), {"meta": Files()}, Keys(), lambda *_: None).run(job)  # type: ignore[arg-type, dict-item]
    assert isinstance(result, Done)
    async with world.work() as work:
        assert [tuple(r) for r in await work.sql.fetch("select name, media_type from file")] == [
            ("file.jpeg", "image/jpeg")
        ]


async def test_a_photo_taken_back_before_it_was_fetched_is_not_fetched(world: lagos.Lagos) -> None:
    job = await sent_photo(world)
    await take_back(world)
    async with world.work() as work:
        assert await work.sql.fetchval("select state from effect where key = $1", job.key) == "CANCELLED"


async def test_a_photo_taken_back_while_it_is_downloaded_is_not_stored(world: lagos.Lagos) -> None:
    job = await sent_photo(world)
    network = Files()
    network.meanwhile = lambda: take_back(world)  # type: ignore[assignment]
    result = await FetchFile(Calls(world.desk), {"meta": network}, Keys(), lambda *_: None).run(job)  # type: ignore[arg-type, dict-item]
    assert isinstance(result, Failed)
    async with world.work() as work:
        vault = work.vault
        answer = msgspec.msgpack.decode(vault.open("effect", "answer", job.key, result.answer), type=FetchAnswer)
        assert answer.code == "gone"
        assert await work.sql.fetchval("select count(*) from file") == 0
