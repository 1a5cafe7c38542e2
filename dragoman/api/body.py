"""Bare ASGI: read a body within its limit, answer with a status. For the webhook door, which stands before the app."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from starlette.types import Receive, Scope, Send


class SenderGone(ConnectionResetError):
    """The sender hung up before its body was whole: nobody is left to answer. Any other reset line, such as the database's, is ours."""


class TooLarge(Exception):
    """The body is over the limit, by its own word or by count."""


# A sender that still writes when it is answered sees a reset and not the answer; so what is too large is read on and dropped.
_DROPPED_MAX = 32 * 1024 * 1024
_DROPPING_S = 10.0


async def read_body(scope: Scope, receive: Receive, limit: int) -> bytes:
    """Read the whole body; raises TooLarge when it is over `limit`, of which no more than that is ever held.

    The rest of a body that is too large is dropped, up to 32 MB and 10 seconds.
    """
    announced = header(scope, b"content-length")
    if announced and not announced.isdigit():
        raise TooLarge
    if announced and int(announced) > limit:
        await _drop(receive)
        raise TooLarge
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise SenderGone("the sender went away")
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > limit:
            chunks.clear()
            if message.get("more_body"):
                await _drop(receive)
            raise TooLarge
        chunks.append(chunk)
        if not message.get("more_body"):
            return b"".join(chunks)


async def _drop(receive: Receive) -> None:
    """Read the rest of a body without keeping it; what goes beyond the bounds is left to the closing connection."""
    dropped = 0
    with suppress(TimeoutError):
        async with asyncio.timeout(_DROPPING_S):
            while dropped < _DROPPED_MAX:
                message = await receive()
                dropped += len(message.get("body", b""))
                if message["type"] == "http.disconnect" or not message.get("more_body"):
                    return


def header(scope: Scope, name: bytes) -> str | None:
    """Return a request header (lower-case name), or None."""
    for key, value in scope["headers"]:
        if key == name:
            return str(value.decode("latin-1"))
    return None


async def answer(send: Send, status: int, text: bytes = b"") -> None:
    """Send a bare plain-text answer."""
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(text)).encode())]
    if status == 503:
        headers.append((b"retry-after", b"5"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text})
