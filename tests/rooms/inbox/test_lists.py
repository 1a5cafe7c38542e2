"""Who sees what in the lists, in search, and what belongs to one member of staff."""

from __future__ import annotations

import pytest

from dragoman.access import Surface
from dragoman.command import Refused
from dragoman.conversations import commands, replies
from dragoman.conversations.message import HeardKind
from dragoman.inbox import canned, labels, own
from dragoman.inbox.canned import filled
from dragoman.inbox.lists import TABS, Wanted, counts, entries, entry, key
from dragoman.inbox.search import search
from dragoman.inbox.sight import need_sight
from dragoman.tenancy.branches import add_branch
from tests import lagos
from tests.rooms.inbox.world import Bureau


async def listed(bureau: Bureau, who: str, **wanted: object) -> list[str]:
    async with bureau.at(who) as work:
        return [one.name for one in await entries(work, Wanted(**wanted))]  # type: ignore[arg-type]


async def test_each_tab_shows_its_own_and_sales_see_no_colleagues_chats(bureau: Bureau) -> None:
    ada = await bureau.waits()
    await bureau.writes(lagos.KOFI, name="Kofi Mensah")
    async with bureau.at("chidi") as work:
        await commands.take(work, ada)
    assert await listed(bureau, "chidi", tab="mine") == ["Ada Obi"]
    assert await listed(bureau, "chidi", tab="bot") == ["Kofi Mensah"]
    assert await listed(bureau, "efua", tab="all") == ["Kofi Mensah", "Ada Obi"]
    assert await listed(bureau, "bayo", tab="all") == ["Kofi Mensah"]
    for tab in TABS:
        assert await listed(bureau, "dewi", tab=tab) == []
        assert await listed(bureau, "femi", tab=tab) == []
    async with bureau.at("bayo") as work:
        assert await entry(work, ada) is None
        with pytest.raises(Refused, match="not_found"):
            await need_sight(work, ada)
    async with bureau.at("efua") as work:
        await commands.assign(work, ada, bureau.staff["bayo"].id)
    await bureau.engine.drain()
    async with bureau.at("bayo") as work:
        await commands.hand_over(work, ada, "asked")
    async with bureau.at("chidi") as work:
        await commands.take(work, ada)
    assert "Ada Obi" in await listed(bureau, "bayo", tab="all")  # who had it once may look again


async def test_a_branch_sees_its_own_numbers(bureau: Bureau) -> None:
    chat = await bureau.waits()
    async with bureau.lagos.work(lagos.OWNER, Surface.CONSOLE, proven=True) as work:
        lekki, abuja = await add_branch(work, "Lekki", "Africa/Lagos"), await add_branch(work, "Abuja", "Africa/Lagos")
        await work.sql.execute("update number set branch_id = $1", lekki)
    await bureau.hire("efua_lekki", lekki)
    await bureau.hire("efua_abuja", abuja)
    assert await listed(bureau, "efua_lekki", tab="all") == ["Ada Obi"]
    assert await listed(bureau, "efua_abuja", tab="all") == []
    with pytest.raises(Refused, match="not_found"):
        async with bureau.at("efua_abuja") as work:
            await commands.take(work, chat)


async def test_pages_neither_skip_nor_repeat(bureau: Bureau) -> None:
    for n in range(5):
        await bureau.writes(f"23480355502{n:02}", name=f"Traveller {n}")
    wanted = Wanted(tab="bot")
    seen: list[str] = []
    after = None
    async with bureau.at("efua") as work:
        while page := await entries(work, wanted, after=after, limit=2):
            seen += [one.name for one in page]
            after = key(page[-1], wanted)
    assert seen == [f"Traveller {n}" for n in (4, 3, 2, 1, 0)]


async def test_unread_is_counted_for_each_member_of_staff(bureau: Bureau) -> None:
    chat = await bureau.waits()
    await bureau.writes(text="hello?")
    async with bureau.at("bayo") as work:
        assert [(e.unread, e.preview) for e in await entries(work, Wanted(tab="waiting"))] == [(2, "hello?")]
        await own.read(work, chat)
        assert [e.unread for e in await entries(work, Wanted(tab="waiting"))] == [0]
        assert await entries(work, Wanted(tab="waiting", unread=True)) == ()
        assert (await counts(work))["waiting"] == 1
    async with bureau.at("chidi") as work:
        assert [e.unread for e in await entries(work, Wanted(tab="waiting"))] == [2]
    await bureau.later(minutes=1)
    await bureau.writes(text="anybody?")
    async with bureau.at("bayo") as work:
        assert [e.unread for e in await entries(work, Wanted(tab="waiting"))] == [3]


async def test_unread_again_holds_for_oneself_also_when_it_is_answered(bureau: Bureau) -> None:
    chat = await bureau.waits()
    async with bureau.at("bayo") as work:
        await commands.take(work, chat)
        await own.read(work, chat)
        await replies.reply(work, bureau.speaker, chat, "Hello Ada")
        assert await entries(work, Wanted(tab="mine", unread=True)) == ()
        await own.unread_again(work, chat)
        assert [one.unread for one in await entries(work, Wanted(tab="mine", unread=True))] == [1]
        await own.read(work, chat)
        assert await entries(work, Wanted(tab="mine", unread=True)) == ()


async def test_what_is_named_is_replaced_when_all_places_are_taken_and_one_more_is_refused(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own, "FILTERS_MAX", 1)
    monkeypatch.setattr(canned, "CANNED_MAX", 1)
    monkeypatch.setattr(labels, "LABELS_MAX", 1)
    for _ in range(2):  # the second time in place of the first
        async with bureau.at("efua") as work:
            await own.save_filter(work, "VIPs", Wanted(tab="all"))
            await canned.add_canned(work, "thanks", "Thank you")
            await labels.add_label(work, "VIP", "warning")
    async with bureau.at("bayo") as work:
        await own.save_filter(work, "VIPs", Wanted(tab="all"))  # another's places are not one's own
    for one_more, code in (
        (lambda work: own.save_filter(work, "Late", Wanted()), "filter.name"),
        (lambda work: canned.add_canned(work, "hello", "Hello"), "canned.many"),
        (lambda work: labels.add_label(work, "Group"), "label.many"),
    ):
        with pytest.raises(Refused, match=code):
            async with bureau.at("efua") as work:
                await one_more(work)
    async with bureau.at("efua") as work:
        assert [one.name for one in await own.saved_filters(work)] == ["VIPs"]
        assert [one.shortcut for one in await canned.canned_replies(work)] == ["thanks"]
        assert [one.name for one in await labels.labels(work)] == ["VIP"]


async def test_the_longest_unanswered_comes_first(bureau: Bureau) -> None:
    ada = await bureau.waits()
    await bureau.later(minutes=1)
    await bureau.waits(lagos.KOFI, name="Kofi Mensah")
    await bureau.later(minutes=1)
    await bureau.writes(text="still here")
    assert await listed(bureau, "efua", tab="waiting", oldest=True) == ["Ada Obi", "Kofi Mensah"]
    async with bureau.at("efua") as work:
        await commands.take(work, ada)
        await replies.reply(work, bureau.speaker, ada, "Hello Ada")
    assert await listed(bureau, "efua", tab="all", oldest=True) == ["Kofi Mensah"]


async def test_people_are_found_by_exact_phone_and_name_and_messages_by_their_words(bureau: Bureau) -> None:
    ada = await bureau.writes(text="Is there a window seat to Zürich on Friday?")
    await bureau.writes(lagos.KOFI, "A window please", name="Kofi Mensah")
    async with bureau.at("efua") as work:
        for query in ("+234 803 555 0101", "08035550101", "ada OBI", "obi"):
            found = await search(work, query)
            assert [(p.conversation, p.name) for p in found.people] == [(ada, "Ada Obi")], query
        assert [(m.name, m.snippet) for m in (await search(work, "zurich window")).messages] == [
            ("Ada Obi", "Is there a window seat to Zürich on Friday?")
        ]
        assert len((await search(work, "window")).messages) == 2
        assert await search(work, "windo") == await search(work, "  ")
        assert (await search(work, "0803555010")).people == ()


async def test_a_deleted_message_is_found_no_more(bureau: Bureau) -> None:
    await bureau.writes(text="my secret is zanzibar", external_id="wamid.secret")
    await bureau.writes(text="", kind=HeardKind.REVOKE, target="wamid.secret")
    async with bureau.at("efua") as work:
        assert (await search(work, "zanzibar")).messages == ()


async def test_search_shows_sales_only_what_they_may_see(bureau: Bureau) -> None:
    chat = await bureau.waits(text="my zanzibar trip")
    async with bureau.at("chidi") as work:
        await commands.take(work, chat)
    async with bureau.at("bayo") as work:
        found = await search(work, "zanzibar")
        assert (found.people, found.messages) == ((), ())
        assert (await search(work, "+2348035550101")).people == ()
    async with bureau.at("chidi") as work:
        assert len((await search(work, "zanzibar")).messages) == 1


async def test_drafts_presence_and_filters_are_ones_own(bureau: Bureau) -> None:
    chat = await bureau.waits()
    async with bureau.at("bayo") as work:
        await own.keep_draft(work, chat, "reply", "Dear Ada")
        assert await own.look(work, chat, typing=False)
        assert not await own.look(work, chat, typing=False)
        assert await own.look(work, chat, typing=True)
        await own.save_filter(work, "VIPs", Wanted(tab="all", label="VIP"))
    async with bureau.at("efua") as work:
        assert await own.drafts(work, chat) == {}
        assert [(p.staff, p.typing) for p in await own.present(work, chat)] == [(bureau.staff["bayo"].id, True)]
        assert await own.saved_filters(work) == ()
    await bureau.later(minutes=1)
    async with bureau.at("efua") as work:
        assert await own.present(work, chat) == ()
    async with bureau.at("bayo") as work:
        assert await own.drafts(work, chat) == {"reply": "Dear Ada"}
        await own.keep_draft(work, chat, "reply", " ")
        assert await own.drafts(work, chat) == {}
        assert [(f.name, f.wanted) for f in await own.saved_filters(work)] == [("VIPs", Wanted(tab="all", label="VIP"))]


def test_a_ready_answer_fills_what_it_knows() -> None:
    assert filled("Dear {name}, {reference} by {agent}", {"name": "Ada", "agent": "Bayo"}) == "Dear Ada, … by Bayo"
