"""What a call to an intent engine that brought no answer, or a refusal, means, alike for every engine."""

from __future__ import annotations

from dragoman.partners.calls import CallFailed
from dragoman.understanding.engines import EngineError, EngineFault, Usage

_FAULTS = {"timeout": EngineFault.TIMEOUT, "limited": EngineFault.LIMITED, "unreadable": EngineFault.MALFORMED}


def refused(status: int, detail: str = "", *, lasting: bool = False) -> EngineError:
    """Turn a status that is no 2xx into what it means for us.

    Nothing is billed for 4xx and 503; after other 5xx nobody knows. `lasting` says of a 429 that waiting does not help.
    """
    free = Usage(requests=0)
    if status == 429:
        return EngineError(EngineFault.LIMITED, free, again=not lasting, detail=detail)
    if status == 503:
        return EngineError(EngineFault.UNAVAILABLE, free, again=True, detail=detail)
    if status >= 500:
        return EngineError(EngineFault.UNAVAILABLE, detail=detail)
    return EngineError(EngineFault.DENIED, free, detail=f"HTTP {status} {detail}".strip())


def lost(failure: CallFailed) -> EngineError:
    """Turn it into an EngineError: what was not sent costs nothing and may be tried again, unless a breaker or a limit is in the way."""
    fault = _FAULTS.get(failure.code, EngineFault.UNAVAILABLE)
    if failure.sent:
        return EngineError(fault)
    return EngineError(fault, Usage(requests=0), again=failure.code == "unavailable")
