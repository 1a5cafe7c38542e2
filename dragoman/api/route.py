"""A route of /v1: the gate first, then a body within its bounds, then the endpoint."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from fastapi.routing import APIRoute

from dragoman.api.body import TooLarge, read_body
from dragoman.api.gate import Caller, Gate, Needs
from dragoman.api.json_bounds import BadJson, canonical, checked
from dragoman.api.problems import ApiError

BODY_BYTES_MAX = 128 * 1024


class BoundedRequest(Request):
    """A request whose body was read and checked once; FastAPI parses what lies here."""

    raw: bytes = b""

    async def body(self) -> bytes:
        """Return the checked body."""
        return self.raw


class Guarded(APIRoute):
    """The class of every route under /v1."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap FastAPI's own: nobody's body is read before their key was."""
        wanted: Needs = getattr(self.endpoint, "__needs__")  # noqa: B009 - a route without it must fail here
        follow = super().get_route_handler()

        async def run(request: Request) -> Response:
            gate: Gate = request.app.state.gate
            caller = await gate.enter(request, wanted)
            bounded = BoundedRequest(request.scope, request.receive)
            bounded.raw, meaning = await _read(request)
            place = f"{request.method} {request.url.path}?{request.url.query}"
            caller.digest = hashlib.sha256(place.encode() + b"\0" + meaning).digest()
            bounded.state.caller = caller
            return await follow(bounded)

        return run


async def _read(request: Request) -> tuple[bytes, bytes]:
    """Return the body and its canonical form; raises ApiError 400, 413 or 415."""
    try:
        raw = await read_body(request.scope, request.receive, BODY_BYTES_MAX)
    except TooLarge:
        raise ApiError(413, "body.size", f"A body has at most {BODY_BYTES_MAX} bytes.") from None
    if not raw:
        return b"", b""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise ApiError(415, "body.type", "Send the body as application/json.")
    try:
        return raw, canonical(checked(raw))
    except BadJson as fault:
        raise ApiError(400, "body.json", fault.reason) from None


def _caller(request: Request) -> Caller:
    caller: Caller = request.state.caller
    return caller


Calling = Annotated[Caller, Depends(_caller)]
