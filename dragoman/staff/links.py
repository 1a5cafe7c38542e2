"""One-time links: to join by invitation, to set a new password, to come in once from the operator's own terminal.

A link is a secret, used once, for a while; stored is its digest. Looking at it uses nothing up, because mail programs look too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from dragoman.access import Role, held_of
from dragoman.command import Work
from dragoman.kit.crypto import token_digest
from dragoman.staff import errors
from dragoman.staff.states import StaffState
from dragoman.staff.tokens import new_token
from dragoman.tenancy.queries import StaffCard


class LinkKind(StrEnum):
    """What a link opens."""

    JOIN = "join"
    RESET = "reset"
    ENTER = "enter"


LASTS = {LinkKind.JOIN: timedelta(days=3), LinkKind.RESET: timedelta(hours=1), LinkKind.ENTER: timedelta(hours=24)}


_OPEN = (
    "select l.id, l.kind, l.staff_id, m.roles, m.sealed, m.state from staff_link l join staff m on m.id = l.staff_id"
    " where l.digest = $1 and l.used_at is null and l.expires_at > $2"
)


@dataclass(frozen=True, slots=True)
class Link:
    """An open link and whom it is for."""

    id: str
    kind: LinkKind
    staff: str
    roles: tuple[Role, ...]
    card: StaffCard


def link_to(own_url: str, token: str) -> str:
    """Write the address of a link."""
    return f"{own_url}/console/link/{token}"


async def make_link(work: Work, staff: str, kind: LinkKind) -> str:
    """Make a link; older open ones of its kind end. Returns what stands in the address behind `/console/link/`."""
    await work.sql.execute(
        "update staff_link set used_at = $3 where staff_id = $1 and kind = $2 and used_at is null",
        staff,
        kind,
        work.now,
    )
    token, digest = new_token(work.tenant.id)
    await work.sql.execute(
        "insert into staff_link (id, tenant_id, created_at, staff_id, kind, digest, expires_at, created_by)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8)",
        work.new_id("sl"), work.tenant.id, work.now, staff, kind, digest, work.now + LASTS[kind], work.by.id,
    )  # fmt: skip
    return token


async def open_link(work: Work, secret: str, *, lock: bool = False) -> Link:
    """Return an open link; raises Refused("link"). `lock` keeps a second use of it out until commit."""
    row = await work.sql.fetchrow(f"{_OPEN}{' for update of l' if lock else ''}", token_digest(secret), work.now)
    wanted = {"join": StaffState.INVITED}.get(row["kind"], StaffState.ACTIVE) if row else None
    if row is None or row["state"] != wanted:
        raise errors.link_gone()
    card = work.open("staff", "sealed", row["staff_id"], bytes(row["sealed"]), StaffCard)
    return Link(row["id"], LinkKind(row["kind"]), row["staff_id"], held_of(row["roles"]), card)


async def use_link(work: Work, link: Link) -> None:
    """Use a link up."""
    await work.sql.execute("update staff_link set used_at = $2 where id = $1", link.id, work.now)


async def end_links(work: Work, staff: str) -> None:
    """End every open link of a member of staff."""
    await work.sql.execute(
        "update staff_link set used_at = $2 where staff_id = $1 and used_at is null", staff, work.now
    )
