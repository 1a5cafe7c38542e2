"""The live stream of a page: Server-Sent Events (WHATWG HTML, "Server-sent events") with hints of what changed, never values.

An event's id is a place in the log (`engine/live.py`). A page that was away names its last one and hears what it missed, or is told
to load anew. The stream ends with the session.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import msgspec

from dragoman.access import SYSTEM, Role, Surface
from dragoman.console.gate import Visit
from dragoman.engine.live import Late
from dragoman.kit.clock import monotonic
from dragoman.staff.sessions import signed_in

_BEAT_S = 15.0  # keeps proxies from closing the stream, and finds pages that went away
_ASK_AGAIN_S = 60.0  # how long a session that idled out, or was ended elsewhere without news, may still listen
_RETRY_MS = 1500
_OWN_ONLY = frozenset({Role.FIELD_STAFF})  # field staff hear of nothing but themselves


async def stream(visit: Visit, after: str) -> AsyncIterator[bytes]:
    """Yield the stream's bytes until the page or its session goes away."""
    yield f"retry: {_RETRY_MS}\n\n".encode()
    me = f"staff:{visit.by.id}"
    try:
        async with visit.house.live.listening(visit.tenant.id, after) as (listener, place, missed):
            yield _event("hello", place, {})
            asked = monotonic()
            news = missed
            while True:
                told = [n for n in news if visit.by.role not in _OWN_ONLY or n.subject == me]
                if told:
                    yield b"".join(_event("live", n.place, {"subject": n.subject, "tag": n.tag}) for n in told)
                if any(n.subject == me for n in news) or monotonic() - asked > _ASK_AGAIN_S:
                    asked = monotonic()
                    if not await _still_there(visit):
                        yield _event("ended", "", {})
                        return
                if listener.overrun:
                    raise Late
                news = await listener.take(_BEAT_S)
                if not news:
                    yield b": beat\n\n"
    except Late:
        yield _event("reload", "", {})


async def _still_there(visit: Visit) -> bool:
    """Look whether the session lives; a page that only listens keeps no session alive."""
    async with visit.desk.work(visit.tenant.id, SYSTEM, Surface.CONSOLE) as work:
        return await signed_in(work, visit.secret, seen=False) is not None


def _event(name: str, place: str, what: dict[str, str]) -> bytes:
    head = f"id: {place}\n" if place else ""
    return f"{head}event: {name}\ndata: ".encode() + msgspec.json.encode(what) + b"\n\n"
