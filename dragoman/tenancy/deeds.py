"""Who did what to a thing, by name: for histories, and for a button that was pressed after somebody else was faster."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from dragoman.command import Refused, Work
from dragoman.command.models import Versioned
from dragoman.command.work import Stateful
from dragoman.tenancy.queries import StaffCard

BY_ITSELF = "system"


async def staff_names(work: Work, ids: Iterable[str] | None = None) -> dict[str, str]:
    """Return names by id: of these members of staff, former ones too, or of all; API keys under the name they were given."""
    wanted = None if ids is None else sorted(set(ids) - {""})
    if wanted == []:
        return {}
    rows = await work.sql.fetch("select id, sealed from staff where $1::text[] is null or id = any($1)", wanted)
    names = {r["id"]: work.open("staff", "sealed", r["id"], bytes(r["sealed"]), StaffCard).name for r in rows}
    keys = await work.sql.fetch("select id, name from api_key where $1::text[] is null or id = any($1)", wanted)
    return names | {r["id"]: r["name"] for r in keys}


async def last_deed(work: Work, subject: str) -> tuple[str, str, datetime] | None:
    """Return the newest entry of a subject's history: its tag, who did it (an id), and when."""
    row = await work.sql.fetchrow(
        "select tag, doer, created_at from timeline where tenant_id = $1 and subject = $2 order by created_at desc, id desc limit 1",
        work.tenant.id, subject,
    )  # fmt: skip
    return None if row is None else (row["tag"], row["doer"], row["created_at"])


def mark(thing: Stateful | Versioned, moves: int = 0) -> str:
    """Return what a button carries of the state it was drawn for; `moves` counts what else has moved and never falls."""
    return f"{thing.state}.{thing.version + moves}"


async def unmoved(work: Work, thing: Stateful | Versioned, seen: str) -> None:
    """Refuse when a thing has moved since `seen` was drawn: Refused("moved") names what was done, by whom and when.

    Hold the thing's lock, so that it stays unmoved.
    """
    if seen == mark(thing):
        return
    raise await already(work, await last_deed(work, f"{type(thing).states.name.lower()}:{thing.id}"))


async def already(work: Work, deed: tuple[str, str, datetime] | None) -> Refused:
    """Return the refusal of a button that came too late, "moved", for what was done meanwhile (tag, doer's id, when)."""
    if deed is None:
        return Refused("moved", "This has changed since the page was drawn. Nothing was done; look again.")
    tag, doer, at = deed
    name = (await staff_names(work, [doer])).get(doer, "the product itself" if doer == BY_ITSELF else "the traveller")
    local = at.astimezone(ZoneInfo(work.tenant.zone))
    verb = tag.partition(":")[2].replace("_", " ")
    return Refused(
        "moved",
        f"Already done: “{verb}” by {name} at {local:%H:%M on %d %b %Y} ({work.tenant.zone}). Nothing was changed now.",
    )
