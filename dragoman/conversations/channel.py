"""The port that every messaging network implements: render without I/O, then send one rendered message at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from dragoman.conversations.message import Media, Say


class Verdict(StrEnum):
    """What a refusal means for the outbox. The table of codes stands in each channel as data."""

    RETRY = "retry"  # same message, later, with back-off
    PAIR = "pair"  # only this recipient must wait
    HOLD = "hold"  # the number's queue stops until the network takes messages again; alert a person
    TEMPLATE = "template"  # the window is closed: switch to the template
    LATER = "later"  # not within 24 hours, never automatically
    RECIPIENT = "recipient"  # this person cannot be reached
    OPTED_OUT = "opted_out"  # this person said stop at the network
    PAYLOAD = "payload"  # our message is wrong: alert a developer
    ACCOUNT = "account"  # our account is refused: the queue stops as well; alert the owner


@dataclass(frozen=True, slots=True)
class Accepted:
    """The network took the message. `external_id` is its id; `held` means it waits for a quality check."""

    external_id: str
    held: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """The network certainly did not take the message. `retry_after` in seconds when it says so."""

    code: int
    detail: str
    verdict: Verdict
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody can say whether the network took the message; wait for its echo before sending again."""

    reason: str


Outcome = Accepted | Refused | Unknown


@dataclass(frozen=True, slots=True)
class NumberAccess:
    """What it takes to speak for one business number. `secret` is the access token and never printed."""

    number_id: str
    account_id: str
    secret: str

    def __repr__(self) -> str:
        return f"NumberAccess({self.number_id})"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where a message goes: the raw id that wrote to us (`phone` digits) or, without one, the business-scoped `user_id`."""

    phone: str = ""
    user_id: str = ""

    def __repr__(self) -> str:
        return "Recipient(***)"


@dataclass(frozen=True, slots=True)
class Fetched:
    """A downloaded file: bytes and the media type found by its first bytes, never the claimed one."""

    content: bytes
    media_type: str
    sha256: str


@dataclass(frozen=True, slots=True)
class NetworkTemplate:
    """A template at the network. `body` holds {{1}}…; "" when it has more variables than a body's, which staff cannot fill here."""

    name: str
    language: str
    status: str
    category: str
    body: str


class SendError(Exception):
    """The network refused an upload or a look-up, or did not answer. `code` is the network's, 0 without one."""

    def __init__(self, code: int, detail: str, verdict: Verdict) -> None:
        super().__init__(f"{code} {verdict}")
        self.code = code
        self.detail = detail
        self.verdict = verdict


class FetchError(Exception):
    """A file could not be had. `code` is gone, too_large, type (refused kind), host (refused address) or network (try again)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Channel(Protocol):
    """One network (Meta Cloud API, Twilio, 360dialog, web chat …)."""

    name: str

    def render(self, say: Say, *, as_template: bool = False) -> Sequence[bytes]:
        """Turn a Say into one or more wire bodies without a recipient, every platform limit enforced; pure.

        Long texts are split, long lists paged, titles shortened. `as_template` renders `say.template` instead and
        raises ValueError when there is none.
        """
        ...

    async def send(self, access: NumberAccess, to: Recipient, body: bytes, tracker: str) -> Outcome:
        """Send one rendered body; `tracker` is echoed by status reports."""
        ...

    async def upload(self, access: NumberAccess, content: bytes, media_type: str, filename: str) -> str:
        """Upload a file and return the network's media id; raises SendError when refused."""
        ...

    async def fetch(self, access: NumberAccess, media: Media, *, limit_bytes: int) -> Fetched:
        """Download a file that a person sent; raises FetchError when it is gone, too large or of a refused kind."""
        ...

    def file_kind(self, content: bytes, claimed: str) -> str:
        """Return the media type that a file has by its content, "" for one that the network does not carry."""
        ...

    def small_picture(self, content: bytes, media_type: str) -> bytes | None:
        """Return a small picture of an image, None for what is not one."""
        ...

    async def templates(self, access: NumberAccess) -> Sequence[NetworkTemplate]:
        """List the account's templates as the network has them; raises SendError."""
        ...

    async def seen(self, access: NumberAccess, external_id: str, *, typing: bool) -> None:
        """Mark an incoming message as read, with the typing indicator on request; best effort, never raises for refusals."""
        ...

    async def check(self, access: NumberAccess) -> str:
        """Ask the network whether the credentials work; return a sentence, raise SendError with the network's own words."""
        ...
