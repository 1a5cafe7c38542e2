"""What lies behind the stage and some pages reach: partners to ask, keys, whoever holds personal values, the signs of health."""

from __future__ import annotations

from dataclasses import dataclass

from dragoman.api.health import Signs
from dragoman.command.holding import Holds
from dragoman.kit.crypto import Master
from dragoman.tenancy.connections import Connections


@dataclass(frozen=True, slots=True)
class Backstage:
    """Wired by `cli`. `demo`: partners are simulators."""

    connections: Connections
    master: Master
    holders: tuple[Holds, ...]
    signs: Signs
    demo: bool = False
