"""A long message outside the window: its template goes out once, and nothing of it counts as failed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest

from dragoman.cli.facts import routes
from dragoman.command import Calls
from dragoman.conversations.channel import Accepted, NumberAccess, Recipient, Refused, Verdict
from dragoman.conversations.effects import SEND, Outgoing
from dragoman.conversations.executors import SendMessage
from dragoman.conversations.facts import NetworkWarned
from dragoman.conversations.message import Attachment, Choice, Link, Say, TemplateCall
from dragoman.conversations.speaker import Speaker
from dragoman.engine import Again, Done, Failed, Job, Store
from tests import lagos
from tests.rooms.conversations.test_conversations import Plain, begun


class Network(Plain):
    def __init__(self) -> None:
        self.sent: list[bytes] = []

    async def send(self, access: NumberAccess, to: Recipient, body: bytes, tracker: str) -> Accepted:
        self.sent.append(body)
        return Accepted(f"wamid.{tracker}")


class Keys:
    async def get(self, tenant: str, number_id: str) -> NumberAccess:
        return NumberAccess(number_id, "", "")


@pytest.fixture
async def world(store: Store) -> lagos.Lagos:
    return await lagos.found(store)


@pytest.mark.parametrize(
    ("stand_in", "sent", "results"),
    [(TemplateCall("trip_booked", "en"), [b"template"], [Done, Done]), (None, [], [Failed, Failed])],
)
async def test_a_long_text_after_the_window(
    world: lagos.Lagos, stand_in: TemplateCall | None, sent: list[bytes], results: list[type]
) -> None:
    network = Network()
    async with world.work() as work:
        conversation = await begun(work, world.number)
        conversation.heard_at = work.now - timedelta(hours=25)
        await Speaker({"meta": network}).say(work, conversation, Say("0123456789abc", template=stand_in))  # type: ignore[dict-item]
        rows = await work.sql.fetch("select id, key, body from effect where kind = $1 order by id", SEND)
        jobs = [Job(lagos.TENANT, conversation.actor, SEND, r["key"], "", bytes(r["body"]), 1, r["id"]) for r in rows]
        first = msgspec.msgpack.decode(work.vault.open("effect", "body", jobs[0].key, jobs[0].body), type=Outgoing)
        assert first.last is False
    send = SendMessage(Calls(world.desk), {"meta": network}, Keys(), world.clock)  # type: ignore[arg-type, dict-item]
    assert [type(await send.run(job)) for job in jobs] == results
    assert network.sent == sent


class OnlySome(Network):
    """A network that has approved templates in `languages` alone."""

    def __init__(self, *languages: str) -> None:
        super().__init__()
        self.languages = languages

    def render(self, say: Say, *, as_template: bool = False) -> list[bytes]:
        return [f"{say.template.name} {say.template.language}".encode()] if say.template and as_template else [b"free"]

    async def send(self, access: NumberAccess, to: Recipient, body: bytes, tracker: str) -> Accepted | Refused:  # type: ignore[override]
        self.sent.append(body)
        if body.decode().rpartition(" ")[2] in self.languages:
            return Accepted(f"wamid.{tracker}")
        return Refused(132001, "template does not exist in the translation", Verdict.PAYLOAD)


@pytest.mark.parametrize(
    ("approved", "sent", "result"),
    [
        (("fr",), [b"trip_booked fr"], Done),
        (("en",), [b"trip_booked fr", b"trip_news fr", b"trip_news en"], Done),
        ((), [b"trip_booked fr", b"trip_news fr", b"trip_news en"], Failed),
    ],
)
async def test_a_template_that_is_not_approved_in_a_language_gives_way_to_one_that_is(
    world: lagos.Lagos, approved: tuple[str, ...], sent: list[bytes], result: type
) -> None:
    network = OnlySome(*approved)
    async with world.work() as work:
        conversation = await begun(work, world.number)
        await work.sql.execute("update person set language = 'fr' where id = $1", conversation.person)
        conversation.heard_at = work.now - timedelta(hours=25)
        say = Say("Bonjour", template=TemplateCall("trip_booked", "fr"))
        await Speaker({"meta": network}).say(work, conversation, say)  # type: ignore[dict-item]
        row = await work.sql.fetchrow("select id, key, body from effect where kind = $1", SEND)
        job = Job(lagos.TENANT, conversation.actor, SEND, row["key"], "", bytes(row["body"]), 1, row["id"])
    send = SendMessage(Calls(world.desk), {"meta": network}, Keys(), world.clock)  # type: ignore[arg-type, dict-item]
    assert type(await send.run(job)) is result
    assert network.sent == sent


@pytest.mark.parametrize(
    ("say", "repeated"),
    [
        (Say("Hello"), False),
        (Say("Which day?", choices=(Choice("a", "Friday"),)), False),
        (Say("Pay here", link=Link("Pay", "https://pay.lagostours.example/x")), True),
        (
            Say("Your ticket", attachment=Attachment("fi_1", "itinerary.pdf", "application/pdf"), purpose="utility"),
            True,
        ),
        (Say("Sale!", link=Link("See", "https://lagostours.example"), purpose="marketing"), False),
    ],
)
async def test_a_send_that_nobody_knows_of_is_repeated_only_when_it_must_arrive(
    world: lagos.Lagos, say: Say, repeated: bool
) -> None:
    network = Network()
    async with world.work() as work:
        conversation = await begun(work, world.number)
        message = await Speaker({"meta": network}).say(work, conversation, say)  # type: ignore[dict-item]
        row = await work.sql.fetchrow("select id, key, body from effect where kind = $1", SEND)
    assert row is not None
    send = SendMessage(Calls(world.desk), {"meta": network}, Keys(), world.clock)  # type: ignore[arg-type, dict-item]

    async def looked(attempt: int, checks: int) -> type:
        body = bytes(row["body"])
        job = Job(lagos.TENANT, conversation.actor, SEND, row["key"], "", body, attempt, row["id"], checks)
        return type(await send.resolve(job))

    assert await looked(1, 2) is type(None), "there are looks left"
    assert await looked(1, 3) is (Again if repeated else type(None))
    assert await looked(2, 3) is type(None), "once, and never a third time"
    async with world.work() as work:
        await work.sql.execute("update message set delivery = 'sent' where id = $1", message)
    assert await looked(1, 3) is Done, "an echo came after all"
    assert network.sent == []


class Locked(Network):
    """A network that refuses the account."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__()
        self.verdict = verdict

    async def send(self, access: NumberAccess, to: Recipient, body: bytes, tracker: str) -> Refused:  # type: ignore[override]
        return Refused(190, "session expired", self.verdict)


@pytest.mark.parametrize("verdict", [Verdict.ACCOUNT, Verdict.HOLD])
async def test_a_number_that_is_refused_waits_and_a_person_is_told(world: lagos.Lagos, verdict: Verdict) -> None:
    heard: list[object] = []

    async def listener(_work: object, fact: object) -> tuple[str, ...]:
        heard.append(fact)
        return ()

    world.desk.routes = routes()
    world.desk.routes.listen(listener)
    network = Locked(verdict)
    async with world.work() as work:
        conversation = await begun(work, world.number)
        conversation.heard_at = work.now
        await Speaker({"meta": network}).say(work, conversation, Say("Hello"))  # type: ignore[dict-item]
        row = await work.sql.fetchrow("select id, key, body from effect where kind = $1", SEND)
    assert row is not None
    send = SendMessage(Calls(world.desk), {"meta": network}, Keys(), world.clock)  # type: ignore[arg-type, dict-item]
    job = Job(lagos.TENANT, conversation.actor, SEND, row["key"], "", bytes(row["body"]), 4, row["id"])
    assert await send.run(job) == Again(60.0, "190", hold_pace=True, patient=True)
    assert heard == [NetworkWarned("number", f"number:{world.number}", "190")]
    assert type(await send.run(replace(job, attempt=500))) is Failed
