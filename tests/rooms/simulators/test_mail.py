"""The mail server over real SMTP, and the mailbox that shows what it took."""

from __future__ import annotations

from collections.abc import AsyncIterator
from email.message import EmailMessage

import aiosmtplib
import msgspec
import pytest

from dragoman.simulators.faults import Fault
from dragoman.simulators.mail.messages import Mailbox, Message


@pytest.fixture
async def smtp(stage) -> AsyncIterator[int]:
    mail = stage.simulators["mail"]
    await mail.start()
    yield mail.listener.port
    await mail.stop()


def itinerary(subject="Your flight to Abuja ✈", to="ada.obi@example.com"):
    message = EmailMessage()
    message["From"] = "Lagos Tours <bookings@lagostours.example>"
    message["To"] = to
    message["Subject"] = subject
    message["Message-ID"] = "<bk_1@lagostours.example>"
    message.set_content("Bon voyage, Ada – réf. ABC123")
    message.add_alternative('<p>Bon voyage</p><img src="cid:qr1"><script>alert(1)</script>', subtype="html")
    message.get_payload()[1].add_related(b"\x89PNG", "image", "png", cid="<qr1>")
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="../Itinéraire.pdf")
    return message


async def send(port, message=None, **more):
    return await aiosmtplib.send(message or itinerary(), hostname="127.0.0.1", port=port, timeout=5, **more)


async def listed(stage, **params):
    return (await stage.client.get("/mail/api/messages", params=params)).json()


async def test_a_message_is_kept_and_shown(stage, smtp):
    await send(smtp, username="anyone", password="anything")
    [shown] = await listed(stage)
    assert shown["to"] == ["ada.obi@example.com"]
    assert shown["from"] == "Lagos Tours <bookings@lagostours.example>"
    assert shown["subject"] == "Your flight to Abuja ✈"
    assert shown["text"].strip() == "Bon voyage, Ada – réf. ABC123"
    assert shown["message_id"] == "<bk_1@lagostours.example>"
    pdf = next(file for file in shown["attachments"] if file["content_type"] == "application/pdf")
    assert (pdf["filename"], pdf["size"]) == ("Itinéraire.pdf", 8)
    answer = await stage.client.get(pdf["url"])
    assert answer.content == b"%PDF-1.7"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert await listed(stage, to="kofi@example.com") == []


async def test_the_html_runs_no_script_and_finds_its_pictures(stage, smtp):
    await send(smtp)
    [shown] = await listed(stage)
    answer = await stage.client.get(f"/mail/api/messages/{shown['id']}/html")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("sandbox")
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
    picture = next(file for file in shown["attachments"] if file["content_type"] == "image/png")
    assert f'src="{picture["url"]}"' in answer.text


async def test_the_mailbox_can_be_emptied(stage, smtp):
    await send(smtp)
    assert (await stage.client.delete("/mail/api/messages")).status_code == 204
    assert await listed(stage) == []


@pytest.mark.parametrize(("fault", "code"), [("smtp_451", 451), ("smtp_550", 550)])
async def test_a_refusal_keeps_nothing(stage, smtp, fault, code):
    stage.world.faults.set(Fault("mail", "send", fault))
    with pytest.raises(aiosmtplib.SMTPDataError) as refused:
        await send(smtp)
    assert refused.value.code == code
    assert await listed(stage) == []
    await send(smtp)
    assert len(await listed(stage)) == 1


@pytest.mark.parametrize(("fault", "kept"), [("reset", 0), ("timeout", 0), ("timeout_after_success", 1)])
async def test_a_lost_line_leaves_the_sender_in_doubt(stage, smtp, fault, kept):
    stage.world.faults.set(Fault("mail", "send", fault))
    with pytest.raises(aiosmtplib.SMTPServerDisconnected):
        await send(smtp)
    assert len(await listed(stage)) == kept


async def test_a_slow_server_still_takes_the_message(stage, smtp):
    stage.world.faults.set(Fault("mail", "send", "slow", options={"seconds": 0.01}))
    await send(smtp)
    assert len(await listed(stage)) == 1


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe garbage",
        b"Content-Type: text/plain; charset=klingon\r\n\r\n\xff\xfe",
        b"Content-Type: multipart/mixed\r\n\r\nno boundary",
        b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!",
        b"Subject: =?utf-8?q?=FF?=\r\nFrom: @@\r\n\r\nx",
    ],
)
async def test_broken_messages_are_shown_as_well_as_they_can_be(stage, raw):
    stage.simulators["mail"].restore(
        msgspec.to_builtins([Message("m1", "a@b.co", ["c@d.co"], raw, stage.world.now())], builtin_types=(bytes,))
    )
    [shown] = await listed(stage)
    assert shown["to"] == ["c@d.co"]
    for path in ("", "/html", "/raw"):
        assert (await stage.client.get(f"/mail/api/messages/m1{path}")).status_code == 200
    assert (await stage.client.get("/mail/api/messages/m2")).status_code == 404
    assert (await stage.client.get("/mail/api/messages/m1/attachments/99")).status_code == 404


def test_old_messages_make_room_for_new_ones(stage):
    mailbox = Mailbox(3)
    for n in range(5):
        mailbox.add(Message(f"m{n}", "a", ["b"], b"x", stage.world.now()))
    assert [message.id for message in mailbox.newest_first()] == ["m4", "m3", "m2"]
    for n in range(5, 8):
        mailbox.add(Message(f"m{n}", "a", ["b"], b"x" * 15_000_000, stage.world.now()))
    assert [message.id for message in mailbox.newest_first()] == ["m7", "m6"]
