"""Bare ASGI: read a body within its limit, answer with a status. For the webhook door, which stands before the app."""

from __future__ import annotations

from starlette.types import Receive, Scope, Send


class TooLarge(Exception):
    """The body is over the limit, by its own word or by count."""


async def read_body(scope: Scope, receive: Receive, limit: int) -> bytes:
    """Read the whole body; raises TooLarge before more than `limit` bytes are held."""
    announced = header(scope, b"content-length")
    if announced and (not announced.isdigit() or int(announced) > limit):
        raise TooLarge
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionResetError("the sender went away")
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > limit:
            raise TooLarge
        chunks.append(chunk)
        if not message.get("more_body"):
            return b"".join(chunks)


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
