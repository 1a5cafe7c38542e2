"""An intent engine behind any OpenAI-compatible chat-completions endpoint: implements understanding.engines.IntentEngine."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlsplit

from dragoman.kit.breaker import Breaker, BreakerView
from dragoman.kit.clock import Clock
from dragoman.kit.http import Http, Timeouts, Transport
from dragoman.partners.calls import CallFailed, Line
from dragoman.partners.engine_failures import lost
from dragoman.partners.openai_compatible import wire
from dragoman.understanding.engines import Asked, Opinion

PATIENCE = Timeouts(connect=2, write=2, read=6, pool=1, total=6)
URL = "https://api.openai.com/v1"
_OWN_HOST = "api.openai.com"


class OpenAiCompatible:
    """One model at one endpoint. Nothing is retried here: the policy of the effect decides."""

    name = "openai"

    def __init__(self, line: Line, model: str, *, own_models: bool) -> None:
        self._line = line
        self._model = model
        self._own_models = own_models

    @classmethod
    def open(cls, url: str, model: str, key: str, clock: Clock, transport: Transport | None = None) -> OpenAiCompatible:
        """Open the endpoint at `url` (with its /v1); a server of one's own may need no key."""
        http = Http(url.rstrip("/"), timeouts=PATIENCE, max_connections=16, transport=transport)
        headers = {"accept": "application/json"} | ({"authorization": f"Bearer {key}"} if key else {})
        line = Line(http, clock, headers, [Breaker("completions", failures_max=5)])
        return cls(line, model, own_models=urlsplit(url).hostname == _OWN_HOST)

    async def close(self) -> None:
        """Close the connections."""
        await self._line.close()

    def health(self) -> tuple[BreakerView, ...]:
        """Return the circuit breaker's state."""
        return self._line.views()

    async def ask(self, asked: Asked) -> Opinion:
        """Ask for one completion."""
        body = wire.write(asked, self._model, own_models=self._own_models)
        try:
            answer = await self._line.call("completions", "POST", "/chat/completions", body=body)
        except CallFailed as failure:
            raise lost(failure) from None
        if not answer.ok:
            raise wire.refused(answer.status, answer.body)
        return wire.read(answer.body)

    async def check(self) -> str:
        """Have a greeting read: it proves address, key, model and structured output together."""
        await self.ask(Asked("Good morning", date(2026, 1, 1), "en", "check"))
        return f"The model {self._model} reads messages."
