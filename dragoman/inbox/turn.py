"""What the desk does by itself with one conversation: spells, promises of an answer, away messages, assignment, news.

Actor: `inbox:<conversation id>`. It hears facts as letters and its own timers; each looks at the present state again.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import msgspec

from dragoman.command import Work
from dragoman.conversations import commands, records, window
from dragoman.conversations.facts import (
    ConversationAnswered,
    ConversationClosed,
    ConversationHandedBack,
    ConversationTaken,
    ConversationWaiting,
    MessageUndelivered,
    TakeUndone,
    TravellerWrote,
)
from dragoman.conversations.message import Say
from dragoman.conversations.records import Conversation
from dragoman.conversations.remarks import RemarkKind, mark, remark
from dragoman.conversations.speaker import Speaker
from dragoman.conversations.states import ConversationState
from dragoman.engine import Turn
from dragoman.inbox import relay, spells
from dragoman.inbox.assigning import Need, choose
from dragoman.inbox.colleagues import colleagues
from dragoman.inbox.facts import AgentAvailable, AnswerDue, AnswerLate, OwnerWrote
from dragoman.inbox.hours import Week, is_open, next_opening
from dragoman.inbox.news import NEWS, concerned, told
from dragoman.inbox.notices import tell_staff
from dragoman.inbox.opening import week_of
from dragoman.inbox.words import away

WARN, LATE, SNOOZE, OPEN = "warn", "late", "snooze", "open"
_AWAY_AGAIN = timedelta(hours=8)  # a traveller who goes on writing in one night is told once
_GIVEN_AT_ONCE = 20  # waiting conversations that hear of somebody who came
_Moved = ConversationWaiting | ConversationTaken | ConversationHandedBack | ConversationClosed | TakeUndone
_Said = ConversationAnswered | TravellerWrote | MessageUndelivered | OwnerWrote


async def who_minds(work: Work, fact: msgspec.Struct) -> tuple[str, ...]:
    """The desk of a conversation hears of its own moves, of its booking's news, and of staff who came when it waits."""
    if isinstance(fact, _Moved | _Said):
        return (f"inbox:{fact.conversation}",)
    if isinstance(fact, AgentAvailable):
        rows = await work.sql.fetch(
            "select id from conversation where state = $1 and snoozed_until is null order by waiting_since limit $2",
            ConversationState.WAITING,
            _GIVEN_AT_ONCE,
        )
        return tuple(f"inbox:{row['id']}" for row in rows)
    conversation = await concerned(work, fact)
    return (f"inbox:{conversation}",) if conversation else ()


@dataclass(slots=True)
class Desk:
    """One turn of one conversation's desk."""

    work: Work
    actor: str
    conversation: Conversation
    branch: str | None
    week: Week
    speaker: Speaker

    @property
    def waits(self) -> bool:
        """Whether nobody has it yet."""
        return self.conversation.state == ConversationState.WAITING

    @property
    def ours(self) -> bool:
        """Whether people answer here and not the bot."""
        return self.conversation.state in (ConversationState.WAITING, ConversationState.WITH_PERSON)


class InboxTurn:
    """Takes the turns of all `inbox:` actors."""

    def __init__(self, speaker: Speaker) -> None:
        self._speaker = speaker

    async def __call__(self, work: Work, turn: Turn) -> None:
        """Take one turn."""
        conversation = await records.by_id(work, turn.actor.partition(":")[2], lock=True)
        if conversation is None:
            return
        branch = await work.sql.fetchval("select branch_id from number where id = $1", conversation.number)
        desk = Desk(work, turn.actor, conversation, branch, await week_of(work, branch), self._speaker)
        for event in turn.events:
            if event.source == "timer":
                await _RINGS[event.kind](desk)
            elif event.kind == "fact":
                fact = work.read_fact(event.body)
                hears = _HEARS.get(type(fact))
                if hears is not None:
                    await hears(desk, fact)
                elif type(fact) in NEWS and desk.ours:
                    await remark(work, conversation.id, RemarkKind.NEWS, tag=NEWS[type(fact)], **told(fact))
                    await work.note(f"conversation:{conversation.id}", "conversation:news", what=NEWS[type(fact)])


async def _waiting(desk: Desk, fact: ConversationWaiting) -> None:
    if not desk.waits:
        return
    spell = await spells.begin(desk.work, desk.conversation.id, fact.reason, desk.work.now)
    await relay.end(desk.work, desk.speaker, desk.conversation)
    await _promise(desk, spell)
    await _give(desk)
    if desk.waits:
        await _say_away(desk, spell)


async def _taken(desk: Desk, fact: ConversationTaken) -> None:
    if desk.conversation.state != ConversationState.WITH_PERSON:
        return
    spell = await spells.begin(desk.work, desk.conversation.id, "taken", desk.work.now)
    await spells.taken(desk.work, spell, fact.staff)
    await desk.work.sql.execute("update agent set given_at = $2 where staff_id = $1", fact.staff, desk.work.now)
    if spell.due_at is None:
        await _promise(desk, spell)
    await relay.end(desk.work, desk.speaker, desk.conversation, keep_for=fact.staff)
    if await relay.open_of_conversation(desk.work, desk.conversation.id) is None:
        await relay.begin(desk.work, desk.speaker, desk.conversation, fact.staff)


async def _answered(desk: Desk, fact: ConversationAnswered) -> None:
    spell = await spells.begin(desk.work, desk.conversation.id, "taken", desk.work.now)
    await spells.answered(desk.work, spell, fact.staff, desk.week)
    await _no_promise(desk)


async def _wrote(desk: Desk, fact: TravellerWrote) -> None:
    if not desk.ours:
        return
    spell = await spells.open_spell(desk.work, desk.conversation.id)
    if spell is None:
        return
    if spell.due_at is None:
        await _promise(desk, spell)
    await _say_away(desk, spell)
    await relay.pass_on(desk.work, desk.speaker, desk.conversation, fact.message)


async def _owner_wrote(desk: Desk, fact: OwnerWrote) -> None:
    await relay.answer(desk.work, desk.speaker, desk.conversation, fact)


async def _undelivered(desk: Desk, fact: MessageUndelivered) -> None:
    if desk.ours:
        await relay.undelivered(desk.work, desk.speaker, desk.conversation)


_OUTCOMES = {ConversationHandedBack: "handed_back", ConversationClosed: "closed", TakeUndone: "undone"}


async def _ended(desk: Desk, fact: ConversationHandedBack | ConversationClosed | TakeUndone) -> None:
    spell = await spells.open_spell(desk.work, desk.conversation.id)
    if spell is None or desk.ours:
        return
    await spells.end(desk.work, spell, _OUTCOMES[type(fact)], desk.week)
    await relay.end(desk.work, desk.speaker, desk.conversation)
    await _no_promise(desk)
    await desk.work.drop_timer(desk.actor, SNOOZE)


async def _came(desk: Desk, fact: AgentAvailable | None = None) -> None:
    if desk.waits:
        await _give(desk)


async def _promise(desk: Desk, spell: spells.Spell) -> None:
    """Start the clock of an answer from the oldest message that has none."""
    minutes = desk.work.tenant.settings.answer_minutes
    since = await desk.work.sql.fetchval(
        "select unanswered_since from conversation where id = $1", desk.conversation.id
    )
    if not minutes or since is None:
        return
    times = await spells.promise(desk.work, spell, max(since, spell.began_at), desk.week, minutes)
    if times is not None:
        await desk.work.timer(desk.actor, WARN, times[0])
        await desk.work.timer(desk.actor, LATE, times[1])


async def _no_promise(desk: Desk) -> None:
    for name in (WARN, LATE):
        await desk.work.drop_timer(desk.actor, name)


async def _say_away(desk: Desk, spell: spells.Spell) -> None:
    """Tell the traveller once that nobody is there now, and when somebody will be; only inside the network's window."""
    work = desk.work
    told_already = spell.away_at is not None and spell.away_at > work.now - _AWAY_AGAIN
    open_window = window.choose(desk.conversation.heard_at, False, work.now) is window.Form.FREE
    if is_open(desk.week, work.now) or told_already or not open_window:
        return
    back = next_opening(desk.week, work.now)
    text = away(desk.conversation.language or "en", back, desk.week.zone)
    await desk.speaker.say(work, desk.conversation, Say(text))
    await spells.told_away(work, spell)


async def _give(desk: Desk) -> None:
    """Give the conversation to whoever fits; outside hours it is tried again when the place opens."""
    work = desk.work
    if not work.tenant.settings.auto_assign:
        return
    if not is_open(desk.week, work.now):
        back = next_opening(desk.week, work.now)
        if back is not None:
            await work.timer(desk.actor, OPEN, back)
        return
    # One giver at a time, so that two conversations are not both given to who has room for one.
    await work.sql.execute("select pg_advisory_xact_lock(hashtextextended('inbox:' || $1, 0))", work.tenant.id)
    labels = await work.sql.fetchval("select labels from conversation where id = $1", desk.conversation.id)
    need = Need(desk.conversation.language, frozenset(labels), desk.branch)
    chosen = choose(await colleagues(work), need)
    if chosen is None:
        return
    given = await commands.assign(work, desk.conversation.id, chosen.id)
    desk.conversation.state, desk.conversation.version = given.state, given.version
    await tell_staff(work, chosen.id, "assigned", desk.conversation.id)


async def _owner(desk: Desk) -> str | None:
    """Return who owes the answer, "" for nobody yet; None when nothing is owed any more."""
    row = await desk.work.sql.fetchrow(
        "select assigned_to from conversation where id = $1 and unanswered_since is not null and state in ($2, $3)",
        desk.conversation.id, ConversationState.WAITING, ConversationState.WITH_PERSON,
    )  # fmt: skip
    return None if row is None else row["assigned_to"]


async def _warn(desk: Desk) -> None:
    owner = await _owner(desk)
    if owner is None:
        return
    if owner:
        await tell_staff(desk.work, owner, "due", desk.conversation.id)
    await desk.work.note(f"conversation:{desk.conversation.id}", "conversation:answer_due")
    await desk.work.tell(AnswerDue(desk.conversation.id))


async def _late(desk: Desk) -> None:
    owner = await _owner(desk)
    spell = await spells.open_spell(desk.work, desk.conversation.id)
    if owner is None or spell is None:
        return
    await spells.breached(desk.work, spell)
    await mark(desk.work, desk.conversation.id, "late")
    if owner:
        await tell_staff(desk.work, owner, "late", desk.conversation.id)
    await desk.work.note(f"conversation:{desk.conversation.id}", "conversation:answer_late")
    await desk.work.tell(AnswerLate(desk.conversation.id))


async def _wake(desk: Desk) -> None:
    work, conversation = desk.work, desk.conversation
    woken = await work.sql.fetchval(
        "update conversation set snoozed_until = null where id = $1 and snoozed_until <= $2 returning assigned_to",
        conversation.id,
        work.now,
    )
    if woken is None:
        return
    await mark(work, conversation.id, "woken")
    await work.note(f"conversation:{conversation.id}", "conversation:woken")
    if woken:
        await tell_staff(work, woken, "woken", conversation.id)


_HEARS: dict[type[msgspec.Struct], Callable[[Desk, Any], Awaitable[None]]] = {
    ConversationWaiting: _waiting,
    ConversationTaken: _taken,
    ConversationAnswered: _answered,
    ConversationHandedBack: _ended,
    ConversationClosed: _ended,
    TakeUndone: _ended,
    TravellerWrote: _wrote,
    MessageUndelivered: _undelivered,
    OwnerWrote: _owner_wrote,
    AgentAvailable: _came,
}
_RINGS: dict[str, Callable[[Desk], Awaitable[None]]] = {
    WARN: _warn,
    LATE: _late,
    SNOOZE: _wake,
    OPEN: _came,
}
