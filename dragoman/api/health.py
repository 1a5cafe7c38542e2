"""Alive, ready, and in numbers: /healthz, /readyz, /metrics. No key is asked and nothing of any tenant is shown."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from fastapi import APIRouter
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest

from dragoman.engine import Store
from dragoman.engine.failures import reason_code
from dragoman.engine.measures import Measures, measure
from dragoman.kit.breaker import BreakerState, BreakerView
from dragoman.kit.clock import monotonic
from dragoman.kit.log import log

LAG_MAX_S = 60.0
_STATES = {BreakerState.CLOSED: 0, BreakerState.HALF_OPEN: 1, BreakerState.OPEN: 2}
_UP = Gauge("dragoman_database_up", "Whether the database answered at the last look")
_ENGINE = Gauge("dragoman_engine", "What the engine's state is in numbers, over all tenants", ["measure"])
_EFFECTS = Gauge("dragoman_effects", "Outgoing calls that are not settled, by state", ["state"])
_REVIEW = Gauge("dragoman_review_open", "Items that wait for a person in the review queue")
_BREAKERS = Gauge(
    "dragoman_breaker", "Circuit breakers of partners in this process: 0 closed, 1 trial, 2 open", ["partner", "calls"]
)


@dataclass(frozen=True, slots=True)
class Signs:
    """Where the health pages look. `unset` names secrets that no tenant has; `seen_at` as the webhook door keeps it."""

    store: Store
    breakers: Callable[[], Mapping[str, tuple[BreakerView, ...]]]
    unset: Callable[[], Awaitable[tuple[str, ...]]]
    seen_at: Mapping[str, float]


@dataclass(slots=True)
class Finding:
    """What a look found: `missing` keeps the process from its work, `degraded` keeps part of it waiting."""

    missing: dict[str, str] = field(default_factory=dict)
    degraded: dict[str, str] = field(default_factory=dict)
    measures: Measures | None = None


def health(signs: Signs) -> APIRouter:
    """Build the routes."""
    router = APIRouter(include_in_schema=False)

    @router.get("/healthz")
    async def healthz() -> PlainTextResponse:
        """The process lives."""
        return PlainTextResponse("ok")

    @router.get("/readyz")
    async def readyz() -> JSONResponse:
        """The process can do its work; names what is missing and what is slow."""
        found = await look(signs)
        told = {
            "ready": not found.missing,
            "missing": found.missing,
            "degraded": found.degraded,
            "engine_lag_s": None if found.measures is None else round(found.measures.inbox_lag_s, 3),
            "last_webhook_s": {source: round(monotonic() - at, 1) for source, at in signs.seen_at.items()},
        }
        return JSONResponse(told, status_code=503 if found.missing else 200)

    @router.get("/metrics")
    async def metrics() -> Response:
        """Counters and gauges for Prometheus."""
        found = await look(signs)
        _UP.set(0 if "database" in found.missing else 1)
        if found.measures is not None:
            _set(found.measures)
        for partner, views in signs.breakers().items():
            for view in views:
                _BREAKERS.labels(partner, view.name).set(_STATES[view.state])
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return router


async def look(signs: Signs) -> Finding:
    """Look at everything once."""
    found = Finding()
    try:
        found.measures = await measure(signs.store)
        found.degraded |= dict.fromkeys(await signs.unset(), "unset")
    except Exception as reason:  # whatever keeps the database from answering: the page says so and lives
        log().warning("not_ready", reason=reason_code(reason))
        found.missing["database"] = "unreachable"
        return found
    if found.measures.inbox_lag_s > LAG_MAX_S:
        found.degraded["engine"] = f"behind by {found.measures.inbox_lag_s:.0f} s; is a worker running?"
    if found.measures.review_open:
        found.degraded["review"] = f"{found.measures.review_open} items wait for a person"
    for partner, views in signs.breakers().items():
        for view in views:
            if view.state is not BreakerState.CLOSED:
                found.degraded[f"{partner}:{view.name}"] = str(view.state)
    return found


def _set(measures: Measures) -> None:
    for name in ("actors_waiting", "inbox_lag_s", "oldest_due_effect_s", "timers_late_s", "letters_waiting"):
        _ENGINE.labels(name).set(getattr(measures, name))
    for state in ("new", "sending", "unknown"):
        _EFFECTS.labels(state).set(getattr(measures, f"effects_{state}"))
    _REVIEW.set(measures.review_open)
