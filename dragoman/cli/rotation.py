"""Change keys: wrap every tenant key under the newest master key, or give a business a new key for all that is sealed from now on."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from dragoman.access import SYSTEM, Surface
from dragoman.cli.database import database
from dragoman.cli.house import House, opened
from dragoman.kit.crypto import SealBroken
from dragoman.kit.settings import Settings
from dragoman.tenancy.rotation import rotate_key

app = typer.Typer(no_args_is_help=True)


@app.command("master")
def rotate_master() -> None:
    """Wrap every business's keys under the newest master key (the first of DRAGOMAN_MASTER_KEY)."""
    print(f"{asyncio.run(_in_house(''))} keys are wrapped under the newest master key; older master keys may go.")


@app.command("business")
def rotate_business(tenant: Annotated[str, typer.Argument(help="Id of the business (tn_…)")]) -> None:
    """Give a business a new key for everything that is sealed from now on."""
    print(f"Key {asyncio.run(_in_house(tenant))} is in use within seconds; older values open with the older keys.")


async def _in_house(tenant: str) -> int:
    settings = Settings()
    async with database(settings) as addresses, opened(settings, addresses) as house:
        return await add_tenant_key(house, tenant) if tenant else await wrap_anew(house)


class WrongMasterKey(RuntimeError):
    """The master keys at hand do not open this installation's tenant keys."""


async def check_keys(house: House) -> None:
    """See at start that every business's keys open; raises WrongMasterKey with what to do."""
    for tenant in await house.tenants():
        async with house.store.unit(tenant) as unit:
            for row in await unit.sql.fetch("select key_id, wrapped from tenant_key"):
                try:
                    house.master.unwrap(tenant, row["key_id"], bytes(row["wrapped"]))
                except SealBroken:
                    raise WrongMasterKey(
                        "The master key does not open this database's keys. Put the key it was set up with into DRAGOMAN_MASTER_KEY"
                        " (or the file master.key in DRAGOMAN_HOME); several keys are separated by commas, newest first."
                    ) from None


async def wrap_anew(house: House) -> int:
    """Wrap every tenant key under the newest master key; returns how many. Older master keys may be dropped afterwards."""
    count = 0
    for tenant in await house.tenants():
        async with house.store.unit(tenant) as unit:
            for row in await unit.sql.fetch("select key_id, wrapped from tenant_key for update"):
                key = house.master.unwrap(tenant, row["key_id"], bytes(row["wrapped"]))
                wrapped = house.master.wrap(tenant, row["key_id"], key)
                await unit.sql.execute(
                    "update tenant_key set wrapped = $3 where tenant_id = $1 and key_id = $2",
                    tenant,
                    row["key_id"],
                    wrapped,
                )
                count += 1
    return count


async def add_tenant_key(house: House, tenant: str) -> int:
    """Give a business a new key; what is sealed from now on uses it, what is older opens with the older keys. Returns its number."""
    async with house.desk.work(tenant, SYSTEM, Surface.SYSTEM) as work:
        number = await rotate_key(work, house.master)
    house.desk.tenants.forget(tenant)
    return number
