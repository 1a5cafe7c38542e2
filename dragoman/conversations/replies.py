"""What a person of the business writes into a conversation that they have taken; the bot is silent there."""

from __future__ import annotations

from collections.abc import Sequence

from dragoman.access import ANSWER, Role
from dragoman.command import Refused, Work, command, not_found
from dragoman.conversations import window
from dragoman.conversations.attachments import attachment
from dragoman.conversations.facts import ConversationAnswered
from dragoman.conversations.message import Say, TemplateCall
from dragoman.conversations.reach import reached
from dragoman.conversations.records import Conversation
from dragoman.conversations.speaker import Speaker
from dragoman.conversations.states import ConversationState
from dragoman.conversations.templates import approved, checked, filled
from dragoman.conversations.threads import line

TEXT_MAX = 4096  # one WhatsApp text message (whatsapp.md, limits)
CAPTION_MAX = 1024


@command("conversation:reply", by=ANSWER)
async def reply(
    work: Work, speaker: Speaker, conversation_id: str, text: str, *, file: str = "", file_name: str = "", reply_to: str = ""
) -> str:  # fmt: skip
    """Answer in a conversation that one has taken, with a stored file if `file` names one; returns the message's id.

    `reply_to` is our id of a message of the traveller that is quoted. Raises Refused: "conversation.not_taken",
    "conversation.taken" (by a colleague), "window.closed", "reply.text", "not_found".
    """
    conversation = await _held(work, conversation_id)
    if window.choose(conversation.heard_at, False, work.now) is not window.Form.FREE:
        raise Refused(
            "window.closed",
            "The person wrote more than 24 hours ago; the network takes free text only within that time. Choose a template.",
        )
    limit = CAPTION_MAX if file else TEXT_MAX
    if (not text.strip() and not file) or len(text) > limit:
        raise Refused("reply.text", f"Write 1 to {limit} characters.", field="text", status=422)
    enclosed = await attachment(work, conversation.id, file, file_name) if file else None
    say = Say(text, attachment=enclosed, reply_to=await _quoted(work, conversation, reply_to))
    return await _answer(work, speaker, conversation, say)


@command("conversation:reply_with_template", by=ANSWER)
async def reply_with_template(
    work: Work, speaker: Speaker, conversation_id: str, name: str, language: str, values: Sequence[str]
) -> str:
    """Answer with an approved template, which reaches the traveller whenever they wrote last; returns the message's id.

    Raises Refused: as `reply`, "template.unknown", "template.values", "consent".
    """
    conversation = await _held(work, conversation_id)
    chosen = next(
        (t for t in await approved(work, conversation.number) if (t.name, t.language) == (name, language)), None
    )
    if chosen is None:
        raise Refused(
            "template.unknown", "That template is not approved any more. Choose another one.", field="template"
        )
    taken = checked(chosen, values)
    purpose = "marketing" if chosen.category == "MARKETING" else "service"
    say = Say(filled(chosen.body, taken), template=TemplateCall(name, language, taken), purpose=purpose)
    return await _answer(work, speaker, conversation, say)


@command("conversation:retry", by=ANSWER)
async def retry(work: Work, speaker: Speaker, message_id: str) -> str:
    """Send a message that did not arrive, or of which nobody knows and no look is ahead, once more as a new message; returns its id.

    Raises Refused: "retry.state" for any other message and one that was sent again already; "window.closed" when it has no template.
    """
    found = await line(work, message_id)
    if found is None:
        raise not_found("message")
    conversation = await _held(work, found[0])
    said = found[1].said
    claimed = await work.sql.fetchval(
        "update message m set fate = 'retried' where id = $1 and not heard and fate = '' and (delivery = 'failed' or (delivery = 'unknown'"
        " and not exists (select from effect e where e.tenant_id = m.tenant_id and e.key = m.effect_key"
        " and (e.state in ('NEW', 'SENDING') or (e.state = 'UNKNOWN' and e.due is not null))))) returning id",
        message_id,
    )
    if claimed is None or said is None:
        raise Refused("retry.state", "That message has not failed, or was sent again already.")
    if window.choose(conversation.heard_at, said.template is not None, work.now) is window.Form.NONE:
        raise Refused("window.closed", "The 24 hours are over; only an approved template reaches the traveller now.")
    return await _answer(work, speaker, conversation, said)


async def _held(work: Work, conversation_id: str) -> Conversation:
    conversation = await reached(work, conversation_id)
    if conversation.state != ConversationState.WITH_PERSON:
        raise Refused(
            "conversation.not_taken",
            "Take the conversation first: while the bot or nobody has it, it is not answered by hand.",
        )
    if conversation.assigned_to != work.by.id and work.by.role is not Role.MANAGER:
        raise Refused("conversation.taken", "A colleague has this conversation. Ask a manager to reassign it.")
    return conversation


async def _quoted(work: Work, conversation: Conversation, message: str) -> str:
    """Return the network's id of a message of the traveller; only what was heard carries one that may be quoted."""
    if not message:
        return ""
    found = await line(work, message)
    if found is None or found[0] != conversation.id or found[1].heard is None:
        raise not_found("message")
    return found[1].heard.external_id


async def _answer(work: Work, speaker: Speaker, conversation: Conversation, say: Say) -> str:
    await work.sql.execute("update conversation set unread = 0 where id = $1", conversation.id)
    sent = await speaker.say(work, conversation, say, author=work.by.id)
    await work.tell(ConversationAnswered(conversation.id, work.by.id))
    return sent
