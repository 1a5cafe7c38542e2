"""A simulated world in process, and the same app on a real port for clients that only speak over a socket."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field

import httpx2
import pytest
import uvicorn

from dragoman.simulators.app import build_app, build_simulators, build_world, compose
from dragoman.simulators.settings import SimSettings
from dragoman.simulators.world import Simulator, World


@dataclass
class Posted:
    """Webhooks that the simulators sent, with the status that each gets for an answer."""

    answers: list[int] = field(default_factory=list)  # used up one by one; 200 afterwards
    letters: list[tuple[str, bytes, dict[str, str]]] = field(default_factory=list)

    async def __call__(self, url: str, body: bytes, headers: dict[str, str]) -> int:
        self.letters.append((url, body, headers))
        return self.answers.pop(0) if self.answers else 200


@dataclass
class Stage:
    """One world with its simulators, a client that calls them in process, and what they posted."""

    world: World
    simulators: dict[str, Simulator]
    client: httpx2.AsyncClient
    posted: Posted


def quiet_settings(**more: object) -> SimSettings:
    """Settings that keep nothing on disk, wait for nothing and tell nobody."""
    plain = {
        "_env_file": None,
        "state_folder": None,
        "clock_listeners": ["http://127.0.0.1:9/clock"],
        "slow_seconds": 0.05,
        "timeout_seconds": 0.05,
        "mail_port": 0,
    }
    return SimSettings(**{**plain, **more})


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    posted = Posted()
    world = build_world(quiet_settings(), posted)
    simulators = build_simulators(world)
    app = compose(world, simulators, None)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://sim") as client:
        yield Stage(world, simulators, client, posted)
    world.agenda.close()


@dataclass
class Served:
    """The simulators on a real port in a thread of their own."""

    url: str
    settings: SimSettings
    posted: Posted


@pytest.fixture(scope="session")
def served() -> Iterator[Served]:
    posted = Posted()
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    settings = quiet_settings(port=port)
    config = uvicorn.Config(build_app(settings, posted), log_level="error", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + 10
    while not server.started:
        assert thread.is_alive(), "the simulators did not start"
        assert time.monotonic() < deadline, "the simulators did not start in 10 s"
        time.sleep(0.01)
    yield Served(f"http://127.0.0.1:{port}", settings, posted)
    server.should_exit = True
    thread.join(5)
