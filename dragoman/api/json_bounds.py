"""What a JSON body may be, checked before anything parses it: UTF-8, bounded depth, no NUL, no number beyond a bigint. Pure."""

from __future__ import annotations

import math
import re

import msgspec

DEPTH_MAX = 16
# JSON's own limit on integers is the reader's; ours is what the database holds (RFC 8259 section 6 lets us say so).
_BIGGEST = 2**63 - 1
# An open string at the end matches too: else every quote in it would be tried, in quadratic time.
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)', re.DOTALL)
_BRACKETS = re.compile(rb"[^\[\]{}]+")
_LONG_NUMBER = re.compile(rb"[0-9]{20,}")


class BadJson(Exception):
    """The body is refused; `reason` is a sentence without anything of the body."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def checked(raw: bytes) -> object:
    """Return the parsed body; raises BadJson. Linear in its length, whatever it holds."""
    bare = _STRING.sub(b"", raw)
    if _depth(_BRACKETS.sub(b"", bare)) > DEPTH_MAX:
        raise BadJson(f"The body is nested deeper than {DEPTH_MAX} levels.")
    if _LONG_NUMBER.search(bare):
        raise BadJson("A number in the body is too long.")
    try:
        parsed = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise BadJson("The body is not valid JSON in UTF-8.") from None
    _walk(parsed)
    return parsed


def canonical(parsed: object) -> bytes:
    """Write a parsed body the one way: the order of keys and white space do not matter."""
    return msgspec.json.encode(parsed, order="deterministic")


def _depth(brackets: bytes) -> int:
    deepest = depth = 0
    for byte in brackets:
        depth += 1 if byte in b"[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _walk(value: object) -> None:
    """Refuse what the database cannot hold; the depth is bounded by now."""
    if isinstance(value, str):
        if "\x00" in value:
            raise BadJson("A text in the body holds a NUL character.")
    elif isinstance(value, bool) or value is None:
        return
    elif isinstance(value, int):
        if abs(value) > _BIGGEST:
            raise BadJson("A number in the body is too large.")
    elif isinstance(value, float):
        if not math.isfinite(value):
            raise BadJson("A number in the body is too large.")
    elif isinstance(value, dict):
        for key, inner in value.items():
            _walk(key)
            _walk(inner)
    elif isinstance(value, list):
        for inner in value:
            _walk(inner)
