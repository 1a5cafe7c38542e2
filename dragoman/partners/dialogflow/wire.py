"""The JSON of detectIntent, ES (v2) and CX (v3), only what is used; pure.

Source: Dialogflow REST reference, `projects.agent.sessions.detectIntent` (ES v2) and
`projects.locations.agents.sessions.detectIntent` (CX v3). A session's name has at most 36 characters.

The agent follows one rule: its intents are named as ours (`search`, `cancel`, …; a prefix up to the last dot does not
count, so `flights.search` is good) and its parameters as our slots (`origin`, `departure_date`, …). Its own answers to the
traveller are not read: this product speaks for itself.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec
from msgspec import Struct

from dragoman.understanding.engines import (
    SLOTS,
    VALUE_MAX,
    Asked,
    EngineError,
    EngineFault,
    Opinion,
    Proposal,
    Proposed,
    Usage,
)
from dragoman.understanding.names import Intent, Slot

SURE_FROM = 0.5
"""A match below this is no opinion."""
QUERY_MAX = 256
"""Longest text of one query in characters (Dialogflow quotas, ES and CX)."""
_ONE = Usage(requests=1)
_LISTED = 4
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?=T|$)")


class _Intent(Struct, rename="camel"):
    display_name: str = ""
    is_fallback: bool = False


class _Match(Struct, rename="camel"):
    intent: _Intent | None = None
    parameters: dict[str, Any] | None = None
    match_type: str = ""
    confidence: float = 0.0


class _Result(Struct, rename="camel"):
    intent: _Intent | None = None
    parameters: dict[str, Any] | None = None
    intent_detection_confidence: float = 0.0
    match: _Match | None = None


class Detected(Struct, rename="camel"):
    """The answer of either edition: CX tells its match apart, ES in the result itself."""

    query_result: _Result


def write_es(asked: Asked) -> bytes:
    """Write the body of an ES query."""
    text = {"text": asked.text[:QUERY_MAX], "languageCode": asked.language}
    return msgspec.json.encode({"queryInput": {"text": text}})


def write_cx(asked: Asked) -> bytes:
    """Write the body of a CX query; nothing of ours is put into its session."""
    query = {"text": {"text": asked.text[:QUERY_MAX]}, "languageCode": asked.language}
    return msgspec.json.encode({"queryInput": query})


def read(body: bytes) -> Opinion:
    """Read an answer of either edition; raises EngineError("malformed")."""
    try:
        result = msgspec.json.decode(body, type=Detected).query_result
    except (ValueError, RecursionError):
        raise EngineError(EngineFault.MALFORMED, _ONE) from None
    match = result.match or _Match(result.intent, result.parameters, "INTENT", result.intent_detection_confidence)
    intent = match.intent
    if intent is None or intent.is_fallback or match.match_type == "NO_MATCH" or match.confidence < SURE_FROM:
        return Opinion(Proposal(), _ONE)
    name = intent.display_name.rpartition(".")[2].strip().lower().replace(" ", "_").replace("-", "_")
    known = name if name in Intent.__members__.values() else Intent.UNKNOWN.value
    values = tuple(
        Proposed(slot.value, said)
        for slot in SLOTS
        if (said := _said(slot, (match.parameters or {}).get(slot.value)))
    )  # fmt: skip
    return Opinion(Proposal(known, values), _ONE)


def _said(slot: Slot, value: Any) -> str:
    """Return a parameter as plain words; "" for what is empty or of a shape that is not known."""
    text = _plain(value)
    if slot is Slot.PASSENGERS and text.isdigit():
        text = f"{text} adults"
    return text if len(text) <= VALUE_MAX else ""


def _plain(value: Any) -> str:
    """Flatten text, numbers, lists and Google's composites (date, date period, location, money)."""
    if isinstance(value, str):
        day = _DAY.match(value)
        return day.group() if day else value.strip()
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int | float):
        return str(int(value)) if value == int(value) and abs(value) < 1e12 else ""
    if isinstance(value, list):
        return " ".join(filter(None, map(_plain, value[:_LISTED])))
    return _composite(value) if isinstance(value, dict) else ""


def _composite(value: dict[str, Any]) -> str:
    for first, last in (("startDate", "endDate"), ("startDateTime", "endDateTime")):
        if first in value and last in value:
            return f"{_plain(value[first])} to {_plain(value[last])}"
    if {"year", "month", "day"} <= value.keys():
        parts = [_plain(value[k]) for k in ("year", "month", "day")]
        return f"{parts[0]:0>4}-{parts[1]:0>2}-{parts[2]:0>2}" if all(parts) else ""
    if {"amount", "currency"} <= value.keys():
        return f"{_plain(value['amount'])} {_plain(value['currency'])}"
    return next((text for k in ("city", "original", "name") if (text := _plain(value.get(k)))), "")
