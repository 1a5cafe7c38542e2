"""SIGKILL in the middle of a journey, at points spread over all its statements and calls: it goes on, nothing is lost or repeated.

Real processes and real HTTP. Time that would have to pass (a dead worker's lease, waits between looks for evidence) is made
to pass; what happens then is the product's own doing.
"""

# ruff: noqa: ASYNC110 - a test that owns its processes may wait for them

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import httpx2
import pytest

from dragoman.simulators.settings import SimSettings

_ROOT = Path(__file__).parents[3]
_PATIENCE_S = 90.0
_DETAILS = "Ms Ada Obi, 14 March 1988, ada.obi@example.com"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


class Town:
    """Simulators and product as processes; `roles` are the product's processes, the last of them doomed."""

    def __init__(self, dsn: str, home: Path, roles: tuple[str, ...]) -> None:
        self.dsn, self.home, self.roles = dsn, home, roles
        self.port, self.sim_port = free_port(), free_port()
        self.sim = SimSettings(_env_file=None, port=self.sim_port)
        self.running: dict[int, subprocess.Popen[bytes]] = {}
        self.points = home / "points"
        self.http = httpx2.AsyncClient(base_url=f"http://127.0.0.1:{self.sim_port}", timeout=10)
        sim = f"http://127.0.0.1:{self.sim_port}"
        self.env = os.environ | {
            "PYTHONPATH": str(_ROOT), "DRAGOMAN_HOME": str(home), "DRAGOMAN_DEMO": "true", "DRAGOMAN_DATABASE_URL": dsn,
            "DRAGOMAN_PORT": str(self.port), "DRAGOMAN_QUIET_MS": "50", "DRAGOMAN_BUSINESS_NAME": "Lagos Tours",
            "DRAGOMAN_GRAPH_URL": f"{sim}/graph", "DRAGOMAN_META_TOKEN": self.sim.whatsapp_access_token,
            "DRAGOMAN_META_APP_SECRET": self.sim.whatsapp_app_secret, "DRAGOMAN_META_VERIFY_TOKEN": self.sim.whatsapp_verify_token,
            "DRAGOMAN_META_NUMBER_ID": self.sim.whatsapp_phone_number_id, "DRAGOMAN_META_ACCOUNT_ID": self.sim.whatsapp_waba_id,
            "DRAGOMAN_META_NUMBER": f"+{self.sim.whatsapp_display_number}", "DRAGOMAN_DUFFEL_URL": f"{sim}/duffel",
            "DRAGOMAN_DUFFEL_TOKEN": self.sim.duffel_token, "DRAGOMAN_DUFFEL_WEBHOOK_SECRET": self.sim.duffel_webhook_secret,
            "DRAGOMAN_PAYSTACK_URL": f"{sim}/paystack", "DRAGOMAN_PAYSTACK_KEY": self.sim.paystack_secret_key,
            "DRAGOMAN_FX_URL": f"{sim}/fx", "DRAGOMAN_SMTP_HOST": "127.0.0.1", "DRAGOMAN_SMTP_SECURITY": "none",
            "DRAGOMAN_SMTP_FROM": "trips@lagostours.example", "DOOM_FILE": str(self.points), "DRAGOMAN_SIM_PORT": str(self.sim_port),
            "DRAGOMAN_SIM_PRODUCT_URL": f"http://127.0.0.1:{self.port}",
        }  # fmt: skip

    async def open(self) -> None:
        mail_port = free_port()
        self.env |= {"DRAGOMAN_SIM_MAIL_PORT": str(mail_port), "DRAGOMAN_SMTP_PORT": str(mail_port)}
        self.simulators = self._begin("-m", "dragoman.simulators")
        await self._answers(self.http, "/clock")
        set_up = self._begin("-m", "dragoman", "setup")
        assert await asyncio.to_thread(set_up.wait, 60) == 0

    def _begin(self, *arguments: str, **more: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, *arguments], cwd=self.home, env=self.env | more,
            stdout=subprocess.DEVNULL, stderr=(self.home / "errors").open("ab"),
        )  # fmt: skip

    async def _answers(self, http: httpx2.AsyncClient, path: str) -> None:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                if (await http.get(path)).status_code == 200:
                    return
            except httpx2.HTTPError:
                await asyncio.sleep(0.1)
        raise AssertionError((self.home / "errors").read_text()[-2000:])

    async def start(self, doom_at: int = 0) -> None:
        """Start every process that does not run; the last one is doomed, and counts from when all is up."""
        for place, role in enumerate(self.roles):
            if place not in self.running:
                doom = str(doom_at) if place == len(self.roles) - 1 else "0"
                self.running[place] = self._begin("-m", "tests.faults.journeys.doomed", role, DOOM_AT=doom)
        async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{self.port}") as product:
            await self._answers(product, "/readyz")
        await asyncio.sleep(0.3)
        self.running[len(self.roles) - 1].send_signal(signal.SIGUSR1)

    def dead(self) -> bool:
        """Forget the dead; say whether there were any."""
        gone = [place for place, process in self.running.items() if process.poll() is not None]
        for place in gone:
            del self.running[place]
        return bool(gone)

    async def passed(self) -> int:
        """How many points the doomed process has passed."""
        self.points.unlink(missing_ok=True)
        self.running[len(self.roles) - 1].send_signal(signal.SIGUSR2)
        while not self.points.exists() or not self.points.read_text():
            await asyncio.sleep(0.05)
        return int(self.points.read_text())

    async def stop(self) -> None:
        for process in self.running.values():
            process.kill()
            process.wait()
        self.running.clear()

    async def close(self) -> None:
        await self.stop()
        self.simulators.kill()
        self.simulators.wait()
        await self.http.aclose()


class Traveller:
    """Books a flight on a phone of their own; when the product dies on the way, it is started again."""

    def __init__(self, town: Town, number: str) -> None:
        self.town, self.number = town, number
        self.seen: list[dict[str, Any]] = []
        self.deaths = 0

    async def books(self) -> None:
        await self._says(text="LOS-ABV 2026-12-15, 1 adult")
        await self._until(lambda m: m["choices"] and "best 3" in m["text"])
        await self._says(text="1")
        await self._until(lambda m: "Who travels" in m["text"] or "Same as last time" in m["text"])
        await self._says(text=_DETAILS)
        await self._until(lambda m: "check before you pay" in m["text"])
        await self._says(text="yes")
        link = (await self._until(lambda m: m["link"] and "/checkout/" in m["link"]))["link"]
        paid = await self.town.http.post(
            "/paystack" + link.split("/paystack")[1] + "/pay", json={"card": "4084084084084081"}
        )
        assert paid.json()["status"] == "success"
        await self._until(lambda m: m["document"] and m["document"]["filename"].endswith(".ics"))

    async def _says(self, **act: Any) -> None:
        answer = await self.town.http.post(f"/phone/api/{self.number}/messages", json=act)
        assert answer.status_code == 202, answer.text

    async def _until(self, wanted: Any) -> dict[str, Any]:
        end, waits = time.monotonic() + _PATIENCE_S, 0
        while time.monotonic() < end:
            answer = await self.town.http.get(f"/phone/api/{self.number}/messages", params={"after": 0})
            self.seen = answer.json()["messages"]
            for message in self.seen:
                if message["from"] == "business" and wanted(message):
                    return message
            if self.town.dead():
                self.deaths += 1
                await self.town.start()
                await pass_leases(self.town.dsn)
            waits += 1
            if waits % 20 == 0:  # four seconds without what is awaited: let time pass
                await self.town.http.post("/clock/advance", json={"seconds": 35})
            await asyncio.sleep(0.2)
        raise AssertionError("\n".join(f"{m['from']}: {m['text'][:90]}" for m in self.seen))


async def pass_leases(dsn: str) -> None:
    """Make the time pass that a dead worker's calls are waited for."""
    await asyncio.sleep(0.5)
    books = await asyncpg.connect(dsn)
    await books.execute("update effect set lease_until = now() where state = 'SENDING'")
    await books.close()


async def wrongs(town: Town, travellers: list[Traveller]) -> list[str]:
    """What the partners have on record against what must be: one of everything for each traveller."""
    count, found = len(travellers), []
    paystack = {"Authorization": f"Bearer {town.sim.paystack_secret_key}"}
    charges = (await town.http.get("/paystack/transaction?perPage=100&status=success", headers=paystack)).json()["data"]
    duffel = {"Authorization": f"Bearer {town.sim.duffel_token}", "Duffel-Version": "v2"}
    orders = (await town.http.get("/duffel/air/orders?limit=100", headers=duffel)).json()["data"]
    mails = (await town.http.get("/mail/api/messages")).json()
    for what, got in (
        ("charges", len(charges)),
        ("orders", len(orders)),
        ("e-mails", len({m["message_id"] for m in mails})),
    ):
        if got != count:
            found.append(f"{got} {what} for {count} bookings")
    for traveller in travellers:
        told = Counter(m["text"].split("\n")[0] for m in traveller.seen if m["from"] == "business")
        found += [f"{traveller.number} was told twice: {text}" for text, n in told.items() if n > 1]
    books = await asyncpg.connect(town.dsn)
    states = Counter(r["state"] for r in await books.fetch("select state from booking"))
    if states != {"CONFIRMED": count}:
        found.append(f"bookings: {dict(states)}")
    if await books.fetchval(
        "select count(*) from (select from ledger_entry group by tx_id, currency having sum(amount_minor) <> 0) x"
    ):
        found.append("the ledger is out of balance")
    held = await books.fetchval(
        "select coalesce(sum(amount_minor), 0)::bigint from ledger_entry where account = 'clearing'"
    )
    if held != sum(c["amount"] - c["fees"] for c in charges):
        found.append("the ledger and Paystack disagree")
    review = await books.fetch("select kind, reason from review where closed_at is null")
    await books.close()
    return found + [f"in review: {row['kind']} {row['reason']}" for row in review]


@pytest.fixture
async def town(own_database: Any, tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Town]:
    made = Town(own_database.owner, tmp_path, request.param)
    await made.open()
    yield made
    await made.close()


async def kill_and_go_on(town: Town, points: int) -> None:
    """One whole journey to count its points, then one for each of `points` spread over them, killed there."""
    await town.start()
    travellers = [Traveller(town, "2348035550100")]
    await travellers[0].books()
    whole = await town.passed()
    assert whole > 100
    for n in range(points):
        await town.stop()
        await pass_leases(town.dsn)
        await town.start(doom_at=1 + (2 * n + 1) * whole // (2 * points))
        travellers.append(Traveller(town, f"23480355502{n:02}"))
        await travellers[-1].books()
    for _ in range(10):  # what follows the last message: its e-mail, the reports of the network
        await asyncio.sleep(2)
        await town.http.post("/clock/advance", json={"seconds": 30})
        if len((await town.http.get("/mail/api/messages")).json()) >= len(travellers):
            break
    await asyncio.sleep(1)
    assert await wrongs(town, travellers) == []
    assert sum(t.deaths for t in travellers) >= points * 2 // 3  # the last points may lie behind the end


@pytest.mark.slow
@pytest.mark.parametrize("town", [("one",)], indirect=True, ids=["one process"])
async def test_killed_at_many_points_of_one_process(town: Town) -> None:
    await kill_and_go_on(town, 60)


@pytest.mark.parametrize(
    "town", [("one",), ("web", "worker", "worker")], indirect=True, ids=["one process", "web and two workers"]
)
async def test_killed_at_points_spread_over_a_journey(town: Town) -> None:
    await kill_and_go_on(town, 4)
