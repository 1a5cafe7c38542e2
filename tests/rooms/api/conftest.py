"""A fresh shop per test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx2
import pytest

from dragoman.engine import Store
from tests.rooms.api.world import Shop, build


@pytest.fixture
async def shop(store: Store) -> Shop:
    return await build(store)


@pytest.fixture
async def client(shop: Shop) -> AsyncIterator[httpx2.AsyncClient]:
    """A client with a manager's key and every scope."""
    async with shop.client(await shop.key()) as client:
        yield client
