"""Files, templates and second tries of staff's own messages."""

from __future__ import annotations

import pytest

from dragoman.channels.media import kind_of, small_picture
from dragoman.command import Refused
from dragoman.conversations import commands, replies
from dragoman.conversations.attachments import attach, foretold, need_beginning
from dragoman.conversations.templates import approved, filled
from dragoman.conversations.threads import thread
from tests import lagos
from tests.rooms.inbox.world import Bureau

PDF = b"%PDF-1.4\n%%EOF\n"


async def taken(bureau: Bureau) -> str:
    chat = await bureau.waits()
    async with bureau.at("bayo") as work:
        await commands.take(work, chat)
    return chat


@pytest.fixture(autouse=True)
def network(bureau: Bureau) -> None:
    plain = bureau.speaker._channels["meta"]
    plain.file_kind, plain.small_picture = kind_of, small_picture  # type: ignore[method-assign]


async def test_a_file_is_stored_and_sent_with_its_caption(bureau: Bureau) -> None:
    chat = await taken(bureau)
    async with bureau.at("bayo") as work:
        file = await attach(work, bureau.speaker, chat, "visa.pdf", PDF)
        sent = await replies.reply(work, bureau.speaker, chat, "Your visa", file=file, file_name="visa.pdf")
        line = (await thread(work, chat))[-1]
    assert line.said is not None
    assert line.said.attachment is not None
    assert (line.id, line.said.text, line.said.attachment.filename, line.said.attachment.media_type) == (
        sent, "Your visa", "visa.pdf", "application/pdf",
    )  # fmt: skip


async def test_a_file_of_another_conversation_is_not_sent(bureau: Bureau) -> None:
    chat = await taken(bureau)
    other = await bureau.waits(lagos.KOFI, name="Kofi Mensah")
    async with bureau.at("chidi") as work:
        await commands.take(work, other)
        file = await attach(work, bureau.speaker, other, "visa.pdf", PDF)
    with pytest.raises(Refused, match="not_found"):
        async with bureau.at("bayo") as work:
            await replies.reply(work, bureau.speaker, chat, "", file=file, file_name="visa.pdf")


@pytest.mark.parametrize(
    ("name", "size", "code"),
    [("page.html", 10, "file.kind"), ("run.exe", 10, "file.kind"), ("noending", 1, "file.kind"), ("x.jpg", 6 * 2**20, "file.size"), ("x.svg", 1, "file.kind")],
)  # fmt: skip
def test_a_wrong_kind_or_size_is_refused_by_name_alone(name: str, size: int, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        foretold(name, size)
    assert refusal.value.code == code
    assert "JPEG" in refusal.value.staff


@pytest.mark.parametrize(("name", "head"), [("a.pdf", b"<html>"), ("a.jpg", b"%PDF-1.4"), ("a.mp4", b"MZ\x90\x00")])
def test_a_wrong_beginning_is_refused_before_the_rest_is_read(name: str, head: bytes) -> None:
    with pytest.raises(Refused, match=r"file\.kind"):
        need_beginning(foretold(name, 0), head)


async def test_a_page_called_text_is_refused_by_its_content(bureau: Bureau) -> None:
    chat = await taken(bureau)
    with pytest.raises(Refused, match=r"file\.kind"):
        async with bureau.at("bayo") as work:
            await attach(work, bureau.speaker, chat, "a.txt", b"<script>alert(1)</script>")
    assert await bureau.rows("select id from file") == []


async def with_templates(bureau: Bureau) -> None:
    async with bureau.lagos.work() as work:
        account = await work.sql.fetchval("select account_id from number")
        for name, status, body in (
            ("trip_news", "APPROVED", "News about your trip with {{1}}. Reply to read it."), ("old", "PAUSED", "Old {{1}} news."),
        ):  # fmt: skip
            await work.sql.execute(
                "insert into network_template (tenant_id, account_id, name, language, status, category, body, looked_at)"
                " values ($1, $2, $3, 'en', $4, 'UTILITY', $5, now())",
                work.tenant.id, account, name, status, body,
            )  # fmt: skip


async def test_outside_the_window_a_template_is_what_is_left(bureau: Bureau) -> None:
    chat = await taken(bureau)
    await with_templates(bureau)
    await bureau.later(hours=25)
    async with bureau.at("bayo") as work:
        assert [t.name for t in await approved(work, (await work.sql.fetchval("select id from number")))] == [
            "trip_news"
        ]
        with pytest.raises(Refused, match=r"window\.closed"):
            await replies.reply(work, bureau.speaker, chat, "Hello?")
        with pytest.raises(Refused, match=r"template\.unknown"):
            await replies.reply_with_template(work, bureau.speaker, chat, "old", "en", ["x"])
        with pytest.raises(Refused, match=r"template\.values"):
            await replies.reply_with_template(work, bureau.speaker, chat, "trip_news", "en", [" "])
        await replies.reply_with_template(work, bureau.speaker, chat, "trip_news", "en", ["Lagos\nTours"])
        line = (await thread(work, chat))[-1]
    assert line.said is not None
    assert line.said.template is not None
    assert (line.said.text, line.said.template.values) == (
        "News about your trip with Lagos Tours. Reply to read it.", ("Lagos Tours",),
    )  # fmt: skip


async def test_a_failed_message_is_sent_again_once_as_a_new_one(bureau: Bureau) -> None:
    chat = await taken(bureau)
    async with bureau.at("bayo") as work:
        first = await replies.reply(work, bureau.speaker, chat, "Hello Ada")
        with pytest.raises(Refused, match=r"retry\.state"):
            await replies.retry(work, bureau.speaker, first)
        await work.sql.execute("update message set delivery = 'failed', code = 131026 where id = $1", first)
        second = await replies.retry(work, bureau.speaker, first)
        with pytest.raises(Refused, match=r"retry\.state"):
            await replies.retry(work, bureau.speaker, first)
        lines = [(x.id, x.said.text, x.fate) for x in await thread(work, chat) if x.said]
    assert lines == [(first, "Hello Ada", "retried"), (second, "Hello Ada", "")]


def test_a_body_is_filled_by_place() -> None:
    assert filled("{{2}} and {{1}}, {{3}}", ("a", "b", "")) == "b and a, {{3}}"
