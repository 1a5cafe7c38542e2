"""Effect workers: claim what is due, commit SENDING, make the calls, record the answers in batches."""

from __future__ import annotations

import asyncio
import logging
import random
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from dragoman.engine.claims import claim_calls, claim_checks
from dragoman.engine.effects import Executor, Job, Policy, Verdict, after_call, after_check, after_death
from dragoman.engine.failures import reason_code
from dragoman.engine.loops import keep_at
from dragoman.engine.results import Again, Lost, Result
from dragoman.engine.signals import Topic
from dragoman.engine.store import Store
from dragoman.engine.unit import Line

log = logging.getLogger(__name__)

SAFETY_LOOK_S = 5.0
_CLAIM_MAX = 200
_RECORD_MAX = 500
_BUSY = 8  # calls under way from which on a few milliseconds of waiting fill a batch
_GATHER_S = 0.005
_RECORD = "select * from engine_record_effects($1, $2, $3, $4, $5, $6, $7, $8)"


@dataclass(frozen=True, slots=True)
class _Answer:
    """What came of a call; `pace` names (tenant, key) what stands still until `verdict.still`."""

    id: int
    attempt: int
    verdict: Verdict
    pace: tuple[str, str] | None = None


class Workers:
    """Runs effects of the kinds it has executors for. Any number of processes may; each claims only what it can run."""

    def __init__(self, store: Store, executors: Mapping[str, tuple[Executor, Policy]]) -> None:
        self._store = store
        self._executors = dict(executors)
        self._free = {kind: policy.concurrency for kind, (_, policy) in executors.items()}
        self._stir = asyncio.Event()
        self._answers: list[_Answer] = []
        self._unwritten = 0
        self._answered = asyncio.Event()
        self._calls: set[asyncio.Task[None]] = set()
        self._stopping = False
        self._cut = False
        self.outcomes: Counter[str] = Counter()

    async def run(self) -> None:
        """Claim and call until `stop`; then wait for the calls under way."""
        topics = (Topic.EFFECTS, Topic.CLOCK)
        await keep_at(self._store, topics, self._stir, lambda: self._stopping, self._claim_on, "effects")
        while self._calls:
            await asyncio.wait(self._calls)

    async def record(self) -> None:
        """Write answers down as they come, until cancelled; what cannot be written is tried again."""
        while True:
            try:
                async with self._store.line() as line:
                    while True:
                        await self._answered.wait()
                        self._answered.clear()
                        while self._answers:
                            if len(self._calls) >= _BUSY:
                                await asyncio.sleep(_GATHER_S)
                            await self._record_some(line)
            except Exception as reason:
                log.warning("answers wait for the database: %s", reason_code(reason))
                self._answered.set()
                await asyncio.sleep(0.2)

    def stop(self) -> None:
        """Claim nothing more."""
        self._stopping = True
        self._stir.set()

    def cut(self) -> None:
        """Stop waiting for the calls under way: nobody knows what becomes of them, so they are recorded as lost."""
        self._cut = True
        for call in self._calls:
            call.cancel()

    async def recorded(self) -> None:
        """Return when every answer so far is written down."""
        while self._unwritten:  # noqa: ASYNC110 - only at shutdown
            await asyncio.sleep(0.01)

    async def work_off(self, line: Line) -> int:
        """Do what is due now, one by one in the order of its making, and record it; return how much that was (drain)."""
        buried = await self._bury(line)
        calls, postponed = await self._take_calls(line)
        jobs = [(job, True) for job in calls] + [(job, False) for job in await self._take_checks(line)]
        for job, fresh in sorted(jobs, key=lambda pair: pair[0].id):
            await self._call(job, fresh)
        while self._answers:
            await self._record_some(line)
        return buried + postponed + len(jobs)

    async def _claim_on(self, line: Line) -> None:
        while not self._stopping:
            if len(self._calls) >= _BUSY:
                await asyncio.sleep(_GATHER_S)
            self._stir.clear()
            calls, found = await self._take_calls(line)
            for job in calls:
                found += 1
                self._spawn(job, True)
            for job in await self._take_checks(line):
                found += 1
                self._spawn(job, False)
            if found == 0:
                wait = await self._until_next(line)
                with suppress(TimeoutError):
                    async with asyncio.timeout(wait):
                        await self._stir.wait()
            elif not self._room():
                await self._stir.wait()

    def _spawn(self, job: Job, fresh: bool) -> None:
        task = asyncio.create_task(self._call(job, fresh), name=f"effect-{job.id}")
        self._calls.add(task)
        task.add_done_callback(self._calls.discard)

    def _room(self) -> dict[str, int]:
        return {kind: min(free, _CLAIM_MAX) for kind, free in self._free.items() if free > 0}

    async def _take_calls(self, line: Line) -> tuple[list[Job], int]:
        """Claim calls; also say how many were looked at and must wait for their slots."""
        with self._reserved() as room:
            if not room:
                return [], 0
            policies = {kind: self._executors[kind][1] for kind in room}
            jobs, postponed = await claim_calls(line.raw, room, policies, self._store.clock.now())
            self._occupy(jobs)
        return jobs, postponed

    async def _take_checks(self, line: Line) -> list[Job]:
        with self._reserved() as room:
            if not room:
                return []
            leases = {kind: self._executors[kind][1].lease_s for kind in room}
            jobs = await claim_checks(line.raw, room, leases, self._store.clock.now())
            self._occupy(jobs)
        return jobs

    @contextmanager
    def _reserved(self) -> Iterator[dict[str, int]]:
        """Take all free workers while claiming, so that another loop does not count on the same ones; then give them back."""
        room = self._room()
        for kind, free in room.items():
            self._free[kind] -= free
        try:
            yield room
        finally:
            for kind, free in room.items():
                self._free[kind] += free

    def _occupy(self, jobs: list[Job]) -> None:
        for job in jobs:
            self._free[job.kind] -= 1

    async def _call(self, job: Job, fresh: bool) -> None:
        executor, policy = self._executors[job.kind]
        result = await self._run(executor, policy, job) if fresh else await self._resolve(executor, policy, job)
        now = self._store.clock.now()
        verdict = (
            after_call(policy, job.attempt, result, now, random.random())
            if fresh and result is not None
            else after_check(policy, job, result, now)
        )
        self.outcomes[f"{job.kind} {verdict.state}"] += 1
        paces = policy.paces(job) if verdict.still else ()
        self._answers.append(_Answer(job.id, job.attempt, verdict, (job.tenant, paces[-1].key) if paces else None))
        self._unwritten += 1
        self._free[job.kind] += 1
        self._answered.set()
        self._stir.set()

    async def _run(self, executor: Executor, policy: Policy, job: Job) -> Result:
        try:
            async with asyncio.timeout(policy.timeout_s):
                return await executor.run(job)
        except TimeoutError:
            return Lost("timeout")
        except asyncio.CancelledError:
            if not self._cut:
                raise
            return Lost("stopped")
        except Exception as reason:
            log.warning("effect %s raised %s", job.kind, reason_code(reason))
            return Lost(reason_code(reason))

    async def _resolve(self, executor: Executor, policy: Policy, job: Job) -> Result | None:
        if not policy.unknown_check_s:
            return Again(policy.backoff(job.attempt), "worker_lost")
        try:
            async with asyncio.timeout(policy.timeout_s):
                return await executor.resolve(job)
        except asyncio.CancelledError:
            if not self._cut:
                raise
            return None
        except Exception as reason:
            log.warning("looking for evidence of %s raised %s", job.kind, reason_code(reason))
            return None

    async def _record_some(self, line: Line) -> None:
        batch, self._answers = self._answers[:_RECORD_MAX], self._answers[_RECORD_MAX:]
        try:
            verdicts = await _write(line.raw, batch)
        except BaseException:
            self._answers = batch + self._answers
            raise
        busy = [answer for answer in batch if verdicts[answer.id] == "busy"]
        self._unwritten -= len(batch) - len(busy)
        self.outcomes["stale"] += sum(1 for verdict in verdicts.values() if verdict == "stale")
        if any(answer.verdict.outcome for answer in batch):
            self._store.signals.wake((Topic.TURNS,))
        self._store.signals.wake((Topic.EFFECTS,))
        if busy:
            self._answers += busy
            await asyncio.sleep(0.01)  # somebody settles them in a turn right now

    async def _bury(self, line: Line) -> int:
        """Turn what dead workers were sending into UNKNOWN; return how many."""
        rows = await line.raw.fetch("select * from engine_expired_effects($1)", list(self._executors))
        if not rows:
            return 0
        now = self._store.clock.now()
        await _write(
            line.raw,
            [_Answer(r["id"], r["attempt"], after_death(self._executors[r["kind"]][1], now)) for r in rows],
        )
        self.outcomes["worker_lost"] += len(rows)
        self._store.signals.wake((Topic.TURNS, Topic.EFFECTS))
        return len(rows)

    async def _until_next(self, line: Line) -> float:
        """Seconds until something of our kinds can be due, after burying the dead."""
        await self._bury(line)
        row = await line.raw.fetchrow("select * from engine_next_effect($1)", list(self._room()))
        assert row is not None
        waits = [SAFETY_LOOK_S]
        if row["next_due"] is not None:
            waits.append((row["next_due"] - self._store.clock.now()).total_seconds())
        if row["lease_in"] is not None:
            waits.append(row["lease_in"])
        return max(min(waits), 0.02)


async def _write(raw: Any, answers: list[_Answer]) -> dict[int, str]:
    verdicts = [answer.verdict for answer in answers]
    rows = await raw.fetch(
        _RECORD,
        [answer.id for answer in answers],
        [answer.attempt for answer in answers],
        [verdict.state.value for verdict in verdicts],
        [verdict.code for verdict in verdicts],
        [verdict.answer for verdict in verdicts],
        [verdict.due for verdict in verdicts],
        [verdict.outcome for verdict in verdicts],
        [verdict.hold for verdict in verdicts],
    )
    if held := [answer for answer in answers if answer.pace]:
        await raw.execute(
            "select engine_hold_paces($1, $2, $3)",
            [answer.pace[0] for answer in held if answer.pace],
            [answer.pace[1] for answer in held if answer.pace],
            [answer.verdict.still for answer in held],
        )
    return {row["effect_id"]: row["verdict"] for row in rows}
