"""The phone as JSON and as a live stream: `/phone/api/{number}/…`, `/phone/stream`, `/phone/media/…`."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import msgspec
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from dragoman.simulators import wire
from dragoman.simulators.whatsapp.lifecycle import Lifecycle
from dragoman.simulators.whatsapp.media import MEGA
from dragoman.simulators.whatsapp.network import Network
from dragoman.simulators.whatsapp.phone_acts import NotPossible, PhoneActs
from dragoman.simulators.whatsapp.phone_views import Views
from dragoman.simulators.whatsapp.phone_words import Act, PhoneSettings
from dragoman.simulators.whatsapp.state import Chat, Number, Person

PHONE = re.compile(r"\+?([1-9][0-9]{6,14})")
WAIT_MAX = 60.0
FILE_MAX = 100 * MEGA
STREAM_PHONES = 12
STREAM_BUBBLES = 200
HEARTBEAT = 15.0
RECENT = 20


class PhoneApi:
    """Routes of the simulated phones."""

    def __init__(self, network: Network, lifecycle: Lifecycle) -> None:
        self._network = network
        self._lifecycle = lifecycle
        self._acts = PhoneActs(network, lifecycle)
        self.routes = [
            Route("/phone/api/phones", self.phones, methods=["GET"]),
            Route("/phone/api/{number}/messages", self._guarded(self.read), methods=["GET"]),
            Route("/phone/api/{number}/messages", self._guarded(self.act), methods=["POST"]),
            Route("/phone/api/{number}/look", self._guarded(self.look), methods=["POST"]),
            Route("/phone/api/{number}", self._guarded(self.show), methods=["GET"]),
            Route("/phone/api/{number}", self._guarded(self.change), methods=["POST", "PATCH"]),
            Route("/phone/stream", self._guarded(self.stream), methods=["GET"]),
            Route("/phone/media/{media_id}/{filename}", self.media, methods=["GET"]),
        ]

    def _guarded(self, serve: Any) -> Any:
        async def guarded(request: Request) -> Response:
            try:
                answer: Response = await serve(request)
            except NotPossible as reason:
                return wire.problem(reason.status, reason.code, reason.sentence)
            return answer

        return guarded

    async def act(self, request: Request) -> Response:
        """Send something from the phone: JSON (see phone_words.Act) or a multipart file with `caption` and `voice`."""
        chat = self._chat(request)
        if request.headers.get("content-type", "").startswith("multipart/form-data"):
            bubble = await self._file(request, chat)
        else:
            bubble = self._acts.carry_out(chat, await wire.read_json(request, Act))
        return wire.json({"n": bubble.n, "id": bubble.id} if bubble else {"n": None, "id": None}, 202)

    async def _file(self, request: Request, chat: Chat) -> Any:
        length = request.headers.get("content-length", "")
        if length.isdigit() and int(length) > FILE_MAX:
            raise NotPossible("file_too_large", "a file can have at most 100 MB", 413)
        async with request.form(max_files=1, max_fields=8, max_part_size=FILE_MAX) as form:
            files = [value for value in form.values() if isinstance(value, UploadFile)]
            content = await files[0].read(FILE_MAX) if files else b""
            if not content:
                raise NotPossible("no_file", "the form has no file, or an empty one", 422)
            caption, voice = str(form.get("caption") or "")[:1024], form.get("voice") in ("1", "true")
            name = (files[0].filename or "file")[:240]
            return self._acts.send_file(chat, files[0].content_type or "", name, content, caption, voice)

    async def read(self, request: Request) -> Response:
        """Messages after `after`; `wait` holds the answer until there is one; `peek=1` does not count as reading."""
        query = request.query_params
        after, wait = _count(query.get("after")), min(_seconds(query.get("wait")), WAIT_MAX)
        chat = self._chat(request)
        if chat.last_n <= after and wait > 0:
            deadline = self._deadline(wait)
            while chat.last_n <= after and (left := deadline()) > 0:
                await self._network.watch([chat.person], left)
        if query.get("peek") != "1":
            self._lifecycle.look(chat)
        views = self._views(request)
        shown = [views.bubble(chat, bubble) for bubble in chat.bubbles if bubble.n > after]
        return wire.json({"messages": shown, "typing": self._typing(chat) > 0})

    def _deadline(self, seconds: float) -> Any:
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        return lambda: end - loop.time()

    async def look(self, request: Request) -> Response:
        """The chat is open before someone's eyes: what is in it is read."""
        self._lifecycle.look(self._chat(request))
        return Response(status_code=204)

    async def show(self, request: Request) -> Response:
        """The phone's owner and chats."""
        person = self._person(request.path_params["number"])
        return wire.json(self._profile(person, request))

    async def change(self, request: Request) -> Response:
        """Change the owner's name, privacy and so on (see phone_words.PhoneSettings)."""
        person = self._person(request.path_params["number"])
        wanted = await wire.read_json(request, PhoneSettings)
        chat = self._chat(request)
        for field in ("name", "username", "hides_phone", "read_receipts"):
            if (value := getattr(wanted, field)) is not None:
                setattr(person, field, value)
        if wanted.online is not None:
            person.online = wanted.online
        if wanted.blocked is not None:
            chat.blocked = wanted.blocked
        if wanted.online:
            self._lifecycle.come_online(person)
        if wanted.wants_marketing is not None and wanted.wants_marketing != person.wants_marketing:
            self._lifecycle.prefer(chat, wanted.wants_marketing)
        self._network.ring(person.phone)
        return wire.json(self._profile(person, request))

    async def phones(self, request: Request) -> Response:
        """The phones used last, and the business numbers they can write to."""
        recent = sorted(
            ((chat.bubbles[-1].at, chat.person) for chat in self._network.chats.values() if chat.bubbles), reverse=True
        )
        order = list(dict.fromkeys(phone for _, phone in recent))[:RECENT]
        people = [self._network.people[phone] for phone in order if phone in self._network.people]
        numbers = [self._number_view(number) for number in self._network.numbers.values()]
        return wire.json({"phones": [{"phone": p.phone, "name": p.name} for p in people], "numbers": numbers})

    async def stream(self, request: Request) -> Response:
        """Server-sent events of several phones: first everything, then each change of a bubble, typing or profile."""
        named = [part for part in request.query_params.get("numbers", "").split(",") if part]
        if not 1 <= len(named) <= STREAM_PHONES:
            raise NotPossible("numbers", f"name 1 to {STREAM_PHONES} phones in ?numbers=", 422)
        people = [self._person(part) for part in named]
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(self._events(people, request), media_type="text/event-stream", headers=headers)

    async def _events(self, people: list[Person], request: Request) -> AsyncIterator[bytes]:
        known: dict[tuple[str, str], int] = {}
        yield b"retry: 1000\n\n"
        while True:
            for person in people:
                body = {"phone": person.phone, "now": self._network.now(), **self._profile(person, request)}
                body["chats"] = self._changes(person, request, known)
                if body["chats"] or (person.phone, "") not in known:
                    known[person.phone, ""] = 0
                    yield b"data: " + msgspec.json.encode(body) + b"\n\n"
            await self._network.watch([person.phone for person in people], HEARTBEAT)
            yield b": \n\n"

    def _changes(self, person: Person, request: Request, known: dict[tuple[str, str], int]) -> list[dict[str, Any]]:
        views = self._views(request)
        changed = []
        for number in self._network.numbers.values():
            chat = self._network.chats.get((person.phone, number.id))
            seen = known.get((person.phone, number.id), -1)
            if chat is None or chat.rev <= seen:
                continue
            known[person.phone, number.id] = chat.rev
            bubbles = [bubble for bubble in chat.bubbles[-STREAM_BUBBLES:] if bubble.rev > seen]
            changed.append(
                self._number_view(number)
                | {
                    "blocked": chat.blocked,
                    "typing": self._typing(chat),
                    "messages": [views.bubble(chat, bubble) for bubble in bubbles],
                }
            )
        return changed

    async def media(self, request: Request) -> Response:
        """A file shown in a chat; sandboxed, so that a hostile upload cannot run in the page's origin."""
        item = self._network.media.find(request.path_params["media_id"], self._network.now())
        if item is None:
            return wire.problem(404, "gone", "this file is no longer on the phone")
        headers = {"X-Content-Type-Options": "nosniff", "Content-Disposition": "inline"}
        if item.mime != "application/pdf":
            headers["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
        return Response(item.content, media_type=item.mime, headers=headers)

    def _profile(self, person: Person, request: Request) -> dict[str, Any]:
        numbers = [self._number_view(number) for number in self._network.numbers.values()]
        return {"person": msgspec.to_builtins(person), "numbers": numbers}

    def _number_view(self, number: Number) -> dict[str, Any]:
        return {"id": number.id, "display": number.display, "name": number.name}

    def _typing(self, chat: Chat) -> float:
        return max(0.0, chat.typing_until - self._network.now())

    def _views(self, request: Request) -> Views:
        return Views(self._network.media, self._network.now(), str(request.base_url))

    def _person(self, given: str) -> Person:
        match = PHONE.fullmatch(given.strip())
        if match is None:
            raise NotPossible("bad_number", "a phone is written as 7 to 15 digits with its country code", 422)
        return self._network.person(match.group(1))

    def _chat(self, request: Request) -> Chat:
        person = self._person(request.path_params["number"])
        to = request.query_params.get("to", "").lstrip("+ ")
        if not to:
            return self._network.chat(person, self._network.first_number())
        for number in self._network.numbers.values():
            if to in (number.id, number.display):
                return self._network.chat(person, number)
        raise NotPossible("unknown_business", "no business number is written like that", 404)


def _count(given: str | None) -> int:
    return int(given) if given and given.isascii() and given.isdigit() and len(given) < 12 else 0


def _seconds(given: str | None) -> float:
    try:
        value = float(given) if given else 0.0
    except ValueError as reason:
        raise NotPossible("bad_wait", "wait is a number of seconds", 422) from reason
    return value if 0 <= value < 1e6 else 0.0
