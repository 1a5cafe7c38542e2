"""Answering from one's own WhatsApp: who took a conversation gets its messages under a short code, and answers by it.

The rules: a conversation is forwarded to its owner alone, in the owner's own chat with the same business number, and only
while the network lets us write there (24 hours since the owner's last message). An answer goes to the conversation whose
message is quoted, else to the code it begins with, else to the only one open; when neither tells, nothing is sent and the
owner is asked. Texts only: a file is opened and sent in the console. Whoever loses the conversation loses the code.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dragoman.access import ANSWER, Doer, Surface, first_of, held_of
from dragoman.command import Refused, Work
from dragoman.conversations import commands, records, replies, window
from dragoman.conversations.hearing import hear
from dragoman.conversations.message import Heard, HeardKind, Say
from dragoman.conversations.records import Conversation
from dragoman.conversations.speaker import Speaker
from dragoman.conversations.threads import Line, line
from dragoman.inbox.facts import OwnerWrote
from dragoman.inbox.notices import tell_staff

_LETTERS, _DIGITS = "ABCDEFGHKMNPRSTWXYZ", "23456789"
CODES = tuple(letter + digit for digit in _DIGITS for letter in _LETTERS)
_BEGINS = re.compile(r"([A-Za-z][2-9])\b[\s:.,·-]*(.*)", re.DOTALL)
_SAID = {
    HeardKind.IMAGE: "a photo", HeardKind.VIDEO: "a video", HeardKind.AUDIO: "a voice message", HeardKind.DOCUMENT: "a document",
    HeardKind.STICKER: "a sticker", HeardKind.LOCATION: "a location", HeardKind.CONTACTS: "a contact", HeardKind.FORM: "a form",
}  # fmt: skip
_NO_WORDS = frozenset({HeardKind.REACTION, HeardKind.REVOKE, HeardKind.SYSTEM})
HELP = (
    "Quote a message to answer it, or begin with its code: *{code} Hello*. *done* gives the conversation back to the assistant,"
    " *list* shows yours."
)


@dataclass(frozen=True, slots=True)
class Relay:
    """One conversation on its owner's phone. `staff_chat` is the owner's own conversation."""

    id: str
    conversation: str
    staff: str
    staff_chat: str
    code: str


_RELAY = "select id, conversation_id, staff_id, staff_conversation_id, code from relay"


async def open_of_conversation(work: Work, conversation: str) -> Relay | None:
    """Return the open relay of a conversation."""
    row = await work.sql.fetchrow(f"{_RELAY} where conversation_id = $1 and ended_at is null", conversation)
    return None if row is None else Relay(*row)


async def open_of_staff(work: Work, staff: str) -> tuple[Relay, ...]:
    """List the open relays of a member of staff, oldest first."""
    rows = await work.sql.fetch(f"{_RELAY} where staff_id = $1 and ended_at is null order by created_at, id", staff)
    return tuple(Relay(*row) for row in rows)


def free_code(taken: Sequence[str], seed: str) -> str | None:
    """Return a code that is not taken, other ones for other seeds so that an old code seldom means a new person. Pure."""
    begin = sum(seed.encode()) % len(CODES)
    return next((c for c in (*CODES[begin:], *CODES[:begin]) if c not in taken), None)


# -- to the owner ---------------------------------------------------------------------------------------------------


async def begin(work: Work, speaker: Speaker, conversation: Conversation, staff: str) -> None:
    """Forward a conversation to who took it, if they wish so; a notice tells them when their own window is closed."""
    wishes = await work.sql.fetchrow(
        "select s.phone_blind from agent a join staff s on s.id = a.staff_id where a.staff_id = $1 and a.forward and s.active"
        " and s.roles && $2",
        staff,
        [str(role) for role in ANSWER],
    )
    if wishes is None or wishes["phone_blind"] is None:
        return
    chat = await _chat_of(work, bytes(wishes["phone_blind"]), conversation.number)
    if chat is None or chat.id == conversation.id or not _writable(work, chat):
        await tell_staff(work, staff, "relay", conversation.id)
        return
    code = free_code([one.code for one in await open_of_staff(work, staff)], conversation.id)
    if code is None:
        await tell_staff(work, staff, "relay", conversation.id)
        return
    row = work.new_id("rl")
    await work.sql.execute(
        "insert into relay (id, tenant_id, created_at, conversation_id, staff_id, staff_conversation_id, code)"
        " values ($1, $2, $3, $4, $5, $6, $7)",
        row, work.tenant.id, work.now, conversation.id, staff, chat.id, code,
    )  # fmt: skip
    await work.sql.execute("update conversation set desk_of = $2 where id = $1", chat.id, staff)
    relay = Relay(row, conversation.id, staff, chat.id, code)
    newest = await _newest(work, conversation.id)
    first = f"You have {_called(conversation)}. " + HELP.format(code=code)
    await _say(
        work, speaker, relay, chat, first + (f"\n\n*{code}* {_called(conversation)}: {newest}" if newest else "")
    )


async def pass_on(work: Work, speaker: Speaker, conversation: Conversation, message: str) -> None:
    """Forward what the traveller wrote to who answers from their phone; a notice tells them when it cannot be."""
    relay = await open_of_conversation(work, conversation.id)
    found = await line(work, message) if relay else None
    if relay is None or found is None:
        return
    words = _words(found[1])
    chat = await records.by_id(work, relay.staff_chat)
    if not words or chat is None:
        return
    if not _writable(work, chat):
        await tell_staff(work, relay.staff, "relay", conversation.id)
        return
    await _say(work, speaker, relay, chat, f"*{relay.code}* {_called(conversation)}: {words}")


async def undelivered(work: Work, speaker: Speaker, conversation: Conversation) -> None:
    """Tell who answers from their phone that a message did not arrive."""
    relay = await open_of_conversation(work, conversation.id)
    chat = await records.by_id(work, relay.staff_chat) if relay else None
    if relay is not None and chat is not None and _writable(work, chat):
        text = f"*{relay.code}* your message did not reach {_called(conversation)}. The console shows why."
        await _say(work, speaker, relay, chat, text)


async def end(work: Work, speaker: Speaker, conversation: Conversation, *, keep_for: str = "") -> None:
    """Stop forwarding a conversation, unless `keep_for` is who gets it anyway; the former owner is told."""
    relay = await open_of_conversation(work, conversation.id)
    if relay is None or relay.staff == keep_for:
        return
    await _close(work, relay)
    chat = await records.by_id(work, relay.staff_chat)
    if chat is not None and _writable(work, chat):
        await speaker.say(work, chat, Say(f"*{relay.code}* {_called(conversation)} is no longer with you."))


async def _close(work: Work, relay: Relay) -> None:
    await work.sql.execute("update relay set ended_at = $2 where id = $1", relay.id, work.now)
    await work.sql.execute(
        "update conversation set desk_of = '' where id = $1 and not exists"
        " (select from relay where staff_conversation_id = $1 and ended_at is null)",
        relay.staff_chat,
    )


# -- from the owner -------------------------------------------------------------------------------------------------


async def take_in(work: Work, speaker: Speaker, chat: Conversation, heard: Heard) -> None:
    """Take what a member of staff wrote in their own chat: an answer to a traveller, or a word to the desk."""
    message, heard, _ = await hear(work, chat, heard)
    await work.sql.execute("update conversation set unread = 0, unanswered_since = null where id = $1", chat.id)
    if message is None or heard.kind in _NO_WORDS:
        return
    doer = await _doer(work, chat.desk_of)
    told = await _act(work, doer, message, heard) if doer else "Your account no longer answers travellers here."
    if told:
        await speaker.say(work, chat, Say(told))
    if heard.external_id:
        await speaker.seen(work, chat, heard.external_id, typing=False)


async def _act(work: Work, doer: Doer, message: str, heard: Heard) -> str:
    """Pass on what was written to the conversation it is meant for; returns what to tell the member of staff, "" for nothing."""
    own = await open_of_staff(work, doer.id)
    if heard.kind is HeardKind.EDIT:
        return "An edit does not reach the traveller; write what you want to add."
    if heard.kind is not HeardKind.TEXT:
        return "Only text can be passed on from here. Send files in the console."
    chosen, text = await _meant(work, own, heard)
    if text.strip().lower() in ("list", "help", ""):
        return await _list(work, own)
    if chosen is None:
        return "Nothing was sent: quote the message you answer, or begin with its code.\n" + await _list(work, own)
    await _belongs(work, message, chosen)
    await work.tell(OwnerWrote(chosen.conversation, chosen.id, message))
    return ""


async def answer(work: Work, speaker: Speaker, conversation: Conversation, fact: OwnerWrote) -> None:
    """Carry out, as the owner's own command, what they wrote for this conversation; a refusal is told to them alone.

    Runs in the turn of the traveller's conversation, so that its row is always locked before the owner's.
    """
    row = await work.sql.fetchrow(f"{_RELAY} where id = $1", fact.relay)
    found = await line(work, fact.message)
    if row is None or found is None or found[1].heard is None or found[1].fate == "deleted":
        return
    relay, now_open = Relay(*row), await open_of_conversation(work, conversation.id)
    chat, doer = await records.by_id(work, relay.staff_chat), await _doer(work, relay.staff)
    if chat is None:
        return
    if now_open != relay or doer is None:
        await speaker.say(work, chat, Say(f"*{relay.code}* not sent: the conversation is no longer with you."))
        return
    at_hand = replace(work, by=doer, via=Surface.WHATSAPP)
    text = _without(found[1].heard.text, relay.code)
    try:
        if text.lower() == "done":
            await commands.hand_back(at_hand, conversation.id)
            await _close(work, relay)
            await speaker.say(work, chat, Say(f"*{relay.code}* {_called(conversation)} is with the assistant again."))
        else:
            await replies.reply(at_hand, speaker, conversation.id, text)
    except Refused as refusal:
        await _say(work, speaker, relay, chat, f"*{relay.code}* not sent. {refusal.staff}")


def _without(text: str, code: str) -> str:
    begins = _BEGINS.fullmatch(text.strip())
    return (begins[2] if begins and begins[1].upper() == code else text).strip()


async def _meant(work: Work, own: Sequence[Relay], heard: Heard) -> tuple[Relay | None, str]:
    """Say which conversation is meant, and the text without the code: the quoted one, the code's, or the only one."""
    by_code = {one.code: one for one in own}
    begins = _BEGINS.fullmatch(heard.text.strip())
    named = by_code.get(begins[1].upper()) if begins else None
    text = begins[2] if begins and named else heard.text
    if heard.reply_to:
        quoted = await work.sql.fetchval(
            "select r.relay_id from relay_message r join message m on m.id = r.message_id where m.external_id = $1",
            records.external(work, heard.reply_to),
        )
        found = next((one for one in own if one.id == quoted), None)
        if quoted is not None and (found is None or (named is not None and named is not found)):
            return None, text  # no longer theirs, or quote and code disagree: ask rather than guess
        if found is not None:
            return found, text
    if named is not None:
        return named, text
    return (own[0], text) if len(own) == 1 else (None, text)


async def _list(work: Work, own: Sequence[Relay]) -> str:
    lines = []
    for one in own:
        conversation = await records.by_id(work, one.conversation)
        if conversation is not None:
            lines.append(f"*{one.code}* {_called(conversation)}")
    return "\n".join(lines) + ("\n" if lines else "") + HELP.format(code=own[0].code if own else "A2")


async def _doer(work: Work, staff: str) -> Doer | None:
    row = await work.sql.fetchrow("select id, roles, branch_id from staff where id = $1 and active", staff)
    role = None if row is None else first_of(held_of(row["roles"]), ANSWER)
    return None if row is None or role is None else Doer(role, row["id"], row["branch_id"])


async def _chat_of(work: Work, phone_blind: bytes, number: str) -> Conversation | None:
    person = await work.sql.fetchval("select person_id from identity where kind = 'phone' and blind = $1", phone_blind)
    return await records.of_person(work, person, number) if person else None


async def _say(work: Work, speaker: Speaker, relay: Relay, chat: Conversation, text: str) -> None:
    await _belongs(work, await speaker.say(work, chat, Say(text)), relay)


async def _belongs(work: Work, message: str, relay: Relay) -> None:
    """Note that a message of a member of staff's own chat is part of a conversation: erased with it, quoted for it."""
    sql = "insert into relay_message (tenant_id, message_id, relay_id) values ($1, $2, $3)"
    await work.sql.execute(sql, work.tenant.id, message, relay.id)


def _writable(work: Work, chat: Conversation) -> bool:
    return window.choose(chat.heard_at, False, work.now) is window.Form.FREE


def _called(conversation: Conversation) -> str:
    """The traveller's first name; a phone in a pocket needs no more."""
    first = (conversation.profile.name.split() or [""])[0]
    return first if any(letter.isalpha() for letter in first) else "the traveller"


async def _newest(work: Work, conversation: str) -> str:
    newest = await work.sql.fetchval(
        "select id from message where conversation_id = $1 and heard and kind not in ('reaction', 'revoke', 'system')"
        " order by created_at desc, id desc limit 1",
        conversation,
    )
    found = await line(work, newest) if newest else None
    return _words(found[1]) if found else ""


def _words(shown: Line) -> str:
    heard = shown.heard
    if heard is None or heard.kind in _NO_WORDS or shown.fate == "deleted":
        return ""
    caption = heard.media.caption if heard.media else ""
    sent = _SAID.get(heard.kind, "")
    words = caption or heard.text or ""
    edit = "edited: " if heard.kind is HeardKind.EDIT else ""
    return f"{edit}[{sent}: open it in the console] {words}".strip() if sent else f"{edit}{words}"
