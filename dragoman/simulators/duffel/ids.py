"""Ids in Duffel's form, drawn from seed and counters so that the same run makes the same ids; and its time stamps."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_REFERENCE = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def _digits(key: tuple[object, ...], length: int, alphabet: str) -> str:
    number = int.from_bytes(hashlib.sha256("/".join(map(str, key)).encode()).digest(), "big")
    letters = []
    for _ in range(length):
        number, rest = divmod(number, len(alphabet))
        letters.append(alphabet[rest])
    return "".join(letters)


def make(prefix: str, *key: object) -> str:
    """An id such as `off_0000AbC…`: prefix, four zeros and 18 letters or digits that follow from the key."""
    return f"{prefix}_0000{_digits((prefix, *key), 18, _ALPHABET)}"


def reference(*key: object) -> str:
    """A booking reference of six capitals and digits."""
    return _digits(("pnr", *key), 6, _REFERENCE)


def ticket(prefix: str, *key: object) -> str:
    """An electronic ticket number: the airline's three digits, then ten."""
    return prefix + _digits(("ticket", *key), 10, "0123456789")


def stamp(at: datetime) -> str:
    """A UTC instant with microseconds, e.g. 2026-12-15T09:30:00.123456Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def stamp_seconds(at: datetime) -> str:
    """A UTC instant without a fraction; Duffel's fields use both forms."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def local(at: datetime) -> str:
    """A local airport time: naive, without offset."""
    return at.strftime("%Y-%m-%dT%H:%M:%S")


def duration(span: timedelta) -> str:
    """ISO 8601, day-long ones too: PT1H15M, P1DT2H."""
    minutes = int(span.total_seconds()) // 60
    days, minutes = divmod(minutes, 1440)
    hours, minutes = divmod(minutes, 60)
    date_part = f"{days}D" if days else ""
    time_part = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    return f"P{date_part}T{time_part}" if time_part else f"P{date_part or 'T0M'}"
