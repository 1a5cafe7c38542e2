"""What one turn has heard is answered to the last word, on the real database."""

from __future__ import annotations

import pytest

from dragoman.conversations import records
from dragoman.conversations.message import HeardKind
from dragoman.dialogues.answering import Answering
from dragoman.dialogues.heard import File
from dragoman.dialogues.hearing import Hearing
from dragoman.engine import Store
from tests import lagos
from tests.rooms.conversations.test_conversations import SPEAKER, begun


@pytest.fixture
async def world(store: Store) -> lagos.Lagos:
    return await lagos.found(store)


async def test_a_stop_after_many_photos_is_heard(world: lagos.Lagos) -> None:
    hearing = Hearing(items=[File(HeardKind.IMAGE) for _ in range(40)])
    hearing.words("STOP", card_seen=False)
    async with world.work() as work:
        conversation = await begun(work, world.number)
        await Answering(SPEAKER).answer(work, conversation, hearing)
        stored = await records.by_id(work, conversation.id)
        assert stored is not None
        assert stored.muted
        assert await work.sql.fetchval("select count(*) from message where not heard") <= 2
