"""Wake-ups: at once for loops of this process, by NOTIFY for other processes, a few milliseconds of them in one statement.

NOTIFY inside a transaction makes PostgreSQL commit one such transaction at a time. So it is sent after commit, from a
connection of its own. A process that dies in between loses the wake-up, not the work: every loop looks again by itself.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from enum import StrEnum
from typing import Any

import asyncpg

log = logging.getLogger(__name__)

_CHANNEL = "dragoman"
_RECONNECT_S = 1.0
_OPEN_LIMIT_S = 60.0


class Topic(StrEnum):
    """What may have become ready."""

    TURNS = "turns"
    EFFECTS = "effects"
    TIME = "time"  # timers and letters
    CLOCK = "clock"  # the product's clock was moved
    LIVE = "live"  # open pages have something new to show
    ANSWERS = "answers"  # what a caller of the API waits for is there


class Signals:
    """The wake-up line of one process."""

    def __init__(self, connect: Callable[[], Awaitable[asyncpg.Connection[Any]]]) -> None:
        self._connect = connect
        self._me = secrets.token_hex(8)
        self._listeners: dict[Topic, list[Callable[[], None]]] = {topic: [] for topic in Topic}
        self._unsent: set[Topic] = set()
        self._stir = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Start listening; returns when the connection listens. Raises TimeoutError when the database cannot be reached."""
        listening = asyncio.Event()
        self._task = asyncio.create_task(self._run(listening), name="signals")
        waiting = asyncio.create_task(listening.wait())
        await asyncio.wait({waiting, self._task}, timeout=_OPEN_LIMIT_S, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if not listening.is_set():
            await self.close()
            raise TimeoutError("the database does not listen")

    async def close(self) -> None:
        """Stop listening, after sending what is still unsent."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    def listen(self, topic: Topic, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` on every wake-up of `topic`, from here or elsewhere; returns what ends it."""
        self._listeners[topic].append(listener)
        return lambda: self._listeners[topic].remove(listener)

    def wake(self, topics: Iterable[Topic]) -> None:
        """Wake this process now and the others as soon as the line is free."""
        for topic in topics:
            self._call(topic)
            self._unsent.add(topic)
        if self._unsent:
            self._stir.set()

    def wake_here(self, topics: Iterable[Topic]) -> None:
        """Wake this process only."""
        for topic in topics:
            self._call(topic)

    def _call(self, topic: Topic) -> None:
        for listener in list(self._listeners[topic]):
            listener()

    async def _run(self, listening: asyncio.Event) -> None:
        while True:
            try:
                connection = await self._connect()
            except (OSError, asyncpg.PostgresError, TimeoutError) as reason:
                log.warning("no wake-up line: %s", type(reason).__name__)
                await asyncio.sleep(_RECONNECT_S)
                continue
            connection.add_termination_listener(lambda _: self._stir.set())
            try:
                await connection.add_listener(_CHANNEL, self._heard)
                if listening.is_set():  # after a gap anything may have happened
                    for topic in Topic:
                        self._call(topic)
                listening.set()
                await self._send_until_closed(connection)
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as reason:
                log.warning("wake-up line lost: %s", type(reason).__name__)
            finally:
                with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError):
                    await connection.close(timeout=2)

    async def _send_until_closed(self, connection: asyncpg.Connection[Any]) -> None:
        try:
            while not connection.is_closed():
                await self._stir.wait()
                self._stir.clear()
                await self._send(connection)
        finally:
            if not connection.is_closed():
                await self._send(connection)

    async def _send(self, connection: asyncpg.Connection[Any]) -> None:
        topics, self._unsent = self._unsent, set()
        if topics and not connection.is_closed():
            payload = f"{self._me}:{','.join(sorted(topics))}"
            await connection.execute("select pg_notify($1, $2)", _CHANNEL, payload)

    def _heard(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        sender, _, topics = str(payload).partition(":")
        if sender == self._me:
            return
        for name in topics.split(","):
            with suppress(ValueError):  # a newer process may know more topics
                self._call(Topic(name))
