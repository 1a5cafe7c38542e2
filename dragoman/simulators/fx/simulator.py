"""The rates as an HTTP API: the latest ones and those of a day, with source and time stamp."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from dragoman.simulators import wire
from dragoman.simulators.faults import CALL_FAULTS, HttpFault
from dragoman.simulators.fx.rates import currencies, rate
from dragoman.simulators.world import World

SOURCE = "Dragoman simulated mid-market rates"
_OLDEST = date(2020, 1, 1)
_PUBLISHED_AT = time(6, 0, tzinfo=UTC)  # each day's rates appear at this hour
_encoder = msgspec.json.Encoder(decimal_format="number")


class Fx:
    """The simulated source of rates. It keeps nothing: every answer follows from seed and day."""

    faults: Mapping[str, frozenset[str]] = {"rates": CALL_FAULTS | {"stale"}}

    def __init__(self, world: World) -> None:
        self._world = world
        self.routes: list[BaseRoute] = [
            Route("/fx/v1/latest", self._latest),
            Route("/fx/v1/currencies", self._currencies),
            Route("/fx/v1/{day}", self._historical),
        ]

    async def _currencies(self, request: Request) -> Response:
        return wire.json(currencies())

    async def _latest(self, request: Request) -> Response:
        now = self._world.now()
        today = now.date() if now.timetz() >= _PUBLISHED_AT else now.date() - timedelta(days=1)
        return await self._answer(request, today)

    async def _historical(self, request: Request) -> Response:
        try:
            day = date.fromisoformat(request.path_params["day"])
        except ValueError:
            return wire.problem(404, "unknown_date", "ask for /fx/v1/latest or a day such as /fx/v1/2026-12-15")
        if not _OLDEST <= day <= self._world.now().date():
            return wire.problem(404, "unknown_date", f"rates are known from {_OLDEST} to today")
        return await self._answer(request, day)

    async def _answer(self, request: Request, day: date) -> Response:
        try:
            async with self._world.operation("fx", "rates") as fault:
                if fault and fault.name == "stale":
                    day -= timedelta(days=int(fault.number("days", 3)))
                return self._rates(request, day)
        except HttpFault as fault_status:
            return wire.problem(fault_status.status, "unavailable", "the rates are not available now")

    def _rates(self, request: Request, day: date) -> Response:
        known = currencies()
        base = request.query_params.get("base", "USD").upper()
        asked = request.query_params.get("symbols", "")
        symbols = [symbol.strip().upper() for symbol in asked.split(",")] if asked else known
        unknown = [code for code in (base, *symbols) if code not in known]
        if unknown:
            return wire.problem(422, "unknown_currency", "no rate is known for one of the currencies asked for")
        shown = {
            "source": SOURCE,
            "base": base,
            "date": day,
            "timestamp": datetime.combine(day, _PUBLISHED_AT),
            "rates": {code: rate(self._world.seed, base, code, day) for code in symbols if code != base},
        }
        return Response(_encoder.encode(shown), media_type="application/json")

    def snapshot(self) -> object:
        """Nothing to keep."""
        return None

    def restore(self, kept: object) -> None:
        """Nothing to bring back."""


def build(world: World) -> Fx:
    """Build the simulated source of rates in `world`."""
    return Fx(world)
