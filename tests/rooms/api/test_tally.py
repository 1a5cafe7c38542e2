"""Webhook calls are counted for the business they came for, and refusals for nobody."""

from __future__ import annotations

from datetime import date

import asyncpg
import pytest

from dragoman.access import Surface
from dragoman.api.tally import Tally, refusals, sources
from dragoman.engine import Store
from tests import lagos
from tests.rooms.api.test_webhooks import BODY, knocking, signed
from tests.rooms.api.world import OTHER, Shop


async def test_a_call_that_was_stored_counts_for_its_business_alone(shop: Shop) -> None:
    await lagos.found(shop.store, tenant=OTHER, slug="accra", name="Accra Ways", number_id="2")
    tally = Tally()
    async with knocking(shop, tally=tally) as client:
        assert (await client.post("/webhooks/meta", content=BODY, headers=signed(BODY))).status_code == 200
        assert (await client.post("/webhooks/meta", content=BODY, headers=signed(BODY, "forged"))).status_code == 403
        assert (await client.post("/webhooks/meta", content=BODY)).status_code == 401
    await tally.write(shop.store)
    await tally.write(shop.store)
    async with shop.lagos.work() as work:
        assert [(s.source, s.calls) for s in await sources(work.sql)] == [("meta", 1)]
        turned = {(r.source, r.outcome, r.calls) for r in await refusals(work.sql, work.now.date())}
        assert turned == {("meta", "forged", 1), ("meta", "unsigned", 1)}
        assert await refusals(work.sql, date(2027, 1, 1)) == ()
    async with shop.lagos.desk.work(OTHER, lagos.OWNER, Surface.CONSOLE) as work:
        assert await sources(work.sql) == ()


async def test_what_cannot_be_written_is_kept_for_the_next_time(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    await lagos.found(store)
    tally = Tally()
    tally.took("paystack", frozenset({lagos.TENANT}))
    tally.refused("paystack", "unset")

    def away(_: object) -> None:
        raise asyncpg.ConnectionDoesNotExistError("away")

    with monkeypatch.context() as patched:
        patched.setattr(Store, "unit", lambda self, tenant: away(tenant))
        with pytest.raises(asyncpg.ConnectionDoesNotExistError):
            await tally.write(store)
    tally.took("paystack", frozenset({lagos.TENANT}))
    await tally.write(store)
    async with store.unit(lagos.TENANT) as unit:
        assert [(s.source, s.calls) for s in await sources(unit.sql)] == [("paystack", 2)]
        assert [r.calls for r in await refusals(unit.sql, date(2026, 1, 1))] == [1]
