"""A fresh office per test."""

from __future__ import annotations

import pytest

from dragoman.engine import Store
from tests.rooms.console.world import Office, open_office


@pytest.fixture
async def office(store: Store) -> Office:
    return await open_office(store)
