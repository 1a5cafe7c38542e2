"""The durable engine on PostgreSQL: door, actors and turns, effects, timers, letters. Bodies are opaque bytes to it."""

from dragoman.engine.door import Arrival, BadArrival, Door, DoorClosed
from dragoman.engine.engine import Engine, NeverQuiet
from dragoman.engine.results import Again, Done, Failed, Lost, Result
from dragoman.engine.roles import APP_ROLE, UnsafeDatabase
from dragoman.engine.store import Store, Unit
from dragoman.engine.turns import Event, Turn, TurnFunction

__all__ = [
    "APP_ROLE",
    "Again",
    "Arrival",
    "BadArrival",
    "Done",
    "Door",
    "DoorClosed",
    "Engine",
    "Event",
    "Failed",
    "Lost",
    "NeverQuiet",
    "Result",
    "Store",
    "Turn",
    "TurnFunction",
    "Unit",
    "UnsafeDatabase",
]
