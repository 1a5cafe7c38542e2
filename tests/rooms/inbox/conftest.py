from __future__ import annotations

import pytest

from dragoman.engine import Store
from tests.rooms.inbox.world import Bureau, build


@pytest.fixture
async def bureau(store: Store) -> Bureau:
    return await build(store)
