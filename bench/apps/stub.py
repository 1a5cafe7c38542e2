"""A Graph API that takes every message at once and counts whom it was sent to. `python -m bench.apps.stub PORT`.

`GET /count` tells how many messages and how many different people; everything else is answered like Meta does.
"""

from __future__ import annotations

import asyncio
import sys
from typing import cast

import msgspec
import uvloop


class _Sent(msgspec.Struct):
    to: str = ""
    recipient: str = ""
    status: str = ""


class _Counts:
    def __init__(self) -> None:
        self.messages = 0
        self.people: set[str] = set()


_read = msgspec.json.Decoder(_Sent).decode


class Stub(asyncio.Protocol):
    """One connection of a client."""

    def __init__(self, counts: _Counts) -> None:
        self._counts = counts
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep where to answer."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Answer every whole request."""
        self._buffer += data
        while (head := self._buffer.find(b"\r\n\r\n")) >= 0:
            at = self._buffer[:head].lower().find(b"content-length:")
            length = int(self._buffer[at + 15 : self._buffer.find(b"\r\n", at)]) if at >= 0 else 0
            if len(self._buffer) < head + 4 + length:
                return
            line, body = self._buffer[: self._buffer.find(b"\r\n")], self._buffer[head + 4 : head + 4 + length]
            self._buffer = self._buffer[head + 4 + length :]
            answer = self._answer(line, body)
            self._transport.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(answer)
                + answer
            )

    def _answer(self, line: bytes, body: bytes) -> bytes:
        counts = self._counts
        if line.startswith(b"GET /count"):
            return msgspec.json.encode({"messages": counts.messages, "people": len(counts.people)})
        if not line.startswith(b"POST") or b"/messages" not in line:
            return b'{"data":[],"id":"1","status":"APPROVED"}'
        sent = _read(body)
        if sent.status:
            return b'{"success":true}'
        to = (sent.to or sent.recipient).lstrip("+")
        counts.messages += 1
        counts.people.add(to)
        return (
            b'{"messaging_product":"whatsapp","contacts":[{"input":"%s","wa_id":"%s"}],"messages":[{"id":"wamid.stub.%d"}]}'
            % (to.encode(), to.encode(), counts.messages)
        )


async def serve(port: int) -> None:
    """Serve until interrupted."""
    counts = _Counts()
    server = await asyncio.get_running_loop().create_server(lambda: Stub(counts), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))
