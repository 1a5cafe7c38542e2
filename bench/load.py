"""A raw HTTP/1.1 load generator: prepared requests, many connections, one request under way on each.

It only writes bytes and counts answers, so that it costs less than any server that it is pointed at.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

from bench.table import quantile

_TICK_S = 0.001


@dataclass(slots=True)
class Load:
    """What came of one load: seconds it took, the wait for each 200, and how many answers were something else."""

    seconds: float = 0.0
    waits: list[float] = field(default_factory=list)
    refused: int = 0

    @property
    def rate(self) -> float:
        """Answers of 200 per second."""
        return len(self.waits) / self.seconds

    def ms(self, part: float) -> float:
        """A quantile of the waits in milliseconds."""
        return quantile(self.waits, part) * 1000


class _Line(asyncio.Protocol):
    """One connection. `free` is told whenever it has nothing under way."""

    def __init__(self, crew: _Crew) -> None:
        self._crew = crew
        self._buffer = b""
        self._since = 0.0
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def send(self, request: bytes, since: float) -> None:
        assert self.transport is not None
        self._since = since
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._buffer = self._buffer + data if self._buffer else data
        if not _whole(self._buffer):
            return
        good = self._buffer[9:12] == b"200"
        self._buffer = b""
        self._crew.answered(self, good, self._since)

    def connection_lost(self, exc: Exception | None) -> None:
        self._crew.lost(self)


def _whole(answer: bytes) -> bool:
    head = answer.find(b"\r\n\r\n")
    if head < 0:
        return False
    lower = answer[:head].lower()
    at = lower.find(b"content-length:")
    if at < 0:
        return answer.endswith(b"0\r\n\r\n") if b"chunked" in lower else True
    end = lower.find(b"\r\n", at)
    return len(answer) >= head + 4 + int(lower[at + 15 : end if end >= 0 else None])


class _Crew:
    """All connections of one load and what they are still to do."""

    def __init__(self, requests: Sequence[bytes], until: float, *, closed: bool) -> None:
        self.load = Load()
        self.idle: deque[_Line] = deque()
        self.done = asyncio.Event()
        self.under_way = 0
        self._requests = iter(requests)
        self._until = until
        self._closed = closed

    def next(self, line: _Line, since: float | None = None) -> bool:
        """Send one more request on `line`; False when there is none or time is over."""
        now = time.perf_counter()
        request = None if now > self._until else next(self._requests, None)
        if request is None:
            self.idle.append(line)
            if not self.under_way:
                self.done.set()
            return False
        self.under_way += 1
        line.send(request, now if since is None else since)
        return True

    def answered(self, line: _Line, good: bool, since: float) -> None:
        """Count an answer; a closed load sends the next request at once."""
        self.under_way -= 1
        if good:
            self.load.waits.append(time.perf_counter() - since)
        else:
            self.load.refused += 1
        if self._closed:
            self.next(line)
        else:
            self.idle.append(line)

    def lost(self, line: _Line) -> None:
        """A connection that the server closed takes its request with it."""
        if not self.done.is_set():
            self.load.refused += 1
            self.under_way -= 1
            if not self.under_way:
                self.done.set()


async def full(port: int, requests: Sequence[bytes], seconds: float, connections: int = 64) -> Load:
    """Closed load: every connection sends its next request as soon as it has its answer, until time or requests end."""
    begun = time.perf_counter()
    crew = _Crew(requests, begun + seconds, closed=True)
    lines = await _connect(port, crew, connections)
    begun = time.perf_counter()
    for line in lines:
        crew.next(line)
    async with asyncio.timeout(seconds + 60):
        await crew.done.wait()
    crew.load.seconds = time.perf_counter() - begun
    _close(lines)
    return crew.load


async def paced(port: int, requests: Sequence[bytes], rate: float, seconds: float, connections: int = 64) -> Load:
    """Open load: requests leave at `rate` per second whatever the answers do; a wait counts from the planned instant."""
    begun = time.perf_counter()
    crew = _Crew(requests, begun + seconds + 30, closed=False)
    lines = await _connect(port, crew, connections)
    crew.idle.extend(lines)
    begun = time.perf_counter()
    number, sent = min(int(rate * seconds), len(requests)), 0
    while sent < number:
        due = begun + sent / rate
        now = time.perf_counter()
        if due <= now and crew.idle:
            crew.next(crew.idle.popleft(), due)
            sent += 1
        else:
            await asyncio.sleep(max(_TICK_S, due - now) if crew.idle else _TICK_S)
        if now > begun + seconds + 20:
            break  # the server has fallen far behind its pace; what it answered is counted
    async with asyncio.timeout(60):
        while crew.under_way:  # noqa: ASYNC110 - the last answers of a load
            await asyncio.sleep(_TICK_S)
    crew.done.set()
    crew.load.seconds = time.perf_counter() - begun
    _close(lines)
    return crew.load


async def _connect(port: int, crew: _Crew, number: int) -> list[_Line]:
    loop = asyncio.get_running_loop()
    made = [await loop.create_connection(lambda: _Line(crew), "127.0.0.1", port) for _ in range(number)]
    return [line for _, line in made]


def _close(lines: list[_Line]) -> None:
    for line in lines:
        if line.transport is not None:
            line.transport.close()
