"""A simulated network with one traveller who has just written, so that the 24-hour window is open."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx2
import msgspec
import pytest

from dragoman.simulators.app import build_world, compose
from dragoman.simulators.settings import SimSettings
from dragoman.simulators.whatsapp.app import WhatsApp, build
from dragoman.simulators.world import World

ADA, KOFI = "2348035550101", "233245550102"
PHONE_ID, WABA = "106540352242922", "102290129340398"
TOKEN = "EAADemoAccessTokenOfLagosTours"


@dataclass
class Town:
    """One world with the WhatsApp simulator alone, its client, and the webhooks it posted."""

    world: World
    whatsapp: WhatsApp
    http: httpx2.AsyncClient
    letters: list[tuple[str, bytes, dict[str, str]]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    async def post(self, url: str, body: bytes, headers: dict[str, str]) -> int:
        self.letters.append((url, body, headers))
        return self.answers.pop(0) if self.answers else 200

    async def graph(self, method: str, path: str, **more: Any) -> httpx2.Response:
        headers = {"Authorization": f"Bearer {TOKEN}"} | more.pop("headers", {})
        return await self.http.request(method, f"/graph/v25.0/{path}", headers=headers, **more)

    async def send(self, payload: dict[str, Any], to: str = ADA) -> httpx2.Response:
        body = {"messaging_product": "whatsapp", "to": to} | payload
        return await self.graph("POST", f"{PHONE_ID}/messages", json=body)

    async def says(self, text: str, phone: str = ADA) -> dict[str, Any]:
        return await self.act({"text": text}, phone)

    async def act(self, body: dict[str, Any], phone: str = ADA, status: int = 202) -> dict[str, Any]:
        answer = await self.http.post(f"/phone/api/{phone}/messages", json=body)
        assert answer.status_code == status, answer.text
        return answer.json()

    async def sees(self, phone: str = ADA, **query: Any) -> list[dict[str, Any]]:
        answer = await self.http.get(f"/phone/api/{phone}/messages", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()["messages"]

    async def mode(self, **fields: Any) -> None:
        answer = await self.http.post("/graph/_mode", json=fields)
        assert answer.status_code == 200, answer.text

    async def pass_time(self, **span: float) -> None:
        await self.world.move_to(self.world.clock.shift + timedelta(**span))
        await self.world.courier.settle()

    async def webhooks(self) -> list[dict[str, Any]]:
        """Let a second pass, then hand over every change posted since the last call."""
        await self.pass_time(seconds=1)
        letters, self.letters[:] = list(self.letters), []
        bodies = [msgspec.json.decode(body) for _, body, _ in letters]
        return [change for body in bodies for entry in body["entry"] for change in entry["changes"]]

    async def statuses(self) -> list[dict[str, Any]]:
        return [s for change in await self.webhooks() for s in change["value"].get("statuses", [])]


def build_town() -> tuple[Town, Any]:
    settings = SimSettings(
        _env_file=None,
        state_folder=None,
        clock_listeners=["http://127.0.0.1:9/c"],
        slow_seconds=0.01,
        timeout_seconds=0.01,
    )

    async def post(url: str, body: bytes, headers: dict[str, str]) -> int:
        return await town.post(url, body, headers)

    world = build_world(settings, post)
    whatsapp = build(world)
    world.faults.register("whatsapp", whatsapp.faults)
    app = compose(world, {"whatsapp": whatsapp}, None)
    http = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://sim")
    town = Town(world, whatsapp, http)
    return town, app


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    """Ada has just written; her message is already out."""
    town, _ = build_town()
    async with town.http:
        await town.says("Hello")
        await town.webhooks()
        yield town
    town.world.agenda.close()
