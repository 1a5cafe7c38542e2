"""What this room tells. The links are secrets: facts travel sealed, and go no further than the e-mail they become."""

from __future__ import annotations

import msgspec


class StaffInvited(msgspec.Struct, frozen=True):
    """Somebody was invited; `token` stands in the address of the link."""

    staff: str
    token: str

    def __repr__(self) -> str:
        return "StaffInvited(***)"


class PasswordForgotten(msgspec.Struct, frozen=True):
    """Somebody asked for a new password; `token` stands in the address of the link."""

    staff: str
    token: str

    def __repr__(self) -> str:
        return "PasswordForgotten(***)"
