"""Puts all simulators on one port: routes, fault hooks, snapshot, start and stop."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx2
import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from dragoman.kit.clock import ShiftedClock
from dragoman.simulators import snapshot, wire
from dragoman.simulators.control import Control
from dragoman.simulators.courier import Post, http_post
from dragoman.simulators.dialogflow import simulator as dialogflow
from dragoman.simulators.duffel import simulator as duffel
from dragoman.simulators.faults import Faults, HttpFault, LineCut, cut_line, plain_refusal
from dragoman.simulators.fx import simulator as fx
from dragoman.simulators.mail import simulator as mail
from dragoman.simulators.openai import simulator as openai
from dragoman.simulators.paystack import simulator as paystack
from dragoman.simulators.settings import SimSettings
from dragoman.simulators.whatsapp import build as build_whatsapp
from dragoman.simulators.world import Simulator, World

BUILDERS: dict[str, Callable[[World], Simulator]] = {
    "whatsapp": build_whatsapp,
    "duffel": duffel.build,
    "paystack": paystack.build,
    "mail": mail.build,
    "fx": fx.build,
    "openai": openai.build,
    "dialogflow": dialogflow.build,
}
"""How each partner is built, by the name that faults use; rooms are listed in the order of the control page."""


class CuttableLine:
    """Outermost layer: gives simulators a way to reset the connection, and notes what changes the world.

    uvicorn's HTTP protocols hand the application a `send` bound to the request cycle that owns the TCP transport;
    a reset (RST, by SO_LINGER 0) is possible only there. In process, the call fails with ConnectionResetError.
    """

    def __init__(self, app: ASGIApp, world: World) -> None:
        self.inner = app
        self._world = world

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http":
            scope["dragoman.cut"] = lambda: _cut(send)
            if scope["method"] != "GET":
                self._world.changed = True
        await self.inner(scope, receive, send)


def _cut(send: Send) -> None:
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is None:
        raise ConnectionResetError("the simulated partner dropped the line")
    if transport.is_closing():
        return  # the caller hung up first: its socket is gone, and so is the line
    raw = transport.get_extra_info("socket")
    if raw is not None:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


def build_world(settings: SimSettings, post: Post) -> World:
    """Make a fresh world whose webhooks go through `post`."""
    return World(clock=ShiftedClock(), faults=Faults(), seed=settings.seed, post=post, settings=settings)


def build_simulators(world: World) -> dict[str, Simulator]:
    """Build every partner in `world` and register the faults it knows."""
    simulators = {}
    for name, build in BUILDERS.items():
        simulators[name] = build(world)
        world.faults.register(name, simulators[name].faults)
    return simulators


async def _too_large(request: Request, reason: Exception) -> Response:
    return wire.problem(413, "body_too_large", "the body is over the limit of this simulator")


async def _unreadable(request: Request, reason: Exception) -> Response:
    return wire.problem(400, "malformed_body", str(reason))


def build_app(settings: SimSettings, post: Post | None = None) -> ASGIApp:
    """Build the application that serves every simulator; `post` replaces real webhook delivery in tests."""
    client: httpx2.AsyncClient | None = None
    if post is None:
        post, client = http_post(settings.webhook_timeout_seconds, settings.webhook_lines)
    world = build_world(settings, post)
    return compose(world, build_simulators(world), client)


def compose(world: World, simulators: dict[str, Simulator], client: httpx2.AsyncClient | None) -> ASGIApp:
    """Join simulators and control desk into one ASGI application; `client` is closed at its end."""
    routes = [*Control(world, client).routes]
    for simulator in simulators.values():
        routes.extend(simulator.routes)

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with running(world, simulators):
            yield
        if client is not None:
            await client.aclose()

    hooks: dict[Any, Any] = {
        LineCut: cut_line,
        HttpFault: plain_refusal,
        wire.BodyTooLarge: _too_large,
        msgspec.DecodeError: _unreadable,
    }
    app = Starlette(routes=routes, lifespan=lifespan, exception_handlers=hooks)
    app.state.world = world
    app.state.simulators = simulators
    return CuttableLine(app, world)


@contextlib.asynccontextmanager
async def running(world: World, simulators: dict[str, Simulator]) -> AsyncIterator[None]:
    """Load the kept state, start agenda and listeners, keep snapshots; on leaving, stop and write the last one."""
    folder = world.settings.state_folder
    keeper = None
    if folder is not None:
        snapshot.load(world, simulators, folder)
        keeper = asyncio.create_task(snapshot.keep(world, simulators, folder))
    for simulator in simulators.values():
        if start := getattr(simulator, "start", None):
            await start()
    world.agenda.arm()
    try:
        yield
    finally:
        world.stopping.set()
        world.agenda.close()
        for simulator in simulators.values():
            if stop := getattr(simulator, "stop", None):
                await stop()
        if keeper is not None and folder is not None:
            keeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await keeper
            snapshot.write(world, simulators, folder)
