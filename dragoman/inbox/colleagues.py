"""Who of the staff answers: names, whether they are there, what they can, how much they have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dragoman.access import ANSWER, SYSTEM_ONLY
from dragoman.command import Refused, Work, command, not_found
from dragoman.inbox.facts import AgentAvailable
from dragoman.inbox.sight import DESK
from dragoman.tenancy.queries import StaffCard

OPEN_MAX = 500
_ANSWERING = [str(role) for role in ANSWER - SYSTEM_ONLY]


@dataclass(frozen=True, slots=True)
class Colleague:
    """A member of staff who may answer. `load` is how many conversations they have; `languages` and `labels` empty = any."""

    id: str
    name: str
    branch: str | None
    available: bool
    languages: frozenset[str]
    labels: frozenset[str]
    max_open: int
    load: int
    forward: bool
    phone: bool
    given_at: datetime | None


_COLLEAGUES = (
    "select s.id, s.branch_id, s.sealed, s.phone_blind is not null as phone, a.available, a.languages, a.labels, a.max_open,"
    " a.forward, a.given_at, (select count(*) from conversation c where c.tenant_id = s.tenant_id and c.assigned_to = s.id"
    " and c.state = 'WITH_PERSON') as load"
    " from staff s left join agent a on a.tenant_id = s.tenant_id and a.staff_id = s.id where s.active and s.roles && $1"
)


async def colleagues(work: Work) -> tuple[Colleague, ...]:
    """List the staff who may answer, by name. Names are personal."""
    rows = await work.sql.fetch(_COLLEAGUES, _ANSWERING)
    found = [
        Colleague(
            id=row["id"], name=work.open("staff", "sealed", row["id"], bytes(row["sealed"]), StaffCard).name,
            branch=row["branch_id"], available=bool(row["available"]), languages=frozenset(row["languages"] or ()),
            labels=frozenset(row["labels"] or ()), max_open=row["max_open"] or 20, load=row["load"], forward=bool(row["forward"]),
            phone=row["phone"], given_at=row["given_at"],
        )
        for row in rows
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.id)))


@command("inbox:set_available", by=ANSWER)
async def set_available(work: Work, available: bool) -> None:
    """Say that one is there to answer, or no longer; conversations that wait are given to who is there."""
    await _agent(work, work.by.id, available=available)
    if available:
        await work.tell(AgentAvailable(work.by.id))


@command("inbox:set_skills", by=DESK)
async def set_skills(
    work: Work, staff_id: str, *, languages: Sequence[str], labels: Sequence[str], max_open: int
) -> None:
    """Set which languages and labels somebody answers (none named: all) and how many conversations at once."""
    if not 1 <= max_open <= OPEN_MAX:
        raise Refused("agent.max_open", f"Choose 1 to {OPEN_MAX} conversations.", field="max_open", status=422)
    await _agent(
        work, staff_id, languages=sorted({x.strip().lower() for x in languages if x.strip()})[:20], labels=sorted(set(labels))[:50],
        max_open=max_open,
    )  # fmt: skip


async def _agent(work: Work, staff: str, **changed: object) -> None:
    known = await work.sql.fetchval(
        "select true from staff where id = $1 and active and roles && $2", staff, _ANSWERING
    )
    if not known:
        raise not_found("member of staff")
    columns = list(changed)
    values = ", ".join(f"${place}" for place in range(3, 3 + len(columns)))
    set_to = ", ".join(f"{column} = excluded.{column}" for column in columns)
    await work.sql.execute(
        f"insert into agent (tenant_id, staff_id, {', '.join(columns)}) values ($1, $2, {values})"
        f" on conflict (tenant_id, staff_id) do update set {set_to}",
        work.tenant.id, staff, *changed.values(),
    )  # fmt: skip


@command("inbox:forward", by=ANSWER)
async def set_forward(work: Work, forward: bool) -> None:
    """Have the conversations that one takes forwarded to one's own WhatsApp, or no longer; needs a phone on one's card."""
    known = await work.sql.fetchval("select phone_blind is not null from staff where id = $1 and active", work.by.id)
    if not known:
        raise Refused("forward.phone", "Your staff card has no phone number. Ask an administrator to add it.")
    await _agent(work, work.by.id, forward=forward)
