"""The testers' desk: faults and clock as JSON, and a page with buttons for both."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import httpx2
import msgspec
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from dragoman.simulators import wire
from dragoman.simulators.faults import Fault, Option, UnknownFault
from dragoman.simulators.world import World

PAGES = Path(__file__).parent / "pages"
CONTENT_SECURITY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
_ASSETS = {"control.js": "text/javascript", "look.css": "text/css"}


class FaultAsked(msgspec.Struct, forbid_unknown_fields=True):
    """Body of POST /faults."""

    partner: str
    operation: str
    fault: str
    times: Annotated[int, msgspec.Meta(ge=1)] = 1
    options: dict[str, Option] = {}


class Advance(msgspec.Struct, forbid_unknown_fields=True):
    """Body of POST /clock/advance: whole or broken seconds, forward only."""

    seconds: Annotated[float, msgspec.Meta(ge=0)]


def page(name: str, folder: Path = PAGES) -> Response:
    """Serve one of the simulators' own pages under a policy that allows nothing from elsewhere."""
    return FileResponse(
        folder / name,
        media_type="text/html; charset=utf-8",
        headers={"Content-Security-Policy": CONTENT_SECURITY, "Cache-Control": "no-cache"},
    )


def asset(folder: Path, kinds: dict[str, str], name: str) -> Response:
    """Serve a script or stylesheet by its listed name; anything else is 404."""
    if name not in kinds:
        return Response("not found\n", status_code=404, media_type="text/plain")
    return FileResponse(folder / name, media_type=kinds[name], headers={"Cache-Control": "no-cache"})


class Control:
    """Routes of the desk; `listener` posts to those who must hear that the clock moved."""

    def __init__(self, world: World, listener: httpx2.AsyncClient | None = None) -> None:
        self._world = world
        self._listener = listener
        self.routes: Sequence[BaseRoute] = [
            Route("/", self._page),
            Route("/assets/{name}", self._asset),
            Route("/healthz", self._healthz),
            Route("/faults", self._list_faults, methods=["GET"]),
            Route("/faults", self._set_fault, methods=["POST"]),
            Route("/faults", self._clear_faults, methods=["DELETE"]),
            Route("/clock", self._clock, methods=["GET"]),
            Route("/clock/advance", self._advance, methods=["POST"]),
        ]

    async def _page(self, request: Request) -> Response:
        return page("control.html")

    async def _asset(self, request: Request) -> Response:
        return asset(PAGES, _ASSETS, request.path_params["name"])

    async def _healthz(self, request: Request) -> Response:
        return wire.json({"status": "ok"})

    async def _list_faults(self, request: Request) -> Response:
        known = {
            partner: {operation: sorted(names) for operation, names in operations.items()}
            for partner, operations in self._world.faults.known.items()
        }
        active = [_shown(fault) for fault in self._world.faults.active]
        return wire.json({"known": known, "active": active})

    async def _set_fault(self, request: Request) -> Response:
        try:
            asked = await wire.read_json(request, FaultAsked, 20_000)
            fault = Fault(asked.partner, asked.operation, asked.fault, asked.times, dict(asked.options))
            self._world.faults.set(fault)
        except UnknownFault as reason:
            return wire.problem(422, "unknown_fault", str(reason))
        except msgspec.ValidationError as reason:
            return wire.problem(422, "invalid_fault", str(reason))
        except msgspec.DecodeError as reason:
            return wire.problem(400, "malformed_json", str(reason))
        return wire.json(_shown(fault), 201)

    async def _clear_faults(self, request: Request) -> Response:
        self._world.faults.clear()
        return Response(status_code=204)

    async def _clock(self, request: Request) -> Response:
        return wire.json(self._reading())

    async def _advance(self, request: Request) -> Response:
        """Move the clock: listeners first, so that what falls due here meets a product that lives at the same hour."""
        try:
            asked = await wire.read_json(request, Advance, 2_000)
            shift = self._world.clock.shift + timedelta(seconds=asked.seconds)
            unheard = await self._tell(shift)
            await self._world.move_to(shift)
        except msgspec.ValidationError as reason:
            return wire.problem(422, "invalid_advance", str(reason))
        except msgspec.DecodeError as reason:
            return wire.problem(400, "malformed_json", str(reason))
        except (ValueError, OverflowError) as reason:
            return wire.problem(422, "invalid_advance", str(reason))
        return wire.json({**self._reading(), "unheard": unheard})

    async def _tell(self, shift: timedelta) -> list[str]:
        """Post the absolute shift to every listener; returns the addresses that did not take it."""
        if self._listener is None:
            return []
        unheard = []
        for address in self._world.settings.listeners:
            try:
                answer = await self._listener.post(address, json={"shift_seconds": shift.total_seconds()})
                if not answer.is_success:
                    unheard.append(address)
            except (httpx2.HTTPError, httpx2.InvalidURL):
                unheard.append(address)
        return unheard

    def _reading(self) -> dict[str, object]:
        now: datetime = self._world.now()
        return {"now": now, "shift_seconds": self._world.clock.shift.total_seconds()}


def _shown(fault: Fault) -> dict[str, object]:
    return {
        "partner": fault.partner,
        "operation": fault.operation,
        "fault": fault.name,
        "times": fault.times,
        "options": fault.options,
    }
