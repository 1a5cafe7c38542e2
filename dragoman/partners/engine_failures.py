"""What a call to an intent engine that brought no answer means, alike for every engine."""

from __future__ import annotations

from dragoman.partners.calls import CallFailed
from dragoman.understanding.engines import EngineError, EngineFault, Usage

_FAULTS = {"timeout": EngineFault.TIMEOUT, "limited": EngineFault.LIMITED, "unreadable": EngineFault.MALFORMED}


def lost(failure: CallFailed) -> EngineError:
    """Turn it into an EngineError: what was not sent costs nothing and may be tried again, unless a breaker or a limit is in the way."""
    fault = _FAULTS.get(failure.code, EngineFault.UNAVAILABLE)
    if failure.sent:
        return EngineError(fault)
    return EngineError(fault, Usage(requests=0), again=failure.code == "unavailable")
