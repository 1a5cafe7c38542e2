"""The inbox by plain requests: what each act shows, who sees which thread, and that names and texts stay text."""

from __future__ import annotations

import asyncio
import re

import pytest

from dragoman.access import Role
from dragoman.conversations import people, records
from dragoman.conversations.channel import Recipient
from dragoman.conversations.facts import TravellerWrote
from dragoman.conversations.hearing import hear
from dragoman.conversations.message import Choice, Heard, HeardKind, Media, Place, Say, Sender
from dragoman.conversations.queries import store_file
from dragoman.conversations.threads import thread
from dragoman.understanding.trained.examples import LABELS
from tests import lagos
from tests.rooms.console.world import SAME, Browser, Office

XSS = "<img src=x onerror=alert(1)>"
PDF = b"%PDF-1.4\n" + b"0" * 200 + b"\n%%EOF\n"
PICTURE = b"\x89PNG\r\n\x1a\n" + b"0" * 64


async def writes(
    office: Office, text: str = "Hello", *, name: str = "Ada Obi", peer: str = lagos.ADA, **more: object
) -> tuple[str, str]:
    """A traveller writes; returns conversation and message."""
    shop = office.shop
    async with shop.lagos.work() as work:
        person = await people.recognise(work, Sender(phone=peer, name=name))
        chat = await records.of_person(work, person, shop.lagos.number) or await records.start(
            work, person=person, number=shop.lagos.number, channel="meta", actor=f"chat:{lagos.NUMBER_ID}:{peer[-4:]}",
            to=Recipient(peer), referral=None,
        )  # fmt: skip
        heard = Heard(
            work.new_id("wamid"), HeardKind(more.pop("kind", "text")), work.now, Sender(phone=peer), text, **more
        )  # type: ignore[arg-type]
        message, _, _ = await hear(work, chat, heard)
        if chat.state in ("WAITING", "WITH_PERSON") and message:
            await work.tell(TravellerWrote(chat.id, message))
    await shop.engine.drain()
    return chat.id, message or ""


async def upload(
    browser: Browser, path: str, name: str, content: bytes, kind: str = "application/pdf", **fields: str
) -> int:
    answer = await browser.client.post(
        path, files={"file": (name, content, kind)}, data={"_csrf": browser.token} | fields, headers=SAME
    )
    return answer.status_code


async def test_take_answer_note_hand_back(office: Office) -> None:
    chat, _ = await writes(office, "Can I bring a bicycle?")
    async with office.as_(Role.SALES) as bayo:
        page = await bayo.load("/console/inbox?tab=bot")
        assert "Ada Obi" in page
        assert "Can I bring a bicycle?" in page
        assert (await bayo.post(f"/console/inbox/{chat}/take")).status_code == 303
        page = await bayo.load(f"/console/inbox/{chat}")
        assert "Yours. The assistant is silent now." in page
        assert (await bayo.post(f"/console/inbox/{chat}/reply", {"text": "Yes, *gladly*"})).status_code == 303
        done = await bayo.post(f"/console/inbox/{chat}/note", {"text": "loyal rider"}, hx_request="true")
        assert (done.status_code, done.headers["hx-trigger"]) == (204, "done")
        page = await bayo.load(f"/console/inbox/{chat}")
        for shown in ("Yes, <b>gladly</b>", "Note by Bayo Ade", "loyal rider", "Bayo Ade answers from here on"):
            assert shown in page, shown
        assert (await bayo.post(f"/console/inbox/{chat}/hand-back")).status_code == 303
        assert "The assistant answers from here on" in await bayo.load(f"/console/inbox/{chat}")
    await office.shop.engine.drain()
    assert office.shop.phone.sent[0] == b"Yes, *gladly*"


async def test_the_second_of_two_is_told_who_has_it_since_when(office: Office) -> None:
    chat, _ = await writes(office)
    async with office.as_(Role.SALES) as bayo, office.as_(Role.OPERATIONS) as chidi:
        await bayo.load(f"/console/inbox/{chat}")
        assert "Bayo Ade is here" not in await chidi.load(f"/console/inbox/{chat}")
        await bayo.post(f"/console/inbox/{chat}/look", {"typing": "1"})
        assert "Bayo Ade is typing" in await chidi.load(f"/console/inbox/{chat}")
        assert (await bayo.post(f"/console/inbox/{chat}/take")).status_code == 303
        late = await chidi.post(f"/console/inbox/{chat}/take")
        assert late.status_code == 409
        assert re.search(r"Already taken by Bayo Ade at 10:\d\d", late.text)
        assert (await chidi.post(f"/console/inbox/{chat}/reply", {"text": "me too"})).status_code == 409
    assert office.shop.phone.sent == []


def token(page: str, form: str) -> str:
    found = re.search(rf'action="[^"]*/{form}".*?name="_once" value="(once_\w+)"', page, re.DOTALL)
    assert found is not None
    return found[1]


async def test_what_is_sent_twice_is_said_once(office: Office) -> None:
    chat, _ = await writes(office)
    path = f"/console/inbox/{chat}"
    async with office.as_(Role.SALES) as bayo:
        await bayo.load(path)
        await bayo.post(f"{path}/take")
        page = await bayo.load(path)
        reply = {"text": "Gate 4", "_once": token(page, "reply")}
        note = {"text": "nervous flyer", "_once": token(page, "note")}
        both = await asyncio.gather(*(bayo.post(f"{path}/reply", reply, hx_request="true") for _ in range(2)))
        assert [(one.status_code, one.headers["hx-trigger"]) for one in both] == [(204, "done")] * 2
        for _ in range(2):
            assert (await bayo.post(f"{path}/note", note)).status_code == 303
        await bayo.post(f"{path}/reply", {"text": "Gate 5", "_once": reply["_once"]})  # another text is another message
        await bayo.post(f"{path}/reply", {"text": "Gate 5", "_once": token(await bayo.load(path), "reply")})
        async with office.shop.lagos.work() as work:
            notes = await work.sql.fetchval("select count(*) from remark where kind = 'note'")
    await office.shop.engine.drain()
    assert (office.shop.phone.sent, notes) == ([b"Gate 4", b"Gate 5", b"Gate 5"], 1)


async def test_a_refused_reply_may_be_sent_again_from_the_same_page(office: Office) -> None:
    chat, _ = await writes(office)
    path = f"/console/inbox/{chat}"
    form = {"text": "Gate 4", "_once": "once_" + "0" * 26}
    async with office.as_(Role.SALES) as bayo:
        await bayo.load(path)
        assert (await bayo.post(f"{path}/reply", form)).status_code == 409  # not taken yet
        await bayo.post(f"{path}/take")
        assert (await bayo.post(f"{path}/reply", form)).status_code == 303
    await office.shop.engine.drain()
    assert office.shop.phone.sent == [b"Gate 4"]


async def test_a_draft_that_is_too_long_is_refused_and_the_kept_one_stays(office: Office) -> None:
    chat, _ = await writes(office)
    path = f"/console/inbox/{chat}"
    async with office.as_(Role.SALES) as bayo:
        await bayo.load(path)
        await bayo.post(f"{path}/take")
        assert (await bayo.post(f"{path}/draft", {"kind": "reply", "text": "Dear Ada"})).status_code == 204
        assert (await bayo.post(f"{path}/draft", {"kind": "reply", "text": "x" * 4097})).status_code == 422
        assert (await bayo.post(f"{path}/reply", {"text": "x" * 4098})).status_code == 422
        page = await bayo.load(path)
    assert ">Dear Ada</textarea>" in page
    assert f'data-draft="reply:{chat}"' in page
    assert f'data-draft="note:{chat}"' in page


async def test_who_had_it_sees_who_has_it_now_and_cannot_answer(office: Office) -> None:
    chat, _ = await writes(office)
    path = f"/console/inbox/{chat}"
    async with office.as_(Role.SALES) as bayo, office.as_(Role.MANAGER) as efua:
        await bayo.load(path)
        await bayo.post(f"{path}/take")
        await office.shop.engine.drain()
        await efua.load(path)
        given = await efua.post(f"{path}/assign", {"staff": office.staff[Role.OPERATIONS]})
        assert given.status_code == 303
        await office.shop.engine.drain()
        head = await bayo.get(f"{path}/head", hx_request="true")
        assert (head.status_code, "With Chidi Eze" in head.text, 'data-mine=""' in head.text) == (200, True, True)
        box = await bayo.get(f"{path}/composer", hx_request="true")
        assert (f'action="{path}/reply"' in box.text, "Chidi Eze has this conversation" in box.text) == (False, True)
        assert (await bayo.post(f"{path}/reply", {"text": "still me"})).status_code == 409
    assert office.shop.phone.sent == []


async def test_undo_within_a_minute(office: Office) -> None:
    chat, _ = await writes(office)
    async with office.as_(Role.SALES) as bayo:
        await bayo.load(f"/console/inbox/{chat}")
        await bayo.post(f"/console/inbox/{chat}/take")
        page = await bayo.load(f"/console/inbox/{chat}")
        assert f'action="/console/inbox/{chat}/undo"' in page
        assert (await bayo.post(f"/console/inbox/{chat}/undo")).status_code == 303
        assert "Taken back by Bayo Ade" in await bayo.load(f"/console/inbox/{chat}")


async def test_everything_a_traveller_can_send_is_drawn_and_stays_text(office: Office) -> None:
    chat, first = await writes(office, XSS, name=XSS)
    await writes(office, "", kind="location", place=Place(6.5774, 3.3212, XSS, "Ikeja"))
    await writes(office, "", kind="form", form='{"seat": "12A", "flow_token": "secret", "note": "<b>x</b>"}')
    _, photo = await writes(office, XSS, kind="image", media=Media("m1", "image/png", filename=XSS, caption=XSS))
    async with office.shop.lagos.work() as work:
        conversation = await records.by_id(work, chat)
        assert conversation is not None
        await store_file(
            work,
            subject=f"message:{photo}",
            name="file.png",
            media_type="image/png",
            content=PICTURE,
            sha256=b"x",
            thumbnail=PICTURE,
        )
    async with office.as_(Role.MANAGER) as efua:
        page = await efua.load(f"/console/inbox/{chat}")
        understood = await efua.get(f"/console/inbox/{chat}/understood/{first}")
        found = await efua.load("/console/inbox/search?q=onerror")
    for text in (page, understood.text, found):
        assert "<img src=x" not in text
        assert "<b>x</b>" not in text
    assert "12A" in page
    assert "secret" not in page
    assert "openstreetmap.org/?mlat=6.5774" in page
    assert "/small" in page
    assert "intent" in understood.text


async def test_staff_say_what_a_message_meant_beside_it(office: Office) -> None:
    chat, message = await writes(office, "make una return the bread")
    other, elsewhere = await writes(office, "hello", name="Kofi Mensah", peer=lagos.KOFI)
    path = f"/console/inbox/{chat}/understood/{message}"
    async with office.as_(Role.OPERATIONS) as chidi:
        page = await chidi.load(path)
        assert "What did it mean?" in page
        assert "selected" not in page
        saved = await chidi.post(path, {"intent": "refund"})
        assert saved.status_code == 200
        assert '<option value="refund" selected>Money back</option>' in saved.text
        assert "Noted." in saved.text
        assert '<option value="refund" selected>' in await chidi.load(path)
        refused = await chidi.post(path, {"intent": "steal"})
        assert refused.status_code == 422
        wrong = await chidi.post(f"/console/inbox/{chat}/understood/{elsewhere}", {"intent": "refund"})
        assert wrong.status_code == 404
        assert "selected" not in await chidi.load(f"/console/inbox/{other}/understood/{elsewhere}")
        assert (await chidi.post(path, {"intent": ""})).status_code == 200
        assert "selected" not in await chidi.load(path)
    async with office.shop.lagos.work() as work:
        tags = await work.sql.fetch("select result from audit where tag = 'understanding:label' order by id")
    assert [row["result"] for row in tags] == ["done", "refused", "done"]


async def test_every_meaning_has_a_name_for_staff(office: Office) -> None:
    chat, message = await writes(office, "make una return the bread")
    async with office.as_(Role.OPERATIONS) as chidi:
        page = await chidi.load(f"/console/inbox/{chat}/understood/{message}")
    offered = re.findall(r'<option value="([a-z_]*)"[^>]*>([^<]+)</option>', page)
    assert [value for value, _ in offered] == ["", *LABELS]
    assert len({name for _, name in offered}) == len(offered)


async def test_files_are_handed_out_to_who_sees_the_thread_and_never_as_pages(office: Office) -> None:
    chat, photo = await writes(office, "", kind="image", media=Media("m1", "image/png", filename="pa ss.png"))
    async with office.shop.lagos.work() as work:
        file = await store_file(
            work, subject=f"message:{photo}", name="file.png", media_type="image/png", content=PICTURE, sha256=b"x"
        )
        other = await store_file(
            work, subject="booking:bk_1", name="ticket.pdf", media_type="application/pdf", content=PDF, sha256=b"x"
        )
    async with office.as_(Role.OPERATIONS) as chidi:
        answer = await chidi.get(f"/console/inbox/files/{file}")
        assert (answer.status_code, answer.content) == (200, PICTURE)
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["content-disposition"] == "inline; filename*=UTF-8''pa%20ss.png"
        assert "sandbox" in answer.headers["content-security-policy"]
        assert (await chidi.get(f"/console/inbox/files/{other}")).status_code == 404
        await chidi.load(f"/console/inbox/{chat}")
        await chidi.post(f"/console/inbox/{chat}/take")
    async with office.as_(Role.SALES) as bayo:
        assert (await bayo.get(f"/console/inbox/{chat}")).status_code == 404
        assert (await bayo.get(f"/console/inbox/files/{file}")).status_code == 404


async def test_a_wrong_file_is_refused_with_what_is_allowed(office: Office) -> None:
    plain = office.shop.phone
    plain.file_kind, plain.small_picture = (lambda content, claimed: claimed), (lambda content, kind: None)  # type: ignore[attr-defined]
    office.house.speaker._channels = {"meta": plain}  # type: ignore[assignment]
    chat, _ = await writes(office)
    path = f"/console/inbox/{chat}/reply"
    async with office.as_(Role.SALES) as bayo:
        await bayo.load(f"/console/inbox/{chat}")
        await bayo.post(f"/console/inbox/{chat}/take")
        assert await upload(bayo, path, "run.exe", b"MZ" + b"0" * 200) == 415
        assert await upload(bayo, path, "page.pdf", b"<html>" + b"0" * 200) == 415
        assert await upload(bayo, path, "big.jpg", b"\xff\xd8\xff" + b"0" * (6 * 2**20), "image/jpeg") == 413
        assert await upload(bayo, path, "visa.pdf", PDF, text="Your visa") == 303
        page = await bayo.load(f"/console/inbox/{chat}")
    assert "visa.pdf" in page
    assert "run.exe" not in page


async def test_a_body_of_the_wrong_kind_is_not_read_to_its_end(office: Office) -> None:
    chat, _ = await writes(office)
    sent = 0
    async with office.as_(Role.SALES) as bayo:
        await bayo.load(f"/console/inbox/{chat}")

        async def body():  # type: ignore[no-untyped-def]
            nonlocal sent
            yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.exe"\r\n\r\n'
            for _ in range(100):
                sent += 1
                yield b"0" * 65536
            yield b"\r\n--b--\r\n"

        answer = await bayo.client.post(
            f"/console/inbox/{chat}/reply",
            content=body(),
            headers=SAME | {"content-type": "multipart/form-data; boundary=b"},
        )
    assert (answer.status_code, sent < 5) == (415, True)


async def test_after_24_hours_only_a_template_is_offered(office: Office) -> None:
    chat, _ = await writes(office)
    async with office.as_(Role.SALES) as bayo:
        await bayo.load(f"/console/inbox/{chat}")
        await bayo.post(f"/console/inbox/{chat}/take")
    office.later(hours=25)
    async with office.shop.lagos.work() as work:
        await work.sql.execute(
            "insert into network_template (tenant_id, account_id, name, language, status, category, body, looked_at)"
            " select tenant_id, account_id, 'trip_news', 'en', 'APPROVED', 'UTILITY', 'News about {{1}} for you.', now() from number"
        )
    async with office.as_(Role.SALES) as bayo:
        page = await bayo.load(f"/console/inbox/{chat}")
        assert "24 hours are over" in page
        assert f'action="/console/inbox/{chat}/reply"' not in page
        assert "News about {{1}} for you." in await bayo.load(f"/console/inbox/{chat}/templates")
        sent = await bayo.post(f"/console/inbox/{chat}/template", {"template": "trip_news|en", "value1": "Abuja"})
        assert sent.status_code == 303
        assert "News about Abuja for you." in await bayo.load(f"/console/inbox/{chat}")


async def test_edits_deletions_reactions_and_taps_stand_at_their_message(office: Office) -> None:
    chat, _ = await writes(office, "LOS-ABV", target="")
    shop = office.shop
    async with shop.lagos.work() as work:
        conversation = await records.by_id(work, chat, lock=True)
        assert conversation is not None
        own = (await thread(work, chat))[0].heard
        assert own is not None
        for kind, more in (("edit", {"text": "LOS-ACC"}), ("reaction", {"emoji": "👍"})):
            heard = Heard(
                f"w.{kind}", HeardKind(kind), work.now, Sender(phone=lagos.ADA), target=own.external_id, **more
            )  # type: ignore[arg-type]
            await hear(work, conversation, heard)
        await office.house.speaker.__class__({"meta": shop.phone}).say(  # type: ignore[dict-item]
            work, conversation, Say("Which one?", choices=(Choice("a", "Morning"), Choice("b", "Evening")))
        )
        await hear(
            work,
            conversation,
            Heard("w.tap", HeardKind.CHOICE, work.now, Sender(phone=lagos.ADA), "Evening", choice="b"),
        )
    async with office.as_(Role.MANAGER) as efua:
        page = await efua.load(f"/console/inbox/{chat}")
    for shown in ("LOS-ACC", "edited", "👍", "Tapped"):
        assert shown in page, shown
    assert re.search(r"badge-primary[^>]*>Evening", page)
    assert re.search(r"badge-outline[^>]*>Morning", page)


async def test_personal_values_are_masked_until_a_reason_is_given(office: Office) -> None:
    chat, _ = await writes(office)
    async with office.as_(Role.MANAGER) as efua:
        page = await efua.load(f"/console/inbox/{chat}")
        assert lagos.ADA not in page
        assert "••• 0101" in page
        shown = await efua.post(f"/console/inbox/{chat}/reveal", {"reason": "to call her about the strike"})
        assert f"+{lagos.ADA}" in shown.text
        assert (await efua.post(f"/console/inbox/{chat}/reveal", {"reason": "x"})).status_code == 422
    async with office.shop.lagos.work() as work:
        reasons = await work.sql.fetch("select public from timeline where tag = 'conversation:reveal'")
    assert [r["public"]["reason"] for r in reasons] == ["to call her about the strike"]


@pytest.mark.parametrize("peers", [3])
async def test_pages_stay_small(office: Office, peers: int) -> None:
    for n in range(peers):
        chat, _ = await writes(
            office,
            "a message of usual length, perhaps ninety characters or so long, as they are",
            peer=f"23480355502{n:02}",
        )
    for n in range(60):
        await writes(office, f"and another one of usual length {n}", peer=f"23480355502{peers - 1:02}")
    async with office.as_(Role.MANAGER) as efua:
        page = await efua.load(f"/console/inbox/{chat}")
    assert len(page.encode()) < 100_000


async def test_the_desk_keeps_hours_labels_and_ready_answers(office: Office) -> None:
    async with office.as_(Role.ADMIN) as femi:
        await femi.load("/console/desk")
        fields = {f"day{n}": "09:00-13:00, 14:00-18:00" for n in range(5)}
        assert (await femi.post("/console/desk/hours", fields)).status_code == 303
        assert "09:00-13:00, 14:00-18:00" in await femi.load("/console/desk")
        assert (await femi.post("/console/desk/hours", {"day0": "nine to five"})).status_code == 422
        assert (await femi.post("/console/desk/closed", {"days": "2026-12-25 Christmas"})).status_code == 303
        assert "2026-12-25 Christmas" in await femi.load("/console/desk")
        assert (await femi.post("/console/desk/labels", {"name": "VIP", "colour": "warning"})).status_code == 303
        assert (
            await femi.post("/console/desk/ready", {"shortcut": "hi", "text": "Dear {name}, {agent} here"})
        ).status_code == 303
    chat, _ = await writes(office)
    async with office.as_(Role.SALES) as bayo:
        ready = await bayo.get(f"/console/inbox/{chat}/ready")
        assert "Dear Ada, Bayo here" in ready.text
        await bayo.load(f"/console/inbox/{chat}")
        assert (await bayo.post(f"/console/inbox/{chat}/labels", {"label": "VIP"})).status_code == 303
        assert "Ada Obi" in await bayo.load("/console/inbox?tab=all&label=VIP")
