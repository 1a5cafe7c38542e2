"""Who may do what: roles, doers and surfaces. One table for WhatsApp, console and API; what is not listed is refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody is to the business."""

    CUSTOMER = "customer"
    SALES = "sales"
    OPERATIONS = "operations"
    FIELD_STAFF = "field_staff"
    MANAGER = "manager"
    ADMIN = "admin"
    SYSTEM = "system"  # the product acting on a fact or a timer, never a person


class Surface(StrEnum):
    """Through which door a command came."""

    WHATSAPP = "whatsapp"
    WEBCHAT = "webchat"
    CONSOLE = "console"
    API = "api"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Doer:
    """Somebody who asks for something: a role and the id of the person, staff member or API key. No names here."""

    role: Role
    id: str
    branch: str | None = None


SYSTEM = Doer(Role.SYSTEM, "system")

STAFF = frozenset({Role.SALES, Role.OPERATIONS, Role.FIELD_STAFF, Role.MANAGER, Role.ADMIN})
# The rows of the roles table by name, so that a command says which row it belongs to.
OWN_BOOKING = frozenset({Role.CUSTOMER, Role.SYSTEM})
SELL = frozenset({Role.SALES, Role.MANAGER, Role.SYSTEM})
SEE_BOOKINGS = frozenset({Role.CUSTOMER, Role.SALES, Role.OPERATIONS, Role.MANAGER, Role.SYSTEM})
INVENTORY = frozenset({Role.OPERATIONS, Role.MANAGER, Role.SYSTEM})
REFUND = frozenset({Role.OPERATIONS, Role.MANAGER, Role.SYSTEM})
APPROVE = frozenset({Role.MANAGER})
CONVERSATIONS = frozenset({Role.MANAGER, Role.SYSTEM})
ANSWER = frozenset({Role.SALES, Role.OPERATIONS, Role.MANAGER, Role.SYSTEM})
SETTINGS = frozenset({Role.ADMIN, Role.SYSTEM})
SYSTEM_ONLY = frozenset({Role.SYSTEM})


def held_of(stored: Iterable[str]) -> tuple[Role, ...]:
    """Read the roles that somebody holds, the first one first."""
    return tuple(Role(role) for role in stored)


def first_of(held: Iterable[Role], may: frozenset[Role]) -> Role | None:
    """Return the first role that is held and may do something, None when none may. Pure."""
    return next((role for role in held if role in may), None)
