"""The mailbox as pages and JSON, and the start of its SMTP listener."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from dragoman.simulators import wire
from dragoman.simulators.control import CONTENT_SECURITY, asset, page
from dragoman.simulators.mail.listener import FAULTS, Listener
from dragoman.simulators.mail.messages import (
    Mailbox,
    Message,
    attachments,
    content_of,
    file_name,
    parse,
    shown,
    text_of,
)
from dragoman.simulators.world import World

_PAGES = Path(__file__).parent / "pages"
_ASSETS = {"mail.js": "text/javascript", "mail.css": "text/css"}
_LISTED_MAX = 500
# A message's own HTML runs no script and loads nothing but its own pictures.
_HTML_SECURITY = (
    "sandbox allow-popups; default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; frame-ancestors 'self'"
)


class Mail:
    """The simulated mail server and its reader."""

    faults: Mapping[str, frozenset[str]] = {"send": FAULTS}

    def __init__(self, world: World) -> None:
        self._world = world
        self._mailbox = Mailbox(world.settings.mail_kept_messages)
        self.listener = Listener(world, self._mailbox)
        one = "/mail/api/messages/{id}"
        self.routes: list[BaseRoute] = [
            Route("/mail", self._page),
            Route("/mail/assets/{name}", self._asset),
            Route("/mail/api/messages", self._list, methods=["GET"]),
            Route("/mail/api/messages", self._clear, methods=["DELETE"]),
            Route(one, self._get),
            Route(one + "/html", self._html),
            Route(one + "/raw", self._raw),
            Route(one + "/attachments/{number:int}", self._attachment),
        ]

    async def start(self) -> None:
        """Open the SMTP port."""
        await self.listener.start()

    async def stop(self) -> None:
        """Close the SMTP port."""
        await self.listener.stop()

    async def _page(self, request: Request) -> Response:
        answer = page("mail.html", _PAGES)
        answer.headers["Content-Security-Policy"] = CONTENT_SECURITY + "; frame-src 'self'"
        return answer

    async def _asset(self, request: Request) -> Response:
        return asset(_PAGES, _ASSETS, request.path_params["name"])

    async def _list(self, request: Request) -> Response:
        """Newest first, at most 500; `?to=` keeps those to one address."""
        wanted = request.query_params.get("to", "").casefold()
        rows = [
            message
            for message in self._mailbox.newest_first()
            if not wanted or wanted in (address.casefold() for address in message.recipients)
        ]
        return wire.json([shown(message) for message in rows[:_LISTED_MAX]])

    async def _clear(self, request: Request) -> Response:
        self._mailbox.clear()
        return Response(status_code=204)

    def _find(self, request: Request) -> Message | None:
        return self._mailbox.get(request.path_params["id"])

    async def _get(self, request: Request) -> Response:
        message = self._find(request)
        return _unknown() if message is None else wire.json(shown(message))

    async def _html(self, request: Request) -> Response:
        """The HTML body alone, with its inline pictures pointing to the attachments."""
        message = self._find(request)
        if message is None:
            return _unknown()
        parsed = parse(message)
        text = text_of(parsed, "html")
        for number, part in enumerate(attachments(parsed)):
            if inline := str(part.get("Content-ID") or "").strip("<> "):
                text = text.replace(f"cid:{inline}", f"/mail/api/messages/{message.id}/attachments/{number}")
        return Response(
            text, media_type="text/html; charset=utf-8", headers={"Content-Security-Policy": _HTML_SECURITY}
        )

    async def _raw(self, request: Request) -> Response:
        message = self._find(request)
        return _unknown() if message is None else Response(message.raw, media_type="text/plain; charset=utf-8")

    async def _attachment(self, request: Request) -> Response:
        message, number = self._find(request), request.path_params["number"]
        parts = attachments(parse(message)) if message is not None else []
        if not number < len(parts):
            return _unknown()
        part = parts[number]
        headers = {
            "Content-Disposition": f"attachment; filename*=utf-8''{quote(file_name(part, number), safe='')}",
            "X-Content-Type-Options": "nosniff",
        }
        return Response(content_of(part), media_type=part.get_content_type(), headers=headers)

    def snapshot(self) -> object:
        """Every message, oldest first."""
        return list(reversed(self._mailbox.newest_first()))

    def restore(self, kept: object) -> None:
        """Take the messages back."""
        for message in msgspec.convert(kept, list[Message]):
            self._mailbox.add(message)


def _unknown() -> Response:
    return wire.problem(404, "unknown_message", "there is no such message or attachment in the mailbox")


def build(world: World) -> Mail:
    """Build the mailbox in `world`."""
    return Mail(world)
