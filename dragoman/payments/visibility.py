"""Which bookings a member of staff sees, and their money: sales their own (roles.md), operations and managers all, others none.

It stands here because the room of bookings stands above: both ask this one rule.
"""

from __future__ import annotations

from dragoman.access import Doer, Role
from dragoman.command import Work, not_found

READERS = frozenset({Role.SALES, Role.OPERATIONS, Role.MANAGER, Role.SYSTEM})
OWN_SALES = (
    "(b.sold_by = {0} or exists (select from conversation c where c.tenant_id = b.tenant_id and c.actor = b.asked_by"
    " and c.assigned_to = {0}))"
)
"""What sales sees of a booking `b`: those they made, and those of conversations that are theirs. `{0}` is their id."""


def own_sales(by: Doer, first: int) -> tuple[str, list[object]]:
    """Return an SQL condition on `booking b` for what sales see, nothing more for others, and its arguments from `first` on. Pure."""
    return (OWN_SALES.format(f"${first}"), [by.id]) if by.role is Role.SALES else ("true", [])


def seller(work: Work) -> str | None:
    """Return whose bookings alone are seen, None when all are; raises Refused("not_found") for roles that see none."""
    if work.by.role not in READERS:
        raise not_found("booking")
    return work.by.id if work.by.role is Role.SALES else None


async def check_seen(work: Work, booking_id: str, what: str) -> None:
    """Refuse as if it did not exist when this role does not see the booking."""
    own = seller(work)
    if own is None:
        return
    statement = f"select {OWN_SALES.format('$2')} from booking b where b.id = $1"  # noqa: S608 - a constant
    seen = await work.sql.fetchval(statement, booking_id, own)
    if not seen:
        raise not_found(what)
