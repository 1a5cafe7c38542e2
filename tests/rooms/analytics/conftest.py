"""A fresh shop per test."""

from __future__ import annotations

import pytest

from dragoman.engine import Store
from tests.rooms.api.world import Shop, build


@pytest.fixture
async def shop(store: Store) -> Shop:
    return await build(store)
