"""A business's own system on a real port: it checks signatures with the Standard Webhooks library and keeps what fits."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks.webhooks import Webhook, WebhookVerificationError


@dataclass
class Receiver:
    """What came in. `answers` are used up one by one; 204 afterwards. `secret` verifies once it is set."""

    url: str = ""
    secret: str = ""
    answers: list[int] = field(default_factory=list)
    good: list[dict[str, Any]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    signatures: list[str] = field(default_factory=list)
    bad: int = 0
    headers: dict[str, str] = field(default_factory=dict)

    def kinds(self) -> list[str]:
        return [one["type"] for one in self.good]

    def take(self, headers: dict[str, str], body: bytes) -> int:
        try:
            told = Webhook(self.secret).verify(body, headers)
        except WebhookVerificationError:
            self.bad += 1
            return 401
        status = self.answers.pop(0) if self.answers else 204
        self.ids.append(headers["webhook-id"])
        self.signatures.append(headers["webhook-signature"])
        if status < 300:
            self.good.append(told)
        assert json.loads(body) == told
        return status


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Listen on a free port of this machine until the block ends."""
    receiver = Receiver()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            status = receiver.take({k.lower(): v for k, v in self.headers.items()}, body)
            self.send_response(status)
            for name, value in receiver.headers.items():
                self.send_header(name, value)
            answer = b"" if status == 204 else f"status {status}".encode()
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    receiver.url = f"http://127.0.0.1:{server.server_port}/hooks"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
