"""The durable engine on PostgreSQL: door, actors and turns, effects, timers, letters. Bodies are opaque bytes to it."""

from dragoman.engine.door import Arrival, BadArrival, Door, DoorClosed
from dragoman.engine.effects import Calls, EffectState, Executor, Job, Policy
from dragoman.engine.engine import Engine, NeverQuiet
from dragoman.engine.paces import Pace
from dragoman.engine.results import Again, Done, Failed, Lost, Result
from dragoman.engine.roles import APP_ROLE, UnsafeDatabase
from dragoman.engine.store import Store
from dragoman.engine.turns import Event, Turn, TurnFunction
from dragoman.engine.unit import Unit

__all__ = [
    "APP_ROLE",
    "Again",
    "Arrival",
    "BadArrival",
    "Calls",
    "Done",
    "Door",
    "DoorClosed",
    "EffectState",
    "Engine",
    "Event",
    "Executor",
    "Failed",
    "Job",
    "Lost",
    "NeverQuiet",
    "Pace",
    "Policy",
    "Result",
    "Store",
    "Turn",
    "TurnFunction",
    "Unit",
    "UnsafeDatabase",
]
