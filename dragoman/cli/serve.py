"""Run processes: everything in one, the web alone, or a worker alone; each stops gracefully on Ctrl-C or SIGTERM."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, contextmanager

import uvicorn

from dragoman import timeline, understanding
from dragoman.access import SYSTEM, Surface
from dragoman.api.once import forget_answers
from dragoman.bookings.party import forget_documents
from dragoman.cli.database import database, prepare
from dragoman.cli.furnishing import furnish
from dragoman.cli.house import House, opened
from dragoman.cli.ports import need_free_port
from dragoman.cli.rotation import check_keys
from dragoman.cli.setting_up import set_up_business
from dragoman.cli.simulating import simulators
from dragoman.cli.staff import doors
from dragoman.cli.templates import ensure_templates
from dragoman.dialogues.allowance import forget_uses
from dragoman.dialogues.words import languages
from dragoman.engine import product_clock
from dragoman.engine.live import prune
from dragoman.engine.retention import retain
from dragoman.kit.log import log
from dragoman.kit.settings import Settings
from dragoman.outbound.commands import forget_messages
from dragoman.payments.reconcile import reconcile_daily
from dragoman.privacy.retention import retain as retain_messages
from dragoman.staff.attempts import forget_attempts
from dragoman.staff.sessions import forget_sessions

_CHAIN_EVERY_S = 5.0
_RETAIN_EVERY_S = 3600.0
_TALLY_EVERY_S = 2.0  # the settings screen shows a webhook as received within this time
_MONEY = ("paystack", "xendit")


async def everything(settings: Settings) -> int:
    """Run web and workers in this process, with the simulators beside it in demo mode."""
    async with AsyncExitStack() as stack:
        addresses = await stack.enter_async_context(database(settings))
        await prepare(addresses)
        house = await stack.enter_async_context(opened(settings, addresses))
        await check_keys(house)
        if settings.demo:
            await stack.enter_async_context(simulators(settings))
        links: list[str] = []
        if settings.demo or settings.business_name:
            tenant = await set_up_business(house, settings, keep=True)
            await ensure_templates(house, tenant)
            if settings.demo:
                await furnish(house, tenant)
            links = await doors(house, tenant)
        await stack.enter_async_context(working(house))
        await stack.enter_async_context(serving(house))
        _tell_addresses(settings, links)
        await _until_told_to_stop()
        print("Stopping ...", flush=True)
    return 0


async def web_only(settings: Settings) -> int:
    """Run the web process until told to stop."""
    return await _one(settings, serving, port=settings.port)


async def worker_only(settings: Settings) -> int:
    """Run a worker until told to stop."""
    return await _one(settings, working)


async def _one(settings: Settings, role: Callable[[House], AbstractAsyncContextManager[None]], **listens: int) -> int:
    async with database(settings) as addresses:
        await prepare(addresses)
        async with opened(settings, addresses) as house:
            await check_keys(house)
            async with role(house):
                log().info("started", role=role.__name__, **listens)
                await _until_told_to_stop()
    return 0


@asynccontextmanager
async def serving(house: House) -> AsyncIterator[None]:
    """Serve HTTP in this process."""
    config = uvicorn.Config(
        house.web(), host=house.settings.host, port=house.settings.port, log_config=None, access_log=False,
        timeout_graceful_shutdown=5, server_header=False, lifespan="off",
        proxy_headers=bool(house.settings.trusted_proxies), forwarded_allow_ips=house.settings.trusted_proxies or "127.0.0.1",
    )  # fmt: skip
    need_free_port(house.settings.host, house.settings.port, "DRAGOMAN_PORT")
    server = _Server(config)
    await house.door.open()
    clock = asyncio.create_task(product_clock.follow_shift(house.store, house.clock), name="clock")
    tally = asyncio.create_task(_every(_TALLY_EVERY_S, lambda: house.tally.write(house.store)), name="tally")
    task = asyncio.create_task(server.serve(), name="http")
    try:
        while not server.started and not task.done():  # noqa: ASYNC110 - uvicorn announces its start by this flag alone
            await asyncio.sleep(0.01)
        if task.done():
            raise RuntimeError(f"port {house.settings.port} cannot be listened on; is another Dragoman running?")
        yield
    finally:
        server.should_exit = True
        await asyncio.gather(task, return_exceptions=True)
        for upkeep in (clock, tally):
            upkeep.cancel()
        await asyncio.gather(clock, tally, return_exceptions=True)
        await house.tally.write(house.store)
        await house.door.close()


@asynccontextmanager
async def working(house: House) -> AsyncIterator[None]:
    """Run turns, effects, timers and upkeep in this process; places and words are read before the first traveller waits."""
    await asyncio.to_thread(understanding.prepare, house.settings.home / "cache", languages())
    await house.engine.start(turn_loops=house.settings.turn_loops, effect_loops=house.settings.effect_loops)
    upkeep = [
        asyncio.create_task(_every(_CHAIN_EVERY_S, lambda: _chain_audit(house)), name="audit"),
        asyncio.create_task(_every(_RETAIN_EVERY_S, lambda: _retain(house)), name="retention"),
        asyncio.create_task(_every(_RETAIN_EVERY_S, lambda: _reconcile(house)), name="reconciliation"),
    ]
    try:
        yield
    finally:
        for task in upkeep:
            task.cancel()
        await asyncio.gather(*upkeep, return_exceptions=True)
        await house.engine.stop()


async def _every(seconds: float, job: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            await job()
        except Exception as reason:  # upkeep goes on at its next time; what it left is still there
            log().warning("upkeep_failed", reason=type(reason).__name__)
        await asyncio.sleep(seconds)


async def _chain_audit(house: House) -> None:
    for tenant in await house.tenants():
        async with house.store.unit(tenant) as unit:
            await timeline.chain(unit.sql, tenant)


async def _reconcile(house: House) -> None:
    """See that each business compares its books with the provider's every day; asking again changes nothing."""
    for tenant in await house.tenants():
        async with house.desk.work(tenant, SYSTEM, Surface.SYSTEM) as work:
            await reconcile_daily(work)
            await forget_documents(work)
            await forget_uses(work)
            await forget_attempts(work)
            await forget_sessions(work)


async def _retain(house: House) -> None:
    await retain(house.store, for_ever=_MONEY)
    await prune(house.store)
    for tenant in await house.tenants():
        await forget_answers(house.desk, tenant)
        async with house.desk.work(tenant, SYSTEM, Surface.SYSTEM) as work:
            await forget_messages(work)
        while await _retain_batch(house, tenant):
            pass


async def _retain_batch(house: House, tenant: str) -> int:
    async with house.desk.work(tenant, SYSTEM, Surface.SYSTEM) as work:
        return await retain_messages(work)


async def _until_told_to_stop() -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    await stop.wait()


class _Server(uvicorn.Server):
    """Leaves signals alone: this process stops by its own."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture nothing."""
        yield


def _tell_addresses(settings: Settings, links: list[str]) -> None:
    sim = f"http://127.0.0.1:{settings.sim_port}"
    lines = [
        "",
        "Dragoman is ready.",
        f"  Console    {settings.own_url}/console",
        f"  API        {settings.own_url}/v1  (OpenAPI at {settings.own_url}/openapi.json)",
    ]
    if settings.demo:
        lines += [
            f"  Phone      {sim}/phone  write: LOS-ABV 2026-12-15, 1 adult",
            f"  Mailbox    {sim}/mail",
            f"  Simulators {sim}/  faults and clock",
        ]
    print("\n".join([*lines, *links, "Ctrl-C stops everything.", ""]), flush=True)
