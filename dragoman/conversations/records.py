"""Conversations, people and messages as they are stored; read and written with plain SQL because every turn does both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

import asyncpg
import msgspec

from dragoman.command import Work
from dragoman.command.states import StateTable
from dragoman.conversations.channel import Recipient
from dragoman.conversations.message import Heard, HeardKind, Referral, Say
from dragoman.conversations.states import CONVERSATION
from dragoman.conversations.words import digests, words_of


class Profile(msgspec.Struct, omit_defaults=True):
    """What is known of a person; personal. `phone` in E.164, `name` as their own profile says it."""

    name: str = ""
    phone: str = ""
    email: str = ""
    username: str = ""

    def __repr__(self) -> str:
        return "Profile(***)"


@dataclass(slots=True)
class Conversation:
    """One person on one business number. `place` is where the dialogue stands, sealed; times are UTC.

    `desk_of` is the id of a member of staff while conversations are forwarded to them here, "" for a traveller's chat.
    """

    __tablename__: ClassVar[str] = "conversation"
    states: ClassVar[StateTable] = CONVERSATION

    id: str
    person: str
    number: str
    channel: str
    actor: str
    recipient: Recipient
    state: str
    version: int
    assigned_to: str
    heard_at: datetime | None
    place: bytes | None
    language: str
    muted: bool
    profile: Profile
    desk_of: str = ""
    blocked_until: datetime | None = None


_WORDLESS = frozenset({HeardKind.REACTION, HeardKind.REVOKE, HeardKind.SYSTEM})  # asks for no answer
_UNSEARCHED = _WORDLESS | {HeardKind.CHOICE}  # what was tapped is the business's own wording


def external(work: Work, external_id: str) -> str | None:
    """Digest a network's message id for storage: WhatsApp's ids carry the person's phone number inside, in base64."""
    return work.blind("external_id", external_id)[:16].hex() if external_id else None


class Written(msgspec.Struct, frozen=True, omit_defaults=True):
    """The sealed content of a message row: what was heard or what was said."""

    heard: Heard | None = None
    said: Say | None = None


_COLUMNS = (
    "c.id, c.person_id, c.number_id, n.channel, c.actor, c.recipient, c.state, c.version, c.assigned_to, c.heard_at, c.place,"
    " p.language, p.muted, p.sealed as profile, c.desk_of, c.blocked_until"
)
_JOINED = (
    f"select {_COLUMNS} from conversation c join person p on p.id = c.person_id join number n on n.id = c.number_id"  # noqa: S608
)


def _conversation(work: Work, row: asyncpg.Record) -> Conversation:
    recipient = work.open("conversation", "recipient", row["id"], bytes(row["recipient"]), _To)
    place = None if row["place"] is None else work.vault.open("conversation", "place", row["id"], bytes(row["place"]))
    return Conversation(
        id=row["id"], person=row["person_id"], number=row["number_id"], channel=row["channel"], actor=row["actor"],
        recipient=Recipient(recipient.phone, recipient.user_id), state=row["state"], version=row["version"],
        assigned_to=row["assigned_to"], heard_at=row["heard_at"], place=place, language=row["language"], muted=row["muted"],
        profile=work.open("person", "sealed", row["person_id"], bytes(row["profile"]), Profile), desk_of=row["desk_of"], blocked_until=row["blocked_until"],
    )  # fmt: skip


class _To(msgspec.Struct, frozen=True, omit_defaults=True):
    phone: str = ""
    user_id: str = ""


async def by_actor(work: Work, actor: str) -> Conversation | None:
    """Load and lock the conversation of an actor."""
    row = await work.sql.fetchrow(f"{_JOINED} where c.actor = $1 for update of c", actor)
    return None if row is None else _conversation(work, row)


async def by_id(work: Work, conversation: str, *, lock: bool = False) -> Conversation | None:
    """Load a conversation by id."""
    row = await work.sql.fetchrow(f"{_JOINED} where c.id = $1{' for update of c' if lock else ''}", conversation)
    return None if row is None else _conversation(work, row)


async def of_person(work: Work, person: str, number: str) -> Conversation | None:
    """Load and lock the conversation that a person has with one of our numbers."""
    row = await work.sql.fetchrow(
        f"{_JOINED} where c.person_id = $1 and c.number_id = $2 for update of c", person, number
    )
    return None if row is None else _conversation(work, row)


async def start(
    work: Work, *, person: str, number: str, channel: str, actor: str, to: Recipient, referral: Referral | None
) -> Conversation:
    """Store a new conversation, with the bot."""
    row = work.new_id("cv")
    found = await work.sql.fetchrow(
        "with c as (insert into conversation (id, tenant_id, created_at, person_id, number_id, actor, recipient, state, referral)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning *)"
        " select c.id, c.person_id, c.number_id, $10::text as channel, c.actor, c.recipient, c.state, c.version, c.assigned_to, c.heard_at,"
        " c.place, p.language, p.muted, p.sealed as profile, c.desk_of, c.blocked_until from c join person p on p.id = c.person_id",
        row, work.tenant.id, work.now, person, number, actor,
        work.seal("conversation", "recipient", row, _To(to.phone, to.user_id)), CONVERSATION.start,
        work.seal("conversation", "referral", row, referral) if referral else None, channel,
    )  # fmt: skip
    if found is None:
        raise LookupError("a conversation vanished while it was stored")
    return _conversation(work, found)


async def keep_recipient(work: Work, conversation: Conversation, to: Recipient) -> None:
    """Store where to answer from now on (a person changed number, or hid their phone)."""
    await work.sql.execute(
        "update conversation set recipient = $2 where id = $1",
        conversation.id,
        work.seal("conversation", "recipient", conversation.id, _To(to.phone, to.user_id)),
    )
    conversation.recipient = to


async def keep_place(work: Work, conversation: Conversation, place: bytes | None) -> None:
    """Store where the dialogue stands."""
    sealed = None if place is None else work.vault.seal("conversation", "place", conversation.id, place)
    await work.sql.execute("update conversation set place = $2 where id = $1", conversation.id, sealed)
    conversation.place = place


async def add_heard(
    work: Work, conversation: Conversation, heard: Heard, at: datetime | None
) -> tuple[str | None, str]:
    """Store an incoming message with its words; None when it is there already. Then says what overtook it: "edit", "revoke" or "".

    `at` is when the person wrote: it opens the 24-hour window, counts one more unread and starts the clock of an answer.
    None for what nobody wrote.
    """
    row = work.new_id("ms")
    said = f"{heard.text} {heard.media.caption if heard.media else ''}"
    words = digests(work, "message_word", words_of(said)) if heard.kind not in _UNSEARCHED else []
    stored = await work.sql.fetchrow(
        "with m as (insert into message (id, tenant_id, created_at, conversation_id, heard, kind, sealed, author, external_id, target)"
        " values ($1, $2, $3, $4, true, $5, $6, $7, $8, $9)"
        " on conflict (tenant_id, external_id) where external_id is not null do nothing returning id),"
        " w as (insert into message_word (tenant_id, word, message_id) select $2, word, id from m, unnest($11::int[]) word on conflict do nothing),"
        " c as (update conversation set heard_at = greatest(heard_at, $10), unread = unread + 1, snoozed_until = null,"
        " unanswered_since = case when $12 then coalesce(unanswered_since, $10) else unanswered_since end"
        " where id = $4 and $10::timestamptz is not null and exists (select from m))"
        " select id, (select max(kind) from message r where r.tenant_id = $2 and r.target = $8 and r.kind in ('edit', 'revoke')"
        " and r.conversation_id = $4) as overtaken from m",
        row, work.tenant.id, work.now, conversation.id, heard.kind, work.seal("message", "sealed", row, Written(heard=heard)),
        conversation.person, external(work, heard.external_id), external(work, heard.target), at, words, heard.kind not in _WORDLESS,
    )  # fmt: skip
    if stored is None:
        return None, ""
    work.unit.live(f"conversation:{conversation.id}", "message:heard")
    if at is not None:
        conversation.heard_at = at if conversation.heard_at is None else max(at, conversation.heard_at)
    return stored["id"], stored["overtaken"] or ""


async def add_echo(work: Work, conversation: Conversation, text: str, external_id: str, author: str) -> str | None:
    """Store what was said past us, on the business phone itself; None when it is there already."""
    row = work.new_id("ms")
    stored: str | None = await work.sql.fetchval(
        "with m as (insert into message (id, tenant_id, created_at, conversation_id, heard, kind, sealed, author, external_id, delivery,"
        " delivery_at) values ($1, $2, $3, $4, false, 'text', $5, $6, $7, 'sent', $3)"
        " on conflict (tenant_id, external_id) where external_id is not null do nothing returning id),"
        " c as (update conversation set said_at = $3, unanswered_since = null where id = $4 and exists (select from m))"
        " select id from m",
        row, work.tenant.id, work.now, conversation.id, work.seal("message", "sealed", row, Written(said=Say(text))), author,
        external(work, external_id),
    )  # fmt: skip
    if stored:
        work.unit.live(f"conversation:{conversation.id}", "message:said")
    return stored
