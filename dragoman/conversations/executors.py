"""The outside calls of the conversation room: send a message, mark one read, fetch a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from dragoman.access import SYSTEM, Surface
from dragoman.command import Calls
from dragoman.conversations import window
from dragoman.conversations.channel import (
    Accepted,
    Channel,
    FetchError,
    Outcome,
    Recipient,
    Refused,
    Verdict,
)
from dragoman.conversations.effects import FetchAnswer, FetchAsk, Outgoing, SeenAsk, SendAnswer
from dragoman.conversations.facts import NetworkWarned
from dragoman.conversations.hearing import still_there
from dragoman.conversations.message import Delivery, Say, TemplateCall
from dragoman.conversations.number_keys import NumberKeys
from dragoman.conversations.queries import store_file
from dragoman.conversations.templates import DEFAULT_LANGUAGE, template_language
from dragoman.engine import Again, Done, Failed, Job, Lost, Policy, Result
from dragoman.kit.clock import Clock
from dragoman.kit.phone import region_of

MEDIA_BYTES_MAX = 16 * 1024 * 1024
_WINDOW_CLOSED = 131047  # the network's own code, given without asking when we know the answer
_PAIR_WAIT_S = 4.0  # Meta asks for 4^X seconds after a pair-rate refusal
_PAIR_WAIT_MAX_S = 3600.0
_STANDS_S = 60.0  # until a number that the network refuses is tried again
_STANDS_MAX = 500  # tries of one message: those behind it wait without a try

SEND_POLICY = Policy(timeout_s=35, attempts_max=3, backoff_s=(2, 10), concurrency=32, unknown_check_s=(20, 60, 120))
SEEN_POLICY = Policy(timeout_s=10, attempts_max=1, backoff_s=(5,), concurrency=8, unknown_check_s=())
FETCH_POLICY = Policy(timeout_s=60, attempts_max=3, backoff_s=(5, 30), concurrency=4, unknown_check_s=())


class SendMessage:
    """Sends one rendered message in the form that the window allows, and reads the network's verdict as data."""

    def __init__(self, calls: Calls, channels: Mapping[str, Channel], keys: NumberKeys, clock: Clock) -> None:
        self._calls = calls
        self._channels = channels
        self._keys = keys
        self._clock = clock

    async def run(self, job: Job) -> Result:
        """Send; a closed window switches to the template, a refused template to the plain one that only asks for a reply."""
        ask = await self._calls.ask(job, Outgoing)
        form = window.choose(ask.heard_at, bool(ask.template), self._clock.now())
        if form is not window.Form.FREE:
            form = window.choose(await self._heard_at(job, ask), bool(ask.template), self._clock.now())
        if form is window.Form.NONE and ask.covered:
            return Done(await self._calls.answer(job, SendAnswer(ask.message, last=False)))
        if form is window.Form.NONE:
            return await self._failed(job, ask, _WINDOW_CLOSED, Verdict.TEMPLATE, "the 24-hour window is closed")
        as_template = form is window.Form.TEMPLATE
        outcome = await self._send(job, ask, ask.template if as_template else ask.free)
        if isinstance(outcome, Refused) and outcome.verdict is Verdict.TEMPLATE and not as_template and ask.template:
            as_template, outcome = True, await self._send(job, ask, ask.template)
        if isinstance(outcome, Refused) and outcome.verdict is Verdict.PAYLOAD and as_template:
            outcome = await self._plain_template(job, ask, outcome)
        return await self._result(job, ask, outcome, as_template)

    async def resolve(self, job: Job) -> Result | None:
        """Look whether a status report has already proved the send; otherwise nobody knows.

        What must arrive and does no harm twice is then sent once more; all else stays unknown, for staff to see and send again.
        """
        ask = await self._calls.ask(job, Outgoing)
        async with self._calls.desk.work(job.tenant, SYSTEM, Surface.SYSTEM) as work:
            delivery = await work.sql.fetchval("select delivery from message where id = $1", ask.message)
        if delivery in (Delivery.SENT, Delivery.DELIVERED, Delivery.READ, Delivery.PLAYED):
            return Done(await self._calls.answer(job, SendAnswer(ask.message, last=ask.last)))
        if ask.repeats and job.attempt == 1 and job.checks >= len(SEND_POLICY.unknown_check_s):
            return Again(0, "no_echo")  # a network that took it would mostly have reported by now; only once
        return None

    async def _heard_at(self, job: Job, ask: Outgoing) -> datetime | None:
        async with self._calls.desk.work(job.tenant, SYSTEM, Surface.SYSTEM) as work:
            heard_at: datetime | None = await work.sql.fetchval(
                "select heard_at from conversation where id = $1", ask.conversation
            )
        return heard_at

    async def _send(self, job: Job, ask: Outgoing, body: bytes) -> Outcome:
        access = await self._keys.get(job.tenant, ask.number)
        return await self._channels[ask.channel].send(access, Recipient(ask.phone, ask.user_id), body, ask.tracker)

    async def _plain_template(self, job: Job, ask: Outgoing, outcome: Outcome) -> Outcome:
        """Send the template that only asks for a reply: in the person's language, else in one that the network approved."""
        async with self._calls.desk.work(job.tenant, SYSTEM, Surface.SYSTEM) as work:
            name, offered = work.tenant.name, work.tenant.settings.languages
            language: str | None = await work.sql.fetchval(
                "select p.language from conversation c join person p on p.id = c.person_id where c.id = $1",
                ask.conversation,
            )
        country = region_of("+" + ask.phone.lstrip("+")) or ""
        for code in dict.fromkeys((language or DEFAULT_LANGUAGE, DEFAULT_LANGUAGE, *offered[:1])):
            say = Say("", template=TemplateCall("trip_news", template_language(code, country), (name,)))
            body = self._channels[ask.channel].render(say, as_template=True)[0]
            outcome = await self._send(job, ask, body)
            if not (isinstance(outcome, Refused) and outcome.verdict is Verdict.PAYLOAD):
                break
        return outcome

    async def _result(self, job: Job, ask: Outgoing, outcome: Outcome, as_template: bool) -> Result:
        if isinstance(outcome, Accepted):
            answer = SendAnswer(ask.message, external_id=outcome.external_id, as_template=as_template, last=ask.last)
            return Done(await self._calls.answer(job, answer))
        if not isinstance(outcome, Refused):
            return Lost("send.unknown", await self._calls.answer(job, SendAnswer(ask.message, last=ask.last)))
        if outcome.verdict is Verdict.RETRY:
            return Again(outcome.retry_after or 2.0 * 5.0 ** (job.attempt - 1), str(outcome.code))
        if outcome.verdict is Verdict.PAIR:
            return Again(outcome.retry_after or min(_PAIR_WAIT_S**job.attempt, _PAIR_WAIT_MAX_S), str(outcome.code))
        if outcome.verdict in (Verdict.HOLD, Verdict.ACCOUNT) and job.attempt < _STANDS_MAX:
            return await self._number_stands(job, ask, outcome)
        return await self._failed(job, ask, outcome.code, outcome.verdict, outcome.detail)

    async def _number_stands(self, job: Job, ask: Outgoing, outcome: Refused) -> Again:
        """The network refuses the number, not the message: nothing of it is sent for a while, nothing is lost, a person is told."""
        async with self._calls.desk.work(job.tenant, SYSTEM, Surface.SYSTEM) as work:
            await work.tell(NetworkWarned("number", f"number:{ask.number}", str(outcome.code)))
        return Again(outcome.retry_after or _STANDS_S, str(outcome.code), hold_pace=True, patient=True)

    async def _failed(self, job: Job, ask: Outgoing, code: int, verdict: Verdict, detail: str) -> Failed:
        answer = SendAnswer(ask.message, code=code, verdict=verdict, detail=detail[:200], last=ask.last)
        return Failed(str(code), await self._calls.answer(job, answer))


class MarkSeen:
    """Marks a message read; losing this loses nothing, so it is tried once."""

    def __init__(self, calls: Calls, channels: Mapping[str, Channel], keys: NumberKeys) -> None:
        self._calls = calls
        self._channels = channels
        self._keys = keys

    async def run(self, job: Job) -> Result:
        """Mark read, with typing dots on request."""
        ask = await self._calls.ask(job, SeenAsk)
        access = await self._keys.get(job.tenant, ask.number)
        await self._channels[ask.channel].seen(access, ask.external_id, typing=ask.typing)
        return Done(b"")

    async def resolve(self, job: Job) -> Result | None:
        """Treat a lost answer as done: the mark is cosmetic."""
        return Done(b"")


class FetchFile:
    """Downloads a file that a person sent and stores it sealed; the row is the effect, so a repeat stores it once."""

    def __init__(
        self,
        calls: Calls,
        channels: Mapping[str, Channel],
        keys: NumberKeys,
        small: Callable[[bytes, str], bytes | None],
    ) -> None:
        """`small` makes a small picture of an image, or returns None for what is not one."""
        self._calls = calls
        self._channels = channels
        self._keys = keys
        self._small = small

    async def run(self, job: Job) -> Result:
        """Fetch, check by first bytes, store."""
        ask = await self._calls.ask(job, FetchAsk)
        access = await self._keys.get(job.tenant, ask.number)
        try:
            fetched = await self._channels[ask.channel].fetch(access, ask.media, limit_bytes=MEDIA_BYTES_MAX)
        except FetchError as reason:
            if reason.code == "network" and job.attempt < FETCH_POLICY.attempts_max:
                return Again(10.0, reason.code)
            return Failed(reason.code, await self._calls.answer(job, FetchAnswer(ask.message, code=reason.code)))
        async with self._calls.desk.work(job.tenant, SYSTEM, Surface.SYSTEM) as work:
            if not await still_there(work, ask.message):
                return Failed("gone", await self._calls.answer(job, FetchAnswer(ask.message, code="gone")))
            known = await work.sql.fetchval("select id from file where subject = $1", ask.subject)
            stored = known or await store_file(  # under a name of ours: theirs may be personal, and is kept in the sealed message
                work, subject=ask.subject, name=f"file.{fetched.media_type.split('/')[-1]}",
                media_type=fetched.media_type, content=fetched.content, sha256=bytes.fromhex(fetched.sha256),
                thumbnail=self._small(fetched.content, fetched.media_type),
            )  # fmt: skip
        return Done(await self._calls.answer(job, FetchAnswer(ask.message, file=str(stored))))

    async def resolve(self, job: Job) -> Result | None:
        """Fetch again: reading a file changes nothing."""
        return await self.run(job)
