"""`dragoman key`: issue, list and revoke API keys of a business; the first key cannot come from the API itself."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated

import typer

from dragoman.access import SYSTEM, Role, Surface
from dragoman.cli.database import database
from dragoman.cli.house import House, opened
from dragoman.command import Refused, Work
from dragoman.kit.settings import Settings
from dragoman.tenancy.commands import SCOPES, issue_api_key, revoke_api_key
from dragoman.tenancy.queries import api_keys

app = typer.Typer(no_args_is_help=True)
Business = Annotated[str, typer.Option(help="Short name of the business; may be left out when there is one only")]


@app.command("issue")
def issue(
    name: Annotated[str, typer.Argument(help="What the key is for, e.g. 'Web shop'")],
    scope: Annotated[list[str] | None, typer.Option(help=f"One of {', '.join(sorted(SCOPES))}; several times")] = None,
    role: Annotated[Role, typer.Option(help="Whose rights the key has")] = Role.SALES,
    business: Business = "",
) -> None:
    """Issue a key and print it, this once."""

    async def make(work: Work) -> None:
        print(await issue_api_key(work, name, tuple(scope or ("search", "book", "read", "documents")), role))

    _run(business, make)


@app.command("list")
def list_keys(business: Business = "") -> None:
    """List the keys of a business, newest first."""

    async def show(work: Work) -> None:
        for key in await api_keys(work, limit=500):
            state = "revoked" if key.revoked_at else "active"
            print(f"{key.id}  …{key.last_four}  {state}  {key.role}  {','.join(key.scopes)}  {key.name}")

    _run(business, show)


@app.command("revoke")
def revoke(key: Annotated[str, typer.Argument(help="Id of the key (ak_…)")], business: Business = "") -> None:
    """Revoke a key at once."""
    _run(business, lambda work: revoke_api_key(work, key))


def _run(business: str, job: Callable[[Work], Awaitable[None]]) -> None:
    async def run() -> None:
        settings = Settings()
        async with database(settings) as addresses, opened(settings, addresses) as house:
            tenant = await named_business(house, business)
            async with house.desk.work(tenant, SYSTEM, Surface.CONSOLE, proven=True) as work:
                await job(work)

    try:
        asyncio.run(run())
    except Refused as refusal:
        raise typer.BadParameter(refusal.staff) from None


async def named_business(house: House, business: str) -> str:
    """Return the tenant that an operator names, or the only one there is."""
    if business:
        found = await house.door_keys.tenant("business", business)
        if found is None:
            raise typer.BadParameter("There is no business of that name.")
        return found
    known = await house.tenants()
    if len(known) != 1:
        raise typer.BadParameter(f"There are {len(known)} businesses; name one with --business.")
    return known[0]
