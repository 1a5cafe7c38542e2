"""What the notification room asks of the outside: papers to typeset, e-mails to send."""

from __future__ import annotations

import msgspec

PAPERS = "papers.make"
MAIL = "mail.send"


class PapersAsk(msgspec.Struct, frozen=True):
    """Typeset the papers of a confirmed booking. `reason` is confirmed, changed (by the airline) or resend."""

    booking: str
    reason: str


class PapersHere(msgspec.Struct, frozen=True):
    """The stored files of a booking's papers, by id."""

    booking: str
    reason: str
    itinerary: str
    receipt: str
    calendar: str


class MailAsk(msgspec.Struct, frozen=True, omit_defaults=True):
    """One e-mail; personal. `files` are ids of stored files to enclose."""

    to: str
    subject: str
    text: str
    html: str = ""
    to_name: str = ""
    files: tuple[str, ...] = ()
    language: str = "en"

    def __repr__(self) -> str:
        return "MailAsk(***)"
