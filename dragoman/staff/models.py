"""Members of staff and what they sign in with, as they are stored."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

import msgspec
from sqlalchemy import Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from dragoman.access import Role, held_of
from dragoman.command import StateTable
from dragoman.command.models import Row, Versioned
from dragoman.staff.states import STAFF_STATES


class Preferences(msgspec.Struct, frozen=True, omit_defaults=True):
    """How somebody wants to see the console. `zone` IANA, "" = the business's; `theme` light, dark or "" = the machine's.

    `refund_mails` "off": of refunds that they may approve they hear in the console alone.
    """

    language: str = "en"
    zone: str = ""
    theme: str = ""
    refund_mails: str = ""


class Member(Versioned):
    """A member of staff. `sealed` holds their StaffCard; `role` is the first of their roles, `also` the others."""

    __tablename__ = "staff"
    states: ClassVar[StateTable] = STAFF_STATES

    branch_id: Mapped[str | None]
    role: Mapped[str]
    also: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    sealed: Mapped[bytes]
    phone_blind: Mapped[bytes | None]
    email_blind: Mapped[bytes | None]
    seen_at: Mapped[datetime | None]
    preferences: Mapped[dict[str, object]] = mapped_column(JSONB, default=dict)

    @property
    def held(self) -> tuple[Role, ...]:
        """Every role they hold, the first one first."""
        return held_of((self.role, *self.also))


class Credential(Row):
    """What a member of staff proves themselves with. `password` is an argon2id hash; `totp` a sealed secret."""

    __tablename__ = "credential"

    staff_id: Mapped[str]
    password: Mapped[str | None]
    password_at: Mapped[datetime | None]
    totp: Mapped[bytes | None]
    totp_at: Mapped[datetime | None]
    totp_step: Mapped[int] = mapped_column(default=0)


# Who steers money, people or keys shows a second factor (requirement H5).
SECOND_FACTOR = frozenset({Role.MANAGER, Role.ADMIN})


def asks_second_factor(held: Iterable[Role]) -> bool:
    """Say whether any of the roles that somebody holds asks for a second factor, whichever they act in."""
    return not SECOND_FACTOR.isdisjoint(held)
