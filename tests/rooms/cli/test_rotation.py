"""Keys change and everything stays readable; a wrong master key is said at once."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from dragoman.cli.rotation import WrongMasterKey, add_tenant_key, check_keys, wrap_anew
from dragoman.command.tenants import Tenants
from dragoman.conversations import people
from dragoman.conversations.message import Sender
from dragoman.engine import Store
from dragoman.kit.crypto import Master
from tests import lagos


def house(world: lagos.Lagos, master: Master) -> Any:
    async def tenants() -> list[str]:
        return [lagos.TENANT]

    return SimpleNamespace(store=world.desk.store, desk=world.desk, master=master, clock=world.clock, tenants=tenants)


async def test_a_new_master_key_opens_everything_and_the_old_one_may_go(store: Store) -> None:
    world = await lagos.found(store)
    async with world.work() as work:
        ada = await people.recognise(work, Sender(phone=lagos.ADA, name="Ada Obi"))
    new = b"n" * 32
    assert await wrap_anew(house(world, Master([new, b"m" * 32]))) == 1
    only_new = Master([new])
    await check_keys(house(world, only_new))
    world.desk.tenants = Tenants(only_new)
    async with world.work() as work:
        assert (await people.profile(work, ada)).name == "Ada Obi"
    with pytest.raises(WrongMasterKey, match="DRAGOMAN_MASTER_KEY"):
        await check_keys(house(world, Master([b"m" * 32])))


async def test_a_new_tenant_key_seals_what_comes_and_opens_what_was(store: Store) -> None:
    world = await lagos.found(store)
    async with world.work() as work:
        ada = await people.recognise(work, Sender(phone=lagos.ADA, name="Ada Obi"))
    assert await add_tenant_key(house(world, lagos.MASTER), lagos.TENANT) == 2
    async with world.work() as work:
        assert (await people.profile(work, ada)).name == "Ada Obi"
        assert (
            await people.recognise(work, Sender(phone=lagos.ADA)) == ada
        )  # look-ups do not change with the sealing key
        kofi = await people.recognise(work, Sender(phone=lagos.KOFI, name="Kofi Mensah"))
        sealed = await work.sql.fetchval("select sealed from person where id = $1", kofi)
        assert int.from_bytes(bytes(sealed)[1:3], "big") == 2
