"""Lagos Tours with a receiver of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from dragoman.engine import Store
from dragoman.kit.http import Guard
from dragoman.partners.receivers.client import Receivers
from tests.rooms.api.world import Shop, build
from tests.rooms.outbound.receiver import Receiver, receiving


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


@pytest.fixture
async def shop(store: Store) -> AsyncIterator[Shop]:
    poster = Receivers(Guard(allowed_hosts=frozenset({"127.0.0.1"})))
    yield await build(store, poster=poster)
    await poster.close()
