"""What every Duffel call goes through: headers, rate limit, body, error wording (partners.md A1, A7)."""

from __future__ import annotations

import hmac
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from dragoman.simulators import wire
from dragoman.simulators.duffel import ids
from dragoman.simulators.duffel.errors import DuffelRefusal, invalid, not_found, of_status
from dragoman.simulators.faults import HttpFault
from dragoman.simulators.world import World

_BODY_MAX = 1_000_000
_LIMIT_MAX = 200


@dataclass
class Asked:
    """One call that passed the door: path parameters, query and the content of `data`."""

    request: Request
    content: dict[str, Any] = field(default_factory=dict)

    def id(self, name: str = "id") -> str:
        """A path parameter."""
        value: str = self.request.path_params[name]
        return value

    def query(self, name: str) -> str:
        """A query parameter, or the empty text."""
        return self.request.query_params.get(name, "")

    def flag(self, name: str, default: bool) -> bool:
        """A query parameter that is true or false; raises DuffelRefusal for anything else."""
        given = self.request.query_params.get(name)
        if given is None:
            return default
        if given.lower() not in ("true", "false"):
            raise invalid("inclusion", name, f"Field '{name}' must be true or false")
        return given.lower() == "true"


Endpoint = Callable[[Asked], Awaitable[Response]]


@dataclass
class _Window:
    """The calls of the running minute."""

    resets_at: datetime
    used: int = 0


class Door:
    """Checks and limits calls, and words every refusal."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._windows: dict[str, _Window] = {}

    def routes(self, path: str, method: str, endpoint: Endpoint, limit: str = "general") -> list[BaseRoute]:
        """The path with and without a trailing slash (Duffel's own JavaScript client posts with one)."""

        async def entry(request: Request) -> Response:
            return await self._answer(request, endpoint, limit)

        return [Route(path + end, entry, methods=[method]) for end in ("", "/")]

    def everything_else(self) -> list[BaseRoute]:
        """Paths that Duffel does not have, refused in its words; to stand behind all other routes."""

        async def nothing(asked: Asked) -> Response:
            raise not_found("resource")

        return [
            route
            for method in ("GET", "POST", "PATCH", "PUT", "DELETE")
            for route in self.routes("/duffel/{rest:path}", method, nothing)[:1]
        ]

    async def _answer(self, request: Request, endpoint: Endpoint, limit: str) -> Response:
        request_id = ids.make("req", self._world.seed, self._world.count("duffel request"))[4:]
        headers = {"x-request-id": request_id, **self._spend(limit)}
        try:
            if headers.pop("over", ""):
                raise of_status(429)
            self._check_headers(request)
            answer = await endpoint(Asked(request, await self._content(request)))
        except DuffelRefusal as refusal:
            answer = wire.json(refusal.body(request_id), refusal.status)
        except HttpFault as fault:
            answer = wire.json(of_status(fault.status).body(request_id), fault.status)
        answer.headers.update(headers)
        return answer

    def _spend(self, limit: str) -> dict[str, str]:
        """Count the call and tell the limit; reset is an HTTP date, not seconds."""
        settings, now = self._world.settings, self._world.now()
        most = settings.duffel_searches_per_minute if limit == "search" else settings.duffel_requests_per_minute
        window = self._windows.get(limit)
        if window is None or window.resets_at <= now:
            window = self._windows[limit] = _Window(now + timedelta(seconds=60))
        window.used += 1
        whole = datetime.fromtimestamp(math.ceil(window.resets_at.timestamp()), UTC)
        headers = {
            "ratelimit-limit": str(most),
            "ratelimit-remaining": str(max(0, most - window.used)),
            "ratelimit-reset": format_datetime(whole, usegmt=True),
        }
        return {**headers, "over": "yes"} if window.used > most else headers

    def _check_headers(self, request: Request) -> None:
        authorization = request.headers.get("authorization")
        if not authorization:
            raise DuffelRefusal("missing_authorization_header", "The 'Authorization' header needs to be set")
        scheme, _, token = authorization.partition(" ")
        if scheme != "Bearer" or not token:
            raise DuffelRefusal("invalid_authorization_header", "The 'Authorization' header must be 'Bearer <token>'")
        if not hmac.compare_digest(token.encode(), self._world.settings.duffel_token.encode()):
            raise DuffelRefusal("access_token_not_found", "The access token does not exist or was revoked")
        version = request.headers.get("duffel-version")
        if not version:
            raise DuffelRefusal("missing_version_header", "The 'Duffel-Version' header needs to be set to 'v2'")
        if version in ("v1", "beta"):
            raise DuffelRefusal("unsupported_version", f"The version '{version}' is no longer supported; use 'v2'")
        if version != "v2":
            raise DuffelRefusal("invalid_version_header", f"The version '{version}' is not known; use 'v2'")
        accept = request.headers.get("accept", "*/*")
        if not any(kind in accept for kind in ("application/json", "*/*", "application/*")):
            raise DuffelRefusal("unsupported_format", "The 'Accept' header must allow 'application/json'")

    async def _content(self, request: Request) -> dict[str, Any]:
        """The body's `data`; actions may come without any body."""
        if request.method in ("GET", "DELETE"):
            return {}
        try:
            body = await wire.read_body(request, _BODY_MAX)
        except wire.BodyTooLarge as reason:
            raise DuffelRefusal("request_entity_too_large", "The request body is too large") from reason
        if not body:
            if "/actions/" in request.url.path:
                return {}
            raise DuffelRefusal("missing_data_param", "The body needs to contain a 'data' key")
        if "application/json" not in request.headers.get("content-type", ""):
            raise DuffelRefusal("missing_content_type_header", "The 'Content-Type' must be 'application/json'")
        try:
            given = msgspec.json.decode(body)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as reason:
            raise DuffelRefusal("bad_request", "The body is no valid JSON") from reason
        if not isinstance(given, dict) or "data" not in given:
            raise DuffelRefusal("missing_data_param", "The body needs to contain a 'data' key")
        if not isinstance(given["data"], dict):
            raise DuffelRefusal("malformed_data_param", "The 'data' key must hold an object")
        content: dict[str, Any] = given["data"]
        return content


def one(content: object, status: int = 200) -> Response:
    """One resource in its envelope."""
    return wire.json({"data": content}, status)


def page(asked: Asked, rows: list[Any], write: Callable[[Any], object]) -> Response:
    """One page of a list: `limit` 1..200 (50), cursors `after` and `before`; after is null on the last page."""
    limit = _number(asked, "limit", 50)
    if not 1 <= limit <= _LIMIT_MAX:
        raise invalid("inclusion", "limit", f"Field 'limit' must be from 1 to {_LIMIT_MAX}")
    start = _cursor(asked.query("after"), len(rows)) if asked.query("after") else 0
    if asked.query("before"):
        start = max(0, _cursor(asked.query("before"), len(rows)) - limit)
    end = min(len(rows), start + limit)
    meta = {
        "limit": limit,
        "before": f"g2{start:08x}" if start else None,
        "after": f"g2{end:08x}" if end < len(rows) else None,
    }
    return wire.json({"data": [write(row) for row in rows[start:end]], "meta": meta})


def _number(asked: Asked, field_name: str, default: int) -> int:
    given = asked.query(field_name)
    if not given:
        return default
    if not (given.isascii() and given.isdigit() and len(given) < 6):
        raise invalid("type", field_name, f"Field '{field_name}' must be a whole number")
    return int(given)


def _cursor(text: str, most: int) -> int:
    try:
        place = int(text[2:], 16) if text.startswith("g2") and len(text) == 10 else -1
    except ValueError:
        place = -1
    if not 0 <= place <= most:
        raise DuffelRefusal("bad_request", "The cursor is not one of this list")
    return place
