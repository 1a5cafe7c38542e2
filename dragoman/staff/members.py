"""Who belongs to the business: seen, invited, given roles and branches, deactivated; never without an admin left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from zoneinfo import available_timezones

import asyncpg
import msgspec

from dragoman.access import SETTINGS, STAFF, Role, held_of
from dragoman.command import Refused, Work, command, not_found
from dragoman.staff import errors, second_factor, sessions
from dragoman.staff.facts import StaffInvited
from dragoman.staff.links import LinkKind, end_links, make_link
from dragoman.staff.models import Preferences
from dragoman.staff.records import check_card, member
from dragoman.staff.states import StaffState
from dragoman.tenancy.commands import add_staff, staff_roles
from dragoman.tenancy.queries import StaffCard

THEMES = ("", "light", "dark")
REFUND_MAILS = ("", "off")


@cache
def zones() -> tuple[str, ...]:
    """List the zones that people choose among: regions and cities, without the historical names."""
    return (
        *sorted(z for z in available_timezones() if "/" in z and not z.startswith(("Etc/", "posix", "right", "US/"))),
        "UTC",
    )


@dataclass(frozen=True, slots=True)
class Colleague:
    """A member of staff as a list shows them. `roles` begin with the one in which they sign in."""

    id: str
    card: StaffCard
    roles: tuple[Role, ...]
    branch: str | None
    branch_name: str
    state: StaffState
    seen_at: datetime | None
    second_factor: bool


_COLLEAGUES = """
select m.id, m.sealed, m.roles, m.branch_id, coalesce(b.name, '') as branch_name, m.state, m.seen_at, c.totp_at is not null as second_factor
from staff m left join branch b on b.id = m.branch_id left join credential c on c.staff_id = m.id
"""


async def colleagues(work: Work, *, active: bool = False) -> tuple[Colleague, ...]:
    """List the people of the business by name, the deactivated last; with `active` only those who work now."""
    rows = await work.sql.fetch(f"{_COLLEAGUES} where not $1 or m.state = 'ACTIVE' limit 1000", active)
    order = (StaffState.ACTIVE, StaffState.INVITED, StaffState.DEACTIVATED)
    found = (_colleague(work, row) for row in rows)
    return tuple(sorted(found, key=lambda c: (order.index(c.state), c.card.name.casefold(), c.id)))


async def colleague(work: Work, staff: str) -> Colleague:
    """Return one of the people of the business; raises Refused("not_found")."""
    row = await work.sql.fetchrow(f"{_COLLEAGUES} where m.id = $1", staff)
    if row is None:
        raise not_found("member of staff")
    return _colleague(work, row)


def _colleague(work: Work, row: asyncpg.Record) -> Colleague:
    return Colleague(
        row["id"], work.open("staff", "sealed", row["id"], bytes(row["sealed"]), StaffCard), held_of(row["roles"]), row["branch_id"],
        row["branch_name"], StaffState(row["state"]), row["seen_at"], row["second_factor"] or False,
    )  # fmt: skip


@command("staff:choose_preferences", by=STAFF)
async def choose_preferences(work: Work, chosen: Preferences, languages: tuple[str, ...]) -> None:
    """Choose one's own language, zone and theme, and whether refunds to approve come by e-mail."""
    if chosen.language not in languages:
        raise Refused("preference.language", "Choose one of the languages.", field="language", status=422)
    if chosen.zone and chosen.zone not in zones():
        raise Refused("preference.zone", "Choose one of the time zones.", field="zone", status=422)
    if chosen.theme not in THEMES:
        raise Refused("preference.theme", "Choose light, dark or as the machine does.", field="theme", status=422)
    if chosen.refund_mails not in REFUND_MAILS:
        raise Refused(
            "preference.refund_mails", "Choose e-mail or the console alone.", field="refund_mails", status=422
        )
    (await member(work, work.by.id)).preferences = msgspec.to_builtins(chosen)


@command("staff:invite", by=SETTINGS, sensitive=True)
async def invite(
    work: Work, card: StaffCard, role: Role, branch: str | None = None, *, also: Sequence[Role] = ()
) -> str:
    """Invite somebody by e-mail to a role and perhaps `also` to others, in a branch or in all; returns what stands in the link's
    address, shown this once.
    """
    check_card(card)
    await _known_branch(work, branch)
    staff = await add_staff(work, card, role, branch, also=also, invited=True)
    await work.note(f"staff:{staff}", "staff:invite", role=role, also=sorted(set(also) - {role}))
    return await _invitation(work, staff)


@command("staff:invite_again", by=SETTINGS, sensitive=True)
async def invite_again(work: Work, staff_id: str) -> str:
    """Send a new invitation; the older one ends."""
    found = await member(work, staff_id)
    if found.state != StaffState.INVITED:
        raise Refused("state", "They have joined already, or were deactivated.")
    return await _invitation(work, staff_id)


@command("staff:offer_reset", by=SETTINGS, sensitive=True)
async def offer_reset(work: Work, staff_id: str) -> str:
    """Make a link by which somebody sets a new password and a new second factor, when they have lost theirs."""
    found = await member(work, staff_id)
    if found.state != StaffState.ACTIVE:
        raise Refused("state", "Only active people can set a new password.")
    await second_factor.clear(work, staff_id)
    await sessions.end_all(work, staff_id)
    return await make_link(work, staff_id, LinkKind.RESET)


@command("staff:change_role", by=SETTINGS, sensitive=True)
async def change_role(work: Work, staff_id: str, role: Role, branch: str | None, *, also: Sequence[Role] = ()) -> None:
    """Change what somebody is to the business, or where: their first role, and what they are `also`; their sessions end, so
    that the new rights count at once. One's own sessions stay, and act in no role that was taken away.
    """
    held = staff_roles(role, also)
    await _known_branch(work, branch)
    admins = await _locked_admins(work)
    found = await member(work, staff_id)
    if Role.ADMIN in found.held and Role.ADMIN not in held:
        _need_another(admins, staff_id)
    before = found.held
    found.role, found.also, found.branch_id = held[0], list(held[1:]), branch
    await work.session.flush()
    if staff_id != work.by.id:
        await sessions.end_all(work, staff_id)
    await work.note(
        f"staff:{staff_id}", "staff:change_role", before=" ".join(before), after=" ".join(held), branch=branch or ""
    )


@command("staff:deactivate", by=SETTINGS, sensitive=True)
async def deactivate(work: Work, staff_id: str) -> None:
    """Keep somebody out from now on: sessions and links end at once, their name stays on what they did."""
    admins = await _locked_admins(work)
    found = await member(work, staff_id)
    if Role.ADMIN in found.held and found.state == StaffState.ACTIVE:
        _need_another(admins, staff_id)
    await work.move(found, "deactivate")
    await sessions.end_all(work, staff_id)
    await end_links(work, staff_id)


@command("staff:reactivate", by=SETTINGS, sensitive=True)
async def reactivate(work: Work, staff_id: str) -> None:
    """Let somebody in again, with the password and second factor they had."""
    await work.move(await member(work, staff_id), "reactivate")


async def _invitation(work: Work, staff: str) -> str:
    token = await make_link(work, staff, LinkKind.JOIN)
    await work.tell(StaffInvited(staff, token))
    return token


async def _known_branch(work: Work, branch: str | None) -> None:
    if (
        branch is not None
        and await work.sql.fetchval("select id from branch where id = $1 and closed_at is null", branch) is None
    ):
        raise Refused("staff.branch", "There is no such branch.", field="branch", status=422)


async def _locked_admins(work: Work) -> list[str]:
    """Lock the active admins in order and before any other of the staff: two who remove each other at once neither both succeed nor
    wait for each other in a circle.
    """
    rows = await work.sql.fetch(
        "select id from staff where 'admin' = any (roles) and state = 'ACTIVE' order by id for update"
    )
    return [row["id"] for row in rows]


def _need_another(admins: list[str], staff: str) -> None:
    """Refuse to take the last admin away."""
    if not any(one != staff for one in admins):
        raise errors.last_admin()
