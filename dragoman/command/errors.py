"""The one expected error: a command that is refused, with a code, a sentence for staff and one for the traveller."""

from __future__ import annotations


class Refused(Exception):
    """A use case that may not happen now; nothing was changed.

    `code` is stable and grep-able ("state", "role", "stale", "passenger.name" …); `field` names what to correct.
    Both sentences say what to do next and carry no personal values.
    """

    def __init__(self, code: str, staff: str, guest: str = "", *, field: str = "", status: int = 409) -> None:
        super().__init__(code)
        self.code = code
        self.staff = staff
        self.guest = guest or "Sorry, that is not possible right now. Write “person” and we will help you."
        self.field = field
        self.status = status

    def __str__(self) -> str:
        return self.code


def not_found(what: str) -> Refused:
    """Refuse because the thing does not exist in this tenant, or is not the asker's to see."""
    return Refused(
        "not_found",
        f"There is no such {what}.",
        f"I could not find that {what}. Write “status” to see your bookings.",
        status=404,
    )


def forbidden(tag: str) -> Refused:
    """Refuse because the role does not carry the right."""
    return Refused(
        "role",
        f"Your role may not do this ({tag}).",
        "Sorry, I cannot do that for you. Write “person” and we will help you.",
        status=403,
    )
