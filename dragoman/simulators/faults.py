"""Faults that a tester sets on a partner's operation; each is used up after so many times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

WEBHOOK_FAULTS = frozenset({"duplicate", "shuffle", "delay", "drop"})
"""What can befall a webhook on its way, for every partner that sends any."""
CALL_FAULTS = frozenset(
    {
        "slow",
        "timeout",
        "timeout_after_success",
        "reset",
        "http_500",
        "http_500_after_success",
        "http_503",
        "http_429",
    }
)
"""What can befall any call to a partner."""

_TIMES_MAX = 1_000_000
_ACTIVE_MAX = 200

Option = str | int | float | bool | None


class UnknownFault(ValueError):
    """No such partner, operation, fault or count; the message names what is known."""


@dataclass
class Fault:
    """One fault on one operation, `times` uses left; `options` are its knobs (seconds, percent, copies …)."""

    partner: str
    operation: str
    name: str
    times: int = 1
    options: dict[str, Option] = field(default_factory=dict)

    def number(self, option: str, default: float) -> float:
        """Read a numeric option, or `default` when it is absent or no finite number from 0 to a million."""
        given = self.options.get(option)
        if isinstance(given, bool) or not isinstance(given, int | float) or not 0 <= given <= 1_000_000:
            return default
        return float(given)


class Faults:
    """The faults known per partner and operation, and those that are set now."""

    def __init__(self) -> None:
        self.known: dict[str, dict[str, frozenset[str]]] = {}
        self.active: list[Fault] = []

    def register(self, partner: str, operations: Mapping[str, frozenset[str]]) -> None:
        """Tell which faults each operation of `partner` can suffer."""
        self.known[partner] = dict(operations)

    def set(self, fault: Fault) -> None:
        """Set a fault behind those already set; raises UnknownFault naming what is known."""
        operations = self.known.get(fault.partner)
        if operations is None:
            raise UnknownFault(f"partner {fault.partner!r} is not known; known are: {_listed(self.known)}")
        names = operations.get(fault.operation)
        if names is None:
            raise UnknownFault(
                f"operation {fault.operation!r} of {fault.partner} is not known; known are: {_listed(operations)}"
            )
        if fault.name not in names:
            raise UnknownFault(
                f"fault {fault.name!r} of {fault.partner} {fault.operation} is not known; known are: {_listed(names)}"
            )
        if not 1 <= fault.times <= _TIMES_MAX:
            raise UnknownFault(f"times must be from 1 to {_TIMES_MAX}")
        if len(self.active) >= _ACTIVE_MAX:
            raise UnknownFault(f"at most {_ACTIVE_MAX} faults can be set at one time; DELETE /faults clears them")
        self.active.append(fault)

    def take(self, partner: str, operation: str) -> Fault | None:
        """Use up one time of the oldest fault set on this operation; None when there is none."""
        for at, fault in enumerate(self.active):
            if fault.partner == partner and fault.operation == operation:
                fault.times -= 1
                if fault.times == 0:
                    del self.active[at]
                return fault
        return None

    def clear(self) -> None:
        """Take back every fault."""
        self.active.clear()


def _listed(names: Mapping[str, object] | frozenset[str]) -> str:
    return ", ".join(sorted(names)) or "none"


class HttpFault(Exception):
    """A fault answers instead of the partner, with this HTTP status; each simulator words it as its partner would."""

    def __init__(self, status: int) -> None:
        super().__init__(f"fault: HTTP {status}")
        self.status = status


class LineCut(Exception):
    """The connection is to be dropped without a word."""


class CutLine(Response):
    """A response that is none: it resets the TCP connection, or fails the call when the app is driven in process."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Drop the line through the server that put `dragoman.cut` into the scope (see app.CuttableLine)."""
        scope["dragoman.cut"]()


async def cut_line(request: Request, reason: Exception) -> Response:
    """Answer a LineCut: Starlette's exception hook for it."""
    return CutLine()


async def plain_refusal(request: Request, reason: Exception) -> Response:
    """Answer an HttpFault that a simulator did not word itself."""
    status = reason.status if isinstance(reason, HttpFault) else 500
    return Response(f"simulated failure {status}\n", status_code=status, media_type="text/plain")
