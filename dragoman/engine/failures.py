"""What a failure says: whether it is the database's passing trouble, and its name without personal text."""

from __future__ import annotations

import traceback

import asyncpg

# Says nothing about the work itself: do it again, and do not count it against anybody.
_PASSING = (
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    asyncpg.LockNotAvailableError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.IdleInTransactionSessionTimeoutError,
)


def is_passing(reason: BaseException) -> bool:
    """Tell the database's passing trouble, also under SQLAlchemy's wrapping, from a fault of the work."""
    cause: BaseException | None = reason
    while cause is not None:
        if isinstance(cause, _PASSING):
            return True
        cause = cause.__cause__
    return False


def reason_code(reason: BaseException) -> str:
    """Name a failure without its text, which may hold personal values: our own errors' `code`, else the class."""
    code = getattr(reason, "code", None)
    ours = type(reason).__module__.startswith("dragoman.")
    return code if ours and isinstance(code, str) and code else f"{type(reason).__module__}.{type(reason).__qualname__}"


def place(reason: BaseException) -> str:
    """Name file and line where it was raised."""
    frames = traceback.extract_tb(reason.__traceback__)
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "unknown place"
