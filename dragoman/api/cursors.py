"""Cursors of pages: opaque to callers, a position in a stable order to us. Pure."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Sequence
from typing import Annotated, TypeVar

from fastapi import Query

from dragoman.api.problems import ApiError, FieldFault
from dragoman.api.shapes.common import Page

R = TypeVar("R")
M = TypeVar("M")

_TEXT = re.compile(r"[a-z]{1,12}~[A-Za-z0-9_:.+\-]{1,80}")

Cursor = Annotated[
    str | None,
    Query(max_length=160, description="`next_cursor` of the page before; leave out for the first page"),
]
Limit = Annotated[int, Query(ge=1, le=50, description="How many at most")]


def cursor_at(kind: str, place: str) -> str:
    """Write a cursor."""
    return base64.urlsafe_b64encode(f"{kind}~{place}".encode()).decode().rstrip("=")


def position(kind: str, given: str | None) -> str:
    """Read a cursor of this kind of page; "" for the first page. Raises ApiError 422 for anything else."""
    if given is None:
        return ""
    try:
        text = base64.b64decode(given + "=" * (-len(given) % 4), altchars=b"-_", validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        raise bad_cursor() from None
    if not _TEXT.fullmatch(text) or text.partition("~")[0] != kind:
        raise bad_cursor()
    return text.partition("~")[2]


def number(kind: str, given: str | None, most: int = 2**63 - 1) -> int:
    """Read a cursor whose place is a number; 0 for the first page."""
    text = position(kind, given) or "0"
    if not text.isdigit() or len(text) > 19 or int(text) > most:
        raise bad_cursor()
    return int(text)


def paged(kind: str, found: Sequence[R], limit: int, place: Callable[[R], str], show: Callable[[R], M]) -> Page[M]:
    """Show a page of rows that were read one beyond the limit, to know whether there is more."""
    more = cursor_at(kind, place(found[limit - 1])) if len(found) > limit else None
    return Page(items=[show(row) for row in found[:limit]], next_cursor=more)


def bad_cursor() -> ApiError:
    """Refuse a cursor."""
    fault = FieldFault(pointer="cursor", code="cursor", detail="Use next_cursor as it was given, on the same list.")
    return ApiError(422, "cursor", "The cursor is not one of this list.", errors=(fault,))
