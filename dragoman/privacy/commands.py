"""Export what is held of a person, and erase them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from dragoman.access import SYSTEM, Role
from dragoman.command import Refused, Work, command, not_found
from dragoman.command.holding import Erased, Held, Holds
from dragoman.engine.retention import StillAtWork, forget_bodies
from dragoman.kit.phone import canonical
from dragoman.privacy.exports import packed

# Whoever answers for the business to its travellers (roles.md: retention and keys are the admin's).
ANSWERABLE = frozenset({Role.ADMIN, Role.SYSTEM})


async def _person(work: Work, person: str, *, lock: bool = False) -> datetime | None:
    row = await work.sql.fetchrow(f"select erased_at from person where id = $1{' for update' if lock else ''}", person)  # noqa: S608
    if row is None:
        raise not_found("person")
    found: datetime | None = row["erased_at"]
    return found


@command("privacy:export", by=ANSWERABLE, sensitive=True)
async def export_person(work: Work, person: str, holders: Sequence[Holds]) -> bytes:
    """Write everything that is held of a person as a zip: for reading, for programs, and the files."""
    await _person(work, person)
    rooms, held = _for_rooms(work), list[Held]()
    for holder in holders:
        held += await holder.held(rooms, person)
    await work.note(f"person:{person}", "privacy:export", kinds=len(held))
    return packed(work.tenant.name, work.now, held)


def _for_rooms(work: Work) -> Work:
    """Ask rooms as the product: an admin answers for the business without being somebody who sees bookings every day."""
    return replace(work, by=SYSTEM)


async def hindrances(work: Work, person: str, holders: Sequence[Holds]) -> tuple[str, ...]:
    """Say what must be finished before a person can be erased."""
    rooms = _for_rooms(work)
    return tuple([said for holder in holders if (said := await holder.hinders(rooms, person))])


@command("privacy:erase", by=ANSWERABLE, sensitive=True)
async def erase_person(work: Work, person: str, holders: Sequence[Holds]) -> tuple[Erased, ...]:
    """Erase a person: what may go is deleted, what must stay loses the person, and both are written down.

    Refused("erasure.open") while a journey, a refund or an answer is under way. Backups made before still hold them until
    those are overwritten; the audit trail keeps ids only, so that its chain stays whole.
    """
    if await _person(work, person, lock=True) is not None:
        raise Refused("erasure.done", "They are erased already.")
    hindering = await hindrances(work, person, holders)
    if hindering:
        raise Refused("erasure.open", " ".join(hindering))
    rooms = _for_rooms(work)
    actors = {actor for holder in holders for actor in await holder.actors(rooms, person)}
    try:
        await forget_bodies(work.unit, actors)
    except StillAtWork:
        raise Refused(
            "erasure.open", "Something of theirs is being worked on right now. Try again in a minute."
        ) from None
    done: list[Erased] = []
    for holder in reversed(holders):  # papers before bookings, messages before people
        done += await holder.erase(rooms, person)
    gone = {one.title: one.gone for one in done if one.gone}
    kept = {one.title: {"count": one.kept, "why": one.why} for one in done if one.kept or one.why}
    await work.sql.execute(
        "insert into erasure (id, tenant_id, created_at, person_id, doer, gone, kept) values ($1, $2, $3, $4, $5, $6, $7)",
        work.new_id("er"), work.tenant.id, work.now, person, work.by.id, json.dumps(gone), json.dumps(kept),
    )  # fmt: skip
    await work.note(f"person:{person}", "privacy:erase", gone=gone, kept=sorted(kept))
    return tuple(done)


@dataclass(frozen=True, slots=True)
class Erasure:
    """That somebody was erased: when, by whom, how many things went, and what was kept and why."""

    id: str
    at: datetime
    person: str
    doer: str
    gone: dict[str, int]
    kept: dict[str, dict[str, object]]


async def erasures(work: Work, limit: int = 100) -> tuple[Erasure, ...]:
    """List erasures, newest first."""
    rows = await work.sql.fetch(
        "select id, created_at, person_id, doer, gone, kept from erasure order by id desc limit $1", limit
    )
    return tuple(Erasure(*row) for row in rows)


@dataclass(frozen=True, slots=True)
class Overview:
    """What is held of a person, as numbers: (kind, how many), what hinders their erasure, and when they were erased."""

    held: tuple[tuple[str, int], ...]
    hindering: tuple[str, ...]
    erased_at: datetime | None


async def overview(work: Work, person: str, holders: Sequence[Holds]) -> Overview:
    """Count what is held of a person; raises Refused("not_found" | "role")."""
    if work.by.role not in ANSWERABLE:
        raise Refused("role", "Your role may not see what is held of a person.", status=403)
    erased_at = await _person(work, person)
    rooms = _for_rooms(work)
    held = [one for holder in holders for one in await holder.counted(rooms, person)]
    hindering = () if erased_at else await hindrances(work, person, holders)
    return Overview(tuple((one.title, one.count) for one in held), hindering, erased_at)


async def find_person(work: Work, identity: str) -> str | None:
    """Find a person by exact phone or e-mail; None when nobody is known by it, or for a role that may not ask."""
    if work.by.role not in ANSWERABLE or not identity:
        return None
    if "@" in identity:
        kind, value = "email", identity.lower()
    else:
        kind, value = "phone", canonical(identity, work.tenant.country) or identity
    found: str | None = await work.sql.fetchval(
        "select person_id from identity where kind = $1 and blind = $2", kind, work.blind(kind, value)
    )
    return found
