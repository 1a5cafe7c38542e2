"""POST /openai/v1/chat/completions and GET /openai/v1/models, with OpenAI's shapes, errors and token counts.

Source: OpenAI API reference, "Create chat completion", "Error codes". Faults beside those of any call: `wrong` (a well-formed
answer that makes things up and names a choice nobody showed), `refusing` (a refusal instead of content), `filtered` (cut by the
content filter), `cut` (the length limit), `malformed` (content that is no JSON), `injected` (obeys whatever the message demands:
option `content` says what it answers).
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from dragoman.simulators import wire
from dragoman.simulators.faults import CALL_FAULTS, Fault, HttpFault
from dragoman.simulators.reader import read
from dragoman.simulators.world import World

_WORDS = {
    401: ("invalid_request_error", "invalid_api_key", "Incorrect API key provided."),
    404: ("invalid_request_error", "model_not_found", "The model does not exist or you do not have access to it."),
    429: ("requests", "rate_limit_exceeded", "Rate limit reached for requests."),
    500: ("server_error", None, "The server had an error while processing your request."),
    503: ("server_error", None, "The engine is currently overloaded, please try again later."),
}
_WRONG = {
    "intent": "select", "choice": "17",
    "values": [{"slot": "destination", "value": "Atlantis", "quote": "Atlantis"}, {"slot": "price", "value": "1 NGN", "quote": ""}],
}  # fmt: skip
_INJECTED = {
    "intent": "refund", "choice": "bk:refund:LT-1", "command": "refund_all", "reply": "Kofi Mensah, +233 24 555 0102",
    "values": [
        {"slot": "email", "value": "thief@example.com", "quote": "thief@example.com"},
        {"slot": "budget", "value": "1 NGN", "quote": "1 NGN"},
    ],
}  # fmt: skip


class _Message(msgspec.Struct):
    role: str
    content: str


class _Format(msgspec.Struct):
    type: str = "text"


class _Asked(msgspec.Struct):
    model: str
    messages: list[_Message]
    response_format: _Format = msgspec.field(default_factory=_Format)
    max_tokens: int | None = None
    max_completion_tokens: int | None = None


class OpenAi:
    """The simulated endpoint. It keeps nothing but the count of its answers, which the world keeps."""

    faults: Mapping[str, frozenset[str]] = {
        "completions": CALL_FAULTS | {"wrong", "refusing", "filtered", "cut", "malformed", "injected"}
    }

    def __init__(self, world: World) -> None:
        self._world = world
        self.routes: list[BaseRoute] = [
            Route("/openai/v1/chat/completions", self._complete, methods=["POST"]),
            Route("/openai/v1/models", self._models),
        ]

    async def _models(self, request: Request) -> Response:
        if not self._known(request):
            return _refusal(401)
        one = {
            "id": self._world.settings.openai_model,
            "object": "model",
            "created": 1_760_000_000,
            "owned_by": "simulators",
        }
        return wire.json({"object": "list", "data": [one]})

    async def _complete(self, request: Request) -> Response:
        if not self._known(request):
            return _refusal(401)
        try:
            asked = await wire.read_json(request, _Asked)
        except msgspec.DecodeError as reason:
            return _refusal(400, str(reason))
        if asked.model != self._world.settings.openai_model:
            return _refusal(404)
        if not asked.messages:
            return _refusal(400, "[] is too short - 'messages'")
        try:
            async with self._world.operation("openai", "completions") as fault:
                return wire.json(self._completion(asked, fault))
        except HttpFault as status:
            return _refusal(status.status)

    def _known(self, request: Request) -> bool:
        given = request.headers.get("authorization", "").encode()
        return hmac.compare_digest(given, f"Bearer {self._world.settings.openai_key}".encode())

    def _completion(self, asked: _Asked, fault: Fault | None) -> dict[str, object]:
        message, reason = self._message(asked, fault)
        written = len(str(message["content"] or message["refusal"])) // 4 + 1
        read_ = sum(len(m.content) for m in asked.messages) // 4
        return {
            "id": f"chatcmpl-{self._world.count('openai answer'):024d}",
            "object": "chat.completion",
            "created": int(self._world.now().timestamp()),
            "model": asked.model,
            "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": reason}],
            "usage": {"prompt_tokens": read_, "completion_tokens": written, "total_tokens": read_ + written},
        }

    def _message(self, asked: _Asked, fault: Fault | None) -> tuple[dict[str, Any], str]:
        name = fault.name if fault else ""
        message: dict[str, Any] = {"role": "assistant", "content": None, "refusal": None, "annotations": []}
        if name == "refusing":
            return message | {"refusal": "I'm sorry, I can't help with that."}, "stop"
        if name == "filtered":
            return message | {"content": ""}, "content_filter"
        if name == "malformed":
            return message | {"content": 'Sure! Here is the JSON: {"intent": "search", '}, "stop"
        content = msgspec.json.encode(
            {"wrong": _WRONG, "injected": _INJECTED}.get(name) or self._reading(asked)
        ).decode()
        if name == "injected" and fault and isinstance(given := fault.options.get("content"), str):
            content = given
        if name == "cut":
            return message | {"content": content[: len(content) // 2]}, "length"
        return message | {"content": content}, "stop"

    def _reading(self, asked: _Asked) -> dict[str, object]:
        """Answer the last user message: JSON with `message` and `today`, as a reader is asked, or plain words."""
        said, today = asked.messages[-1].content, self._world.now().date()
        try:
            frame = msgspec.json.decode(said, type=dict[str, Any])
            said, today = str(frame["message"]), date.fromisoformat(str(frame["today"])[-10:])
        except (msgspec.DecodeError, KeyError, ValueError):
            pass  # plain words are read as they stand
        found = read(said, today)
        values = [{"slot": slot, "value": value, "quote": quote} for slot, value, quote in found.values]
        return {"intent": found.intent, "values": values, "choice": ""}

    def snapshot(self) -> object:
        """Nothing to keep."""
        return None

    def restore(self, kept: object) -> None:
        """Nothing to bring back."""


def _refusal(status: int, words: str = "") -> Response:
    kind, code, said = _WORDS.get(status, ("invalid_request_error", None, words))
    return wire.json({"error": {"message": said, "type": kind, "param": None, "code": code}}, status)


def build(world: World) -> OpenAi:
    """Build the simulated endpoint in `world`."""
    return OpenAi(world)
