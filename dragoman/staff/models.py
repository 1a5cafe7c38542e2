"""Members of staff and what they sign in with, as they are stored."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

import msgspec
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from dragoman.access import Role
from dragoman.command import StateTable
from dragoman.command.models import Row, Versioned
from dragoman.staff.states import STAFF_STATES


class Preferences(msgspec.Struct, frozen=True, omit_defaults=True):
    """How somebody wants to see the console. `zone` IANA, "" = the business's; `theme` light, dark or "" = the machine's."""

    language: str = "en"
    zone: str = ""
    theme: str = ""


class Member(Versioned):
    """A member of staff. `sealed` holds their StaffCard."""

    __tablename__ = "staff"
    states: ClassVar[StateTable] = STAFF_STATES

    branch_id: Mapped[str | None]
    role: Mapped[str]
    sealed: Mapped[bytes]
    phone_blind: Mapped[bytes | None]
    email_blind: Mapped[bytes | None]
    seen_at: Mapped[datetime | None]
    preferences: Mapped[dict[str, object]] = mapped_column(JSONB, default=dict)


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
