"""What notifications hold of a person: the papers of their bookings."""

from __future__ import annotations

from collections.abc import Sequence

from dragoman.command import Work
from dragoman.command.holding import Counted, Erased, Held

_PAPERS = "subject in (select 'booking:' || id from booking where person = $1)"


class PapersHold:
    """Implements `Holds` for itineraries, receipts and calendars."""

    async def held(self, work: Work, person: str) -> Sequence[Held]:
        """Tell the papers, and enclose them."""
        rows = await work.sql.fetch(
            f"select id, name, media_type, size, created_at, sealed from file where {_PAPERS} order by id",  # noqa: S608
            person,
        )
        listed = tuple({"name": r["name"], "bytes": r["size"], "made": r["created_at"].isoformat()} for r in rows)
        papers = tuple((r["name"], work.vault.open("file", "sealed", r["id"], bytes(r["sealed"]))) for r in rows)
        return (Held("Papers", listed, papers),)

    async def counted(self, work: Work, person: str) -> Sequence[Counted]:
        """Count the papers."""
        papers = f"select count(*) from file where {_PAPERS}"  # noqa: S608
        return (Counted("Papers", await work.sql.fetchval(papers, person)),)

    async def hinders(self, work: Work, person: str) -> str:
        """Papers keep nobody."""
        return ""

    async def erase(self, work: Work, person: str) -> Sequence[Erased]:
        """Delete the papers: they carry names."""
        gone = await work.sql.execute(f"delete from file where {_PAPERS}", person)  # noqa: S608
        return (Erased("Papers", gone=int(gone.rpartition(" ")[2])),)

    async def hand_on(self, work: Work, newcomer: str, known: str) -> None:
        """Papers follow their bookings."""

    async def actors(self, work: Work, person: str) -> Sequence[str]:
        """Notices of bookings are named by the bookings."""
        return ()
