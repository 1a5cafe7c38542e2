"""JSON in and out for the simulators, bounded and by msgspec."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response

Shape = TypeVar("Shape")

BODY_MAX = 2_000_000


class BodyTooLarge(Exception):
    """The request's body is over the limit."""


async def read_body(request: Request, limit: int = BODY_MAX) -> bytes:
    """Read the whole body; raises BodyTooLarge as soon as it grows over `limit` bytes."""
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > limit:
            raise BodyTooLarge
        parts.append(part)
    return b"".join(parts)


async def read_json(request: Request, shape: type[Shape], limit: int = BODY_MAX) -> Shape:
    """Read the body as `shape`; raises msgspec.DecodeError (also ValidationError) or BodyTooLarge."""
    body = await read_body(request, limit)
    try:
        return msgspec.json.decode(body or b"{}", type=shape)
    except (RecursionError, UnicodeDecodeError) as reason:
        raise msgspec.DecodeError("the body is no JSON that can be read") from reason


def json(content: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Answer with `content` as JSON."""
    return Response(
        msgspec.json.encode(content), status_code=status, headers=headers, media_type="application/json; charset=utf-8"
    )


def problem(status: int, code: str, detail: str) -> Response:
    """Answer a refusal of the simulators' own control routes, as problem+json (RFC 9457)."""
    body = msgspec.json.encode({"type": "about:blank", "status": status, "code": code, "detail": detail})
    return Response(body, status_code=status, media_type="application/problem+json")
