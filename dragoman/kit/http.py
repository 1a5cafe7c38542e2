"""The one way out to HTTP: bounded clients, errors that say whether the request may have been acted on, and a guard for foreign URLs.

Nothing else (but `pools` below it) imports httpx2, so every adapter has the same limits and the same three errors: `NotSent` (certainly
nothing reached the other side), `NoAnswer` (it may have) and `ForbiddenTarget` (we refused to call).
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import httpx2

from dragoman.kit.pools import network

Transport = httpx2.AsyncBaseTransport
Query = Mapping[str, str] | Sequence[tuple[str, str]]
File = tuple[str, bytes, str]  # filename, content, media type
Resolver = Callable[[str, int], Awaitable[Sequence[str]]]

ANSWER_LIMIT = 8 * 1024 * 1024


class HttpError(Exception):
    """A call that brought no answer. `code` is a fixed word; addresses and bodies are never part of it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NotSent(HttpError):
    """The request certainly was not received: no connection, no name, no free connection in time. Safe to repeat."""


class NoAnswer(HttpError):
    """The request was written, in part or whole, and no complete answer came: nobody knows whether it was acted on."""


class AnswerTooLarge(NoAnswer):
    """The answer was longer than the limit and was dropped unread."""

    def __init__(self) -> None:
        super().__init__("answer_too_large")


class ForbiddenTarget(NotSent):
    """The guard refused the address: its scheme, its host or what the host resolves to."""


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds per phase; `total` bounds the whole call, however slowly the other side drips."""

    connect: float = 5.0
    write: float = 10.0
    read: float = 20.0
    pool: float = 5.0
    total: float = 45.0


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete answer. Header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    @property
    def ok(self) -> bool:
        """Whether the status is 2xx."""
        return 200 <= self.status < 300


async def system_resolver(host: str, port: int) -> Sequence[str]:
    """Resolve through the system, each address once, in its order of preference."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


_TRANSLATED = (
    ipaddress.ip_network("64:ff9b::/96"),
    ipaddress.ip_network("64:ff9b:1::/48"),
    ipaddress.ip_network("::/96"),
)


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the open internet; forms that wrap an IPv4 address never do."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address) and (
        ip.ipv4_mapped or ip.sixtofour or ip.teredo or any(ip in net for net in _TRANSLATED)
    ):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


@dataclass(frozen=True, slots=True)
class Guard:
    """Decides where a URL that came from outside may lead (server-side request forgery).

    `allowed_hosts` (lower case, no port) may be anywhere and use plain http: our own simulators and services. Any
    other host must be https and resolve to public addresses only; the call then goes to the very address examined,
    so a second look-up cannot differ.
    """

    allowed_hosts: frozenset[str] = frozenset()
    resolve: Resolver = system_resolver

    async def address(self, url: httpx2.URL) -> str:
        """Return the address to connect to; raises ForbiddenTarget, or NotSent when the name is not known."""
        if url.userinfo or not url.host or url.scheme not in ("http", "https"):
            raise ForbiddenTarget("url")
        if url.scheme != "https" and url.host.lower() not in self.allowed_hosts:
            raise ForbiddenTarget("scheme")
        return await self.reach(url.host, url.port or (443 if url.scheme == "https" else 80))

    async def reach(self, host: str, port: int) -> str:
        """Return the address of a host, also for other protocols (SMTP); raises as `address` does."""
        try:
            found = await self.resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise NotSent("unknown_host") from error
        if not found:
            raise NotSent("unknown_host")
        if host.lower() not in self.allowed_hosts and not all(is_public(one) for one in found):
            raise ForbiddenTarget("address")
        return found[0]


class _Guarded(Transport):
    """Sends each request to the address that the guard examined, keeping Host header and TLS name of the host."""

    def __init__(self, inner: Transport, guard: Guard) -> None:
        self._inner = inner
        self._guard = guard

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        host = request.url.host
        address = await self._guard.address(request.url)
        request.extensions = {**request.extensions, "sni_hostname": host}
        request.url = request.url.copy_with(host=address)
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        await self._inner.aclose()


class Http:
    """A client for one partner: connection limits, timeouts by phase, answers capped, no redirects, no proxy.

    With a `guard` no connection is kept open, because two hosts may share an address, and compressed answers are
    refused. `transport` replaces the network in tests.
    """

    def __init__(
        self,
        base_url: str = "",
        *,
        timeouts: Timeouts | None = None,
        max_connections: int = 64,
        guard: Guard | None = None,
        transport: Transport | None = None,
    ) -> None:
        self._timeouts = timeouts or Timeouts()
        self._foreign = guard is not None
        inner = transport or network(max_connections, keep=guard is None)
        self._client = httpx2.AsyncClient(
            base_url=base_url,
            timeout=_phases(self._timeouts),
            follow_redirects=False,
            trust_env=False,
            transport=_Guarded(inner, guard) if guard else inner,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close every connection."""
        await self._client.aclose()

    async def call(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        query: Query | None = None,
        content: bytes | None = None,
        form: Mapping[str, str] | None = None,
        files: Mapping[str, File] | None = None,
        timeouts: Timeouts | None = None,
        limit_bytes: int = ANSWER_LIMIT,
    ) -> Answer:
        """Make one call and read the whole answer, whatever its status; never repeats.

        `url` is absolute or under the base address. JSON goes as `content` with its header. Raises NotSent,
        NoAnswer, AnswerTooLarge (more than `limit_bytes`, counted after decompression) or ForbiddenTarget.
        """
        patience = timeouts or self._timeouts
        try:
            request = self._client.build_request(
                method,
                url,
                headers={**({"accept-encoding": "identity"} if self._foreign else {}), **(headers or {})},
                params=None if query is None else _pairs(query),
                content=content,
                data=dict(form) if form is not None else None,
                files=dict(files) if files is not None else None,
                timeout=_phases(patience),
            )
        except (httpx2.InvalidURL, UnicodeError, ValueError) as error:
            raise NotSent("invalid_url") from error
        try:
            async with asyncio.timeout(patience.total):
                return await self._exchange(request, limit_bytes)
        except TimeoutError as error:
            raise NoAnswer("total_timeout") from error

    async def _exchange(self, request: httpx2.Request, limit_bytes: int) -> Answer:
        try:
            response = await self._client.send(request, stream=True)
            try:
                if self._foreign and response.headers.get("content-encoding", "identity") != "identity":
                    raise NoAnswer("encoded")  # a few bytes may unpack to gigabytes
                body = await _read(response, limit_bytes)
            finally:
                await response.aclose()
        except (httpx2.ConnectTimeout, httpx2.PoolTimeout) as error:
            raise NotSent("connect_timeout") from error
        except (httpx2.ConnectError, httpx2.UnsupportedProtocol, httpx2.LocalProtocolError, httpx2.ProxyError) as error:
            raise NotSent("connect_failed") from error
        except httpx2.TimeoutException as error:
            raise NoAnswer("timeout") from error
        except (httpx2.RequestError, httpx2.StreamError) as error:
            raise NoAnswer("connection_lost") from error
        return Answer(response.status_code, {name.lower(): value for name, value in response.headers.items()}, body)


async def _read(response: httpx2.Response, limit_bytes: int) -> bytes:
    announced = response.headers.get("content-length", "")
    if announced.isdecimal() and int(announced[:20]) > limit_bytes:
        raise AnswerTooLarge
    parts: list[bytes] = []
    size = 0
    async for part in response.aiter_bytes(65_536):
        size += len(part)
        if size > limit_bytes:
            raise AnswerTooLarge
        parts.append(part)
    return b"".join(parts)


def _pairs(query: Query) -> list[tuple[str, str | int | float | bool | None]]:
    return list(query.items()) if isinstance(query, Mapping) else list(query)


def _phases(timeouts: Timeouts) -> httpx2.Timeout:
    return httpx2.Timeout(connect=timeouts.connect, read=timeouts.read, write=timeouts.write, pool=timeouts.pool)


class _InProcess(httpx2.ASGITransport):
    """Calls an application directly; one that drops the line looks as it does on a network."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        try:
            return await super().handle_async_request(request)
        except ConnectionResetError as error:
            raise httpx2.ReadError("dropped") from error


def app_transport(app: Callable[..., Awaitable[None]]) -> Transport:
    """A transport into an ASGI application in this process: simulators in tests."""
    return _InProcess(app=app)


def scripted_transport(answer: Callable[[httpx2.Request], httpx2.Response]) -> Transport:
    """A transport that asks a function for each answer: faults in tests."""
    return httpx2.MockTransport(answer)
