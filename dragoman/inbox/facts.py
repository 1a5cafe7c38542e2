"""What has happened at the desk; ids only."""

from __future__ import annotations

from msgspec import Struct


class AgentAvailable(Struct, frozen=True, tag=True):
    """A member of staff is there to answer."""

    staff: str


class AnswerDue(Struct, frozen=True, tag=True):
    """A traveller's message is about to wait longer than the business promises."""

    conversation: str


class AnswerLate(Struct, frozen=True, tag=True):
    """A traveller has waited longer than the business promises."""

    conversation: str


class OwnerWrote(Struct, frozen=True, tag=True):
    """Who answers a conversation from their own WhatsApp has written a message there that is meant for it."""

    conversation: str
    relay: str
    message: str
