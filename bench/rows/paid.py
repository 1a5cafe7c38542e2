"""From the payment webhook to the confirmation that the simulated Graph API has accepted, over whole journeys."""

from __future__ import annotations

import asyncio
import time
from typing import Any
from urllib.parse import urlsplit

import httpx2

from bench import shapes
from bench.ground import Ground, free_port
from bench.table import Aim, Row, quantile

_AT_ONCE = 5
_PATIENCE_S = 60
_DETAILS = "Ms Ada Obi, 14 March 1988, ada{}@example.com"


async def measure(ground: Ground) -> list[Row]:
    """The demo as `make run` starts it; travellers book on simulated phones and pay by card; partners answer at once."""
    number, port, sim = ground.few(30, 1), free_port(), free_port()
    env = {
        "DRAGOMAN_HOME": str(ground.home / "demo"), "DRAGOMAN_PORT": str(port), "DRAGOMAN_SIM_PORT": str(sim),
        "DRAGOMAN_LOG_LEVEL": "ERROR",
    }  # fmt: skip
    gate, url = asyncio.Semaphore(_AT_ONCE), f"http://127.0.0.1:{sim}"
    async with (
        ground.process("dragoman", "run", "--demo", port=port, look="/readyz", **env) as process,
        httpx2.AsyncClient(base_url=url, trust_env=False, timeout=_PATIENCE_S + 10) as http,
    ):
        await _instant(http)
        took = await asyncio.gather(*(_journey(http, gate, n) for n in range(number)))
        memory = await process.rss_mib()
    whole = [total for _, total in took]
    paid = [seconds for seconds, _ in took]
    beside = f"{number} journeys, {_AT_ONCE} at a time; a whole one p50 {quantile(whole, 0.5):.1f} s"
    return [
        Row("payment to confirmation on the phone, p50", quantile(paid, 0.5), "s", beside),
        Row("payment to confirmation on the phone, p95", quantile(paid, 0.95), "s", "the payment page's own answer counted in", None, Aim("figure", "<", 2)),
        Row("  memory of the demo's product process", memory, "MiB", "all in one, after the journeys", None, Aim("figure", "<", 250)),
    ]  # fmt: skip


async def _instant(http: httpx2.AsyncClient) -> None:
    await http.post("/graph/_mode", json={"sent_after": 0, "delivered_after": 0, "throughput": 0})


async def _journey(http: httpx2.AsyncClient, gate: asyncio.Semaphore, person: int) -> tuple[float, float]:
    """Book and pay; returns seconds from pressing "pay" to the confirmation's bubble, and of the whole journey."""
    async with gate:
        begun = time.perf_counter()
        phone = Phone(http, f"/phone/api/{shapes.phone(person)}/messages")
        offers = await phone.say("LOS-ABV 2027-02-15, 1 adult", until=lambda b: len(b["choices"]) >= 3)
        await phone.choose(offers["choices"][0]["id"], until=lambda b: "travel" in b["text"].lower())
        summary = await phone.say(
            _DETAILS.format(person), until=lambda b: any("pay" in c["title"] for c in b["choices"])
        )
        confirm = next(c["id"] for c in summary["choices"] if "pay" in c["title"])
        asked = await phone.choose(confirm, until=lambda b: bool(b["link"]))
        pressed = time.perf_counter()
        answer = await http.post(urlsplit(_address(asked["link"])).path + "/pay", json={"card": "4084084084084081"})
        answer.raise_for_status()
        await phone.wait(lambda b: b["document"] is not None and "booked" in b["text"].lower())
        now = time.perf_counter()
        return now - pressed, now - begun


class Phone:
    """One person's simulated phone."""

    def __init__(self, http: httpx2.AsyncClient, path: str) -> None:
        self._http = http
        self._path = path
        self._after = 0

    async def say(self, text: str, *, until: Any) -> dict[str, Any]:
        """Type; returns the first bubble of the business that fits."""
        return await self._act({"text": text}, until)

    async def choose(self, choice: str, *, until: Any) -> dict[str, Any]:
        """Tap; returns the first bubble of the business that fits."""
        return await self._act({"choose": choice}, until)

    async def wait(self, fits: Any) -> dict[str, Any]:
        """Return the first new bubble that fits; raises TimeoutError."""
        async with asyncio.timeout(_PATIENCE_S):
            while True:
                shown = await self._http.get(self._path, params={"after": self._after, "wait": 20})
                for bubble in shown.json()["messages"]:
                    self._after = bubble["n"]
                    if bubble["from"] == "business" and fits(bubble):
                        return dict(bubble)

    async def _act(self, act: dict[str, str], fits: Any) -> dict[str, Any]:
        (await self._http.post(self._path, json=act)).raise_for_status()
        return await self.wait(fits)


def _address(link: Any) -> str:
    return link if isinstance(link, str) else str(link["url"])
