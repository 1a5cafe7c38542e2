"""Webhook delivery for every simulated partner: signing, bounded lines, retries by the clock, and faults on the way."""

from __future__ import annotations

import asyncio
import logging
import random
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import httpx2
import msgspec

from dragoman.kit.clock import Clock
from dragoman.simulators.clock import Agenda
from dragoman.simulators.faults import Faults

Post = Callable[[str, bytes, dict[str, str]], Awaitable[int]]

_log = logging.getLogger(__name__)
_QUEUE_MAX = 100_000
_SHUFFLE_WAIT = timedelta(seconds=2)


class Letter(msgspec.Struct):
    """One webhook on its way: the exact bytes, how often it was tried and when it is due again (aware UTC)."""

    partner: str
    url: str
    body: bytes
    key: str
    due: datetime
    tries: int = 0


@dataclass
class Manner:
    """How a partner delivers: its signature headers, the waits between tries, what it takes for an answer."""

    sign: Callable[[bytes, datetime], dict[str, str]]
    waits: Sequence[timedelta]
    accepts: Callable[[int], bool]
    tried: Callable[[Letter, int], None] | None = None  # told the HTTP status after each try; 0 = no answer


@dataclass
class Courier:
    """Delivers letters over at most `lines` connections; what fails waits on the agenda for its next try."""

    clock: Clock
    agenda: Agenda
    faults: Faults
    seed: int
    post: Post
    lines: int = 16
    manners: dict[str, Manner] = field(default_factory=dict)
    waiting: dict[int, Letter] = field(default_factory=dict)  # between tries, or delayed; by id() of the letter
    _queue: deque[Letter] = field(default_factory=deque)
    _held: dict[str, list[Letter]] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._random = random.Random(f"{self.seed}/courier")

    def send(self, partner: str, url: str, body: bytes, key: str = "") -> None:
        """Send a webhook, subject to the fault set on the partner's `webhook`; returns at once.

        duplicate sends `copies` (3) of it; delay holds it `seconds` (60) by the clock; drop loses it for good, with no
        retry; shuffle keeps it until the next letter of the partner that is not shuffled, or two seconds, and then
        delivers all that were kept in random order after that one.
        """
        letter = Letter(partner, url, body, key, self.clock.now())
        fault = self.faults.take(partner, "webhook")
        name = fault.name if fault else ""
        if name == "drop":
            return
        if fault and name == "delay":
            self._wait(letter, timedelta(seconds=fault.number("seconds", 60)))
            return
        if name == "shuffle":
            self._hold(letter)
            return
        copies = int(fault.number("copies", 3)) if fault and name == "duplicate" else 1
        for _ in range(min(copies, 100)):
            self._enqueue(letter)
        self._release(partner)

    def _hold(self, letter: Letter) -> None:
        held = self._held.setdefault(letter.partner, [])
        held.append(letter)
        if len(held) == 1:
            partner = letter.partner

            async def release() -> None:
                self._release(partner)

            self.agenda.later(self.clock.now() + _SHUFFLE_WAIT, release)

    def _release(self, partner: str) -> None:
        held = self._held.pop(partner, [])
        self._random.shuffle(held)
        for letter in held:
            self._enqueue(letter)

    def _enqueue(self, letter: Letter) -> None:
        if len(self._queue) >= _QUEUE_MAX:
            _log.error("webhook dropped: %s letters wait already", _QUEUE_MAX)
            return
        self._queue.append(letter)
        if len(self._tasks) < self.lines:
            task = asyncio.get_running_loop().create_task(self._drain())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _drain(self) -> None:
        while self._queue:
            await self._try(self._queue.popleft())

    async def _try(self, letter: Letter) -> None:
        manner = self.manners[letter.partner]
        try:
            status = await self.post(letter.url, letter.body, manner.sign(letter.body, self.clock.now()))
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError):
            status = 0
        letter = msgspec.structs.replace(letter, tries=letter.tries + 1)
        if manner.tried is not None:
            manner.tried(letter, status)
        if not manner.accepts(status) and letter.tries <= len(manner.waits):
            self._wait(letter, manner.waits[letter.tries - 1])

    def _wait(self, letter: Letter, wait: timedelta) -> None:
        letter.due = self.clock.now() + wait
        self.resume(letter)

    def resume(self, letter: Letter) -> None:
        """Put a letter on the agenda for its due time; also those that a snapshot kept."""
        self.waiting[id(letter)] = letter

        async def again() -> None:
            del self.waiting[id(letter)]
            self._enqueue(letter)

        self.agenda.later(letter.due, again)

    async def settle(self) -> None:
        """Wait until nothing is under way; letters that wait for a later try stay where they are."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    def undelivered(self) -> list[Letter]:
        """Everything not delivered yet, for a snapshot."""
        held = [letter for letters in self._held.values() for letter in letters]
        return [*self._queue, *held, *self.waiting.values()]


def http_post(timeout_seconds: float, lines: int) -> tuple[Post, httpx2.AsyncClient]:
    """Make the real `post` and the client behind it, which the caller closes; answers are read but not kept."""
    client = httpx2.AsyncClient(
        timeout=timeout_seconds, limits=httpx2.Limits(max_connections=lines), follow_redirects=False, trust_env=False
    )

    async def post(url: str, body: bytes, headers: dict[str, str]) -> int:
        answer = await client.post(url, content=body, headers={"Content-Type": "application/json", **headers})
        return answer.status_code

    return post, client
