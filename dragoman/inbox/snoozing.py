"""Put a conversation aside until a time; it comes back then, or when the traveller writes."""

from __future__ import annotations

from datetime import datetime, timedelta

from dragoman.access import ANSWER
from dragoman.command import Refused, Work, command
from dragoman.conversations.remarks import mark
from dragoman.conversations.states import ConversationState
from dragoman.inbox.sight import need_sight
from dragoman.inbox.turn import SNOOZE

SNOOZE_MAX = timedelta(days=90)


@command("inbox:snooze", by=ANSWER)
async def snooze(work: Work, conversation_id: str, until: datetime) -> None:
    """Put a conversation aside until `until` (UTC), one minute to 90 days ahead."""
    await need_sight(work, conversation_id)
    if not work.now + timedelta(minutes=1) <= until <= work.now + SNOOZE_MAX:
        raise Refused("snooze.until", "Choose a time between a minute and 90 days ahead.", field="until", status=422)
    state = await work.sql.fetchval(
        "update conversation set snoozed_until = $2 where id = $1 and state in ($3, $4) returning state",
        conversation_id, until, ConversationState.WAITING, ConversationState.WITH_PERSON,
    )  # fmt: skip
    if state is None:
        raise Refused("state", "Only a conversation that waits for a person, or that a person has, can be put aside.")
    await work.timer(f"inbox:{conversation_id}", SNOOZE, until)
    await mark(work, conversation_id, "snooze", until=until.isoformat())
    await work.note(f"conversation:{conversation_id}", "conversation:snooze", until=until.isoformat())


@command("inbox:unsnooze", by=ANSWER)
async def unsnooze(work: Work, conversation_id: str) -> None:
    """Bring a conversation back at once."""
    await need_sight(work, conversation_id)
    await work.sql.execute("update conversation set snoozed_until = null where id = $1", conversation_id)
    await work.drop_timer(f"inbox:{conversation_id}", SNOOZE)
    await work.note(f"conversation:{conversation_id}", "conversation:woken")
