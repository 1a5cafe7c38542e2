"""`dragoman review`: look at what could not be worked on, and put it back or close it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import typer

from dragoman.access import SYSTEM, Surface
from dragoman.cli.database import database
from dragoman.cli.house import House, opened
from dragoman.engine.review import open_items
from dragoman.kit.settings import Settings
from dragoman.notifications.review import dismiss_item, replay_item

app = typer.Typer(no_args_is_help=True)


@app.command("list")
def list_items() -> None:
    """List what waits for a person, oldest first."""

    async def show(house: House) -> None:
        for tenant in await house.tenants():
            async with house.store.unit(tenant) as unit:
                for item in await open_items(unit):
                    print(
                        f"{item.id}  {item.created_at:%Y-%m-%d %H:%M}Z  {item.actor.split(':')[0]}  {item.kind}  {item.reason}"
                    )

    asyncio.run(_in_house(show))


@app.command("replay")
def replay(item: int) -> None:
    """Put an item back: it is worked on once more."""
    asyncio.run(_in_house(lambda house: _close(house, item, again=True)))


@app.command("dismiss")
def dismiss(item: int) -> None:
    """Close an item without doing anything."""
    asyncio.run(_in_house(lambda house: _close(house, item, again=False)))


async def _close(house: House, item: int, *, again: bool) -> None:
    for tenant in await house.tenants():
        async with house.store.unit(tenant) as unit:
            here = await open_items(unit, after=item - 1, limit=1)
        if [found.id for found in here] != [item]:
            continue
        async with house.desk.work(tenant, SYSTEM, Surface.CONSOLE) as work:
            await (replay_item if again else dismiss_item)(work, item)
        print("Put back." if again else "Closed.")
        return
    print("There is no such open item.")


async def _in_house(job: Callable[[House], Awaitable[None]]) -> None:
    settings = Settings()
    async with database(settings) as addresses, opened(settings, addresses) as house:
        await job(house)
