"""Run as `python -m tests.faults.journeys.doomed one|web|worker`: the product, killed at a chosen point of its work.

A point lies before and after every statement to the database and every call to a partner. Counting begins at SIGUSR1;
at point DOOM_AT the process kills itself with SIGKILL. At SIGUSR2 it writes how many points it has passed into DOOM_FILE.
"""

from __future__ import annotations

import asyncio
import functools
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import asyncpg
import httpx2

_STATEMENTS = ("execute", "executemany", "fetch", "fetchrow", "fetchval", "prepare")


class Doom:
    """Counts points once begun."""

    def __init__(self) -> None:
        self.at = int(os.environ.get("DOOM_AT", "0"))
        self.passed = 0
        self.counting = False

    def begin(self, *_: object) -> None:
        self.counting = True

    def tell(self, *_: object) -> None:
        Path(os.environ["DOOM_FILE"]).write_text(str(self.passed))

    def point(self) -> None:
        if self.counting:
            self.passed += 1
            if self.passed == self.at:
                os.kill(os.getpid(), signal.SIGKILL)

    def around(self, method: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(method)
        async def counted(*args: Any, **kwargs: Any) -> Any:
            self.point()
            answer = await method(*args, **kwargs)
            self.point()
            return answer

        return counted


def main() -> None:
    doom = Doom()
    for name in _STATEMENTS:
        setattr(asyncpg.Connection, name, doom.around(getattr(asyncpg.Connection, name)))
    httpx2.AsyncClient.send = doom.around(httpx2.AsyncClient.send)
    signal.signal(signal.SIGUSR1, doom.begin)
    signal.signal(signal.SIGUSR2, doom.tell)
    if sys.argv[1:] == ["one"]:
        asyncio.run(one_process())
        return
    from dragoman.cli.main import app

    app()


async def one_process() -> None:
    """Web and workers in one process, as `dragoman run` has them, with the simulators left to the test."""
    from dragoman.cli.database import database, prepare
    from dragoman.cli.house import opened
    from dragoman.cli.serve import serving, working
    from dragoman.kit.settings import Settings

    settings = Settings()
    async with database(settings) as addresses:
        await prepare(addresses)
        async with opened(settings, addresses) as house, working(house), serving(house):
            await asyncio.Event().wait()


if __name__ == "__main__":
    main()
