"""The outside call to an intent engine: what is asked, what comes back, how it is made."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

import msgspec

from dragoman.command import Calls
from dragoman.engine import Again, Done, Failed, Job, Policy, Result
from dragoman.kit.clock import Clock
from dragoman.understanding.engines import Asked, EngineError, EngineFault, IntentEngine, Proposal, Usage

ASK = "understanding.ask"
ASK_KEY = "understanding:"  # a question's key, and the name of its timer, is this and an id
ASK_POLICY = Policy(timeout_s=6.5, attempts_max=2, backoff_s=(0.4,), concurrency=8, unknown_check_s=())
_LEFT_MIN_S = 1.5  # a call that has less time than this left would only cost money

EngineOf = Callable[[str], Awaitable[IntentEngine]]


class Spent(msgspec.Struct, frozen=True, omit_defaults=True):
    """A part of the allowance: tokens, and money in millionths of a cent."""

    tokens: int = 0
    microcents: int = 0


class EngineAsk(msgspec.Struct, frozen=True):
    """The question, until when an answer is of use, and what was set aside for it on which of the business's days."""

    asked: Asked
    until: datetime
    conversation: str
    day: str
    aside: Spent

    def __repr__(self) -> str:
        return f"EngineAsk({self.asked!r})"


class EngineAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """What came of it. `usage` None: nobody knows what it cost, so what was set aside stays spent."""

    conversation: str
    day: str
    aside: Spent
    proposal: Proposal | None = None
    usage: Usage | None = None
    fault: str = ""


class AskEngine:
    """Asks a business's engine. Too late is not asked at all; a second try is made only while the traveller still waits."""

    def __init__(self, calls: Calls, engine: EngineOf, clock: Clock) -> None:
        self._calls = calls
        self._engine = engine
        self._clock = clock

    async def run(self, job: Job) -> Result:
        """Ask once."""
        ask = await self._calls.ask(job, EngineAsk)
        if (ask.until - self._clock.now()).total_seconds() < _LEFT_MIN_S:
            unasked = Usage(requests=0) if job.attempt == 1 else None
            return await self._failed(job, ask, EngineError(EngineFault.TIMEOUT, unasked))
        try:
            opinion = await (await self._engine(job.tenant)).ask(ask.asked)
        except EngineError as reason:
            free = reason.usage == Usage(requests=0)
            if reason.again and free and job.attempt < ASK_POLICY.attempts_max:
                return Again(ASK_POLICY.backoff(job.attempt), reason.fault.value)
            return await self._failed(job, ask, reason)
        answer = EngineAnswer(ask.conversation, ask.day, ask.aside, opinion.proposal, opinion.usage)
        return Done(await self._calls.answer(job, answer))

    async def resolve(self, job: Job) -> Result | None:
        """Give up on a call whose worker died: the traveller has long been answered."""
        ask = await self._calls.ask(job, EngineAsk)
        return await self._failed(job, ask, EngineError(EngineFault.UNAVAILABLE))

    async def _failed(self, job: Job, ask: EngineAsk, reason: EngineError) -> Failed:
        answer = EngineAnswer(ask.conversation, ask.day, ask.aside, None, reason.usage, reason.fault.value)
        return Failed(reason.fault.value, await self._calls.answer(job, answer))
