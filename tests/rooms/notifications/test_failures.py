"""What cannot be typeset, mailed or delivered: the traveller still hears what counts, and a person sees it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dragoman.access import SYSTEM
from dragoman.command import Work
from dragoman.conversations import people, records
from dragoman.conversations.channel import Recipient
from dragoman.conversations.facts import MessageUndelivered
from dragoman.conversations.message import Sender
from dragoman.conversations.threads import thread
from dragoman.engine import Event, Turn
from dragoman.notifications.alerts import alerts_turn, open_alerts
from dragoman.notifications.effects import MAIL, PAPERS, MailAsk
from dragoman.notifications.turn import NoticeTurn
from tests import lagos
from tests.rooms.bookings.world import CHAT, World
from tests.rooms.conversations.test_conversations import SPEAKER


async def ticketed(world: World) -> str:
    """A booking with its ticket, and Ada's conversation that asked for it."""
    name, reference = await world.linked()
    async with world.work(SYSTEM) as work:
        person = await people.recognise(work, Sender(phone=lagos.ADA))
        begun = await records.start(
            work, person=person, number=world.lagos.number, channel="meta", actor=CHAT, to=Recipient(lagos.ADA), referral=None
        )  # fmt: skip
        await work.sql.execute("update conversation set heard_at = $2 where id = $1", begun.id, work.now)
    await world.pay(reference)
    return name


async def failed(work: Work, booking: str, kind: str, key: str) -> None:
    """Tell the booking's notices that a call is out of attempts."""
    await work.sql.execute(
        "insert into effect (tenant_id, actor, kind, key, lane, body, due, state, code)"
        " values ($1, $2, $3, $4, '', '', null, 'FAILED', 'RuntimeError')",
        work.tenant.id, f"notice:{booking}", kind, key,
    )  # fmt: skip
    actor = f"notice:{booking}"
    event = Event(actor, 1, "effect", f"{key}#failed#5", f"{kind}.failed", b"", datetime(2026, 11, 20, tzinfo=UTC))
    await NoticeTurn(SPEAKER)(work, Turn(work.unit, work.tenant.id, actor, (event,)))


async def said(work: Work) -> list[str]:
    conversation = await records.by_actor(work, CHAT)
    assert conversation is not None
    return [line.said.text for line in await thread(work, conversation.id) if line.said]


async def test_without_papers_the_references_are_told_and_mailed_and_a_person_sees_it(world: World) -> None:
    name = await ticketed(world)
    view = await world.view(name)
    async with world.work(SYSTEM) as work:
        key = f"{PAPERS}:{name}:confirmed"
        await failed(work, name, PAPERS, key)
        (text,) = await said(work)
        assert view.pnr in text
        assert view.reference in text
        assert "attached" not in text
        body = await work.sql.fetchval("select body from effect where kind = $1", MAIL)
        mail = work.open("effect", "body", f"{MAIL}:{key}", bytes(body), MailAsk)
        assert mail.files == ()
        assert view.pnr in mail.text
        assert "enclosed" not in mail.text
        assert [(a.kind, a.subject, a.code) for a in await open_alerts(work)] == [
            ("papers_failed", f"booking:{name}", "RuntimeError")
        ]


async def test_papers_that_cannot_be_sent_again_are_said_to_be_missing(world: World) -> None:
    name = await ticketed(world)
    async with world.work(SYSTEM) as work:
        await failed(work, name, PAPERS, f"{PAPERS}:{name}:rq_1")
        (text,) = await said(work)
        assert (await world.view(name)).pnr in text
        assert await work.sql.fetchval("select count(*) from effect where kind = $1", MAIL) == 0
        assert [a.kind for a in await open_alerts(work)] == ["papers_failed"]


async def test_a_mail_that_cannot_be_sent_is_seen_by_a_person(world: World) -> None:
    name = await ticketed(world)
    async with world.work(SYSTEM) as work:
        await failed(work, name, MAIL, f"{MAIL}:{PAPERS}:{name}:confirmed")
        assert await said(work) == []
        assert [(a.kind, a.subject) for a in await open_alerts(work)] == [("mail_failed", f"booking:{name}")]


@pytest.mark.parametrize("times", [1, 3])
async def test_an_undelivered_message_opens_one_alert_and_mails_nobody(world: World, times: int) -> None:
    world.lagos.desk.routes.know(MessageUndelivered)
    async with world.work(SYSTEM) as work:
        sealed = work.vault.seal("letter", "body", "", work.routes.encode(MessageUndelivered("cv_1", "ms_1", 131026)))
        actor = f"alerts:{work.tenant.id}"
        events = tuple(Event(actor, n, "letter", f"{actor}#{n}", "fact", sealed, work.now) for n in range(times))
        await alerts_turn(work, Turn(work.unit, work.tenant.id, actor, events))
        assert [(a.kind, a.subject, a.code) for a in await open_alerts(work)] == [
            ("message_undelivered", "conversation:cv_1", "131026")
        ]
        assert await work.sql.fetchval("select count(*) from effect where kind = $1", MAIL) == 0
