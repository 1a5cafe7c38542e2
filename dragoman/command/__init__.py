"""How anything is changed: a command in a Work, with role, audit, timeline and facts in one transaction.

Every use case of every room is a function decorated with `@command`; doors only call them and hold no rules.
"""

from dragoman.command.calls import Calls
from dragoman.command.command import COMMANDS, Entry, command
from dragoman.command.errors import Refused, forbidden, not_found
from dragoman.command.states import StateTable, move
from dragoman.command.work import Desk, Work

__all__ = [
    "COMMANDS",
    "Calls",
    "Desk",
    "Entry",
    "Refused",
    "StateTable",
    "Work",
    "command",
    "forbidden",
    "move",
    "not_found",
]
