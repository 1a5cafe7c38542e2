"""Reading one field of a request body: present or refused, in the words the Cloud API uses.

131008 = a required parameter is missing, 131009 = its value is not valid, 100 = the parameter itself is wrong
(Meta, error codes). Lengths count Unicode code points.
"""

from __future__ import annotations

from typing import Any

from dragoman.simulators.whatsapp.errors import GraphError


def table(body: dict[str, Any], key: str, where: str) -> dict[str, Any]:
    """Return `body[key]` as an object, or refuse."""
    value = body.get(key)
    if value is None:
        raise GraphError(131008, f"{where} is missing {key}")
    if not isinstance(value, dict):
        raise GraphError(100, message=f"(#100) Param {where}['{key}'] must be a JSON object.")
    return value


def rows(body: dict[str, Any], key: str, where: str, at_most: int, at_least: int = 1) -> list[dict[str, Any]]:
    """Return `body[key]` as a list of between `at_least` and `at_most` objects, or refuse."""
    value = body.get(key)
    if value is None:
        raise GraphError(131008, f"{where} is missing {key}")
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise GraphError(100, message=f"(#100) Param {where}['{key}'] must be an array of objects.")
    if not at_least <= len(value) <= at_most:
        raise GraphError(131009, f"{where} {key} count must be between {at_least} and {at_most}, got {len(value)}")
    return value


def text(body: dict[str, Any], key: str, where: str, at_most: int) -> str:
    """Return `body[key]` as a text of 1 to `at_most` characters, or refuse."""
    value = body.get(key)
    if value is None:
        raise GraphError(131008, f"{where} is missing {key}")
    if not isinstance(value, str):
        raise GraphError(100, message=f"(#100) Param {where}['{key}'] must be a string.")
    if not value.strip() or len(value) > at_most:
        raise GraphError(131009, f"{where} {key} length invalid. Min length: 1, Max length: {at_most}")
    return value


def optional_text(body: dict[str, Any], key: str, where: str, at_most: int) -> str | None:
    """Like `text`, but an absent or null field gives None."""
    return None if body.get(key) is None else text(body, key, where, at_most)


def url(body: dict[str, Any], key: str, where: str, at_most: int = 2000) -> str:
    """Return `body[key]` as an absolute http(s) address, or refuse."""
    value = text(body, key, where, at_most)
    host = value.partition("://")[2]
    if not value.startswith(("https://", "http://")) or not host or host.startswith("/") or " " in value:
        raise GraphError(131009, f"{where} {key} is not a valid URI")
    return value


def number(body: dict[str, Any], key: str, where: str, low: float, high: float) -> float:
    """Return `body[key]` (a number or a decimal text, both occur) within `low` to `high`, or refuse."""
    value = body.get(key)
    if value is None:
        raise GraphError(131008, f"{where} is missing {key}")
    try:
        parsed = float(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else None
    except (ValueError, OverflowError):
        parsed = None
    if parsed is None or not low <= parsed <= high:
        raise GraphError(131009, f"{where} {key} must be a number between {low:g} and {high:g}")
    return parsed


def unique(values: list[str], what: str) -> None:
    """Refuse when a text occurs twice."""
    if len(set(values)) != len(values):
        raise GraphError(131009, f"Duplicated {what}")
