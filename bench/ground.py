"""What the rows stand on: a private database server, one database each with the demo business, and real processes."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
import httpx2
import uvloop

from bench.shapes import SIM
from dragoman.cli.database import Addresses
from dragoman.cli.house import House, opened
from dragoman.cli.setting_up import set_up_business
from dragoman.engine import APP_ROLE, embedded
from dragoman.engine.migrations import migrate
from dragoman.kit.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
_READY_WITHIN_S = 60.0
_FOREIGN = ("DRAGOMAN_", "PYTHONDONTWRITEBYTECODE")  # a start must not compile its packages each time
_NOBODY = "http://127.0.0.1:9"  # nobody listens there: no row reaches the outside


@dataclass(slots=True)
class Process:
    """A process of the product or of a peer; figures are read from the operating system."""

    name: str
    port: int
    child: asyncio.subprocess.Process
    ready_after_s: float = 0.0

    async def rss_mib(self) -> float:
        """Resident memory now, MiB."""
        return await rss_mib(self.child.pid)

    def cpu_s(self) -> float | None:
        """Processor seconds used so far; None where /proc is not there."""
        try:
            fields = Path(f"/proc/{self.child.pid}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            return None
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    async def stop(self) -> None:
        """Ask it to end; end it when it does not."""
        if self.child.returncode is None:
            self.child.send_signal(signal.SIGTERM)
            try:
                async with asyncio.timeout(15):
                    await self.child.wait()
            except TimeoutError:
                self.child.kill()
                await self.child.wait()


@dataclass(slots=True)
class Place:
    """One database with the demo business in it. `env` is what a process of the product needs to work on it."""

    dsn: str
    env: dict[str, str]

    def settings(self, **more: object) -> Settings:
        """The same as settings of a house in this process."""
        known = {name.removeprefix("DRAGOMAN_").lower(): value for name, value in self.env.items()}
        return Settings(_env_file=None, **(known | more))  # type: ignore[arg-type]

    @asynccontextmanager
    async def house(self, **more: object) -> AsyncIterator[House]:
        """Open the product's house here, without loops."""
        async with opened(self.settings(**more), Addresses(self.dsn, self.dsn, APP_ROLE)) as house:
            yield house


@dataclass(slots=True)
class Ground:
    """One bench run. `quick` shrinks every number to see only that it works."""

    home: Path
    admin: str
    quick: bool
    fsyncs: float
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)
    _numbers: int = 0
    _template: str = ""

    def few(self, whole: int, quick: int) -> int:
        """The whole number, or the one of a quick run."""
        return quick if self.quick else whole

    @asynccontextmanager
    async def place(self, **settings: str) -> AsyncIterator[Place]:
        """A new database with the demo business; dropped at the end. `settings` are names without their prefix."""
        if not self._template:
            self._template = await self._database()
            await migrate(self._dsn(self._template))
        name = await self._database(self._template)
        place = Place(self._dsn(name), self._env(self._dsn(name), settings))
        async with place.house() as house:
            await set_up_business(house, house.settings)
        try:
            yield place
        finally:
            await run(self.admin, f"drop database {name} with (force)")

    async def _database(self, template: str = "") -> str:
        self._numbers += 1
        name = f"dragoman_bench_{os.getpid()}_{self._numbers}"
        await run(self.admin, f"create database {name}" + (f" template {template}" if template else ""))
        return name

    def _dsn(self, database: str) -> str:
        return self.admin.replace("/postgres?", f"/{database}?")

    def _env(self, dsn: str, settings: dict[str, str]) -> dict[str, str]:
        known = {
            "home": str(self.home), "database_url": dsn, "log_level": "ERROR", "business_name": "Lagos Tours",
            "demo": "true", "graph_url": _NOBODY, "duffel_url": _NOBODY, "paystack_url": _NOBODY, "fx_url": _NOBODY,
            "meta_token": SIM.whatsapp_access_token,
            "meta_app_secret": SIM.whatsapp_app_secret, "meta_verify_token": SIM.whatsapp_verify_token,
            "meta_number_id": SIM.whatsapp_phone_number_id, "meta_account_id": SIM.whatsapp_waba_id,
            "meta_number": f"+{SIM.whatsapp_display_number}", "meta_throughput": "1000",
        }  # fmt: skip
        return {f"DRAGOMAN_{name.upper()}": value for name, value in (known | settings).items()}

    @asynccontextmanager
    async def process(
        self, module: str, *arguments: str, port: int, look: str = "/", **env: str
    ) -> AsyncIterator[Process]:
        """Run `python -m module`, ready when `look` answers on `port` (0: ready at once); stopped at the end."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN)}
        begun = time.perf_counter()
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", module, *arguments, cwd=self.home, start_new_session=True,
            env=inherited | env | {"PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(self.home / "compiled")}, stdout=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        process = Process(" ".join((module, *arguments)), port, child)
        try:
            if port:
                await _ready(process, look)
                process.ready_after_s = time.perf_counter() - begun
            yield process
        finally:
            await process.stop()

    @asynccontextmanager
    async def product(self, command: str, place: Place, *, at: int = 0, **settings: str) -> AsyncIterator[Process]:
        """Run `dragoman web`, `worker` or `run` on a place, listening on port `at` when one is named."""
        port = 0 if command == "worker" else at or free_port()
        more = {f"DRAGOMAN_{name.upper()}": value for name, value in settings.items()}
        env = place.env | more | {"DRAGOMAN_PORT": str(port)}
        async with self.process("dragoman", command, port=port, look="/readyz", **env) as process:
            yield process


@asynccontextmanager
async def prepared(*, quick: bool) -> AsyncIterator[Ground]:
    """Start the database server of one bench run, everything under a folder that is removed at the end."""
    with tempfile.TemporaryDirectory(prefix="dragoman-bench-") as folder:
        home = Path(folder)
        server = await embedded.start(home)
        try:
            yield Ground(home, server.dsn("postgres"), quick, fsyncs(0.3 if quick else 1.0))
        finally:
            await server.leave()


def fsyncs(seconds: float = 1.0) -> float:
    """fdatasync of 4 KiB in a preallocated file, per second, on the disk of the temporary directory."""
    with tempfile.NamedTemporaryFile() as file:
        block, number, begun = b"x" * 4096, 0, time.perf_counter()
        os.pwrite(file.fileno(), block * 1024, 0)
        os.fsync(file.fileno())
        while time.perf_counter() - begun < seconds:
            os.pwrite(file.fileno(), block, number % 1024 * 4096)
            os.fdatasync(file.fileno())
            number += 1
        return number / (time.perf_counter() - begun)


async def run(dsn: str, *statements: str) -> None:
    """Execute statements as the owner."""
    connection = await asyncpg.connect(dsn)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


async def rss_mib(pid: int = 0) -> float:
    """Resident memory of a process (0: this one) now, MiB."""
    ps = await asyncio.create_subprocess_exec(
        "ps", "-o", "rss=", "-p", str(pid or os.getpid()), stdout=asyncio.subprocess.PIPE
    )
    shown, _ = await ps.communicate()
    return int(shown or b"0") / 1024


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def go(main: object) -> None:
    """Run a coroutine of one of this package's processes until it ends or is told to."""
    uvloop.run(main)  # type: ignore[arg-type]


async def _ready(process: Process, look: str) -> None:
    async with asyncio.timeout(_READY_WITHIN_S), httpx2.AsyncClient(trust_env=False) as client:
        while process.child.returncode is None:
            try:
                answer = await client.get(f"http://127.0.0.1:{process.port}{look}")
                if answer.status_code < 500:
                    return
            except httpx2.TransportError:
                pass  # not yet
            await asyncio.sleep(0.02)
    raise RuntimeError(f"{process.name} did not start")
