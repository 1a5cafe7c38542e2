"""What is held of a person beside their messages: what staff said that they meant. Models hold nothing of one person."""

from __future__ import annotations

from collections.abc import Sequence

from dragoman.command import Work
from dragoman.command.holding import Counted, Erased, Held

_TITLE = "What our staff said that messages meant"


class LabelsHold:
    """Implements `Holds` for labels of messages."""

    async def held(self, work: Work, person: str) -> Sequence[Held]:
        """Tell the labels of the person's messages."""
        rows = await work.sql.fetch(
            "select l.created_at, l.intent from intent_label l join message m on m.id = l.message_id"
            " join conversation c on c.id = m.conversation_id where c.person_id = $1 order by l.message_id",
            person,
        )
        return (Held(_TITLE, tuple({"at": r["created_at"].isoformat(), "meaning": r["intent"]} for r in rows)),)

    async def counted(self, work: Work, person: str) -> Sequence[Counted]:
        """Count the labels."""
        labels = (
            "select count(*) from intent_label l join message m on m.id = l.message_id"
            " join conversation c on c.id = m.conversation_id where c.person_id = $1"
        )
        return (Counted(_TITLE, await work.sql.fetchval(labels, person)),)

    async def hinders(self, work: Work, person: str) -> str:
        """Nothing here keeps a person."""
        return ""

    async def erase(self, work: Work, person: str) -> Sequence[Erased]:
        """Delete the labels."""
        gone = await work.sql.execute(
            "delete from intent_label where message_id in (select m.id from message m"
            " join conversation c on c.id = m.conversation_id where c.person_id = $1)",
            person,
        )
        return (Erased(_TITLE, gone=int(gone.rpartition(" ")[2])),)

    async def hand_on(self, work: Work, newcomer: str, known: str) -> None:
        """Labels belong to messages and go where these go."""

    async def actors(self, work: Work, person: str) -> Sequence[str]:
        """No mailbox of the engine has labels."""
        return ()
