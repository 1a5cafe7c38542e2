"""The network below `http`: several small pools of connections instead of a large one, and one set of trusted certificates.

httpcore2's pool looks at every idle connection twice a call (`_assign_requests_to_connections` asks each socket whether
it was closed), so that a call through 40 of them costs a third more than through 8.
"""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Callable
from functools import lru_cache

import httpx2

_LINES = 8  # connections of one pool
_IDLE_S = 4.0  # before servers give up an idle line (5 s at the shortest), or a call is lost to chance


def network(max_connections: int, *, keep: bool) -> httpx2.AsyncBaseTransport:
    """Make the way to the network, with at most `max_connections` at once; `keep` them open for the next call."""
    if not keep:
        return _pool(max_connections, 0)
    whole, rest = divmod(max_connections, _LINES)
    sizes = [_LINES] * whole + ([rest] if rest else [])
    return Spread([_pool(size, size) for size in sizes])


def _pool(connections: int, kept: int) -> httpx2.AsyncHTTPTransport:
    limits = httpx2.Limits(
        max_connections=connections, max_keepalive_connections=kept, keepalive_expiry=_IDLE_S
    )  # fmt: skip
    return httpx2.AsyncHTTPTransport(verify=_trusted(), limits=limits, trust_env=False)


@lru_cache(maxsize=1)
def _trusted() -> ssl.SSLContext:
    """The certificates that everybody trusts, read once: 90 ms and a megabyte each time."""
    return httpx2.create_ssl_context(trust_env=False)


class Spread(httpx2.AsyncBaseTransport):
    """Sends each request through the least busy pool, the first of several: few calls keep to few connections."""

    def __init__(self, pools: list[httpx2.AsyncHTTPTransport]) -> None:
        self._pools = pools
        self._busy = [0] * len(pools)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send; the pool counts as busy until the answer is closed."""
        place = self._busy.index(min(self._busy))
        self._busy[place] += 1

        def free() -> None:
            self._busy[place] -= 1

        try:
            response = await self._pools[place].handle_async_request(request)
        except BaseException:
            free()
            raise
        response.stream = _Held(response.stream, free)
        return response

    async def aclose(self) -> None:
        """Close every pool."""
        for pool in self._pools:
            await pool.aclose()


class _Held(httpx2.AsyncByteStream):
    """An answer's body that tells once when it is closed."""

    def __init__(self, inner: httpx2.SyncByteStream | httpx2.AsyncByteStream, free: Callable[[], None]) -> None:
        assert isinstance(inner, httpx2.AsyncByteStream), "an async transport answers with an async stream"
        self._inner = inner
        self._free: Callable[[], None] | None = free

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._inner:
            yield part

    async def aclose(self) -> None:
        free, self._free = self._free, None
        try:
            await self._inner.aclose()
        finally:
            if free is not None:
                free()
