"""The port that a mail sender implements, and the neutral e-mail; outcomes are those of a messaging network."""

from __future__ import annotations

from typing import Protocol

from msgspec import Struct

from dragoman.conversations.channel import Outcome


class Enclosure(Struct, frozen=True):
    """A file that goes with an e-mail. `media_type` is a MIME type; `content` never prints."""

    filename: str
    media_type: str
    content: bytes

    def __repr__(self) -> str:
        return f"Enclosure({self.media_type}, {len(self.content)} bytes)"


class Email(Struct, frozen=True, omit_defaults=True):
    """One e-mail to one person, in words already. Without `html` the text is shown as HTML too. Never prints itself."""

    to: str
    subject: str
    text: str
    to_name: str = ""
    html: str = ""
    language: str = "en"
    reply_to: str = ""
    enclosures: tuple[Enclosure, ...] = ()

    def __repr__(self) -> str:
        return "Email(***)"


class Mailer(Protocol):
    """Sends e-mail."""

    name: str

    async def send(self, email: Email, key: str) -> Outcome:
        """Send once; the same `key` gives the same Message-ID, so a repeat can be recognised by who receives it."""
        ...

    async def check(self) -> str:
        """Say in a sentence that the server takes mail from us; raises SendError with its own words otherwise."""
        ...
