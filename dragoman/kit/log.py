"""Logs carry only what is on the list: names, codes, counts and ids; never text that a person wrote."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

# Every key a log line may carry. A new one is added here in the open, not by accident at a call.
ALLOWED = frozenset(
    "event level timestamp logger tenant actor kind code state count took_ms attempt request conversation booking "
    "payment order search number effect key partner operation status route method port address version role tag "
    "reason size seconds processes lag pid surface".split()
)
_SAFE = re.compile(r"[\w .,:;/\-()'…%+=]{0,160}")
_PERSONAL = re.compile(r"\d{8,}|@")
_OUR_ID = re.compile(r"\b[a-z]{2,4}_[0-9a-hjkmnp-tv-z]{26}\b")


def only_allowed(_: object, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop keys that are not on the list and blank values that could be personal; counts what was dropped."""
    kept: dict[str, Any] = {}
    dropped = 0
    for key, value in line.items():
        if key not in ALLOWED:
            dropped += 1
        elif isinstance(value, bool | int | float) or value is None:
            kept[key] = value
        else:
            kept[key] = masked(str(value)) if key != "timestamp" else value
    if dropped:
        kept["dropped"] = dropped
    return kept


def masked(text: str) -> str:
    """Return the text when it can hold nothing personal (words and our ids), else a mask."""
    if not _SAFE.fullmatch(text) or _PERSONAL.search(_OUR_ID.sub("", text)):
        return "[masked]"
    return text


class _Quiet(logging.Handler):
    """Passes records of the standard library's logging on: our own rooms' texts through the mask, others' not at all."""

    def emit(self, record: logging.LogRecord) -> None:
        reason = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else None
        if record.name.startswith("dragoman."):
            reason = record.getMessage()
        structlog.get_logger().log(record.levelno, "library", logger=record.name, reason=reason)


def set_up_logs(level: str = "INFO") -> None:
    """Send all logs to standard output as JSON lines through the allow-list; other libraries' texts are not repeated."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            only_allowed,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )
    root = logging.getLogger()
    root.handlers = [_Quiet(level=logging.WARNING)]
    root.setLevel(logging.WARNING)


def log() -> structlog.typing.FilteringBoundLogger:
    """Return the one logger; the event's name is its first argument, everything else is a keyword from ALLOWED."""
    logger: structlog.typing.FilteringBoundLogger = structlog.get_logger()
    return logger
