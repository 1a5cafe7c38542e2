"""The door of the Graph API: any version, Bearer token, one table of edges, refusals in Graph's words."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from dragoman.simulators import wire
from dragoman.simulators.faults import HttpFault
from dragoman.simulators.whatsapp.errors import GraphError, no_such_object
from dragoman.simulators.whatsapp.network import Network

VERSION = re.compile(r"v\d{1,2}\.\d")
JSON_LIMIT = 1_000_000
TRANSIENT = {500: (131016, "Service unavailable"), 503: (2, "API Service"), 429: (4, "API Too Many Calls")}


@dataclass(slots=True)
class Call:
    """One call: the object and edge named in the path, and the request itself."""

    request: Request
    target: str
    edge: str

    async def fields(self) -> dict[str, Any]:
        """The parameters: query, form or JSON, whichever the caller chose; raises GraphError 100."""
        kind = self.request.headers.get("content-type", "")
        if kind.startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
            form = await self.request.form(max_files=0, max_fields=100)
            return {key: value for key, value in form.items() if isinstance(value, str)}
        try:
            body = await wire.read_body(self.request, JSON_LIMIT)
            return msgspec.json.decode(body, type=dict[str, Any]) if body else dict(self.request.query_params)
        except wire.BodyTooLarge as reason:
            raise GraphError(100, "The request body is too large", status=413) from reason
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as reason:
            raise GraphError(100, "The request body is not a JSON object") from reason


Edge = Callable[[Call], Awaitable[Any]]


class Graph:
    """Finds the edge of a call and answers; an ASGI application mounted under /graph."""

    def __init__(self, network: Network, edges: dict[tuple[str, str], Edge]) -> None:
        self._network = network
        self._edges = edges
        self.tokens = {network.world.settings.whatsapp_access_token}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        request = Request(scope, receive)
        try:
            answer = await self._answer(request)
            body = answer if isinstance(answer, Response) else _json(msgspec.json.encode(answer), 200)
        except GraphError as refusal:
            body = _json(refusal.body(self._trace()), refusal.status)
        except HttpFault as fault:
            code, title = TRANSIENT[fault.status]
            failure = GraphError(code, message=f"(#{code}) {title}", status=fault.status)
            body = _json(failure.body(self._trace()), fault.status)
        await body(scope, receive, send)

    async def _answer(self, request: Request) -> Any:
        version, _, rest = request.url.path.partition("/graph/")[2].partition("/")
        target, _, edge = rest.strip("/").partition("/")
        method = request.method
        if not VERSION.fullmatch(version) or not target:
            raise GraphError(100, message=f"Unknown path components: /{version}", kind="OAuthException", status=404)
        self.authorise(request)
        serve = self._edges.get((method, edge))
        if serve is None:
            raise no_such_object(target if not edge else f"{target}/{edge}", method.lower())
        return await serve(Call(request, target, edge))

    def authorise(self, request: Request) -> None:
        """Refuse with 190 (HTTP 401) unless a known token comes along."""
        given = request.headers.get("authorization", "")
        token = given[7:].strip() if given[:7].lower() == "bearer " else request.query_params.get("access_token", "")
        if token not in self.tokens:
            raise GraphError(190, message="Invalid OAuth access token - Cannot parse access token")

    def _trace(self) -> str:
        return f"A{self._network.world.count('fbtrace'):010d}simulatedTrace"


def _json(body: bytes, status: int) -> Response:
    return Response(body, status, media_type="application/json; charset=UTF-8")


def chosen_fields(call: Call, everything: dict[str, Any], default: tuple[str, ...]) -> dict[str, Any]:
    """Pick what `?fields=` names (nested `{…}` selections are read as their field), or the default ones."""
    asked = call.request.query_params.get("fields", "")
    names = re.sub(r"\{[^}]*\}|\.\w+\([^)]*\)", "", asked).split(",") if asked else list(default)
    return {name: everything[name] for name in [*names, "id"] if name in everything}
