"""`dragoman key`: the first key of a business, as an owner at the machine gets it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from dragoman.cli import keys
from dragoman.cli.database import Addresses
from dragoman.engine import APP_ROLE, Store
from dragoman.kit.crypto import Master
from tests import lagos
from tests.conftest import Database


async def test_a_key_is_issued_listed_and_revoked(
    database: Database, store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DRAGOMAN_HOME", str(tmp_path))
    monkeypatch.setattr(lagos, "MASTER", Master.from_file(tmp_path / "master.key"))
    town = await lagos.found(store)

    @asynccontextmanager
    async def here(_: object) -> AsyncIterator[Addresses]:
        yield Addresses(database.owner, database.owner, APP_ROLE)

    monkeypatch.setattr(keys, "database", here)

    async def run(*arguments: str) -> Result:
        return await asyncio.to_thread(CliRunner().invoke, keys.app, list(arguments))

    issued = await run("issue", "Web shop", "--scope", "read", "--role", "manager")
    assert issued.exit_code == 0, issued.output
    key = issued.stdout.strip()
    assert key.startswith("dk_")
    listed = (await run("list", "--business", "lagos-tours")).stdout
    assert key[-4:] in listed
    assert "active  manager  read  Web shop" in listed
    assert (await run("revoke", listed.split()[0])).exit_code == 0
    assert "revoked" in (await run("list")).stdout
    assert (await run("issue", "Shop", "--scope", "everything")).exit_code == 2
    assert (await run("issue", "Shop", "--role", "customer")).exit_code == 2
    assert (await run("list", "--business", "nobody")).exit_code == 2
    async with town.work() as work:
        assert await work.sql.fetchval("select count(*) from api_key") == 1
