"""Branches of a business: where it has people and hours of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dragoman.access import SETTINGS
from dragoman.command import Refused, Work, command, not_found
from dragoman.tenancy.settings import checked_zone


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch; `zone` is an IANA name. Closed ones stay for what was done in them."""

    id: str
    name: str
    zone: str
    closed_at: datetime | None


async def branches(work: Work, *, closed: bool = False) -> tuple[Branch, ...]:
    """List the branches by name; closed ones on request."""
    rows = await work.sql.fetch(
        "select id, name, zone, closed_at from branch where $1 or closed_at is null order by name, id", closed
    )
    return tuple(Branch(*row) for row in rows)


@command("tenancy:add_branch", by=SETTINGS)
async def add_branch(work: Work, name: str, zone: str) -> str:
    """Add a branch."""
    name = await _checked(work, name, zone)
    branch = work.new_id("br")
    await work.sql.execute(
        "insert into branch (id, tenant_id, created_at, name, zone) values ($1, $2, $3, $4, $5)",
        branch, work.tenant.id, work.now, name, zone,
    )  # fmt: skip
    return branch


@command("tenancy:change_branch", by=SETTINGS)
async def change_branch(work: Work, branch: str, name: str, zone: str) -> None:
    """Change a branch's name and time zone."""
    name = await _checked(work, name, zone, besides=branch)
    changed = await work.sql.fetchval(
        "update branch set name = $2, zone = $3 where id = $1 and closed_at is null returning id", branch, name, zone
    )
    if changed is None:
        raise not_found("branch")


@command("tenancy:close_branch", by=SETTINGS)
async def close_branch(work: Work, branch: str) -> None:
    """Close a branch; its people and numbers must have been moved first."""
    if await work.sql.fetchval(
        "select exists (select from staff where branch_id = $1 and active) or exists (select from number where branch_id = $1 and active)",
        branch,
    ):
        raise Refused("branch.in_use", "Move its people and numbers to another branch first.")
    closed = await work.sql.fetchval(
        "update branch set closed_at = $2 where id = $1 and closed_at is null returning id", branch, work.now
    )
    if closed is None:
        raise not_found("branch")


async def _checked(work: Work, name: str, zone: str, besides: str = "") -> str:
    name = " ".join(name.split())
    if not 1 <= len(name) <= 60:
        raise Refused("branch.name", "A name has 1 to 60 characters.", field="name", status=422)
    checked_zone(zone)
    if await work.sql.fetchval(
        "select exists (select from branch where lower(name) = lower($1) and id <> $2 and closed_at is null)",
        name,
        besides,
    ):
        raise Refused("branch.known", "There is a branch of that name.", field="name")
    return name
