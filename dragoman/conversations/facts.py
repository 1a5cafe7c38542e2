"""What has happened to conversations; ids and codes only."""

from __future__ import annotations

from msgspec import Struct


class ConversationWaiting(Struct, frozen=True, tag=True):
    """A conversation waits for a person."""

    conversation: str
    reason: str


class ConversationTaken(Struct, frozen=True, tag=True):
    """A person answers from now on."""

    conversation: str
    staff: str


class ConversationHandedBack(Struct, frozen=True, tag=True):
    """The bot speaks again."""

    conversation: str


class NetworkWarned(Struct, frozen=True, tag=True):
    """The network warns about the account, a number's quality or a template. `subject` names the thing, `reason` the event."""

    kind: str
    subject: str
    reason: str


class MessageUndelivered(Struct, frozen=True, tag=True):
    """A message certainly did not reach the person; `code` is the network's."""

    conversation: str
    message: str
    code: int
