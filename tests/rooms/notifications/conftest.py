"""A fresh world per test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from dragoman.engine import Store
from tests.rooms.bookings.world import World, build


@pytest.fixture
async def world(store: Store) -> AsyncIterator[World]:
    built = await build(store)
    yield built
    await built.door.close()
