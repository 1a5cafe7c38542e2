"""Claiming effects: lock what is due, give paced jobs their slots, commit SENDING before anybody calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dragoman.engine.effects import Job, Policy
from dragoman.engine.paces import Pace, take_slot
from dragoman.engine.unit import Raw


@dataclass(frozen=True, slots=True)
class _Candidate:
    job: Job
    taken: int  # how many of its paces it has a slot of
    paces: Sequence[Pace]


@dataclass(frozen=True, slots=True)
class Mark:
    """What becomes of a claimed effect: called now under a lease, or waiting for its slot."""

    id: int
    lease_s: float | None  # None = not now
    slot: datetime | None
    taken: int


async def claim_calls(
    raw: Raw, room: Mapping[str, int], policies: Mapping[str, Policy], now: datetime
) -> tuple[list[Job], int]:
    """Claim at most `room[kind]` effects of each kind that are due at `now` (product time).

    Returns those to call now, and how many others were given a later slot by their paces.
    """
    async with raw.transaction(isolation="read_committed"):
        rows = await raw.fetch("select * from engine_claim_effects($1, $2, $3)", now, list(room), list(room.values()))
        if not rows:
            return [], 0
        left = dict(room)
        candidates = []
        for row in sorted(rows, key=lambda r: (r["due"], r["id"])):
            if left[row["kind"]] > 0:
                left[row["kind"]] -= 1
                candidates.append(_candidate(row, policies))
        marks = await _pace(raw, candidates, policies, now)
        await raw.execute(
            "select engine_mark_effects($1, $2, $3, $4)",
            [mark.id for mark in marks],
            [mark.lease_s for mark in marks],
            [mark.slot for mark in marks],
            [mark.taken for mark in marks],
        )
    sending = {mark.id for mark in marks if mark.lease_s is not None}
    jobs = [candidate.job for candidate in candidates if candidate.job.id in sending]
    return jobs, len(marks) - len(jobs)


async def claim_checks(raw: Raw, room: Mapping[str, int], leases: Mapping[str, float], now: datetime) -> list[Job]:
    """Claim unknown effects whose next look for evidence is due."""
    rows = await raw.fetch(
        "select * from engine_claim_checks($1, $2, $3, $4)",
        now,
        list(room),
        list(room.values()),
        [leases[kind] for kind in room],
    )
    return [_job(row, row["attempt"], row["checks"]) for row in rows]


async def _pace(raw: Raw, candidates: list[_Candidate], policies: Mapping[str, Policy], now: datetime) -> list[Mark]:
    """Decide for each candidate: call now, or wait for the slot that it takes here. Pace rows stay locked until commit."""
    keys = sorted({(c.job.tenant, pace.key) for c in candidates for pace in c.paces})
    standing: dict[tuple[str, str], datetime] = {}
    still: dict[tuple[str, str], datetime] = {}
    if keys:
        rows = await raw.fetch(
            "select * from engine_lock_paces($1, $2, $3)", [tenant for tenant, _ in keys], [key for _, key in keys], now
        )
        standing = {(row["tenant"], row["key"]): row["next_at"] for row in rows}
        still = {(row["tenant"], row["key"]): row["still_until"] for row in rows if row["still_until"] is not None}
    marks = [decide(c.job, c.paces, c.taken, standing, still, policies[c.job.kind].lease_s, now) for c in candidates]
    if keys:
        await raw.execute(
            "select engine_set_paces($1, $2, $3)",
            [tenant for tenant, _ in keys],
            [key for _, key in keys],
            [standing[key] for key in keys],
        )
    return marks


def decide(
    job: Job,
    paces: Sequence[Pace],
    taken: int,
    standing: dict[tuple[str, str], datetime],
    still: Mapping[tuple[str, str], datetime],
    lease_s: float,
    now: datetime,
) -> Mark:
    """Take slots of the job's remaining paces one after another; the first that is in the future makes it wait there.

    Later paces are not touched then: a slot reserved on a shared key for a job that waits elsewhere would hold up everybody.
    A pace that stands still lets nobody through, not even who has a slot already; slots are taken anew afterwards.
    """
    closed = [until for pace in paces if (until := still.get((job.tenant, pace.key))) and until > now]
    if closed:
        return Mark(job.id, None, max(closed), 0)
    for number, pace in enumerate(paces[taken:], start=taken + 1):
        key = (job.tenant, pace.key)
        slot, standing[key] = take_slot(pace, standing[key], now)
        if slot > now:
            return Mark(job.id, None, slot, number)
    return Mark(job.id, lease_s, None, len(paces))


def _candidate(row: Any, policies: Mapping[str, Policy]) -> _Candidate:
    job = _job(row, row["attempt"] + 1)
    paces = tuple(policies[job.kind].paces(job))
    return _Candidate(job, min(row["paced"], len(paces)), paces)


def _job(row: Any, attempt: int, checks: int = 0) -> Job:
    return Job(
        tenant=row["tenant"],
        actor=row["actor"],
        kind=row["kind"],
        key=row["key"],
        lane=row["lane"],
        body=row["body"],
        attempt=attempt,
        id=row["id"],
        checks=checks,
    )
