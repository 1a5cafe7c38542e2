"""What a person of the business writes into a conversation that they have taken; the bot is silent there."""

from __future__ import annotations

from dragoman.access import ANSWER, Role
from dragoman.command import Refused, Work, command
from dragoman.conversations import window
from dragoman.conversations.facts import ConversationAnswered
from dragoman.conversations.message import Say
from dragoman.conversations.reach import reached
from dragoman.conversations.speaker import Speaker
from dragoman.conversations.states import ConversationState

TEXT_MAX = 4096  # one WhatsApp text message (whatsapp.md, limits)


@command("conversation:reply", by=ANSWER)
async def reply(work: Work, speaker: Speaker, conversation_id: str, text: str) -> str:
    """Answer in a conversation that one has taken; returns the message's id.

    Raises Refused: "conversation.not_taken", "conversation.taken" (by a colleague), "window.closed", "reply.text".
    """
    conversation = await reached(work, conversation_id)
    if conversation.state != ConversationState.WITH_PERSON:
        raise Refused(
            "conversation.not_taken",
            "Take the conversation first: while the bot or nobody has it, it is not answered by hand.",
        )
    if conversation.assigned_to != work.by.id and work.by.role is not Role.MANAGER:
        raise Refused("conversation.taken", "A colleague has this conversation. Ask a manager to reassign it.")
    if window.choose(conversation.heard_at, False, work.now) is not window.Form.FREE:
        raise Refused(
            "window.closed",
            "The person wrote more than 24 hours ago; the network takes free text only within that time.",
        )
    if not text.strip() or len(text) > TEXT_MAX:
        raise Refused("reply.text", f"Write 1 to {TEXT_MAX} characters.", field="text", status=422)
    await work.sql.execute("update conversation set unread = 0 where id = $1", conversation.id)
    sent = await speaker.say(work, conversation, Say(text), author=work.by.id)
    await work.tell(ConversationAnswered(conversation.id, work.by.id))
    return sent
