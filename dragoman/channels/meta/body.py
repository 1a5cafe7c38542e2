"""Decoding of a webhook body within bounds: size, depth, encoding, numbers and keys are judged before anything is built."""

from __future__ import annotations

import json
import re
from math import isfinite
from typing import NoReturn

BODY_LIMIT = 3 * 1024 * 1024
DEPTH_LIMIT = 40
NUMBER_DIGITS = 32
_TOO_LARGE = 2**64  # what no JSON reader of ours could write again

_STRUCTURE = re.compile(rb'"(?:[^"\\]|\\.)*+"|[\[{\]}]', re.DOTALL)
_NUL_ESCAPE = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


class BadBody(ValueError):
    """A body that no honest sender writes: answer 4xx. `code` is one of too_large, encoding, nul, too_deep, json,
    duplicate_key, number, surrogate, shape, too_many."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def decode(raw: bytes) -> object:
    """Decode a body within bounds; raises BadBody."""
    if len(raw) > BODY_LIMIT:
        raise BadBody("too_large")
    if b"\x00" in raw:
        raise BadBody("nul")
    if raw.count(b"{") + raw.count(b"[") > DEPTH_LIMIT and _depth(raw) > DEPTH_LIMIT:
        raise BadBody("too_deep")
    try:
        source = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadBody("encoding") from error
    try:
        value: object = _DECODER.decode(source)
    except BadBody:
        raise
    except (ValueError, RecursionError) as error:
        raise BadBody("json") from error
    if "\\u" in source:
        _refuse_bad_escapes(value)
    return value


def _depth(raw: bytes) -> int:
    depth = deepest = 0
    for token in _STRUCTURE.finditer(raw):
        sign = token[0]
        if sign in (b"{", b"["):
            depth += 1
            deepest = max(deepest, depth)
            if deepest > DEPTH_LIMIT:
                break
        elif sign in (b"}", b"]"):
            depth -= 1
    return deepest


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise BadBody("duplicate_key")
    return made


def _integer(digits: str) -> int:
    value = int(digits) if len(digits) <= NUMBER_DIGITS else _TOO_LARGE
    if not -(2**63) <= value < _TOO_LARGE:
        raise BadBody("number")
    return value


def _fraction(digits: str) -> float:
    value = float(digits)
    if len(digits) > 2 * NUMBER_DIGITS or not isfinite(value):
        raise BadBody("number")
    return value


def _constant(name: str) -> NoReturn:
    raise BadBody("number")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_integer, parse_float=_fraction, parse_constant=_constant
)


def _refuse_bad_escapes(value: object) -> None:
    flat = json.dumps(value, ensure_ascii=False)
    try:
        flat.encode("utf-8")
    except UnicodeEncodeError as error:
        raise BadBody("surrogate") from error
    if _NUL_ESCAPE.search(flat):
        raise BadBody("nul")
