"""From a traveller's message at the door to the screens: fifty open consoles, real processes, real HTTP.

The clock starts when the webhook is sent and stops when a console has its piece of the page anew. The product waits for more words
before it takes a typed message up (`DRAGOMAN_QUIET_MS`, 700 ms as shipped); that wait is a choice of the conversation and is left out here.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack
from itertools import count

import httpx2

from bench import shapes
from bench.ground import Ground, Place
from bench.table import Aim, Row, quantile
from dragoman.access import SYSTEM, Role, Surface
from dragoman.staff.sessions import Level, Where, begin
from dragoman.tenancy.commands import add_staff
from dragoman.tenancy.queries import StaffCard, businesses

_CONSOLES = 50
_WITHIN_S = 20.0
_READY_S = 120.0
_serials = count(70_000_000)


async def measure(ground: Ground) -> list[Row]:
    """Messages come one at a time; every console hears of each, and one of them draws its menu anew."""
    messages = ground.few(60, 4)
    async with ground.place(quiet_ms="0") as place:
        tokens = await _sign_in(place, ground.few(_CONSOLES, 5))
        async with ground.product("web", place) as web, ground.product("worker", place):
            heard, drawn = await _watch(web.port, tokens, messages)
    rows = [
        Row(
            f"message to screen, {len(tokens)} open consoles, {name}", quantile(times, part) * 1000, "ms",
            f"{messages} messages, slowest console of each", aim=Aim("figure", "<", 200) if aimed else None,
        )
        for name, times, part, aimed in (
            ("news heard, median", heard, 0.5, False),
            ("piece drawn anew, median", drawn, 0.5, True),
            ("piece drawn anew, p95", drawn, 0.95, False),
        )
    ]  # fmt: skip
    return rows


async def _sign_in(place: Place, consoles: int) -> list[str]:
    """Sign a manager in as often as there are consoles."""
    async with place.house() as house:
        tenant = next(iter((await businesses(house.store)).values()))
        async with house.desk.work(tenant, SYSTEM, Surface.CONSOLE, proven=True) as work:
            staff = await add_staff(
                work, StaffCard("Efua Boateng", email="efua.boateng@lagostours.example"), Role.MANAGER
            )
            return [await begin(work, staff, Level.FULL, Where(), proven=False) for _ in range(consoles)]


async def _watch(port: int, tokens: list[str], messages: int) -> tuple[list[float], list[float]]:
    url = f"http://127.0.0.1:{port}"
    heard: list[float] = []
    drawn: list[float] = []
    async with AsyncExitStack() as stack:
        consoles = [await stack.enter_async_context(_client(url, token)) for token in tokens]
        door = await stack.enter_async_context(httpx2.AsyncClient(base_url=url, timeout=_WITHIN_S))
        screens = [_Screen() for _ in consoles]
        tasks = [asyncio.create_task(s.listen(c)) for s, c in zip(screens, consoles, strict=True)]
        try:
            for screen in screens:
                await asyncio.wait_for(screen.open.wait(), _WITHIN_S)
            for n in range(messages + 1):  # the first one wakes the worker and is not counted
                for screen in screens:
                    screen.news.clear()
                body = shapes.webhook([shapes.text_message(n, next(_serials), shapes.TEXTS[n % len(shapes.TEXTS)])])
                begun = time.perf_counter()
                await door.post(
                    "/webhooks/meta/demo", content=body, headers={"X-Hub-Signature-256": shapes.signature(body)}
                )
                await asyncio.wait_for(asyncio.gather(*(s.news.wait() for s in screens)), _WITHIN_S if n else _READY_S)
                heard.append(max(s.at for s in screens) - begun)
                answer = await consoles[0].get(
                    "/console/menu", headers={"hx-request": "true", "hx-request-type": "partial"}
                )
                assert answer.status_code == 200, answer.status_code
                drawn.append(time.perf_counter() - begun)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
    return heard[1:], drawn[1:]


def _client(url: str, token: str) -> httpx2.AsyncClient:
    headers = {"cookie": f"dragoman={token}", "sec-fetch-site": "same-origin"}
    return httpx2.AsyncClient(base_url=url, headers=headers, timeout=_WITHIN_S)


class _Screen:
    """One open console: hears when a message came, and notes when."""

    def __init__(self) -> None:
        self.open, self.news, self.at = asyncio.Event(), asyncio.Event(), 0.0

    async def listen(self, client: httpx2.AsyncClient) -> None:
        """Read the stream until cancelled."""
        async with client.stream("GET", "/console/live", timeout=None) as answer:
            async for text in answer.aiter_text():
                if "event: hello" in text:
                    self.open.set()
                if "message:heard" in text:
                    self.at = time.perf_counter()
                    self.news.set()
