"""The web application: JSON API, health, metrics, the demo's clock; the webhook door stands in front of it."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any

import asyncpg
import sqlalchemy.exc
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from dragoman import __version__
from dragoman.api.body import SenderGone, TooLarge, read_body
from dragoman.api.edge import Edge, allowed_methods
from dragoman.api.gate import Gate
from dragoman.api.json_bounds import BadJson, checked
from dragoman.api.openapi import describe
from dragoman.api.problems import ApiError, of_refusal, of_validation, problem
from dragoman.api.resources import RESOURCES
from dragoman.command import Refused

_CLOCK_BYTES_MAX = 1024
ShiftClock = Callable[[timedelta], Awaitable[None]]
_BUSY = (sqlalchemy.exc.TimeoutError, OSError, asyncpg.PostgresConnectionError, asyncpg.InterfaceError)


def build_app(routers: Sequence[APIRouter], gate: Gate, *, shift_clock: ShiftClock | None = None) -> FastAPI:
    """Build the application; wrap it in `edged` to serve it. `shift_clock` exists in demo mode only and moves the product's clock."""
    app = FastAPI(
        title="Dragoman", version=__version__, openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False
    )
    app.state.gate = gate
    for resource in RESOURCES:
        app.include_router(resource.router)
    for router in routers:
        app.include_router(router)
    if shift_clock is not None:
        _add_demo_clock(app, shift_clock)
    description = describe(app)

    @app.get("/openapi.json", include_in_schema=False)
    async def openapi() -> JSONResponse:
        """The description of /v1."""
        return JSONResponse(description)

    _answer_errors(app)
    return app


def edged(app: FastAPI) -> Edge:
    """Put the outermost layer around the application."""
    return Edge(app, app.routes)


def _answer_errors(app: FastAPI) -> None:
    """Answer every error with a problem."""

    def told(read: Callable[[Request, Any], ApiError]) -> Callable[[Request, Any], Awaitable[Response]]:
        async def answer(request: Request, reason: Any) -> Response:
            return problem(read(request, reason), request.state.request_id)

        return answer

    app.add_exception_handler(ApiError, told(lambda _, reason: reason))
    app.add_exception_handler(Refused, told(lambda _, reason: of_refusal(reason)))
    app.add_exception_handler(RequestValidationError, told(lambda _, reason: of_validation(reason.errors())))
    app.add_exception_handler(HTTPException, told(lambda request, reason: _of_http(app, request, reason)))
    for kind in _BUSY:
        app.add_exception_handler(kind, told(_of_trouble))
    app.add_exception_handler(Exception, told(lambda _, __: _FAILED))


_FAILED = ApiError(500, "internal", "Something failed here. Nothing was changed; try again.")


def _of_http(app: FastAPI, request: Request, reason: HTTPException) -> ApiError:
    if reason.status_code == 404:
        return ApiError(404, "not_found", "There is no such address.")
    if reason.status_code == 405:
        allowed = ", ".join(allowed_methods(app.routes, request.scope))
        return ApiError(405, "method", f"This address answers {allowed}.", headers={"allow": allowed})
    return ApiError(reason.status_code, "request", "The request could not be read.")


def _of_trouble(_: Request, reason: Exception) -> ApiError:
    """No connection to the database in time: whatever was begun was rolled back."""
    if isinstance(reason, SenderGone):
        return ApiError(400, "request", "The request ended before its end.")
    return ApiError(503, "busy", "Too busy right now; nothing was changed. Try again.", headers={"retry-after": "2"})


def _add_demo_clock(app: FastAPI, shift_clock: ShiftClock) -> None:
    @app.post("/demo/clock", include_in_schema=False)
    async def demo_clock(request: Request) -> Response:
        """Move the product's clock to an absolute shift from real time (demo mode only)."""
        try:
            asked = checked(await read_body(request.scope, request.receive, _CLOCK_BYTES_MAX))
        except (TooLarge, BadJson):
            raise ApiError(400, "body.json", "The body is not valid JSON.") from None
        seconds = asked.get("shift_seconds") if isinstance(asked, dict) else None
        if not isinstance(seconds, int | float) or not math.isfinite(seconds) or not 0 <= seconds <= 10 * 366 * 86_400:
            raise ApiError(422, "shift", "shift_seconds must be 0 or more, at most ten years.")
        await shift_clock(timedelta(seconds=float(seconds)))
        return Response(status_code=204)
