"""Answering from one's own WhatsApp: whose message it is, and whose it is not."""

from __future__ import annotations

import pytest

from dragoman.command import Refused
from dragoman.conversations import commands, deliveries
from dragoman.conversations.effects import SendAnswer
from dragoman.conversations.message import Heard, HeardKind, Sender
from dragoman.conversations.records import by_id
from dragoman.conversations.threads import thread
from dragoman.inbox import relay
from dragoman.inbox.colleagues import set_forward
from dragoman.inbox.holding import InboxHolds
from dragoman.inbox.lists import Wanted, counts, entries, entry, oldest_unanswered
from dragoman.inbox.notices import notices_of
from dragoman.inbox.search import search
from dragoman.inbox.sight import need_sight
from dragoman.staff.members import deactivate
from tests import lagos
from tests.rooms.inbox.world import Bureau

BAYO = "2348035550199"


async def own_chat(bureau: Bureau) -> str:
    """Bayo writes to the business number from his own phone and wants his conversations there."""
    chat = await bureau.writes(BAYO, "hi", name="Bayo Ade")
    async with bureau.at("bayo") as work:
        await set_forward(work, True)
    return chat


async def takes(bureau: Bureau, chat: str, who: str = "bayo") -> None:
    async with bureau.at(who) as work:
        await commands.take(work, chat)
    await bureau.engine.drain()


async def types(bureau: Bureau, chat: str, text: str, **more: object) -> None:
    """Bayo writes in his own chat."""
    bureau.wrote += 1
    async with bureau.lagos.work() as work:
        own = await by_id(work, chat, lock=True)
        assert own is not None
        heard = Heard(
            f"wamid.bayo.{bureau.wrote}",
            more.pop("kind", HeardKind.TEXT),
            work.now,
            Sender(phone=BAYO),
            text,
            **more,  # type: ignore[arg-type]
        )
        await relay.take_in(work, bureau.speaker, own, heard)
    await bureau.engine.drain()


async def said(bureau: Bureau, chat: str, author: str | None = None) -> list[str]:
    async with bureau.lagos.work() as work:
        lines = await thread(work, chat)
    return [line.said.text for line in lines if line.said and (author is None or line.author == author)]


async def code_of(bureau: Bureau, chat: str) -> str:
    async with bureau.lagos.work() as work:
        found = await relay.open_of_conversation(work, chat)
    assert found is not None
    return found.code


async def test_what_the_traveller_writes_comes_to_the_owner_and_the_answer_goes_back(bureau: Bureau) -> None:
    own = await own_chat(bureau)
    chat = await bureau.waits(text="Can I bring a bicycle?")
    await takes(bureau, chat)
    code = await code_of(bureau, chat)
    assert (await said(bureau, own))[0].endswith(f"*{code}* Ada: Can I bring a bicycle?")
    await types(bureau, own, "Yes, as sports baggage.")
    assert await said(bureau, chat, bureau.staff["bayo"].id) == ["Yes, as sports baggage."]
    await bureau.writes(text="Great!")
    assert (await said(bureau, own))[-1] == f"*{code}* Ada: Great!"
    assert (await bureau.rows("select tag, surface, doer from audit where tag = 'conversation:reply'")) == [
        {"tag": "conversation:reply", "surface": "whatsapp", "doer": bureau.staff["bayo"].id}
    ]


async def two(bureau: Bureau) -> tuple[str, str, str]:
    own = await own_chat(bureau)
    ada, kofi = await bureau.waits(), await bureau.waits(lagos.KOFI, name="Kofi Mensah")
    await takes(bureau, ada)
    await takes(bureau, kofi)
    return own, ada, kofi


async def test_with_two_open_a_bare_answer_goes_nowhere_and_a_code_decides(bureau: Bureau) -> None:
    own, ada, kofi = await two(bureau)
    await types(bureau, own, "Yes")
    assert (await said(bureau, own))[-1].startswith("Nothing was sent")
    me = bureau.staff["bayo"].id
    assert (await said(bureau, ada, me), await said(bureau, kofi, me)) == ([], [])
    await types(bureau, own, f"{(await code_of(bureau, kofi)).lower()}: Hello Kofi")
    assert (await said(bureau, ada, me), await said(bureau, kofi, me)) == ([], ["Hello Kofi"])


async def quoted_id(bureau: Bureau, own: str, of: str) -> str:
    """The network's id of the newest message that was forwarded of a conversation."""
    code = await code_of(bureau, of)
    async with bureau.lagos.work() as work:
        line = [x for x in await thread(work, own) if x.said and f"*{code}*" in x.said.text][-1]
        await deliveries.sent(work, SendAnswer(line.id, external_id=f"wamid.out.{line.id}"), "done")
    return f"wamid.out.{line.id}"


async def test_a_quote_decides_and_a_quote_against_a_code_is_asked_about(bureau: Bureau) -> None:
    own, ada, kofi = await two(bureau)
    me = bureau.staff["bayo"].id
    quote = await quoted_id(bureau, own, ada)
    await types(bureau, own, "Hello Ada", reply_to=quote)
    assert (await said(bureau, ada, me), await said(bureau, kofi, me)) == (["Hello Ada"], [])
    await types(bureau, own, f"{await code_of(bureau, kofi)} Hello", reply_to=quote)
    assert (await said(bureau, own))[-1].startswith("Nothing was sent")
    assert await said(bureau, kofi, me) == []


async def test_a_quote_of_what_one_no_longer_has_sends_nothing(bureau: Bureau) -> None:
    own, ada, kofi = await two(bureau)
    quote = await quoted_id(bureau, own, ada)
    async with bureau.at("efua") as work:
        await commands.assign(work, ada, bureau.staff["chidi"].id)
    await bureau.engine.drain()
    assert "no longer with you" in (await said(bureau, own))[-1]
    await types(bureau, own, "Your PIN is 1234", reply_to=quote)
    me = bureau.staff["bayo"].id
    assert (await said(bureau, ada, me), await said(bureau, kofi, me)) == ([], [])


async def test_done_hands_back_and_the_chat_is_a_travellers_again(bureau: Bureau) -> None:
    own = await own_chat(bureau)
    chat = await bureau.waits()
    await takes(bureau, chat)
    assert (await bureau.chat(own)).desk_of == bureau.staff["bayo"].id
    await types(bureau, own, "done")
    assert (await bureau.chat(chat)).state == "WITH_BOT"
    assert (await bureau.chat(own)).desk_of == ""
    assert (await said(bureau, own))[-1].endswith("Ada is with the assistant again.")


async def test_nothing_is_forwarded_when_the_owners_own_window_is_closed(bureau: Bureau) -> None:
    own = await own_chat(bureau)
    await bureau.later(hours=25)
    chat = await bureau.waits()
    await takes(bureau, chat)
    assert await said(bureau, own) == []
    async with bureau.at("bayo") as work:
        assert [n.kind for n in await notices_of(work, work.by.id)] == ["relay"]


async def test_who_did_not_ask_for_it_gets_nothing(bureau: Bureau) -> None:
    own = await bureau.writes(BAYO, "hi", name="Bayo Ade")
    await takes(bureau, await bureau.waits())
    assert await said(bureau, own) == []


@pytest.mark.parametrize("kind", [HeardKind.IMAGE, HeardKind.EDIT])
async def test_files_and_edits_do_not_reach_the_traveller(bureau: Bureau, kind: HeardKind) -> None:
    own = await own_chat(bureau)
    chat = await bureau.waits()
    await takes(bureau, chat)
    await types(bureau, own, "secret", kind=kind)
    assert await said(bureau, chat, bureau.staff["bayo"].id) == []


async def test_a_member_who_left_answers_nobody(bureau: Bureau) -> None:
    own = await own_chat(bureau)
    chat = await bureau.waits()
    await takes(bureau, chat)
    async with bureau.at("femi") as work:
        await deactivate(work, bureau.staff["bayo"].id)
    await types(bureau, own, "still me")
    assert await said(bureau, chat, bureau.staff["bayo"].id) == []


def test_codes_are_given_once() -> None:
    taken: list[str] = []
    while (code := relay.free_code(taken, "cv_x")) is not None:
        taken.append(code)
    assert sorted(taken) == sorted(set(relay.CODES))


async def seen_by(bureau: Bureau, who: str, own: str) -> list[str]:
    """By which ways somebody comes upon Bayo's own chat."""
    ways = []
    async with bureau.at(who) as work:
        ways += ["entry"] if await entry(work, own) else []
        ways += ["list"] if own in [one.id for one in await entries(work, Wanted(tab="all"))] else []
        found = await search(work, "zebra")
        ways += ["words"] if own in [one.conversation for one in found.messages] else []
        ways += ["name"] if own in [one.conversation for one in (await search(work, "Bayo")).people] else []
        try:
            await need_sight(work, own)
            ways.append("sight")
        except Refused:
            pass
    return ways


async def test_no_other_sales_reads_what_was_forwarded_to_a_colleague_then_or_later(bureau: Bureau) -> None:
    await bureau.hire("bayo_too")
    own = await own_chat(bureau)
    chat = await bureau.waits(text="My zebra hat is lost")
    await takes(bureau, chat)
    assert any("zebra" in text for text in await said(bureau, own))
    await types(bureau, own, "The zebra hat is found")
    assert await seen_by(bureau, "bayo_too", own) == []
    assert "entry" in await seen_by(bureau, "bayo", own)
    await types(bureau, own, "done")
    assert (await bureau.chat(own)).desk_of == ""
    assert await seen_by(bureau, "bayo_too", own) == []
    assert "words" in await seen_by(bureau, "efua", own)  # a manager may


async def test_a_colleagues_own_chat_waits_for_nobody(bureau: Bureau) -> None:
    own = await own_chat(bureau)
    chat = await bureau.waits()
    await takes(bureau, chat)
    async with bureau.lagos.work() as work:
        await work.sql.execute("update conversation set state = 'WAITING', unanswered_since = now() where id = $1", own)
    async with bureau.at("efua") as work:
        assert (await counts(work))["waiting"] == 0
        assert await oldest_unanswered(work) != (await entry(work, own)).unanswered_since  # type: ignore[union-attr]


async def test_an_erased_traveller_leaves_nothing_in_a_colleagues_chat_not_even_what_was_typed_there(
    bureau: Bureau,
) -> None:
    own = await own_chat(bureau)
    chat = await bureau.waits()
    await takes(bureau, chat)
    code = await code_of(bureau, chat)
    await types(bureau, own, f"{code} Dear Ada Obi, passport B12345678 is in")
    person = (await bureau.chat(chat)).person
    async with bureau.lagos.work() as work:
        await InboxHolds().erase(work, person)
        left = await thread(work, own)
    words = [(one.heard.text if one.heard else one.said.text if one.said else "") for one in left]
    assert words
    assert not [text for text in words if "Ada" in text or "passport" in text]
