"""What every Paystack call goes through: the secret key, the body, the envelope of answers and refusals."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from dragoman.simulators import wire
from dragoman.simulators.faults import HttpFault
from dragoman.simulators.paystack.refusals import PaystackRefusal, invalid, of_status
from dragoman.simulators.world import World

_BODY_MAX = 1_000_000
_PER_PAGE_MAX = 100


@dataclass
class Asked:
    """One call that passed the door: path parameters, query and the JSON body."""

    request: Request
    content: dict[str, Any] = field(default_factory=dict)

    def id(self, name: str) -> str:
        """A path parameter."""
        value: str = self.request.path_params[name]
        return value

    def query(self, name: str) -> str:
        """A query parameter, or the empty text."""
        return self.request.query_params.get(name, "")

    def text(self, name: str, needed: bool = False) -> str:
        """A text of the body; raises PaystackRefusal when it is no text, or missing though needed."""
        value = self.content.get(name)
        if value is None or value == "":
            if needed:
                raise invalid(f"{name.replace('_', ' ').capitalize()} is required")
            return ""
        if not isinstance(value, str) or len(value) > 2000:
            raise invalid(f"{name.replace('_', ' ').capitalize()} is invalid")
        return value


Endpoint = Callable[[Asked], Awaitable[Response]]


class Door:
    """Checks calls and words every refusal."""

    def __init__(self, world: World) -> None:
        self._key = world.settings.paystack_secret_key.encode()

    def routes(self, path: str, method: str, endpoint: Endpoint) -> list[BaseRoute]:
        """One authenticated call under /paystack, with and without a trailing slash (clients in the wild send both)."""

        async def entry(request: Request) -> Response:
            try:
                self._check_key(request)
                return await endpoint(Asked(request, await self._content(request)))
            except PaystackRefusal as refusal:
                return wire.json(refusal.body(), refusal.status)
            except HttpFault as fault:
                return wire.json(of_status(fault.status).body(), fault.status)

        return [Route(f"/paystack{path}{end}", entry, methods=[method]) for end in ("", "/")]

    def everything_else(self) -> list[BaseRoute]:
        """Paths that Paystack does not have, refused in its words; to stand behind all other routes."""

        async def nothing(asked: Asked) -> Response:
            raise PaystackRefusal(
                404, "Route not found", "not_found", "Check the address and the method of the request"
            )

        return [
            route
            for method in ("GET", "POST", "PUT", "DELETE")
            for route in self.routes("/{rest:path}", method, nothing)[:1]
        ]

    def _check_key(self, request: Request) -> None:
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        if not scheme:
            raise PaystackRefusal(
                401,
                "No Authorization Header was found",
                "missing_auth_header",
                "Provide an Authorization header with your secret key",
            )
        if scheme.lower() != "bearer" or not hmac.compare_digest(key.strip().encode(), self._key):
            raise PaystackRefusal(
                401,
                "Invalid key",
                "invalid_Key",
                "Ensure that you provide the correct authorization key for the request",
            )

    async def _content(self, request: Request) -> dict[str, Any]:
        if request.method == "GET":
            return {}
        try:
            given = msgspec.json.decode(await wire.read_body(request, _BODY_MAX) or b"{}")
        except wire.BodyTooLarge as reason:
            raise PaystackRefusal(413, "Request entity too large", "request_too_large") from reason
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as reason:
            raise invalid("Invalid JSON body") from reason
        if not isinstance(given, dict):
            raise invalid("Invalid JSON body")
        return given


def done(message: str, content: object, status: int = 200, meta: object = None) -> Response:
    """A call that worked: HTTP 200 and status true say only that; the outcome is in data.status."""
    body: dict[str, Any] = {"status": True, "message": message, "data": content}
    if meta is not None:
        body["meta"] = meta
    return wire.json(body, status)


def paged(asked: Asked, message: str, rows: list[Any], write: Callable[[Any], object]) -> Response:
    """One page of a list by `perPage` (50, at most 100) and `page` (from 1)."""
    per_page = min(_number(asked.query("perPage"), 50), _PER_PAGE_MAX)
    number = _number(asked.query("page"), 1)
    start = (number - 1) * per_page
    meta = {
        "total": len(rows),
        "skipped": min(start, len(rows)),
        "perPage": per_page,
        "page": number,
        "pageCount": -(-len(rows) // per_page),
    }
    return done(message, [write(row) for row in rows[start : start + per_page]], meta=meta)


def _number(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and int(text[:9]) > 0 else default
