"""Who sees which conversation, in one place for console, API and search.

Managers and operations see all. Sales see those that nobody has, their own, and those they had once (roles.md: "own leads'"):
a spell names who has it last, the thread's markers everybody who was given it. A colleague's own chat with the business, where
other conversations were forwarded to them, is never a narrow role's to read, not even when nothing is forwarded any more.
Somebody of one branch sees that branch's numbers and those of no branch. Everybody else sees none.
"""

from __future__ import annotations

from dragoman.access import ANSWER, Doer, Role
from dragoman.command import Work, not_found

# Roles that keep labels, ready answers and skills; roles that may look at all conversations.
DESK = frozenset({Role.MANAGER, Role.ADMIN, Role.SYSTEM})
_ALL = frozenset({Role.MANAGER, Role.OPERATIONS, Role.SYSTEM})


def sight(by: Doer, first: int) -> tuple[str, list[object]]:
    """Return an SQL condition on `conversation c` and `number n`, and its arguments, numbered from `first`. Pure."""
    if by.role not in ANSWER:
        return "false", []
    parts: list[str] = []
    arguments: list[object] = []
    if by.role not in _ALL:
        arguments.append(by.id)
        mine = f"${first}"
        parts.append(
            f"(c.assigned_to in ('', {mine}) or exists (select from spell o where o.tenant_id = c.tenant_id"
            f" and o.staff_id = {mine} and o.conversation_id = c.id) or exists (select from remark o where o.tenant_id = c.tenant_id"
            f" and o.conversation_id = c.id and o.kind = 'marker' and o.tag in ('take', 'assign') and o.public->>'staff' = {mine}))"
            " and not exists (select from relay f where f.tenant_id = c.tenant_id and f.staff_conversation_id = c.id"
            f" and f.staff_id <> {mine})"
        )
    if by.branch is not None:
        arguments.append(by.branch)
        parts.append(f"(n.branch_id is null or n.branch_id = ${first + len(arguments) - 1})")
    return " and ".join(parts) or "true", arguments


async def need_sight(work: Work, conversation: str) -> None:
    """Raise Refused("not_found") unless the doer may see the conversation."""
    condition, arguments = sight(work.by, 2)
    seen = await work.sql.fetchval(
        f"select true from conversation c join number n on n.id = c.number_id where c.id = $1 and {condition}",
        conversation,
        *arguments,
    )
    if not seen:
        raise not_found("conversation")
