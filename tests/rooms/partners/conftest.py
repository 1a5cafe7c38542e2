"""A partner that answers from a list and remembers what it was asked; the recorded shapes; a clock that stands still."""

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from dragoman.flights.supplier import OrderRequest, Traveller
from dragoman.kit.clock import FrozenClock
from dragoman.kit.http import app_transport, scripted_transport
from dragoman.kit.money import Money
from dragoman.simulators.app import build_simulators, build_world, compose
from dragoman.simulators.faults import Fault
from dragoman.simulators.settings import SimSettings
from dragoman.simulators.world import World

SHAPES = Path(__file__).parents[2] / "wire"
NOW = datetime(2026, 11, 20, 9, 10, tzinfo=UTC)


class Script:
    """Answers in order: a response, an exception to raise, or a function of the request."""

    def __init__(self) -> None:
        self.answers: list[Any] = []
        self.requests: list[httpx2.Request] = []

    def say(self, status: int, body: Any = None, headers: dict[str, str] | None = None) -> "Script":
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.answers.append(httpx2.Response(status, content=content, headers=headers))
        return self

    def fail(self, error: Exception) -> "Script":
        self.answers.append(error)
        return self

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def sent(self, n: int = -1) -> Any:
        return json.loads(self.requests[n].content)

    def asked(self) -> list[str]:
        return [f"{one.method} {one.url.raw_path.decode()}" for one in self.requests]


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(NOW)


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def transport(script: Script) -> Any:
    return scripted_transport(script)


@pytest.fixture
def shape() -> Callable[[str], Any]:
    """Load a recorded shape, e.g. "duffel/order"."""

    def load(name: str) -> Any:
        partner, _, which = name.partition("/")
        return json.loads((SHAPES / partner / "shapes" / f"{which}.json").read_text())

    return load


@pytest.fixture
def ada() -> Traveller:
    return Traveller(
        seat="pas_0000AaDa0000000000001",
        title="ms",
        given_name="Ada",
        family_name="Obi",
        gender="f",
        born_on=date(1990, 4, 2),
        email="ada@example.com",
        phone="+2348035550101",
        nationality="NG",
        document_number="A12345678",
        document_country="NG",
        document_expires_on=date(2031, 1, 31),
    )


@pytest.fixture
def order_request(ada: Traveller) -> OrderRequest:
    return OrderRequest("off_0000AaOf00000000000001", (ada,), Money(14320, "USD"), "bk-0001")


@dataclass
class Simulated:
    """The simulated partners in process, the webhooks they sent, and a way to set faults."""

    world: World
    transport: Any
    letters: list[tuple[str, bytes, dict[str, str]]]

    def fault(self, partner: str, operation: str, name: str, times: int = 1) -> None:
        self.world.faults.set(Fault(partner, operation, name, times))

    async def advance(self, seconds: float) -> None:
        await self.world.move_to(self.world.clock.shift + timedelta(seconds=seconds))
        await self.world.courier.settle()


@pytest.fixture
async def simulated() -> AsyncIterator[Simulated]:
    letters: list[tuple[str, bytes, dict[str, str]]] = []

    async def post(url: str, body: bytes, headers: dict[str, str]) -> int:
        letters.append((url, body, headers))
        return 200

    settings = SimSettings(
        _env_file=None, state_folder=None, clock_listeners=["http://127.0.0.1:9/"], timeout_seconds=0.02, mail_port=0
    )
    world = build_world(settings, post)
    app = compose(world, build_simulators(world), None)
    yield Simulated(world, app_transport(app), letters)
    world.agenda.close()
