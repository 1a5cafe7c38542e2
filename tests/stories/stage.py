"""The whole product and all simulators in one process, without sockets but for SMTP, on a clock that only moves when told.

What the simulators would wait for in real time, they wait for on that clock; so a story of days takes milliseconds and
happens in the same order every time.
"""

from __future__ import annotations

import asyncio
import base64
import heapq
import io
import itertools
import logging
from collections.abc import AsyncIterator, Awaitable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import httpx2
import structlog
from pydantic import SecretStr

from dragoman.cli.database import Addresses
from dragoman.cli.house import House, opened
from dragoman.cli.setting_up import set_up_business
from dragoman.cli.templates import ensure_templates
from dragoman.engine.roles import APP_ROLE
from dragoman.engine.store import Line
from dragoman.engine.workers import Workers
from dragoman.kit.clock import ShiftedClock
from dragoman.kit.http import app_transport
from dragoman.kit.log import set_up_logs
from dragoman.kit.settings import Settings
from dragoman.simulators.app import build_simulators, compose
from dragoman.simulators.faults import Faults
from dragoman.simulators.settings import SimSettings
from dragoman.simulators.world import Simulator, World
from dragoman.understanding import understand

BEGIN = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)  # Friday, 10:00 in Lagos
SOON = timedelta(seconds=3)  # how long a person waits for the rest of an answer before doing something else
_MASTER = base64.b64encode(b"m" * 32).decode()
_ROUNDS = 500


class Restless(AssertionError):
    """Something wakes itself for ever."""


class Sleepers:
    """Partners that hold the line: each sleeps until the clock is moved to its hour."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._beds: list[tuple[datetime, int, asyncio.Future[None]]] = []
        self._numbers = itertools.count()
        self._calls: set[asyncio.Task[None]] = set()
        self._lain_down = asyncio.Event()

    async def pause(self, seconds: float) -> None:
        """Sleep by the story's clock."""
        if seconds > 0:
            future = asyncio.get_running_loop().create_future()
            heapq.heappush(self._beds, (self._stage.now() + timedelta(seconds=seconds), next(self._numbers), future))
            self._lain_down.set()
            await future

    def due(self) -> datetime | None:
        """When the next one wakes."""
        return self._beds[0][0] if self._beds else None

    def wake(self) -> int:
        """Wake those whose hour has come."""
        woken = 0
        while self._beds and self._beds[0][0] <= self._stage.now():
            heapq.heappop(self._beds)[2].set_result(None)
            woken += 1
        return woken

    def start(self, call: Awaitable[None]) -> None:
        """Begin a call of the product to a partner."""
        task = asyncio.ensure_future(call)
        self._calls.add(task)
        task.add_done_callback(self._calls.discard)

    async def until_quiet(self) -> None:
        """Return when every call has ended or sleeps with its partner."""
        while len(self._calls) > len(self._beds):
            self._lain_down.clear()
            bell = asyncio.ensure_future(self._lain_down.wait())
            await asyncio.wait({*self._calls, bell}, return_when=asyncio.FIRST_COMPLETED)
            bell.cancel()


class OneByOne(Workers):
    """Makes calls in the order of their making; the next begins when the one before has ended or its partner sleeps."""

    def __init__(self, house: House, sleepers: Sleepers) -> None:
        super().__init__(house.store, house.executors())
        self._sleepers = sleepers

    async def work_off(self, line: Line) -> int:
        """Do what is due now and write down what has ended."""
        buried = await self._bury(line)
        calls, postponed = await self._take_calls(line)
        jobs = [(job, True) for job in calls] + [(job, False) for job in await self._take_checks(line)]
        for job, fresh in sorted(jobs, key=lambda pair: pair[0].id):
            self._sleepers.start(self._call(job, fresh))
            await self._sleepers.until_quiet()
        recorded = len(self._answers)
        while self._answers:
            await self._record_some(line)
        return buried + postponed + len(jobs) + recorded


@dataclass
class Webhook:
    """One webhook that a partner sent to the product."""

    url: str
    body: bytes
    headers: dict[str, str]


@dataclass
class Stage:
    """The house, the world around it, and the clock of both."""

    house: House
    world: World
    simulators: dict[str, Simulator]
    partners: httpx2.AsyncClient
    product: httpx2.AsyncClient
    books: asyncpg.Connection
    tenant: str
    log: io.StringIO
    sleepers: Sleepers = field(init=False)
    webhooks: list[Webhook] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    def now(self) -> datetime:
        """The story's hour."""
        return self.house.clock.now()

    async def post(self, url: str, body: bytes, headers: dict[str, str]) -> int:
        """Deliver a webhook to the product."""
        self.webhooks.append(Webhook(url, body, headers))
        answer = await self.product.post(url, content=body, headers={"Content-Type": "application/json", **headers})
        return answer.status_code

    async def settle(self, until: datetime | None = None) -> None:
        """Let everything happen that follows by itself within `SOON`, or until the given hour."""
        end = until or self.now() + SOON
        for _ in range(_ROUNDS):
            await self._work()
            due = await self._next_due()
            if due is None or due > end:
                if until is not None:
                    self._move(until)
                    await self._work()
                return
            self._move(due)
        raise Restless(f"still busy after {_ROUNDS} rounds; next due {due} at {self.now()}")

    async def advance(self, by: timedelta) -> None:
        """Move the clock, stopping at everything that falls due on the way."""
        await self.settle(self.now() + by)

    def _move(self, to: datetime) -> None:
        ahead = to - self.now()
        if ahead > timedelta():
            self.house.clock.shift += ahead

    async def _work(self) -> None:
        for _ in range(_ROUNDS):
            before = (self.world.agenda.fired, len(self.webhooks))
            await self.world.agenda.run_due()
            await self.world.courier.settle()
            woken = self.sleepers.wake()
            await self.sleepers.until_quiet()
            await self.house.engine.drain()
            await self.world.courier.settle()
            if not woken and before == (self.world.agenda.fired, len(self.webhooks)):
                return
        raise Restless("the simulators never rest")

    async def _next_due(self) -> datetime | None:
        dues = [self.sleepers.due()]
        dues += [a.due for a in self.world.agenda._waiting if a.callback is not None]
        row = await self.books.fetchrow(
            "select (select min(due) from timer) as timer, (select min(due) from lane) as lane,"
            " (select min(due) from effect where due is not null and (state = 'UNKNOWN' or (state = 'NEW' and lane = ''))) as effect"
        )
        dues += [row["timer"], row["lane"], row["effect"]]
        return min((due for due in dues if due is not None), default=None)


@asynccontextmanager
async def staged(owner: str, home: Path, **engine: object) -> AsyncIterator[Stage]:
    """Open the product and its world on an empty database; `home` is a folder for files, `engine` what differs in the settings."""
    log = io.StringIO()
    understand("hello", today=BEGIN.date())  # places and words are read once, as a worker does before it starts
    async with AsyncExitStack() as stack:
        books = await asyncpg.connect(owner)
        stack.push_async_callback(books.close)
        sim = SimSettings(_env_file=None, state_folder=None, mail_port=0, clock_listeners=["http://127.0.0.1:9/clock"])
        world = World(ShiftedClock(), Faults(), sim.seed, _nobody, sim)
        world.agenda.arm = _no_alarm
        simulators = build_simulators(world)
        app = compose(world, simulators, None)
        await simulators["mail"].start()
        stack.push_async_callback(simulators["mail"].stop)
        settings = _settings(sim, home, simulators["mail"].listener.port).model_copy(update=engine)
        house = await stack.enter_async_context(opened(settings, Addresses(owner, owner, APP_ROLE), app_transport(app)))
        house.clock.shift = BEGIN - datetime.now(UTC)
        world.clock = world.courier.clock = world.agenda._clock = house.clock
        tenant = await set_up_business(house, settings)
        await house.door.open()
        stack.push_async_callback(house.door.close)
        partners = await stack.enter_async_context(_client(app, sim.own_url))
        product = await stack.enter_async_context(_client(house.web(), settings.own_url))
        stage = Stage(house, world, simulators, partners, product, books, tenant, log)
        stage.sleepers = Sleepers(stage)
        world.post, world.pause = stage.post, stage.sleepers.pause
        house.engine.workers = OneByOne(house, stage.sleepers)
        await ensure_templates(house, tenant)
        await stage.advance(timedelta(seconds=5))  # the network looks at the templates
        with _logging_to(log, stage.troubles):
            yield stage


def _client(app: Any, base: str) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=base)


def _settings(sim: SimSettings, home: Path, mail_port: int) -> Settings:
    return Settings(_env_file=None, home=home, demo=True, business_name="Lagos Tours").model_copy(
        update={
            "master_key": SecretStr(_MASTER),
            "pool_max": 6,
            "graph_url": f"{sim.own_url}/graph",
            "meta_token": SecretStr(sim.whatsapp_access_token),
            "meta_app_secret": SecretStr(sim.whatsapp_app_secret),
            "meta_verify_token": SecretStr(sim.whatsapp_verify_token),
            "meta_number_id": sim.whatsapp_phone_number_id,
            "meta_account_id": sim.whatsapp_waba_id,
            "meta_number": f"+{sim.whatsapp_display_number}",
            "duffel_url": f"{sim.own_url}/duffel",
            "duffel_token": SecretStr(sim.duffel_token),
            "duffel_webhook_secret": SecretStr(sim.duffel_webhook_secret),
            "paystack_url": f"{sim.own_url}/paystack",
            "paystack_key": SecretStr(sim.paystack_secret_key),
            "fx_url": f"{sim.own_url}/fx",
            "smtp_host": sim.mail_host,
            "smtp_port": mail_port,
            "smtp_security": "none",
            "smtp_from": "Lagos Tours <trips@lagostours.example>",
        }
    )


async def _nobody(url: str, body: bytes, headers: dict[str, str]) -> int:
    return 503


def _no_alarm() -> None:
    """Nothing fires by real time: the story's clock is moved by hand."""


class _Troubles(logging.Handler):
    """Keeps what the product's own modules report, so that a story fails on trouble that nobody saw."""

    def __init__(self, troubles: list[str]) -> None:
        super().__init__(logging.WARNING)
        self._troubles = troubles

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.startswith("dragoman"):
            self._troubles.append(f"{record.name}: {record.getMessage()}")


class _logging_to:
    """Send the product's logs to a text, as a terminal would get them, and put all back afterwards."""

    def __init__(self, log: io.StringIO, troubles: list[str]) -> None:
        self._log, self._keeper = log, _Troubles(troubles)

    def __enter__(self) -> None:
        root = logging.getLogger()
        self._before = (list(root.handlers), root.level)
        set_up_logs("DEBUG")
        structlog.configure(logger_factory=structlog.PrintLoggerFactory(self._log), cache_logger_on_first_use=False)
        root.addHandler(self._keeper)

    def __exit__(self, *_: object) -> None:
        root = logging.getLogger()
        root.handlers, level = self._before
        root.setLevel(level)
        structlog.reset_defaults()
