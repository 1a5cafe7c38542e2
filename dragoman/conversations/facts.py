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


class ConversationClosed(Struct, frozen=True, tag=True):
    """The conversation needs no person any more, and the bot says nothing about it."""

    conversation: str


class TakeUndone(Struct, frozen=True, tag=True):
    """A member of staff took the conversation by mistake and gave it back at once; the bot has it as before and says nothing."""

    conversation: str


class ConversationAnswered(Struct, frozen=True, tag=True):
    """A person of the business has written to the traveller."""

    conversation: str
    staff: str


class TravellerWrote(Struct, frozen=True, tag=True):
    """A traveller has written into a conversation that a person has, or that waits for one."""

    conversation: str
    message: str


class NetworkWarned(Struct, frozen=True, tag=True):
    """The network warns about the account, a number's quality or a template. `subject` names the thing, `reason` the event."""

    kind: str
    subject: str
    reason: str


class SenderBlocked(Struct, frozen=True, tag=True):
    """A person wrote more than a person can and is kept out for a while; `reason` is a code."""

    conversation: str
    reason: str


class MessageReceived(Struct, frozen=True, tag=True):
    """A person wrote; `kind` as HeardKind has it. Told for the business's own systems; the bot hears it in its turn."""

    conversation: str
    message: str
    kind: str


class MessageUndelivered(Struct, frozen=True, tag=True):
    """A message certainly did not reach the person; `code` is the network's."""

    conversation: str
    message: str
    code: int
