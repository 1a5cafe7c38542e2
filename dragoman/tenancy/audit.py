"""The audit trail as an owner reads it: searched, proven, and taken away in a form that an outsider can verify."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from dragoman import timeline
from dragoman.access import Role
from dragoman.command import Refused, Work, command
from dragoman.timeline import Chain

READERS = frozenset({Role.MANAGER, Role.ADMIN, Role.SYSTEM})
OWNERS = frozenset({Role.ADMIN, Role.SYSTEM})
EXPORT_MAX = 100_000
FORMAT = "dragoman-audit-1"
_FIELDS = ("tag", "subject", "result", "code", "request", "role", "doer", "surface")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for; "" and None mean anything. `tag` matches from its beginning ("payments:")."""

    doer: str = ""
    tag: str = ""
    subject: str = ""
    result: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: who asked for what through which door, and whether it was done. `seq` is None until it is chained."""

    id: str
    seq: int | None
    at: datetime
    tag: str
    subject: str
    result: str
    code: str
    request: str
    role: str
    doer: str
    surface: str


async def entries(work: Work, wanted: Wanted, *, after: str = "", limit: int = 100) -> tuple[Entry, ...]:
    """List entries, newest first; `after` is the id of the last one seen."""
    _may_read(work)
    rows = await work.sql.fetch(
        "select id, seq, created_at, tag, subject, result, code, request, role, doer, surface from audit where tenant_id = $1"
        " and ($2 = '' or doer = $2) and starts_with(tag, $3) and ($4 = '' or subject = $4) and ($5 = '' or result = $5)"
        " and ($6::timestamptz is null or created_at >= $6) and ($7::timestamptz is null or created_at < $7)"
        " and ($8 = '' or id < $8) order by id desc limit $9",
        work.tenant.id, wanted.doer, wanted.tag, wanted.subject, wanted.result, wanted.since, wanted.until, after, limit,
    )  # fmt: skip
    return tuple(Entry(*row) for row in rows)


async def prove(work: Work, first: int = 1, last: int | None = None) -> Chain:
    """Compute the chain anew; raises Refused("role") for who may not read it."""
    _may_read(work)
    return await timeline.walk(work.sql, work.tenant.id, max(first, 1), last)


@dataclass(frozen=True, slots=True)
class Exported:
    """A range of the trail in JSON lines, with what is needed to verify it."""

    lines: bytes
    first: int
    last: int


@command("audit:export", by=OWNERS, sensitive=True)
async def export_audit(work: Work, first: int = 1, last: int | None = None) -> Exported:
    """Write a range of the trail as JSON lines that an outsider can verify with scripts/verify_audit.py.

    The first line names the range and the hashes before and at its end; each further line is an entry with its hash, which is
    SHA-256 over the hash before it and the compact JSON list of its number, id, instant and fields.
    """
    newest = await work.sql.fetchval("select coalesce(max(seq), 0) from audit where tenant_id = $1", work.tenant.id)
    first, last = max(first, 1), min(last or newest, newest)
    if last < first:
        raise Refused(
            "audit.empty", "There is nothing in that range yet; entries are chained within seconds.", status=404
        )
    if last - first >= EXPORT_MAX:
        raise Refused("audit.range", f"At most {EXPORT_MAX:,} entries at once.", field="last", status=422)
    chain = await timeline.walk(work.sql, work.tenant.id, first, last)
    rows = await work.sql.fetch(
        "select * from audit where tenant_id = $1 and seq between $2 and $3 order by seq", work.tenant.id, first, last
    )
    head = {
        "format": FORMAT, "business": work.tenant.id, "written_at": work.now.astimezone(UTC).isoformat(), "first": first, "last": last,
        "hash_before": chain.before.hex(), "hash_last": bytes(rows[-1]["hash"]).hex(), "intact": chain.broken_at is None,
    }  # fmt: skip
    told = [json.dumps(head)]
    told += [
        json.dumps(
            {"seq": r["seq"], "id": r["id"], "at": r["created_at"].astimezone(UTC).isoformat()}
            | {name: r[name] for name in _FIELDS} | {"hash": bytes(r["hash"]).hex()}
        )
        for r in rows
    ]  # fmt: skip
    return Exported("\n".join([*told, ""]).encode(), first, last)


def _may_read(work: Work) -> None:
    if work.by.role not in READERS:
        raise Refused("role", "Your role may not read the audit trail.", status=403)
