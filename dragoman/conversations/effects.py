"""What the conversation room asks of the outside, and what comes back."""

from __future__ import annotations

from datetime import datetime

import msgspec

from dragoman.conversations.message import Media

SEND = "chat.send"
SEND_KEY = "send:"  # a send's key is this and its tracker
SEEN = "chat.seen"
FETCH = "chat.fetch"
TEMPLATES = "chat.templates"


class Outgoing(msgspec.Struct, frozen=True, omit_defaults=True):
    """One rendered message to send. `free` and `template` are wire bodies; the executor picks by the window."""

    message: str
    conversation: str
    number: str
    channel: str
    tracker: str
    phone: str = ""
    user_id: str = ""
    free: bytes = b""
    template: bytes = b""
    heard_at: datetime | None = None
    last: bool = True
    repeats: bool = False  # a send whose outcome nobody knows is made once more: twice does no harm, missing it would
    covered: bool = False  # outside the window the template of the last part stands for this one too

    def __repr__(self) -> str:
        return f"Outgoing({self.tracker})"


class SendAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of a send: the network's id, or its code with the verdict's name."""

    message: str
    external_id: str = ""
    code: int = 0
    verdict: str = ""
    detail: str = ""
    as_template: bool = False
    last: bool = True


class SeenAsk(msgspec.Struct, frozen=True, omit_defaults=True):
    """Mark a message read, with typing dots while an answer is prepared."""

    number: str
    channel: str
    external_id: str
    typing: bool = True


class FetchAsk(msgspec.Struct, frozen=True, omit_defaults=True):
    """Fetch a file that a person sent."""

    number: str
    channel: str
    message: str
    subject: str
    media: Media


class FetchAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """The stored file's id, or why it could not be had."""

    message: str
    file: str = ""
    code: str = ""


class TemplatesAsk(msgspec.Struct, frozen=True):
    """Look up the templates of a number's account."""

    number: str
    channel: str
