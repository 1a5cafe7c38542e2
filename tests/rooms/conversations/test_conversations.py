"""People, messages, deliveries and the queue on the real database."""

from __future__ import annotations

from datetime import timedelta

import asyncpg
import pytest

from dragoman.access import Doer, Role, Surface
from dragoman.command import Refused, Work
from dragoman.conversations import commands, deliveries, hearing, people, records
from dragoman.conversations.channel import Recipient
from dragoman.conversations.effects import SendAnswer
from dragoman.conversations.facts import (
    ConversationClosed,
    ConversationHandedBack,
    ConversationTaken,
    ConversationWaiting,
    MessageUndelivered,
)
from dragoman.conversations.message import Delivery, DeliveryReport, Heard, HeardKind, Media, Say, Sender
from dragoman.conversations.queries import queue
from dragoman.conversations.records import Conversation
from dragoman.conversations.remarks import remarks
from dragoman.conversations.speaker import Speaker
from dragoman.conversations.threads import thread
from dragoman.engine import Store
from tests import lagos

OTHER = "tn_othertours00000000000000"


class Plain:
    """A network of the tests: renders a Say as its text; a long one in two parts."""

    name = "meta"

    def render(self, say: Say, *, as_template: bool = False) -> list[bytes]:
        if as_template:
            return [b"template"]
        return [say.text[:10].encode(), say.text[10:].encode()] if len(say.text) > 10 else [say.text.encode()]


SPEAKER = Speaker({"meta": Plain()})  # type: ignore[dict-item]


@pytest.fixture
async def world(store: Store) -> lagos.Lagos:
    found = await lagos.found(store)
    found.desk.routes.know(
        ConversationWaiting, ConversationTaken, ConversationHandedBack, ConversationClosed, MessageUndelivered
    )
    return found


async def begun(work: Work, number: str) -> Conversation:
    person = await people.recognise(work, Sender(phone=lagos.ADA, name="Ada Obi"))
    return await records.start(
        work, person=person, number=number, channel="meta", actor="chat:1:ada", to=Recipient(lagos.ADA), referral=None
    )


def text(
    work: Work, words: str, external_id: str = "wamid.1", kind: HeardKind = HeardKind.TEXT, **more: object
) -> Heard:
    return Heard(external_id, kind, work.now, Sender(phone=lagos.ADA), words, **more)  # type: ignore[arg-type]


async def test_a_message_is_heard_once_and_opens_the_window(world: lagos.Lagos) -> None:
    async with world.work() as work:
        conversation = await begun(work, world.number)
        first = await hearing.hear(work, conversation, text(work, "hello"))
        again = await hearing.hear(work, conversation, text(work, "hello"))
        assert first[0] is not None
        assert again[0] is None
        row = await work.sql.fetchrow("select heard_at, unread from conversation")
        assert (row["heard_at"], row["unread"]) == (work.now, 1)


async def test_card_numbers_are_masked_before_anything_is_stored(world: lagos.Lagos) -> None:
    async with world.work() as work:
        conversation = await begun(work, world.number)
        _, heard, seen = await hearing.hear(work, conversation, text(work, "pay with 4084 0840 8408 4081"))
        assert (heard.text, seen) == ("pay with [card …4081]", True)
        (line,) = await thread(work, conversation.id)
        assert line.heard is not None
        assert line.heard.text == "pay with [card …4081]"


async def test_nothing_personal_lies_open_in_the_tables(world: lagos.Lagos, database: object) -> None:
    async with world.work() as work:
        conversation = await begun(work, world.number)
        await hearing.hear(work, conversation, text(work, "I am Ada Obi", f"wamid.HBg{lagos.ADA}"))
        await SPEAKER.say(work, conversation, Say("Hello Ada"))
    owner = await asyncpg.connect(database.owner)  # type: ignore[attr-defined]
    tables = [
        r[0]
        for r in await owner.fetch(
            "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
        )
    ]
    assert "message" in tables
    for table in tables:
        for row in await owner.fetch(f'select t::text as line from "{table}" t'):
            for canary in (lagos.ADA, "Ada", "Obi", lagos.ADA.encode().hex()):
                assert canary not in row["line"], table
    await owner.close()


async def test_a_deleted_photo_leaves_nothing_behind(world: lagos.Lagos) -> None:
    async with world.work() as work:
        conversation = await begun(work, world.number)
        photo = text(
            work, "my passport", "wamid.photo", HeardKind.IMAGE, media=Media("m1", "image/jpeg", caption="passport")
        )
        message, _, _ = await hearing.hear(work, conversation, photo)
        await work.sql.execute(
            "insert into file (id, tenant_id, created_at, subject, name, media_type, size, sha256, sealed)"
            " values ('fi_1', $1, now(), $2, 'x', 'image/jpeg', 1, '', '')",
            work.tenant.id,
            f"message:{message}",
        )
        await hearing.hear(work, conversation, text(work, "", "wamid.revoke", HeardKind.REVOKE, target="wamid.photo"))
        line = (await thread(work, conversation.id))[0]
        assert line.heard is not None
        assert (line.heard.text, line.heard.media) == ("", Media(""))
        assert await work.sql.fetchval("select count(*) from file") == 0


async def test_an_edit_marks_what_it_replaces(world: lagos.Lagos) -> None:
    async with world.work() as work:
        conversation = await begun(work, world.number)
        first, _, _ = await hearing.hear(work, conversation, text(work, "LOS-ABV", "wamid.first"))
        await hearing.hear(work, conversation, text(work, "Kano", "wamid.second"))
        await hearing.hear(
            work, conversation, text(work, "LOS-ACC", "wamid.edit", HeardKind.EDIT, target="wamid.first")
        )
        assert [r["id"] for r in await work.sql.fetch("select id from message where replaced")] == [first]


async def test_a_deletion_before_its_message_is_kept_and_applied_when_it_comes(world: lagos.Lagos) -> None:
    async with world.work() as work:
        conversation = await begun(work, world.number)
        await hearing.hear(work, conversation, text(work, "", "wamid.revoke", HeardKind.REVOKE, target="wamid.late"))
        late = text(work, "my card pin is 1234", "wamid.late", HeardKind.TEXT)
        assert (await hearing.hear(work, conversation, late))[0] is None  # nothing for the bot to answer
        revoke, line = await thread(work, conversation.id)
        assert line.heard is not None
        assert (line.heard.text, line.fate, revoke.target) == ("", "deleted", line.id)
        assert await work.sql.fetchval("select count(*) from message_word") == 0


async def test_an_edit_before_its_message_stands(world: lagos.Lagos) -> None:
    async with world.work() as work:
        conversation = await begun(work, world.number)
        edit = text(work, "LOS-ACC", "wamid.edit", HeardKind.EDIT, target="wamid.late")
        assert (await hearing.hear(work, conversation, edit))[0] is not None
        assert (await hearing.hear(work, conversation, text(work, "LOS-ABV", "wamid.late")))[0] is None
        assert [(line.heard.text, line.fate) for line in await thread(work, conversation.id) if line.heard] == [
            ("LOS-ACC", ""),
            ("LOS-ABV", "edited"),
        ]


async def test_a_deleted_message_takes_its_edits_with_it(world: lagos.Lagos) -> None:
    async with world.work() as work:
        conversation = await begun(work, world.number)
        await hearing.hear(work, conversation, text(work, "LOS-ABV", "wamid.first"))
        await hearing.hear(work, conversation, text(work, "LOS-ACC", "wamid.e", HeardKind.EDIT, target="wamid.first"))
        await hearing.hear(work, conversation, text(work, "", "wamid.r", HeardKind.REVOKE, target="wamid.first"))
        shown = [line.heard.text for line in await thread(work, conversation.id) if line.heard]
        assert shown == ["", "", ""]


async def test_a_take_and_a_close_are_undone_by_who_did_them_within_a_minute(world: lagos.Lagos) -> None:
    async with world.work() as work:
        chat = (await begun(work, world.number)).id
        await commands.hand_over(work, chat, "asked")
    async with world.work(lagos.SALES, Surface.CONSOLE) as work:
        await commands.take(work, chat)
        assert (await commands.undo(work, chat)).state == "WAITING"
        await commands.take(work, chat)
        await commands.close(work, chat)
    async with world.work(lagos.MANAGER, Surface.CONSOLE) as work:
        with pytest.raises(Refused, match=r"undo\.late"):
            await commands.undo(work, chat)
    async with world.work(lagos.SALES, Surface.CONSOLE) as work:
        assert (await commands.undo(work, chat)).state == "WITH_PERSON"
        assert await work.sql.fetchval("select assigned_to from conversation") == lagos.SALES.id
        await commands.close(work, chat)
    world.clock.shift += timedelta(seconds=61)
    with pytest.raises(Refused, match=r"undo\.late"):
        async with world.work(lagos.SALES, Surface.CONSOLE) as work:
            await commands.undo(work, chat)


async def test_every_move_leaves_a_marker(world: lagos.Lagos) -> None:
    async with world.work() as work:
        chat = (await begun(work, world.number)).id
        await commands.hand_over(work, chat, "asked")
    async with world.work(lagos.SALES, Surface.CONSOLE) as work:
        await commands.take(work, chat)
        await commands.hand_back(work, chat)
        lines = await remarks(work, chat, since=None, until=None)
    assert [(r.kind, r.tag, r.author, r.public) for r in lines] == [
        ("marker", "hand_over", "system", {"reason": "asked"}),
        ("marker", "take", lagos.SALES.id, {"staff": lagos.SALES.id}),
        ("marker", "hand_back", lagos.SALES.id, {}),
    ]


async def test_phone_and_scoped_id_are_one_person_and_conflicts_are_kept_apart(world: lagos.Lagos) -> None:
    async with world.work() as work:
        both = await people.recognise(work, Sender(phone=lagos.ADA, user_id="NG.111", name="Ada"))
        assert await people.recognise(work, Sender(user_id="NG.111")) == both
        assert await people.recognise(work, Sender(phone=lagos.ADA)) == both
        kofi = await people.recognise(work, Sender(user_id="GH.222"))
        assert kofi != both
        assert await people.recognise(work, Sender(phone=lagos.ADA, user_id="GH.222")) == both
        conflicts = await work.sql.fetch("select subject from timeline where tag = 'person:identity_conflict'")
        assert {row["subject"] for row in conflicts} == {f"person:{both}", f"person:{kofi}"}


async def test_a_report_before_its_answer_is_joined_and_an_echo_settles_a_lost_send(world: lagos.Lagos) -> None:
    async with world.work() as work:
        conversation = await begun(work, world.number)
        message = await SPEAKER.say(work, conversation, Say("short"))
        assert (
            await deliveries.report(work, DeliveryReport("wamid.out", "delivered", work.now, Sender(phone=lagos.ADA)))
            is None
        )
        await deliveries.sent(work, SendAnswer(message, external_id="wamid.out"), "done")
        assert await work.sql.fetchval("select delivery from message where id = $1", message) == Delivery.DELIVERED
        lost = await SPEAKER.say(work, conversation, Say("lost"))
        await work.sql.execute("update effect set state = 'UNKNOWN' where key = $1", f"send:{lost}")
        await deliveries.sent(work, SendAnswer(lost), "unknown")
        await deliveries.report(
            work, DeliveryReport("wamid.lost", "sent", work.now, Sender(phone=lagos.ADA), tracker=lost)
        )
        assert await work.sql.fetchval("select state from effect where key = $1", f"send:{lost}") == "SENT"
        assert await work.sql.fetchval("select delivery from message where id = $1", lost) == Delivery.SENT


async def test_a_failure_that_is_reported_before_its_answer_is_told(world: lagos.Lagos) -> None:
    heard: list[object] = []

    async def listener(_work: object, fact: object) -> tuple[str, ...]:
        heard.append(fact)
        return ()

    world.desk.routes.listen(listener)
    async with world.work() as work:
        conversation = await begun(work, world.number)
        message = await SPEAKER.say(work, conversation, Say("short"))
        early = DeliveryReport("wamid.early", "failed", work.now, Sender(phone=lagos.ADA), code=131026)
        assert await deliveries.report(work, early) is None
        await deliveries.sent(work, SendAnswer(message, external_id="wamid.early"), "done")
        assert await work.sql.fetchval("select delivery from message where id = $1", message) == Delivery.FAILED
        assert heard == [MessageUndelivered(conversation.id, message, 131026)]


async def test_a_message_is_undelivered_once_and_never_after_it_arrived(world: lagos.Lagos) -> None:
    heard: list[object] = []

    async def listener(_work: object, fact: object) -> tuple[str, ...]:
        heard.append(fact)
        return ()

    world.desk.routes.listen(listener)
    async with world.work() as work:
        conversation = await begun(work, world.number)
        lost = await SPEAKER.say(work, conversation, Say("short"))
        await deliveries.sent(work, SendAnswer(lost, code=131026), "failed")
        await deliveries.report(work, DeliveryReport("w1", "failed", work.now, Sender(), tracker=lost, code=131026))
        assert heard == [MessageUndelivered(conversation.id, lost, 131026)]
        arrived = await SPEAKER.say(work, conversation, Say("again"))
        await deliveries.report(work, DeliveryReport("w2", "delivered", work.now, Sender(), tracker=arrived))
        await deliveries.sent(work, SendAnswer(arrived, code=131000), "failed")
        assert len(heard) == 1


async def test_parts_of_a_long_text_go_in_order_and_the_last_one_counts(world: lagos.Lagos) -> None:
    async with world.work() as work:
        conversation = await begun(work, world.number)
        message = await SPEAKER.say(work, conversation, Say("0123456789abc"))
        rows = await work.sql.fetch("select key, lane from effect order by id")
        assert [r["key"] for r in rows] == [f"send:{message}.0", f"send:{message}"]
        assert {r["lane"] for r in rows} == {conversation.actor}
        await deliveries.report(work, DeliveryReport("w0", "read", work.now, Sender(), tracker=f"{message}.0"))
        assert await work.sql.fetchval("select delivery from message where id = $1", message) != Delivery.READ


async def test_marketing_is_refused_to_somebody_who_said_stop(world: lagos.Lagos) -> None:
    async with world.work() as work:
        conversation = await begun(work, world.number)
        await commands.stop_messages(work, conversation.person, "chat")
        conversation = await records.by_id(work, conversation.id) or conversation
        with pytest.raises(Refused) as refusal:
            await SPEAKER.say(work, conversation, Say("Sale", purpose="marketing"))
        assert refusal.value.code == "consent"
        assert await work.sql.fetchval("select count(*) from message where not heard") == 0
        await SPEAKER.say(work, conversation, Say("Your ticket"))
        await commands.start_messages(work, conversation.person, "chat")
        assert [r["granted"] for r in await work.sql.fetch("select granted from consent order by created_at, id")] == [
            False,
            True,
        ]


async def test_hand_over_take_and_hand_back(world: lagos.Lagos) -> None:
    async with world.work() as work:
        conversation = await begun(work, world.number)
    async with world.work(Doer(Role.CUSTOMER, conversation.person), Surface.WHATSAPP) as work:
        await commands.hand_over(work, conversation.id, "asked")
        (waiting,) = await queue(work)
        assert (waiting.conversation, waiting.reason) == (conversation.id, "asked")
    async with world.work(lagos.SALES, Surface.API) as work:
        await commands.take(work, conversation.id)
        assert await queue(work) == ()
    with pytest.raises(Refused) as taken:
        async with world.work(lagos.OPERATIONS, Surface.API) as work:
            await commands.take(work, conversation.id)
    assert taken.value.code == "conversation.taken"
    with pytest.raises(Refused) as kept:
        async with world.work(lagos.OPERATIONS, Surface.API) as work:
            await commands.hand_back(work, conversation.id)
    assert kept.value.code == "conversation.taken"
    async with world.work() as work:
        assert tuple(await work.sql.fetchrow("select state, assigned_to from conversation")) == (
            "WITH_PERSON",
            lagos.SALES.id,
        )
    async with world.work(lagos.SALES, Surface.API) as work:
        await commands.hand_back(work, conversation.id)
        assert tuple(await work.sql.fetchrow("select state, assigned_to from conversation")) == ("WITH_BOT", "")


@pytest.mark.parametrize(
    ("doer", "act"),
    [
        (lagos.GUIDE, "take"), (lagos.GUIDE, "hand_over"), (lagos.SALES, "close"), (lagos.OPERATIONS, "close"), (Doer(Role.CUSTOMER, "pe_other"), "take"),
        (Doer(Role.CUSTOMER, "pe_other"), "hand_over"), (Doer(Role.CUSTOMER, "pe_other"), "close"),
    ],
)  # fmt: skip
async def test_who_may_not_touch_a_conversation_changes_nothing(world: lagos.Lagos, doer: Doer, act: str) -> None:
    async with world.work() as work:
        conversation = await begun(work, world.number)
    with pytest.raises(Refused) as refusal:
        async with world.work(doer, Surface.API) as work:
            await getattr(commands, act)(work, conversation.id, *(["x"] if act == "hand_over" else []))
    assert refusal.value.code in ("role", "not_found", "conversation.not_taken")
    async with world.work() as work:
        assert tuple(await work.sql.fetchrow("select state, version, assigned_to from conversation")) == (
            "WITH_BOT",
            0,
            "",
        )


async def test_another_business_sees_nothing(world: lagos.Lagos, store: Store) -> None:
    async with world.work() as work:
        conversation = await begun(work, world.number)
    other = await lagos.found(store, tenant=OTHER, slug="other", name="Other", number_id="200000000000001")
    async with other.desk.work(OTHER, lagos.MANAGER, Surface.API) as work:
        assert await records.by_id(work, conversation.id) is None
        assert await queue(work) == ()
        assert await work.sql.fetchval("select count(*) from person") == 0


async def test_time_moves_only_by_the_products_clock(world: lagos.Lagos) -> None:
    async with world.work() as work:
        before = work.now
    world.clock.shift += timedelta(hours=25)
    async with world.work() as work:
        assert timedelta(hours=25) <= work.now - before < timedelta(hours=25, minutes=1)
