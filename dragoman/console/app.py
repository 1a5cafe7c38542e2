"""Put the console together: every screen's routes and what pages may reach."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI

from dragoman.command import Desk
from dragoman.console.backstage import Backstage
from dragoman.console.gate import House
from dragoman.console.screens import SCREENS
from dragoman.conversations.speaker import Speaker
from dragoman.engine.live import LiveLog


def build_console(
    desk: Desk, speaker: Speaker, own_url: str, backstage: Backstage | None = None
) -> tuple[House, tuple[APIRouter, ...]]:
    """Return what pages may reach and the routers; `mount` hangs both into the application."""
    house = House(desk, speaker, LiveLog(desk.store), own_url, SCREENS, backstage)
    return house, tuple(screen.router for screen in SCREENS)


def mount(app: FastAPI, house: House, routers: tuple[APIRouter, ...]) -> None:
    """Serve the console from the application."""
    app.state.console = house
    for router in routers:
        app.include_router(router)
