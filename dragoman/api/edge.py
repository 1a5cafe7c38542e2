"""The outermost layer of the application: request ids, security headers, HEAD and OPTIONS, counts, and the last resort."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import structlog
from prometheus_client import Counter, Histogram
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dragoman.api.body import SenderGone, header
from dragoman.api.problems import MEDIA_TYPE, written
from dragoman.kit.clock import monotonic
from dragoman.kit.ids import new_id
from dragoman.kit.log import log

_REQUEST_ID = re.compile(r"[A-Za-z0-9_\-.]{8,64}")
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_SEEN = Counter("dragoman_http_requests_total", "Requests by route, method and status", ["route", "method", "status"])
_TOOK = Histogram(
    "dragoman_http_seconds", "Time until the answer", ["route"], buckets=(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
)
# OWASP REST Security cheat sheet, "Security headers"; the page a payer returns to sets its own policy.
_HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"cache-control": b"no-store",
    b"content-security-policy": b"default-src 'none'; frame-ancestors 'none'",
    b"referrer-policy": b"no-referrer",
    b"strict-transport-security": b"max-age=31536000",
    b"cross-origin-resource-policy": b"same-origin",
}


class Edge:
    """Wraps the application. Browsers may read nothing across origins: there is no CORS here on purpose."""

    def __init__(self, app: ASGIApp, routes: Sequence[BaseRoute]) -> None:
        self._app = app
        self._routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request through and see that it is answered."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = header(scope, b"x-request-id") or ""
        request_id = given if _REQUEST_ID.fullmatch(given) else new_id("rq")
        answer = _Answer(send, request_id, bodiless=scope["method"] == "HEAD")
        asked = scope["method"]
        scope = {**scope, "method": "GET" if asked == "HEAD" else asked}
        scope["state"] = {**scope.get("state", {}), "request_id": request_id}
        began = monotonic()
        with structlog.contextvars.bound_contextvars(request=request_id):
            await self._through(scope, receive, answer)
        route = getattr(scope.get("route"), "path_format", None) or "other"
        method = asked if asked in (*_METHODS, "HEAD", "OPTIONS") else "other"
        _SEEN.labels(route, method, str(answer.status)).inc()
        _TOOK.labels(route).observe(monotonic() - began)

    async def _through(self, scope: Scope, receive: Receive, answer: _Answer) -> None:
        if scope["method"] == "OPTIONS":
            await self._options(scope, answer)
            return
        try:
            await self._app(scope, receive, answer)
        except SenderGone:
            return
        except Exception as reason:  # the caller gets a problem, the log the kind of fault; neither gets its text
            log().error("request_failed", reason=type(reason).__name__)
            if not answer.status:
                body = written(
                    500, "internal", "Something failed here. Nothing was changed; try again.", answer.request_id
                )
                await answer.whole(500, body, MEDIA_TYPE)
        if answer.status == 405:
            return

    async def _options(self, scope: Scope, answer: _Answer) -> None:
        allowed = allowed_methods(self._routes, scope)
        if not allowed:
            body = written(404, "not_found", "There is no such address.", answer.request_id)
            await answer.whole(404, body, MEDIA_TYPE)
            return
        await answer.whole(204, b"", "", {b"allow": ", ".join(allowed).encode()})


def allowed_methods(routes: Sequence[BaseRoute], scope: Scope) -> list[str]:
    """Name the methods that the path of `scope` answers, in their usual order; empty for an unknown path."""
    found = [m for m in _METHODS if any(r.matches({**scope, "method": m})[0] is Match.FULL for r in routes)]
    return [*found, *(["HEAD"] if "GET" in found else []), "OPTIONS"] if found else []


class _Answer:
    """Sends an answer with the headers that every answer has."""

    def __init__(self, send: Send, request_id: str, *, bodiless: bool) -> None:
        self._send = send
        self.request_id = request_id
        self._bodiless = bodiless
        self.status = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers: list[tuple[bytes, bytes]] = list(message.get("headers", []))
            names = {name.lower() for name, _ in headers}
            headers += [(name, value) for name, value in _HEADERS.items() if name not in names]
            headers.append((b"x-request-id", self.request_id.encode()))
            message = {**message, "headers": headers}
        elif self._bodiless and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await self._send(message)

    async def whole(self, status: int, body: bytes, media_type: str, more: dict[bytes, bytes] | None = None) -> None:
        """Send a complete answer."""
        headers: list[Any] = [*(more or {}).items()]
        if status != 204:
            headers += [(b"content-type", media_type.encode()), (b"content-length", str(len(body)).encode())]
        await self({"type": "http.response.start", "status": status, "headers": headers})
        await self({"type": "http.response.body", "body": body})
