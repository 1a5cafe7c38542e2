"""Fixtures of simulated partners: a world in process, and the same app on a real port for clients that need a socket.

Import the fixtures into a conftest to use them.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import httpx2
import msgspec
import pytest
import uvicorn
from starlette.types import ASGIApp

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
    app: ASGIApp

    def mail_port(self) -> int:
        """The port that the SMTP listener was given."""
        return self.app.inner.state.simulators["mail"].listener.port


@pytest.fixture(scope="session")
def served() -> Iterator[Served]:
    posted = Posted()
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    settings = quiet_settings(port=port)
    app = build_app(settings, posted)
    config = uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + 10
    while not server.started:
        assert thread.is_alive(), "the simulators did not start"
        assert time.monotonic() < deadline, "the simulators did not start in 10 s"
        time.sleep(0.01)
    yield Served(f"http://127.0.0.1:{port}", settings, posted, app)
    server.should_exit = True
    thread.join(5)


ADA = {
    "title": "ms",
    "given_name": "Ada",
    "family_name": "Obi",
    "gender": "f",
    "born_on": "1990-04-12",
    "email": "ada.obi@example.com",
    "phone_number": "+2348035550101",
}


@dataclass
class DuffelCaller:
    """Calls the simulated Duffel in process, with the right headers."""

    stage: Stage

    @property
    def headers(self) -> dict[str, str]:
        return {
            "Authorization": f"Bearer {self.stage.world.settings.duffel_token}",
            "Duffel-Version": "v2",
            "Accept": "application/json",
        }

    async def get(self, path: str, **params: str) -> httpx2.Response:
        return await self.stage.client.get(f"/duffel{path}", params=params, headers=self.headers)

    async def post(self, path: str, content: object | None = None) -> httpx2.Response:
        body = {} if content is None else {"json": {"data": content}}
        return await self.stage.client.post(f"/duffel{path}", headers=self.headers, **body)

    async def patch(self, path: str, content: object) -> httpx2.Response:
        return await self.stage.client.patch(f"/duffel{path}", headers=self.headers, json={"data": content})

    def day(self, ahead: int = 45) -> str:
        return (self.stage.world.now().date() + timedelta(days=ahead)).isoformat()

    async def search(self, origin: str, destination: str, **more: object) -> dict:
        """One adult, one way; returns the offer request with its offers."""
        asked = {
            "slices": [{"origin": origin, "destination": destination, "departure_date": self.day()}],
            "passengers": [{"type": "adult"}],
            **more,
        }
        answer = await self.post("/air/offer_requests", asked)
        assert answer.status_code == 201, answer.text
        return answer.json()["data"]

    async def offer(self, origin: str, destination: str, owner: str = "ZZ") -> dict:
        """The first offer of a carrier."""
        found = await self.search(origin, destination)
        return next(offer for offer in found["offers"] if offer["owner"]["iata_code"] == owner)

    def order(self, offer: dict, **more: object) -> dict:
        """The body of an instant order for Ada."""
        return {
            "type": "instant",
            "selected_offers": [offer["id"]],
            "passengers": [{**ADA, "id": offer["passengers"][0]["id"]}],
            "payments": [{"type": "balance", "amount": offer["total_amount"], "currency": offer["total_currency"]}],
            **more,
        }

    async def book(self, offer: dict, **more: object) -> httpx2.Response:
        return await self.post("/air/orders", self.order(offer, **more))

    async def advance(self, **span: float) -> None:
        await self.stage.world.move_to(self.stage.world.clock.shift + timedelta(**span))
        await self.stage.world.courier.settle()

    def told(self, kind: str) -> list[dict]:
        """The webhook events of a kind that were posted, as objects."""
        events = [msgspec.json.decode(body) for url, body, _ in self.stage.posted.letters if "/webhooks/duffel" in url]
        return [event for event in events if event["type"] == kind]


@pytest.fixture
def duffel(stage: Stage) -> DuffelCaller:
    return DuffelCaller(stage)


@dataclass
class PaystackCaller:
    """Calls the simulated Paystack in process, with the secret key."""

    stage: Stage

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.stage.world.settings.paystack_secret_key}"}

    async def get(self, path: str, **params: str) -> httpx2.Response:
        return await self.stage.client.get(f"/paystack{path}", params=params, headers=self.headers)

    async def post(self, path: str, content: object) -> httpx2.Response:
        return await self.stage.client.post(f"/paystack{path}", json=content, headers=self.headers)

    async def initialize(self, amount: int = 8_345_000, **more: object) -> dict:
        answer = await self.post("/transaction/initialize", {"email": "ada.obi@example.com", "amount": amount, **more})
        assert answer.status_code == 200, answer.text
        return answer.json()["data"]

    async def pay(self, access_code: str, **payment: object) -> dict:
        payment = payment or {"card": "4084084084084081"}
        answer = await self.stage.client.post(f"/paystack/checkout/{access_code}/pay", json=payment)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def paid(self, **payment: object) -> dict:
        """A paid transaction as verify shows it."""
        made = await self.initialize()
        assert (await self.pay(made["access_code"], **payment))["status"] == "success"
        return await self.verify(made["reference"])

    async def verify(self, reference: str) -> dict:
        answer = await self.get(f"/transaction/verify/{reference}")
        assert answer.status_code == 200, answer.text
        return answer.json()["data"]

    async def advance(self, **span: float) -> None:
        await self.stage.world.move_to(self.stage.world.clock.shift + timedelta(**span))
        await self.stage.world.courier.settle()

    def told(self, event: str) -> list[dict]:
        """The data of the webhook events of a kind that were posted."""
        events = [
            msgspec.json.decode(body) for url, body, _ in self.stage.posted.letters if "/webhooks/paystack" in url
        ]
        return [one["data"] for one in events if one["event"] == event]


@pytest.fixture
def paystack(stage: Stage) -> PaystackCaller:
    return PaystackCaller(stage)


@pytest.fixture
def code_of():
    """Status and Duffel error code of a refusal."""

    def read(answer: httpx2.Response) -> tuple[int, str]:
        return answer.status_code, answer.json()["errors"][0]["code"]

    return read
