"""A partner that answers from a list and remembers what it was asked; the recorded shapes; a clock that stands still."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest

from dragoman.flights.supplier import OrderRequest, Traveller
from dragoman.kit.clock import FrozenClock
from dragoman.kit.http import scripted_transport
from dragoman.kit.money import Money

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
