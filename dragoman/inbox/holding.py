"""What the inbox holds of a person: notes of staff, drafts, and the words by which their messages are found."""

from __future__ import annotations

from collections.abc import Sequence

from dragoman.command import Work
from dragoman.command.holding import Counted, Erased, Held

_CHATS = "(select id from conversation where person_id = $1)"


class InboxHolds:
    """Implements `Holds` for what stands beside messages."""

    async def held(self, work: Work, person: str) -> Sequence[Held]:
        """Tell the notes that staff wrote about the person."""
        rows = await work.sql.fetch(
            f"select id, created_at, sealed from remark where conversation_id in {_CHATS} and sealed is not null order by id",
            person,
        )
        notes = tuple(
            {"at": r["created_at"].isoformat(), "note": work.open("remark", "sealed", r["id"], bytes(r["sealed"]), str)}
            for r in rows
        )
        return (Held("Notes of our staff", notes),)

    async def counted(self, work: Work, person: str) -> Sequence[Counted]:
        """Count the notes."""
        notes = f"select count(*) from remark where conversation_id in {_CHATS} and sealed is not null"
        return (Counted("Notes of our staff", await work.sql.fetchval(notes, person)),)

    async def hinders(self, work: Work, person: str) -> str:
        """Nothing here keeps a person."""
        return ""

    async def erase(self, work: Work, person: str) -> Sequence[Erased]:
        """Delete notes, drafts and search words; labels and markers hold no personal values."""
        notes = await work.sql.execute(
            f"delete from remark where conversation_id in {_CHATS} and sealed is not null",
            person,
        )
        for table in ("draft", "presence", "last_move"):
            await work.sql.execute(f"delete from {table} where conversation_id in {_CHATS}", person)
        relayed = await work.sql.execute(
            "delete from message where id in (select m.message_id from relay_message m join relay r on r.id = m.relay_id"
            f" where r.conversation_id in {_CHATS})",
            person,
        )
        await work.sql.execute("delete from person_word where person_id = $1", person)
        return (
            Erased("Notes of our staff", gone=int(notes.rpartition(" ")[2])),
            Erased(
                "Copies on the phones of our staff",
                gone=int(relayed.rpartition(" ")[2]),
                why="Copies that WhatsApp delivered already are on their phones.",
            ),
        )

    async def hand_on(self, work: Work, newcomer: str, known: str) -> None:
        """The known person is found by the words of both; notes and drafts follow their conversations."""
        await work.sql.execute(
            "insert into person_word (tenant_id, word, person_id) select tenant_id, word, $2 from person_word where person_id = $1"
            " on conflict do nothing",
            newcomer, known,
        )  # fmt: skip
        await work.sql.execute("delete from person_word where person_id = $1", newcomer)

    async def actors(self, work: Work, person: str) -> Sequence[str]:
        """Name the mailboxes of staff who answered the person from their own phone."""
        rows = await work.sql.fetch(
            "select distinct c.actor from relay r join conversation c on c.id = r.staff_conversation_id"
            f" where r.conversation_id in {_CHATS}",
            person,
        )
        return [row["actor"] for row in rows]
