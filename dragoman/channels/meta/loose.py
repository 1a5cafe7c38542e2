"""Reading of foreign JSON where any key may be missing or of another type: always a value, never an exception.

Objects are dicts here: asking for the abstract Mapping costs ten times as much, forty times per webhook.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from math import isfinite

EPOCH = datetime.fromtimestamp(0, UTC)
_MILLISECONDS_FROM = 100_000_000_000  # seconds reach this in the year 5138; some payloads carry milliseconds
_LATEST = 253_402_300_799


def at(value: object, *path: str | int) -> object:
    """Follow keys and positions; None where the path ends early."""
    for step in path:
        if isinstance(value, dict) and isinstance(step, str):
            value = value.get(step)
        elif isinstance(step, int) and isinstance(value, list) and -len(value) <= step < len(value):
            value = value[step]
        else:
            return None
    return value


def _found(value: object, path: tuple[str | int, ...]) -> object:
    """The same as `at`, short for one key of an object: nine of ten looks, dozens per webhook."""
    return value.get(path[0]) if type(value) is dict and len(path) == 1 else at(value, *path)


def text(value: object, *path: str | int) -> str:
    """The string at the path; whole numbers are written out, anything else is ""."""
    found = _found(value, path)
    if isinstance(found, str):
        return found
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found)
    return ""


def whole(value: object, *path: str | int) -> int:
    """The whole number at the path, from a number or digits in a string; 0 where there is none."""
    found = at(value, *path)
    if isinstance(found, bool):
        return 0
    if isinstance(found, int):
        return found
    if isinstance(found, str) and found.isascii() and found.strip().isdecimal() and len(found) <= 20:
        return int(found)
    return 0


def real(value: object, *path: str | int) -> float | None:
    """The finite number at the path, from a number or a string; None where there is none."""
    found = at(value, *path)
    if isinstance(found, bool) or not isinstance(found, (int, float, str)):
        return None
    try:
        number = float(found)
    except (ValueError, OverflowError):
        return None
    return number if isfinite(number) else None


def flag(value: object, *path: str | int) -> bool:
    """Whether the path holds a JSON true."""
    return at(value, *path) is True


def mapping(value: object, *path: str | int) -> Mapping[str, object]:
    """The object at the path, or an empty one."""
    found = at(value, *path)
    return found if isinstance(found, dict) else {}


def items(value: object, *path: str | int) -> Sequence[object]:
    """The list at the path, or an empty one."""
    found = _found(value, path)
    return found if isinstance(found, list) else ()


def instant(value: object, *path: str | int) -> datetime:
    """The UTC instant at the path: seconds since 1970, or milliseconds when too large for that; 1970 when unreadable."""
    seconds: float = whole(value, *path)
    if seconds >= _MILLISECONDS_FROM:
        seconds /= 1000
    return datetime.fromtimestamp(seconds, UTC) if 0 < seconds <= _LATEST else EPOCH
