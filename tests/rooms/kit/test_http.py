from __future__ import annotations

import asyncio
import gzip
from collections.abc import Awaitable, Callable

import httpx2
import pytest

from dragoman.kit.http import (
    Answer,
    AnswerTooLarge,
    ForbiddenTarget,
    Guard,
    Http,
    NoAnswer,
    NotSent,
    Timeouts,
    is_public,
    scripted_transport,
)

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
QUICK = Timeouts(connect=0.5, write=0.5, read=0.1, pool=0.1, total=0.3)


async def against(serve: Serve, **more: object) -> Answer:
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server, Http(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", timeouts=QUICK) as http:
        return await http.call("POST", "/x", content=b"{}", **more)  # type: ignore[arg-type]


def answering(*chunks: bytes, pause: float = 0.0) -> Serve:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n{}")
        for chunk in chunks:
            writer.write(chunk)
            await writer.drain()
            await asyncio.sleep(pause)
        writer.close()

    return serve


async def test_a_real_answer() -> None:
    answer = await against(answering(b"HTTP/1.1 201 Created\r\nX-Id: 7\r\nContent-Length: 2\r\n\r\nok"))
    assert (answer.status, answer.headers["x-id"], answer.body, answer.ok) == (201, "7", b"ok", True)
    assert "ok'" not in repr(answer)


async def test_redirects_are_answers() -> None:
    redirect = b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n"
    assert (await against(answering(redirect))).status == 302


async def test_nobody_there_is_not_sent() -> None:
    server = await asyncio.start_server(answering(), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    server.close()
    async with Http(f"http://127.0.0.1:{port}", timeouts=QUICK) as http:
        with pytest.raises(NotSent, match="connect_failed"):
            await http.call("GET", "/")
        with pytest.raises(NotSent, match="invalid_url"):
            await http.call("GET", "http://a\x00b/")


@pytest.mark.parametrize(
    ("serve", "code"),
    [
        (answering(), "connection_lost"),
        (answering(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"), "connection_lost"),
        (answering(b"nonsense\r\n\r\n"), "connection_lost"),
        (answering(b"", pause=0.2), "timeout"),
        (answering(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n", *[b"x"] * 50, pause=0.02), "total_timeout"),
    ],
)
async def test_whatever_breaks_after_writing_is_no_answer(serve: Serve, code: str) -> None:
    with pytest.raises(NoAnswer) as caught:
        await against(serve)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "serve",
    [
        answering(b"HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n12345678901"),
        answering(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n12345678901\r\n0\r\n\r\n"),
        answering(
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
            + b"%x\r\n" % len(gzip.compress(b"x" * 9999))
            + gzip.compress(b"x" * 9999)
            + b"\r\n0\r\n\r\n"
        ),
    ],
)
async def test_answers_are_capped(serve: Serve) -> None:
    with pytest.raises(AnswerTooLarge):
        await against(serve, limit_bytes=10)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("198.18.0.1", False),
        ("::1", False),
        ("::", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:8.8.8.8", False),
        ("::7f00:1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("2001:0:7f00:1::", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("fd00:ec2::254", False),
        ("not an address", False),
    ],
)
def test_public_addresses(address: str, public: bool) -> None:
    assert is_public(address) is public


def guarded(found: dict[str, list[str]], allowed: frozenset[str] = frozenset()) -> tuple[Http, list[httpx2.Request]]:
    seen: list[httpx2.Request] = []
    asked: list[str] = []

    async def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        if asked.count(host) > 1:
            return ["127.0.0.1"]  # a name that leads elsewhere when asked again
        if host not in found:
            raise OSError("unknown")
        return found[host]

    def script(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        headers = {"content-encoding": "gzip"} if request.url.path == "/packed" else {}
        return httpx2.Response(200, headers=headers, content=gzip.compress(b"x") if headers else b"x")

    return Http(guard=Guard(allowed, resolve), transport=scripted_transport(script)), seen


async def test_the_guard_connects_to_the_address_it_examined() -> None:
    http, seen = guarded({"files.example": ["8.8.8.8", "8.8.4.4"]})
    await http.call("GET", "https://files.example/a?b=1")
    assert seen[0].url.host == "8.8.8.8"
    assert seen[0].headers["host"] == "files.example"
    assert seen[0].extensions["sni_hostname"] == "files.example"
    assert seen[0].headers["accept-encoding"] == "identity"


@pytest.mark.parametrize(
    ("url", "found", "code"),
    [
        ("http://files.example/a", ["8.8.8.8"], "scheme"),
        ("ftp://files.example/a", ["8.8.8.8"], "url"),
        ("https://u:p@files.example/a", ["8.8.8.8"], "url"),
        ("https://files.example/a", ["10.0.0.1"], "address"),
        ("https://files.example/a", ["8.8.8.8", "169.254.169.254"], "address"),
        ("https://files.example/a", ["::ffff:10.0.0.1"], "address"),
    ],
)
async def test_what_the_guard_refuses(url: str, found: list[str], code: str) -> None:
    http, seen = guarded({"files.example": found})
    with pytest.raises(ForbiddenTarget) as caught:
        await http.call("GET", url)
    assert caught.value.code == code
    assert seen == []


async def test_unknown_names_are_not_sent() -> None:
    for found in ({}, {"files.example": []}):
        http, _ = guarded(found)
        with pytest.raises(NotSent, match="unknown_host"):
            await http.call("GET", "https://files.example/a")


async def test_allowed_hosts_may_be_anywhere() -> None:
    http, seen = guarded({"sim.local": ["127.0.0.1"]}, frozenset({"sim.local"}))
    assert (await http.call("GET", "http://sim.local:8100/a")).body == b"x"
    assert str(seen[0].url) == "http://127.0.0.1:8100/a"


async def test_foreign_answers_may_not_be_packed() -> None:
    http, _ = guarded({"files.example": ["8.8.8.8"]})
    with pytest.raises(NoAnswer, match="encoded"):
        await http.call("GET", "https://files.example/packed")


async def test_calls_at_once_spread_over_small_pools_and_single_ones_keep_to_one_line() -> None:
    lines: list[int] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines.append(0)
        mine = len(lines) - 1
        while await reader.readline():
            await reader.readuntil(b"\r\n\r\n")
            lines[mine] += 1
            await asyncio.sleep(0.02)
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server, Http(address, max_connections=20) as http:
        for _ in range(3):
            await http.call("GET", "/x")
        assert lines == [3]
        answers = await asyncio.gather(*(http.call("GET", "/x") for _ in range(40)))
        assert {a.status for a in answers} == {200}
        assert sum(lines) == 43
        assert len(lines) == 20, "never more connections than allowed, and all of them used"
        with pytest.raises(NoAnswer):
            await http.call("GET", "/x", limit_bytes=1)
        assert http._client._transport._busy == [0, 0, 0]  # type: ignore[attr-defined]
