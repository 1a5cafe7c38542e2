"""The least that uvicorn can do with a POST: read the body, answer 200. `python -m bench.apps.bare PORT`."""

from __future__ import annotations

import sys

import uvicorn
from starlette.types import Receive, Scope, Send

_START = {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]}
_END = {"type": "http.response.body", "body": b""}


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer anything."""
    while (await receive()).get("more_body"):
        pass
    await send(_START)
    await send(_END)


if __name__ == "__main__":
    uvicorn.run(app, port=int(sys.argv[1]), log_level="warning", access_log=False, server_header=False, lifespan="off")
