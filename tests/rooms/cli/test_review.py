"""`dragoman review`: what an owner puts back or closes at the machine stands in the audit trail."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from dragoman.cli import review
from dragoman.cli.database import Addresses
from dragoman.engine import APP_ROLE, Store
from dragoman.kit.crypto import Master
from tests import lagos
from tests.conftest import Database


async def test_items_are_listed_put_back_and_closed_with_an_audit_entry_each(
    database: Database, store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DRAGOMAN_HOME", str(tmp_path))
    monkeypatch.setattr(lagos, "MASTER", Master.from_file(tmp_path / "master.key"))
    town = await lagos.found(store)

    @asynccontextmanager
    async def here(_: object) -> AsyncIterator[Addresses]:
        yield Addresses(database.owner, database.owner, APP_ROLE)

    monkeypatch.setattr(review, "database", here)
    async with store.unit(lagos.TENANT) as unit:
        await unit.sql.execute(
            "insert into effect (tenant_id, actor, kind, key, lane, body, due, state)"
            " select $1, 'order:1', 'x', 'x:' || n, '', '', null, 'UNKNOWN' from generate_series(1, 2) n",
            lagos.TENANT,
        )
    async with store.engine_unit() as raw:
        await raw.execute(
            "insert into review (tenant_id, actor, kind, reason, effect_id) select tenant_id, actor, kind, 'no_evidence', id from effect"
        )
        first, second = (row["id"] for row in await raw.fetch("select id from review order by id"))

    async def run(*arguments: str) -> Result:
        return await asyncio.to_thread(CliRunner().invoke, review.app, list(arguments))

    assert len((await run("list")).stdout.splitlines()) == 2
    assert "Put back." in (await run("replay", str(first))).stdout
    assert "Closed." in (await run("dismiss", str(second))).stdout
    assert "no such open item" in (await run("replay", str(first))).stdout
    async with town.work() as work:
        told = await work.sql.fetch("select tag, result, surface from audit where tag like 'review:%' order by id")
        assert [tuple(row) for row in told] == [
            ("review:replay", "done", "console"),
            ("review:dismiss", "done", "console"),
        ]
        assert await work.sql.fetchval("select count(*) from effect where due is not null") == 1
