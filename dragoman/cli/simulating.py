"""The simulators beside the product, as a process of their own."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from dragoman.cli.ports import wait_for_free_port
from dragoman.kit.http import Http, HttpError, Timeouts
from dragoman.kit.settings import Settings
from dragoman.simulators.settings import SimSettings

_STARTS_WITHIN_S = 30.0


def simulated(settings: Settings) -> SimSettings:
    """Return the simulators' settings that fit the product's."""
    return SimSettings(port=settings.sim_port, product_url=settings.own_url, mail_port=settings.sim_port + 25)


@asynccontextmanager
async def simulators(settings: Settings) -> AsyncIterator[None]:
    """Run the simulators as a process of their own, ready before the product starts and stopped with it."""
    sim = simulated(settings)
    for port in (sim.port, sim.mail_port):
        await wait_for_free_port(sim.host, port, "DRAGOMAN_SIM_PORT")
    environment = os.environ | {
        "DRAGOMAN_SIM_PORT": str(sim.port),
        "DRAGOMAN_SIM_PRODUCT_URL": sim.product_url,
        "DRAGOMAN_SIM_MAIL_PORT": str(sim.mail_port),
        "DRAGOMAN_HOME": str(settings.home),
        "DRAGOMAN_SIM_FOLLOW_STDIN": "1",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "dragoman.simulators",
        env=environment,
        start_new_session=True,
        stdin=asyncio.subprocess.PIPE,
    )
    try:
        await _ready(process, sim.own_url)
        yield
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
            try:
                async with asyncio.timeout(8):
                    await process.wait()
            except TimeoutError:
                process.kill()
                await process.wait()


async def _ready(process: asyncio.subprocess.Process, url: str) -> None:
    http = Http(url, timeouts=Timeouts(connect=1, write=1, read=2, pool=1, total=3))
    try:
        async with asyncio.timeout(_STARTS_WITHIN_S):
            while process.returncode is None:
                try:
                    await http.call("GET", "/clock")
                    return
                except HttpError:
                    await asyncio.sleep(
                        0.1
                    )  # nothing announces a listening port; asked ten times a second, bounded above
    finally:
        await http.close()
    raise RuntimeError(f"the simulators did not start; is port {url.rsplit(':', 1)[-1]} in use?")
