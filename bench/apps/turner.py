"""Takes turns and nothing else: the product's own house and turn functions, no web, no outgoing calls.

`python -m bench.apps.turner [PROFILE]` on the settings in the environment; PROFILE is where to write a cProfile.
"""

from __future__ import annotations

import asyncio
import cProfile
import signal
import sys

from bench.ground import go
from dragoman import understanding
from dragoman.cli.database import database
from dragoman.cli.house import opened
from dragoman.dialogues.words import languages
from dragoman.kit.log import set_up_logs
from dragoman.kit.settings import Settings


async def work() -> None:
    """Take turns until interrupted."""
    settings = Settings(_env_file=None)
    set_up_logs(settings.log_level)
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    async with database(settings) as addresses, opened(settings, addresses) as house:
        await asyncio.to_thread(understanding.prepare, settings.home / "cache", languages())
        await house.engine.start(turn_loops=settings.turn_loops, effect_loops=0, scheduler=False)
        await stop.wait()
        await house.engine.stop()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        with cProfile.Profile() as profile:
            asyncio.run(work())
        profile.dump_stats(sys.argv[1])
    else:
        go(work())
