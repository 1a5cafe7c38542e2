"""Effects: what a kind of call promises (policy), what a worker is given (job), and what follows from its answer (pure)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from dragoman.engine.paces import Pace
from dragoman.engine.results import Again, Done, Failed, Lost, Result


class EffectState(StrEnum):
    """NEW → SENDING → SENT | UNKNOWN | FAILED | CANCELLED. SENDING is committed before the call."""

    NEW = "NEW"
    SENDING = "SENDING"
    SENT = "SENT"
    UNKNOWN = "UNKNOWN"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Job:
    """One call to make (or to find evidence of). `attempt` counts from 1; `checks` counts looks for evidence."""

    tenant: str
    actor: str
    kind: str
    key: str
    lane: str
    body: bytes
    attempt: int
    id: int
    checks: int = 0


def no_paces(_job: Job) -> Sequence[Pace]:
    """Say that a job may run as soon as a worker is free."""
    return ()


@dataclass(frozen=True, slots=True)
class Policy:
    """How calls of one kind are made.

    timeout_s: limit of one call, real seconds. attempts_max: calls at most. backoff_s: pauses after failed attempts when
    the executor names none (the last repeats). concurrency: calls at once per process. unknown_check_s: pauses before each
    look for evidence of an UNKNOWN call; after the last it stays UNKNOWN, its actor hears `<kind>.stuck` and a person
    reviews it. Empty = repeating the call is harmless, so a lost answer is simply tried again. paces: which paces a job
    keeps, the narrowest first. All pauses are product time.
    """

    timeout_s: float
    attempts_max: int
    backoff_s: tuple[float, ...]
    concurrency: int
    unknown_check_s: tuple[float, ...]
    paces: Callable[[Job], Sequence[Pace]] = no_paces

    def __post_init__(self) -> None:
        if self.timeout_s <= 0 or self.attempts_max < 1 or self.concurrency < 1 or not self.backoff_s:
            raise ValueError("a policy needs a time-out, an attempt, a worker and a back-off")

    @property
    def lease_s(self) -> float:
        """How long a worker may hold an effect: longer than its call can take."""
        return self.timeout_s * 1.2 + 30

    def backoff(self, attempt: int) -> float:
        """Seconds to wait after the failed `attempt` (from 1)."""
        return self.backoff_s[min(attempt, len(self.backoff_s)) - 1]


class Executor(Protocol):
    """Makes the calls of one kind."""

    def run(self, job: Job) -> Awaitable[Result]:
        """Make the call. An exception or time-out counts as Lost."""
        ...

    def resolve(self, job: Job) -> Awaitable[Result | None]:
        """Look for evidence of a call whose answer was lost; None = still nobody knows. Again = it certainly did not happen."""
        ...


async def nobody_knows(_job: Job) -> Result | None:
    """Find no evidence."""
    return None


@dataclass(frozen=True, slots=True)
class Calls:
    """An executor made of plain functions."""

    run: Callable[[Job], Awaitable[Result]]
    resolve: Callable[[Job], Awaitable[Result | None]] = nobody_knows


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to write about an effect: its next state, when it is due again, and what its actor is told (None = nothing).

    Until `hold` its lane stands still, until `still` the widest of its paces.
    """

    state: EffectState
    code: str | None = None
    answer: bytes | None = None
    due: datetime | None = None
    outcome: str | None = None
    hold: datetime | None = None
    still: datetime | None = None


def after_call(policy: Policy, attempt: int, result: Result, now: datetime, jitter: float) -> Verdict:
    """Decide what follows a call. `jitter` (0..1) spreads pauses over half to all of their length."""
    match result:
        case Done(answer):
            return Verdict(EffectState.SENT, answer=answer, outcome="done")
        case Failed(code, answer):
            return Verdict(EffectState.FAILED, code, answer, outcome="failed")
        case Again():
            return _again(policy, attempt, now, result)
        case Lost(code, answer) if policy.unknown_check_s:
            due = now + timedelta(seconds=policy.unknown_check_s[0])
            return Verdict(EffectState.UNKNOWN, code, answer, due, "unknown")
        case Lost(code):
            pause = policy.backoff(attempt) * (0.5 + jitter / 2)
            return _again(policy, attempt, now, Again(pause, code))


def after_check(policy: Policy, job: Job, result: Result | None, now: datetime) -> Verdict:
    """Decide what follows a look for evidence; `job.checks` counts this look."""
    match result:
        case Done() | Failed() | Again():
            return after_call(policy, job.attempt, result, now, 0)
        case _ if job.checks < len(policy.unknown_check_s):
            due = now + timedelta(seconds=policy.unknown_check_s[job.checks])
            return Verdict(EffectState.UNKNOWN, "no_evidence", due=due)
        case _:
            return Verdict(EffectState.UNKNOWN, "no_evidence", outcome="stuck")


def after_death(policy: Policy, now: datetime) -> Verdict:
    """Decide what follows when a worker's lease ran out: UNKNOWN always, never a blind second call."""
    if policy.unknown_check_s:
        due = now + timedelta(seconds=policy.unknown_check_s[0])
        return Verdict(EffectState.UNKNOWN, "worker_lost", due=due, outcome="unknown")
    return Verdict(EffectState.UNKNOWN, "worker_lost", due=now)


def _again(policy: Policy, attempt: int, now: datetime, said: Again) -> Verdict:
    due = now + timedelta(seconds=max(said.after_s, 0))
    hold = now + timedelta(seconds=said.hold_lane) if said.hold_lane > 0 else None
    still = due if said.hold_pace else None
    if attempt >= policy.attempts_max and not said.patient:
        return Verdict(EffectState.FAILED, said.code, outcome="failed", hold=hold, still=still)
    return Verdict(EffectState.NEW, said.code, due=due, hold=hold, still=still)
