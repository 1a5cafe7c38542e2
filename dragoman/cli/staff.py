"""`dragoman staff`: the first owner, the demo's people, and one-time links for who has lost their way in."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated

import typer

from dragoman.access import SYSTEM, Role, Surface
from dragoman.cli.database import database
from dragoman.cli.house import House, opened
from dragoman.cli.keys import Business, named_business
from dragoman.command import Refused
from dragoman.kit.settings import Settings
from dragoman.staff.links import LinkKind, link_to, make_link
from dragoman.staff.members import Colleague, colleagues, invite, offer_reset
from dragoman.staff.states import StaffState
from dragoman.tenancy.branches import add_branch, branches
from dragoman.tenancy.commands import add_staff
from dragoman.tenancy.queries import StaffCard

app = typer.Typer(no_args_is_help=True)
# The small world of the demo, the tests and the pages.
DEMO_STAFF = (
    (StaffCard("Femi Cole", "+2348035550105", "femi.cole@lagostours.example"), (Role.ADMIN, Role.MANAGER)),
    (StaffCard("Efua Boateng", "+2348035550106", "efua.boateng@lagostours.example"), (Role.MANAGER,)),
    (StaffCard("Bayo Ade", "+2348035550107", "bayo.ade@lagostours.example"), (Role.SALES,)),
    (StaffCard("Chidi Eze", "+2348035550108", "chidi.eze@lagostours.example"), (Role.OPERATIONS,)),
    (StaffCard("Dewi Lestari", "+2348035550109", "dewi.lestari@lagostours.example"), (Role.FIELD_STAFF,)),
)


@app.command("list")
def list_staff(business: Business = "") -> None:
    """List the people of a business."""

    async def show(house: House, tenant: str) -> None:
        for one in await _people(house, tenant):
            print(f"{one.id}  {one.state:<11}  {' '.join(one.roles):<13}  {one.card.name}  {one.card.email}")

    _run(business, show)


@app.command("invite")
def invite_somebody(
    name: Annotated[str, typer.Argument(help="Their name")],
    email: Annotated[str, typer.Argument(help="Their e-mail address")],
    role: Annotated[Role, typer.Option(help="What they are to the business")] = Role.SALES,
    also: Annotated[list[Role] | None, typer.Option(help="What else they are; may be given several times")] = None,
    business: Business = "",
) -> None:
    """Invite somebody and print the link, this once."""

    async def make(house: House, tenant: str) -> None:
        async with house.desk.work(tenant, SYSTEM, Surface.CONSOLE, proven=True) as work:
            token = await invite(work, StaffCard(name, email=email), role, also=also or ())
            print(link_to(house.settings.own_url, token))

    _run(business, make)


@app.command("link")
def link(
    email: Annotated[str, typer.Argument(help="The e-mail address of an active member of staff")],
    business: Business = "",
) -> None:
    """Print a link by which somebody sets a new password and second factor; they are signed out everywhere."""

    async def make(house: House, tenant: str) -> None:
        found = [one for one in await _people(house, tenant) if one.card.email.lower() == email.strip().lower()]
        if not found:
            raise typer.BadParameter("Nobody of the business has that e-mail address.")
        async with house.desk.work(tenant, SYSTEM, Surface.CONSOLE, proven=True) as work:
            print(link_to(house.settings.own_url, await offer_reset(work, found[0].id)))

    _run(business, make)


async def doors(house: House, tenant: str) -> list[str]:
    """Return what the terminal shows at start: in the demo a way in for each, else one for the owner while there is nobody."""
    if house.settings.demo:
        return await _demo_links(house, tenant)
    people = await _people(house, tenant)
    if any(one.state is StaffState.ACTIVE and Role.ADMIN in one.roles for one in people):
        return []
    return [f"  Set-up     {await _owner_link(house, tenant, people)}  (once, for the owner)"]


async def _owner_link(house: House, tenant: str, people: tuple[Colleague, ...]) -> str:
    """Make the link by which the owner gives a name, an e-mail and a password; one of an earlier start ends.

    The owner is admin and manager: settings alone would leave a business of one unable to look at a booking.
    """
    waiting = [one.id for one in people if one.state is StaffState.INVITED and not one.card.email]
    async with house.desk.work(tenant, SYSTEM, Surface.CONSOLE, proven=True) as work:
        staff = (
            waiting[0]
            if waiting
            else await add_staff(work, StaffCard(""), Role.ADMIN, also=(Role.MANAGER,), invited=True)
        )
        return link_to(house.settings.own_url, await make_link(work, staff, LinkKind.JOIN))


async def _demo_links(house: House, tenant: str) -> list[str]:
    """Add the small world's people once, and make each a link that opens the console once."""
    async with house.desk.work(tenant, SYSTEM, Surface.CONSOLE, proven=True) as work:
        known = {one.card.email: one.id for one in await colleagues(work)}
        if not known:
            for name, zone in (("Ikeja", "Africa/Lagos"), ("Accra", "Africa/Accra")):
                if all(b.name != name for b in await branches(work)):
                    await add_branch(work, name, zone)
        lines = ["  Come in as (each link opens the console once):"]
        for card, (role, *also) in DEMO_STAFF:
            staff = known.get(card.email) or await add_staff(work, card, role, also=also)
            token = await make_link(work, staff, LinkKind.ENTER)
            lines.append(f"    {card.name:<13}{_named(role, *also):<16}{link_to(house.settings.own_url, token)}")
    return lines


def _named(*held: Role) -> str:
    return ", ".join(role.replace("_", " ") for role in held)


async def _people(house: House, tenant: str) -> tuple[Colleague, ...]:
    async with house.desk.work(tenant, SYSTEM, Surface.CONSOLE) as work:
        return await colleagues(work)


def _run(business: str, job: Callable[[House, str], Awaitable[None]]) -> None:
    async def run() -> None:
        settings = Settings()
        async with database(settings) as addresses, opened(settings, addresses) as house:
            await job(house, await named_business(house, business))

    try:
        asyncio.run(run())
    except Refused as refusal:
        raise typer.BadParameter(refusal.staff) from None
