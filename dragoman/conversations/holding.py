"""What conversations hold of a person: profile, identities, consents, messages, files."""

from __future__ import annotations

from collections.abc import Sequence

from dragoman.command import Work
from dragoman.command.holding import Counted, Erased, Held, plainly
from dragoman.conversations import blocking, people
from dragoman.conversations.records import Profile, Written

_FILES_MAX = 200  # enclosed with an export; more are listed by name
_FILES = (  # what a person sent, and what staff sent them or were about to
    "select 'message:' || m.id from message m join conversation c on c.id = m.conversation_id where c.person_id = $1"
    " union all select 'sent:' || id from conversation where person_id = $1"
)


class ConversationsHold:
    """Implements `Holds` for people, conversations, messages and files."""

    async def held(self, work: Work, person: str) -> Sequence[Held]:
        """Tell profile, identities, consents, conversations, messages and files."""
        row = await work.sql.fetchrow("select created_at, language, muted from person where id = $1", person)
        if row is None:
            return ()
        profile = plainly(await people.profile(work, person)) | {
            "known_since": row["created_at"].isoformat(), "language": row["language"], "wants_no_messages": row["muted"],
        }  # fmt: skip
        consents = await work.sql.fetch(
            "select created_at, purpose, granted, source from consent where person_id = $1 order by created_at", person
        )
        chats = await work.sql.fetch(
            "select id, created_at, state, heard_at, said_at from conversation where person_id = $1 order by id", person
        )
        files, enclosed = await self._files(work, person)
        return (
            Held("Profile", (profile,)),
            Held("Identities", await self._identities(work, person)),
            Held("Consents", tuple(plainly(dict(c)) for c in consents)),
            Held("Conversations", tuple(plainly(dict(c)) for c in chats)),
            Held("Messages", await self._messages(work, person)),
            Held("Files", files, enclosed),
        )

    async def counted(self, work: Work, person: str) -> Sequence[Counted]:
        """Count them."""
        row = await work.sql.fetchrow(
            "select (select count(*) from person where id = $1) as \"Profile\","  # noqa: S608
            " (select count(*) from identity where person_id = $1) as \"Identities\","
            " (select count(*) from consent where person_id = $1) as \"Consents\","
            " (select count(*) from conversation where person_id = $1) as \"Conversations\","
            " (select count(*) from message m join conversation c on c.id = m.conversation_id where c.person_id = $1) as \"Messages\","
            f" (select count(*) from file where subject in ({_FILES})) as \"Files\"",
            person,
        )  # fmt: skip
        assert row is not None
        return tuple(Counted(title, count) for title, count in row.items())

    async def _identities(self, work: Work, person: str) -> tuple[dict[str, object], ...]:
        rows = await work.sql.fetch(
            "select id, kind, sealed, created_at, seen_at from identity where person_id = $1 order by id", person
        )
        return tuple(
            {
                "kind": r["kind"], "value": work.open("identity", "sealed", r["id"], bytes(r["sealed"]), str),
                "known_since": r["created_at"].isoformat(),
            }
            for r in rows
        )  # fmt: skip

    async def _messages(self, work: Work, person: str) -> tuple[dict[str, object], ...]:
        rows = await work.sql.fetch(
            "select m.id, m.created_at, m.heard, m.sealed, m.delivery from message m join conversation c on c.id = m.conversation_id"
            " where c.person_id = $1 order by m.id",
            person,
        )
        return tuple(
            {"at": r["created_at"].isoformat(), "from": "you" if r["heard"] else "us", "delivery": r["delivery"]}
            | plainly(work.open("message", "sealed", r["id"], bytes(r["sealed"]), Written))
            for r in rows
        )

    async def _files(
        self, work: Work, person: str
    ) -> tuple[tuple[dict[str, object], ...], tuple[tuple[str, bytes], ...]]:
        rows = await work.sql.fetch(
            f"select id, name, media_type, size, created_at, sealed from file where subject in ({_FILES}) order by id limit $2",  # noqa: S608
            person, _FILES_MAX,
        )  # fmt: skip
        listed = tuple(
            {"name": r["name"], "kind": r["media_type"], "bytes": r["size"], "at": r["created_at"].isoformat()}
            for r in rows
        )
        return listed, tuple((r["name"], work.vault.open("file", "sealed", r["id"], bytes(r["sealed"]))) for r in rows)

    async def hinders(self, work: Work, person: str) -> str:
        """A person who is being answered right now is answered first."""
        open_now = await work.sql.fetchval(
            "select exists (select from conversation where person_id = $1 and state in ('WAITING', 'WITH_PERSON'))",
            person,
        )
        return "Answer and close their conversation first." if open_now else ""

    async def erase(self, work: Work, person: str) -> Sequence[Erased]:
        """Delete messages, files and identities; empty the profile. Conversations stay as numbers, consents as history."""
        files = await work.sql.execute(
            f"delete from file where subject in ({_FILES})",  # noqa: S608
            person,
        )
        await work.sql.execute(
            "delete from early_report where external_id in (select m.external_id from message m join conversation c"
            " on c.id = m.conversation_id where c.person_id = $1 and m.external_id is not null)",
            person,
        )
        messages = await work.sql.execute(
            "delete from message where conversation_id in (select id from conversation where person_id = $1)", person
        )
        identities = await work.sql.execute("delete from identity where person_id = $1", person)
        await work.sql.execute(
            "update person set sealed = $2, erased_at = $3, language = '' where id = $1",
            person, work.seal("person", "sealed", person, Profile()), work.now,
        )  # fmt: skip
        chats = await work.sql.fetch("select id from conversation where person_id = $1", person)
        for chat in chats:  # under a new actor: whoever writes from that number next is nobody we know
            await work.sql.execute(
                "update conversation set recipient = $2, place = null, referral = null, actor = $3 where id = $1",
                chat["id"], work.seal("conversation", "recipient", chat["id"], {}), f"erased:{chat['id']}",
            )  # fmt: skip
        return (
            Erased("Messages", gone=_count(messages)),
            Erased("Files", gone=_count(files)),
            Erased("Profile and identities", gone=_count(identities) + 1),
            Erased("Conversations", kept=len(chats), why="Empty: only when and how long, for the figures."),
        )

    async def hand_on(self, work: Work, newcomer: str, known: str) -> None:
        """Conversations and identities change hands, the newest consents are the known person's too; a block of either holds for both."""
        for table in ("conversation", "identity"):
            await work.sql.execute(f"update {table} set person_id = $2 where person_id = $1", newcomer, known)  # noqa: S608
        await people.copy_consents(work, newcomer, known)
        await blocking.hand_on(work, newcomer, known)
        await work.sql.execute(
            "update person set sealed = $2, language = '' where id = $1",
            newcomer, work.seal("person", "sealed", newcomer, Profile()),
        )  # fmt: skip

    async def actors(self, work: Work, person: str) -> Sequence[str]:
        """Name the mailboxes of the person's conversations."""
        return [r["actor"] for r in await work.sql.fetch("select actor from conversation where person_id = $1", person)]


def _count(told: str) -> int:
    return int(told.rpartition(" ")[2])
