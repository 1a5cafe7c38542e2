"""A Dialogflow agent as an intent engine: implements understanding.engines.IntentEngine for ES and CX."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import quote

from dragoman.kit.breaker import Breaker, BreakerView
from dragoman.kit.clock import Clock
from dragoman.kit.http import Http, Timeouts, Transport
from dragoman.partners.calls import CallFailed, Line
from dragoman.partners.dialogflow import wire
from dragoman.partners.dialogflow.account import Tokens, read_account
from dragoman.partners.engine_failures import lost, refused
from dragoman.understanding.engines import Asked, EngineError, EngineFault, Opinion, Usage

PATIENCE = Timeouts(connect=2, write=2, read=5, pool=1, total=5.5)
_ES = re.compile(r"projects/[a-z][a-z0-9-]{4,60}(?:/locations/[a-z0-9-]+)?/agent")
_CX = re.compile(r"projects/[a-z][a-z0-9-]{4,60}/locations/([a-z0-9-]+)/agents/[A-Za-z0-9-]{1,64}")


class Dialogflow:
    """One agent. Each question is a session of its own, so the agent remembers nothing of a traveller."""

    name = "dialogflow"

    def __init__(self, line: Line, tokens: Tokens, agent: str) -> None:
        self._line = line
        self._tokens = tokens
        self._agent = agent
        self._cx = _CX.fullmatch(agent) is not None

    @classmethod
    def open(cls, url: str, agent: str, key: str, clock: Clock, transport: Transport | None = None) -> Dialogflow:
        """Open an agent by its full name (`projects/<id>/agent` is ES, `projects/<id>/locations/<place>/agents/<id>` CX).

        `key` is a service account's JSON; `url` "" stands for Google's address of the agent's place. Raises EngineError("denied").
        """
        cx = _CX.fullmatch(agent)
        if cx is None and _ES.fullmatch(agent) is None:
            raise EngineError(EngineFault.DENIED, Usage(requests=0), detail="the agent's name is not complete")
        http = Http((url or address(agent)).rstrip("/"), timeouts=PATIENCE, max_connections=16, transport=transport)
        line = Line(http, clock, {"accept": "application/json"}, [Breaker("detect_intent", failures_max=5)])
        return cls(line, Tokens(read_account(key), http, clock), agent)

    async def close(self) -> None:
        """Close the connections."""
        await self._line.close()

    def health(self) -> tuple[BreakerView, ...]:
        """Return the circuit breaker's state."""
        return self._line.views()

    async def ask(self, asked: Asked) -> Opinion:
        """Detect the intent of one message."""
        bearer = await self._tokens.bearer()
        version, body = ("v3", wire.write_cx(asked)) if self._cx else ("v2", wire.write_es(asked))
        path = f"/{version}/{self._agent}/sessions/{quote(asked.session[:36], safe='')}:detectIntent"
        try:
            answer = await self._line.call(
                "detect_intent", "POST", path, body=body, headers={"authorization": f"Bearer {bearer}"}
            )
        except CallFailed as failure:
            raise lost(failure) from None
        if answer.status == 401:
            self._tokens.forget()  # revoked before its time: a new one may do
            raise EngineError(EngineFault.DENIED, Usage(requests=0), again=True, detail="HTTP 401")
        if not answer.ok:
            raise refused(answer.status)
        return wire.read(answer.body)

    async def check(self) -> str:
        """Have a greeting read: it proves account, agent and address together."""
        await self.ask(Asked("Good morning", date(2026, 1, 1), "en", "check"))
        return f"Dialogflow {'CX' if self._cx else 'ES'} reads messages."


def address(agent: str) -> str:
    """Return Google's address for an agent: by its place, but `global` has none (Dialogflow, "Regionalization")."""
    place = re.search(r"/locations/([a-z0-9-]+)/", agent)
    region = "" if place is None or place.group(1) == "global" else f"{place.group(1)}-"
    return f"https://{region}dialogflow.googleapis.com"
