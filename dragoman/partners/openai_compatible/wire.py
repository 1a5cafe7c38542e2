"""The JSON of POST /chat/completions, only what is used; pure.

Source: OpenAI API reference, "Create chat completion" and the guide "Structured model outputs"; vLLM, Ollama, LiteLLM,
OpenRouter and others answer in the same shapes. OpenAI's own newer models take `max_completion_tokens` and no
`temperature`; other servers may know `max_tokens` alone.
"""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct

from dragoman.partners import engine_failures
from dragoman.partners.openai_compatible.prompt import INSTRUCTIONS, SCHEMA, worded
from dragoman.understanding.engines import TOKENS_OUT_MAX, Asked, EngineError, EngineFault, Opinion, Proposal, Usage

_TOKENS_BELIEVED = 10_000_000
_FENCE = "```"


class _Message(Struct):
    content: str | None = None
    refusal: str | None = None


class _Choice(Struct):
    message: _Message
    finish_reason: str | None = None


class _Usage(Struct):
    prompt_tokens: int = 0
    completion_tokens: int = 0


class Completion(Struct):
    """A chat completion."""

    choices: list[_Choice]
    usage: _Usage | None = None


class _Error(Struct):
    type: str | None = None
    code: str | int | None = None


class Refusal(Struct):
    """The body of an answer that is no 2xx."""

    error: _Error = msgspec.field(default_factory=_Error)


def write(asked: Asked, model: str, *, own_models: bool) -> bytes:
    """Write the request; `own_models` when the endpoint is OpenAI's."""
    body: dict[str, Any] = {
        "model": model,
        "messages": [{"role": "system", "content": INSTRUCTIONS}, {"role": "user", "content": worded(asked)}],
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "reading", "strict": True, "schema": SCHEMA},
        },
    }
    body |= (
        {"max_completion_tokens": TOKENS_OUT_MAX} if own_models else {"max_tokens": TOKENS_OUT_MAX, "temperature": 0}
    )
    return msgspec.json.encode(body)


def read(body: bytes) -> Opinion:
    """Read an answer; raises EngineError for a refusal, an answer cut short, or one that is not of the agreed form."""
    try:
        completion = msgspec.json.decode(body, type=Completion)
    except (ValueError, RecursionError):
        raise EngineError(EngineFault.MALFORMED) from None
    usage = _usage(completion.usage)
    if not completion.choices:
        raise EngineError(EngineFault.MALFORMED, usage)
    first = completion.choices[0]
    if first.message.refusal or first.finish_reason == "content_filter":
        raise EngineError(EngineFault.REFUSED, usage)
    if first.finish_reason not in ("stop", None) or not first.message.content:
        raise EngineError(EngineFault.MALFORMED, usage)
    try:
        proposal = msgspec.json.decode(_unfenced(first.message.content), type=Proposal)
    except (ValueError, RecursionError):
        raise EngineError(EngineFault.MALFORMED, usage) from None
    if any(value.quote is None for value in proposal.values):  # a model that does not quote may be making it up
        raise EngineError(EngineFault.MALFORMED, usage)
    return Opinion(proposal, usage)


def _unfenced(content: str) -> str:
    """Take off the code fence that servers without structured output put around JSON."""
    text = content.strip()
    if text.startswith(_FENCE) and text.endswith(_FENCE):
        return text[len(_FENCE) : -len(_FENCE)].strip().removeprefix("json")
    return text


def _usage(usage: _Usage | None) -> Usage | None:
    if usage is None or not (
        0 <= usage.prompt_tokens < _TOKENS_BELIEVED and 0 <= usage.completion_tokens < _TOKENS_BELIEVED
    ):
        return None
    return Usage(usage.prompt_tokens, usage.completion_tokens)


def refused(status: int, body: bytes) -> EngineError:
    """Read why: 429 is a rate limit or an empty account (`insufficient_quota`), and only the first may pass."""
    try:
        error = msgspec.json.decode(body, type=Refusal).error
    except (ValueError, RecursionError):
        error = _Error()
    code = str(error.code or error.type or "")[:60]
    return engine_failures.refused(status, code, lasting=code == "insufficient_quota")
