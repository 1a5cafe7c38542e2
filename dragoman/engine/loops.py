"""The one way a loop of the engine stays at its work: on a borrowed connection, borrowed anew when it breaks, until it is stopped."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable

from dragoman.engine.failures import reason_code
from dragoman.engine.signals import Topic
from dragoman.engine.store import Store
from dragoman.engine.unit import Line

log = logging.getLogger(__name__)
AGAIN_S = 0.2


async def keep_at(
    store: Store,
    topics: Iterable[Topic],
    stir: asyncio.Event,
    stopped: Callable[[], bool],
    work: Callable[[Line], Awaitable[None]],
    name: str,
) -> None:
    """Run `work` on a connection until `stopped`; `stir` is set by news of the topics. What breaks is logged by `name`, then begun again."""
    ends = [store.signals.listen(topic, stir.set) for topic in topics]
    try:
        while not stopped():
            try:
                async with store.line() as line:
                    await work(line)
            except Exception as reason:
                log.warning("%s: interrupted: %s", name, reason_code(reason))
                await asyncio.sleep(AGAIN_S)
    finally:
        for end in ends:
            end()
