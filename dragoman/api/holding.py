"""What the API holds of a person: stored answers of the last days that speak of their bookings."""

from __future__ import annotations

from collections.abc import Sequence

from dragoman.api.once import Stored
from dragoman.command import Work
from dragoman.command.holding import Counted, Erased, Held


class AnswersHold:
    """Implements `Holds` for answers kept under an Idempotency-Key (96 hours)."""

    async def held(self, work: Work, person: str) -> Sequence[Held]:
        """Answers repeat what bookings hold; they are counted, not shown twice."""
        return (
            Held("Answers given to programs of the last four days", ({"count": len(await _answers(work, person))},)),
        )

    async def counted(self, work: Work, person: str) -> Sequence[Counted]:
        """Whom an answer speaks of is sealed in it: they go uncounted, and are gone in four days."""
        return ()

    async def hinders(self, work: Work, person: str) -> str:
        """Answers keep nobody."""
        return ""

    async def erase(self, work: Work, person: str) -> Sequence[Erased]:
        """Delete them; a program that repeats its request is then told how things stand."""
        found = await _answers(work, person)
        for caller, key in found:
            await work.sql.execute("delete from answer where caller = $1 and key = $2", caller, key)
        return (Erased("Answers given to programs", gone=len(found)),)

    async def hand_on(self, work: Work, newcomer: str, known: str) -> None:
        """Answers are kept as they were given."""

    async def actors(self, work: Work, person: str) -> Sequence[str]:
        """Callers hear ids only."""
        return ()


async def _answers(work: Work, person: str) -> list[tuple[str, str]]:
    """Open what is kept, for an answer's row does not say whom it speaks of."""
    ids = [
        person.encode(),
        *(r["id"].encode() for r in await work.sql.fetch("select id from booking where person = $1", person)),
    ]
    found = []
    async for row in work.sql.cursor("select caller, key, sealed from answer where sealed <> ''"):
        place = f"{row['caller']}|{row['key']}"
        body = work.open("answer", "sealed", place, bytes(row["sealed"]), Stored).body
        if any(one in body for one in ids):
            found.append((row["caller"], row["key"]))
    return found
