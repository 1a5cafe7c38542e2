"""Public ids: a prefix that names the kind, then 26 characters that sort by time and cannot be guessed."""

from __future__ import annotations

import secrets
import time

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford base32: no i, l, o, u


def new_id(prefix: str) -> str:
    """Make an id such as `bk_01j9…`: 48 bits of milliseconds and 80 random bits, in Crockford base32."""
    value = (time.time_ns() // 1_000_000 << 80) | secrets.randbits(80)
    return f"{prefix}_{encode(value, 26)}"


def encode(value: int, length: int) -> str:
    """Write `value` in Crockford base32 with exactly `length` characters (the lowest 5 × length bits)."""
    digits = []
    for _ in range(length):
        digits.append(_ALPHABET[value & 31])
        value >>= 5
    return "".join(reversed(digits))


def new_reference(length: int = 6) -> str:
    """Make a short reference that people read aloud: upper case, no vowels, no 0/1, so it cannot spell a word."""
    letters = "BCDFGHJKLMNPQRSTVWXZ23456789"
    return "".join(secrets.choice(letters) for _ in range(length))
