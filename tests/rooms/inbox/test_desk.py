"""Spells and promises, away, assignment, snooze, notes: what the desk does by itself, on the real database."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from dragoman.command import Refused
from dragoman.conversations import commands, replies
from dragoman.conversations.remarks import remarks
from dragoman.conversations.threads import thread
from dragoman.inbox.colleagues import set_available, set_skills
from dragoman.inbox.labels import add_label, set_labels
from dragoman.inbox.lists import entry
from dragoman.inbox.notes import write_note
from dragoman.inbox.notices import notices_of, see_notices
from dragoman.inbox.opening import Block, set_hours
from dragoman.inbox.snoozing import snooze
from dragoman.notifications.queues import queues
from tests import lagos
from tests.rooms.inbox.world import Bureau

WEEKDAYS = tuple(Block(day, time(9), time(18)) for day in range(5))


async def answer(bureau: Bureau, who: str, chat: str, text: str = "Hello Ada") -> None:
    async with bureau.at(who) as work:
        await replies.reply(work, bureau.speaker, chat, text)
    await bureau.engine.drain()


async def hours(bureau: Bureau) -> None:
    async with bureau.at("femi") as work:
        await set_hours(work, None, WEEKDAYS)


async def alerts(bureau: Bureau) -> list[str]:
    return [r["kind"] for r in await bureau.rows("select kind from alert where closed_at is null order by kind")]


async def test_the_times_of_a_spell_are_kept(bureau: Bureau) -> None:
    chat = await bureau.waits()
    await bureau.later(minutes=3)
    async with bureau.at("bayo") as work:
        await commands.take(work, chat)
    await bureau.later(minutes=2)
    await answer(bureau, "bayo", chat)
    await bureau.later(minutes=5)
    await answer(bureau, "bayo", chat, "Anything else?")
    async with bureau.at("bayo") as work:
        await commands.close(work, chat)
    await bureau.engine.drain()
    (spell,) = await bureau.rows("select staff_id, reason, outcome, response_s, resolution_s, breached from spell")
    assert spell == {
        "staff_id": bureau.staff["bayo"].id, "reason": "asked", "outcome": "closed", "response_s": 300, "resolution_s": 600, "breached": False,
    }  # fmt: skip


async def test_a_promise_is_warned_of_before_it_breaks_and_an_answer_ends_it(bureau: Bureau) -> None:
    await bureau.settings(answer_minutes=20)
    chat = await bureau.waits()
    async with bureau.at("bayo") as work:
        await commands.take(work, chat)
    await bureau.later(minutes=14)
    assert await alerts(bureau) == []
    await bureau.later(minutes=1)
    assert await alerts(bureau) == ["answer_due"]
    await bureau.later(minutes=5)
    assert await alerts(bureau) == ["answer_late"]
    async with bureau.at("bayo") as work:
        assert {n.kind for n in await notices_of(work, work.by.id)} == {"due", "late"}
    await answer(bureau, "bayo", chat)
    assert await alerts(bureau) == []
    assert (await bureau.rows("select breached from spell")) == [{"breached": True}]


async def test_late_is_what_is_owed_now_not_what_was_late_once(bureau: Bureau) -> None:
    await bureau.settings(answer_minutes=20)
    chat = await bureau.waits()
    async with bureau.at("bayo") as work:
        await commands.take(work, chat)
    await bureau.later(minutes=21)
    assert await late(bureau, chat) == (True, 1)
    await answer(bureau, "bayo", chat)
    assert await late(bureau, chat) == (False, 0)
    await bureau.writes(text="one more thing")
    assert await late(bureau, chat) == (False, 0)  # promised anew, and there is time
    await bureau.later(minutes=21)
    assert await late(bureau, chat) == (True, 1)  # the second time counts like the first


async def late(bureau: Bureau, chat: str) -> tuple[bool, int]:
    """Whether the list marks it late, and how many stand in the queue of broken promises."""
    async with bureau.at("bayo") as work:
        shown = await entry(work, chat)
        standing = {one.name: one.count for one in await queues(work)}
    assert shown is not None
    return shown.late, standing["sla"]


async def test_an_answer_in_time_is_followed_by_silence(bureau: Bureau) -> None:
    await bureau.settings(answer_minutes=20)
    chat = await bureau.waits()
    async with bureau.at("bayo") as work:
        await commands.take(work, chat)
    await answer(bureau, "bayo", chat)
    await bureau.later(hours=2)
    assert await alerts(bureau) == []
    await bureau.writes(text="And one more thing")  # the clock starts anew
    await bureau.later(minutes=20)
    assert await alerts(bureau) == ["answer_late"]


async def test_a_promise_waits_for_the_morning(bureau: Bureau) -> None:
    await bureau.settings(answer_minutes=20)
    await hours(bureau)
    await bureau.later(hours=7, minutes=50)  # 17:50 on Friday in Lagos
    await bureau.waits()
    await bureau.later(hours=60)
    assert await alerts(bureau) == ["conversation_waiting"]
    await bureau.later(hours=3, minutes=20)  # Monday, ten past nine
    assert await alerts(bureau) == ["answer_late", "conversation_waiting"]


async def test_who_writes_at_night_is_told_once_when_somebody_is_there(bureau: Bureau) -> None:
    await hours(bureau)
    await bureau.later(hours=12)
    chat = await bureau.waits()
    await bureau.writes(text="hello?")
    async with bureau.lagos.work() as work:
        said = [line.said.text for line in await thread(work, chat) if line.said]
    assert said == ["Our team is away now and answers from Monday 23 November, 09:00. Your message is kept."]


async def test_by_day_nobody_is_away(bureau: Bureau) -> None:
    await hours(bureau)
    chat = await bureau.waits()
    async with bureau.lagos.work() as work:
        assert [line for line in await thread(work, chat) if line.said] == []


async def test_a_waiting_conversation_goes_to_who_is_there_and_has_least(bureau: Bureau) -> None:
    await bureau.settings(auto_assign=True)
    async with bureau.at("bayo") as work:
        await set_available(work, True)
    first = await bureau.waits()
    assert (await bureau.chat(first)).assigned_to == bureau.staff["bayo"].id
    async with bureau.at("chidi") as work:
        await set_available(work, True)
    second = await bureau.waits(lagos.KOFI, name="Kofi Mensah")
    assert (await bureau.chat(second)).assigned_to == bureau.staff["chidi"].id
    async with bureau.at("chidi") as work:
        assert [n.kind for n in await notices_of(work, work.by.id)] == ["assigned"]


async def test_somebody_full_or_of_another_language_gets_nothing(bureau: Bureau) -> None:
    await bureau.settings(auto_assign=True)
    async with bureau.at("efua") as work:
        await set_skills(work, bureau.staff["bayo"].id, languages=["fr"], labels=[], max_open=5)
        await set_skills(work, bureau.staff["chidi"].id, languages=[], labels=[], max_open=1)
    for who in ("bayo", "chidi"):
        async with bureau.at(who) as work:
            await set_available(work, True)
    async with bureau.lagos.work() as work:
        pass
    first, second = await bureau.waits(), await bureau.waits(lagos.KOFI, name="Kofi Mensah")
    assert (await bureau.chat(first)).assigned_to == bureau.staff["chidi"].id
    assert ((await bureau.chat(second)).assigned_to, (await bureau.chat(second)).state) == ("", "WAITING")


async def test_who_comes_gets_what_waits(bureau: Bureau) -> None:
    await bureau.settings(auto_assign=True)
    chat = await bureau.waits()
    assert (await bureau.chat(chat)).state == "WAITING"
    async with bureau.at("bayo") as work:
        await set_available(work, True)
    await bureau.engine.drain()
    assert (await bureau.chat(chat)).assigned_to == bureau.staff["bayo"].id


async def test_a_snoozed_conversation_wakes_at_its_time_or_when_the_traveller_writes(bureau: Bureau) -> None:
    chat = await bureau.waits()
    async with bureau.at("bayo") as work:
        await commands.take(work, chat)
        await snooze(work, chat, work.now + timedelta(hours=3))
    await bureau.later(hours=2, minutes=59)
    (row,) = await bureau.rows("select snoozed_until is not null as away from conversation")
    assert row["away"]
    await bureau.later(minutes=2)
    assert (await bureau.rows("select snoozed_until from conversation")) == [{"snoozed_until": None}]
    async with bureau.at("bayo") as work:
        assert [n.kind for n in await notices_of(work, work.by.id)] == ["woken"]
        await snooze(work, chat, work.now + timedelta(hours=3))
    await bureau.writes(text="I am back")
    assert (await bureau.rows("select snoozed_until from conversation")) == [{"snoozed_until": None}]


async def test_a_note_is_for_staff_and_tells_who_it_mentions(bureau: Bureau) -> None:
    chat = await bureau.waits()
    async with bureau.at("bayo") as work:
        await write_note(work, chat, "@efua she wants a refund, @nobody and @chidi.eze know more")
    async with bureau.at("efua") as work:
        assert [(n.kind, n.conversation) for n in await notices_of(work, work.by.id)] == [("mention", chat)]
        await see_notices(work, chat)
        assert await notices_of(work, work.by.id) == ()
        note = (await remarks(work, chat, since=None, until=None))[-1]
    assert (note.kind, note.text, note.author) == (
        "note", "@efua she wants a refund, @nobody and @chidi.eze know more", bureau.staff["bayo"].id,
    )  # fmt: skip
    async with bureau.at("chidi") as work:
        assert [n.kind for n in await notices_of(work, work.by.id)] == ["mention"]
    async with bureau.lagos.work() as work:
        assert [line for line in await thread(work, chat) if line.said] == []


async def test_labels_are_the_businesss_own(bureau: Bureau) -> None:
    chat = await bureau.waits()
    async with bureau.at("efua") as work:
        await add_label(work, "VIP", "warning")
    async with bureau.at("bayo") as work:
        await set_labels(work, chat, ("VIP",))
        with pytest.raises(Refused, match=r"label\.unknown"):
            await set_labels(work, chat, ("made up",))
    assert await bureau.rows("select labels from conversation") == [{"labels": ["VIP"]}]
    with pytest.raises(Refused, match="role"):
        async with bureau.at("bayo") as work:
            await add_label(work, "Mine")
