"""Who owns a conversation: the bot, nobody yet (waiting for a person), a person, or nobody any more."""

from __future__ import annotations

from enum import StrEnum

from dragoman.command.states import StateTable, move


class ConversationState(StrEnum):
    """The bot speaks only while WITH_BOT."""

    WITH_BOT = "WITH_BOT"
    WAITING = "WAITING"
    WITH_PERSON = "WITH_PERSON"
    CLOSED = "CLOSED"


_S = ConversationState

CONVERSATION = StateTable(
    ConversationState,
    name="Conversation",
    start=_S.WITH_BOT,
    moves=[
        move("hand_over", {_S.WITH_BOT, _S.WITH_PERSON, _S.CLOSED}, _S.WAITING),
        move("take", {_S.WITH_BOT, _S.WAITING, _S.WITH_PERSON, _S.CLOSED}, _S.WITH_PERSON),
        move("hand_back", {_S.WAITING, _S.WITH_PERSON, _S.CLOSED}, _S.WITH_BOT),
        move("close", {_S.WITH_BOT, _S.WAITING, _S.WITH_PERSON}, _S.CLOSED),
        move("reopen", _S.CLOSED, _S.WITH_BOT),
        move("undo", {_S.WAITING, _S.WITH_PERSON, _S.CLOSED}, _S.WITH_BOT),
    ],
)
