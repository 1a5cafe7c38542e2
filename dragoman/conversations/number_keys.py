"""What it takes to speak for the tenants' numbers, kept for seconds."""

from __future__ import annotations

from dragoman.access import SYSTEM, Surface
from dragoman.command import Calls
from dragoman.conversations.channel import NumberAccess
from dragoman.kit.clock import monotonic
from dragoman.tenancy.queries import number, secrets_of

_ACCESS_SECONDS = 10.0


class NumberKeys:
    """Access to the tenants' numbers, kept for seconds so that a backlog does not ask the database for each message."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._kept: dict[tuple[str, str], tuple[float, NumberAccess]] = {}

    async def get(self, tenant: str, number_id: str) -> NumberAccess:
        """Return what it takes to speak for a number; raises LookupError when it is not connected."""
        kept = self._kept.get((tenant, number_id))
        if kept is not None and kept[0] > monotonic():
            return kept[1]
        async with self._calls.desk.work(tenant, SYSTEM, Surface.SYSTEM) as work:
            found = await number(work, number_id)
            if found is None:
                raise LookupError("the number is not connected")
            keys = await secrets_of(work, f"{found.channel}:token")
        access = NumberAccess(found.number_id, found.account_id, keys[0] if keys else "")
        self._kept[(tenant, number_id)] = (monotonic() + _ACCESS_SECONDS, access)
        return access
