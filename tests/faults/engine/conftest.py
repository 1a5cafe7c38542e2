"""A database with the scene's table in it, for one test."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from . import scene


@pytest.fixture
async def world(own_database: Any, tmp_path: Path) -> AsyncIterator[Any]:
    """(database, store, file of the partner)"""
    connection = await asyncpg.connect(own_database.owner)
    await connection.execute(scene.HEARD)
    await connection.close()
    store = await own_database.store()
    yield own_database, store, tmp_path / "partner"
    await store.close()
