"""The web application: JSON API, health, metrics, the demo's clock; the webhook door stands in front of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from dragoman import __version__

Readiness = Callable[[], Awaitable[Mapping[str, str]]]
"""Returns what is not ready, by name with a short code; empty when all is."""
ShiftClock = Callable[[timedelta], Awaitable[None]]


def build_app(routers: list[APIRouter], *, ready: Readiness, shift_clock: ShiftClock | None = None) -> FastAPI:
    """Build the application. `shift_clock` exists in demo mode only and moves the product's clock."""
    app = FastAPI(
        title="Dragoman", version=__version__, openapi_url="/openapi.json", docs_url=None, redoc_url=None,
        description="Search, price and book flights, follow bookings and conversations.",
    )  # fmt: skip
    for router in routers:
        app.include_router(router)

    @app.get("/healthz", include_in_schema=False)
    async def healthz() -> PlainTextResponse:
        """The process lives."""
        return PlainTextResponse("ok")

    @app.get("/readyz", include_in_schema=False)
    async def readyz() -> JSONResponse:
        """The process can do its work: the database answers and nothing essential is missing."""
        missing = dict(await ready())
        return JSONResponse({"ready": not missing, "missing": missing}, status_code=503 if missing else 200)

    @app.get("/metrics", include_in_schema=False)
    async def metrics() -> Response:
        """Counters and gauges for Prometheus."""
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    if shift_clock is not None:
        _add_demo_clock(app, shift_clock)
    return app


def _add_demo_clock(app: FastAPI, shift_clock: ShiftClock) -> None:
    @app.post("/demo/clock", include_in_schema=False)
    async def demo_clock(request: Request) -> Response:
        """Move the product's clock to an absolute shift from real time (demo mode only)."""
        asked = await request.json()
        seconds = asked.get("shift_seconds") if isinstance(asked, dict) else None
        if not isinstance(seconds, int | float) or not 0 <= seconds <= 10 * 366 * 86_400:
            return JSONResponse({"error": "shift_seconds must be 0 or more, at most ten years"}, status_code=422)
        await shift_clock(timedelta(seconds=float(seconds)))
        return Response(status_code=204)
