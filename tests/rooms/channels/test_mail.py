from __future__ import annotations

import asyncio
import email
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.channels.mail.client import MailSettings, SmtpMailer
from dragoman.channels.mail.wire import BadEmail, address, build, html_of, message_id
from dragoman.conversations.channel import Accepted, Outcome, Refused, SendError, Unknown, Verdict
from dragoman.conversations.mail import Email, Enclosure, Mailer
from dragoman.kit.clock import FrozenClock

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SENDER = "Lagos Tours <trips@lagostours.test>"
PDF = Enclosure("itinerary.pdf", "application/pdf", b"%PDF-1.7 \x00\xff")
ICS = Enclosure("LOS–ABV.ics", "text/calendar", "BEGIN:VCALENDAR\r\nSUMMARY:Àbújá\r\n".encode())
TRIP = Email(
    to="ada@example.test",
    to_name="Ada Obi",
    subject="Your trip to Àbújá ✈",
    text="Hello Ada,\n\nyour booking: https://lagostours.test/b?x=1&y=2\n<b>safe</b>",
    enclosures=(PDF, ICS),
)


class Mailbox:
    """The hooks of an aiosmtpd server that keeps what arrives."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:
        self.envelopes.append(envelope)
        return "250 OK"


@asynccontextmanager
async def listening(factory: Callable[[], asyncio.Protocol]) -> AsyncIterator[int]:
    server = await asyncio.get_running_loop().create_server(factory, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


def mailer(port: int, **more: Any) -> SmtpMailer:
    chosen = MailSettings("127.0.0.1", port, SENDER, **{"security": "none", "step": 2.0, "total": 3.0, **more})
    return SmtpMailer(chosen, FrozenClock(NOW))


def parts(raw: bytes) -> tuple[EmailMessage, dict[str, EmailMessage]]:
    message = email.message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    return message, {part.get_content_type(): part for part in message.walk()}  # type: ignore[misc]


async def test_a_message_arrives_whole() -> None:
    box = Mailbox()
    async with listening(lambda: SMTP(box)) as port:
        made: Mailer = mailer(port)
        outcome = await made.send(TRIP, "ef_1")
    assert outcome == Accepted(message_id("ef_1", "lagostours.test"))
    (envelope,) = box.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == ("trips@lagostours.test", ["ada@example.test"])
    assert isinstance(envelope.content, bytes)
    assert envelope.content.isascii()
    message, found = parts(envelope.content)
    assert message["Subject"] == "Your trip to Àbújá ✈"
    assert message["To"] == "Ada Obi <ada@example.test>"
    assert message["From"] == SENDER
    assert message["Message-ID"] == message_id("ef_1", "lagostours.test")
    assert message["Date"] == "Fri, 20 Nov 2026 12:00:00 +0000"
    assert message["Auto-Submitted"] == "auto-generated"
    assert found["text/plain"].get_content().replace("\r", "").strip() == TRIP.text
    assert '<a href="https://lagostours.test/b?x=1&amp;y=2">' in found["text/html"].get_content()
    assert "&lt;b&gt;safe" in found["text/html"].get_content()
    assert (found["application/pdf"].get_content(), found["application/pdf"].get_filename()) == (
        PDF.content,
        PDF.filename,
    )
    assert found["text/calendar"].get_filename() == ICS.filename
    assert "Àbújá" in found["text/calendar"].get_content()


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
async def test_sign_in() -> None:
    def authenticate(server: Any, session: Any, envelope: Any, mechanism: str, auth: LoginPassword) -> AuthResult:
        return AuthResult(success=(auth.login, auth.password) == (b"trips", b"secret"), handled=False)

    def server() -> SMTP:
        return SMTP(Mailbox(), authenticator=authenticate, auth_required=True, auth_require_tls=False)

    async with listening(server) as port:
        good, bad = mailer(port, user="trips", password="secret"), mailer(port, user="trips", password="wrong")
        assert isinstance(await good.send(TRIP, "ef_1"), Accepted)
        assert await good.check() == f"Mail server 127.0.0.1:{port} takes mail from trips@lagostours.test."
        refused = await bad.send(TRIP, "ef_1")
        assert isinstance(refused, Refused)
        assert (refused.code, refused.verdict) == (535, Verdict.ACCOUNT)
        with pytest.raises(SendError) as caught:
            await bad.check()
    assert (caught.value.code, caught.value.verdict) == (535, Verdict.ACCOUNT)


async def test_without_the_protection_asked_for_nothing_is_sent() -> None:
    box = Mailbox()
    async with listening(lambda: SMTP(box)) as port:
        outcome = await mailer(port, security="starttls").send(TRIP, "ef_1")
    assert isinstance(outcome, Refused)
    assert outcome.verdict is Verdict.ACCOUNT
    assert box.envelopes == []


Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def scripted(answers: dict[str, str | None]) -> Serve:
    """A server that answers each command from a table; None closes the connection instead, "" stays silent."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async def say(step: str, usual: str) -> bool:
            line = answers.get(step, usual)
            if line is None:
                writer.close()
                return False
            if line:
                writer.write(line.encode() + b"\r\n")
                await writer.drain()
            return True

        alive = await say("greeting", "220 sim")
        while alive and (line := await reader.readline()):
            verb = line[:4].decode().upper().strip()
            alive = await say(verb, {"DATA": "354 go", "QUIT": "221 bye"}.get(verb, "250 ok"))
            if alive and verb == "DATA" and answers.get("DATA", "354").startswith("354"):  # type: ignore[union-attr]
                await reader.readuntil(b"\r\n.\r\n")
                alive = await say("content", "250 taken")
        writer.close()

    return serve


async def send_to(answers: dict[str, str | None], **more: Any) -> Outcome:
    server = await asyncio.start_server(scripted(answers), "127.0.0.1", 0)
    async with server:
        return await mailer(server.sockets[0].getsockname()[1], **more).send(TRIP, "ef_1")


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ({}, Accepted(message_id("ef_1", "lagostours.test"))),
        ({"QUIT": None}, Accepted(message_id("ef_1", "lagostours.test"))),
        ({"greeting": "421 busy"}, Refused(421, "busy", Verdict.RETRY)),
        ({"greeting": "554 go away"}, Refused(554, "go away", Verdict.ACCOUNT)),
        ({"greeting": None}, Refused(0, "connection_lost", Verdict.RETRY)),
        ({"MAIL": "451 later"}, Refused(451, "later", Verdict.RETRY)),
        ({"MAIL": "550 not you"}, Refused(550, "not you", Verdict.ACCOUNT)),
        ({"MAIL": None}, Refused(0, "connection_lost", Verdict.RETRY)),
        ({"RCPT": "450 <ada@example.test> busy"}, Refused(450, "<ada@example.test> busy", Verdict.RETRY)),
        ({"RCPT": "550 <ada@example.test> unknown"}, Refused(550, "the address was refused", Verdict.RECIPIENT)),
        ({"RCPT": None}, Refused(0, "connection_lost", Verdict.RETRY)),
        ({"DATA": "452 full"}, Refused(452, "full", Verdict.RETRY)),
        ({"DATA": "554 no"}, Refused(554, "no", Verdict.PAYLOAD)),
        ({"content": "451 later"}, Refused(451, "later", Verdict.RETRY)),
        ({"content": "552 too big"}, Refused(552, "too big", Verdict.PAYLOAD)),
        ({"content": None}, Unknown("connection_lost")),
    ],
)
async def test_answers_of_a_server(answers: dict[str, str | None], outcome: Outcome) -> None:
    assert await send_to(answers) == outcome


@pytest.mark.parametrize("more", [{"step": 0.05}, {"total": 0.15}])
async def test_silence_after_the_content_is_unknown_and_before_it_certain(more: dict[str, float]) -> None:
    assert await send_to({"content": ""}, **more) == Unknown("timeout")
    assert await send_to({"RCPT": ""}, **more) == Refused(0, "timeout", Verdict.RETRY)


async def test_nobody_listens() -> None:
    async with listening(asyncio.Protocol) as port:
        pass
    assert await mailer(port).send(TRIP, "ef_1") == Refused(0, "connection_lost", Verdict.RETRY)
    with pytest.raises(SendError):
        await mailer(port).check()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"to": "ada"}, "address"),
        ({"to": "ada@example.test, eve@example.test"}, "address"),
        ({"to": "ada@example.test\r\nBcc: eve@example.test"}, "address"),
        ({"to": "àda@example.test"}, "address"),
        ({"to": "ada@-bad-.test"}, "address"),
        ({"to": ""}, "address"),
        ({"subject": " \n"}, "subject"),
        ({"text": " "}, "empty"),
        ({"text": "x" * 500_001}, "too_large"),
        ({"enclosures": (PDF,) * 11}, "too_large"),
        ({"enclosures": (Enclosure("a.pdf", "application/pdf", b"x" * (15 * 1024 * 1024 + 1)),)}, "too_large"),
        ({"enclosures": (Enclosure("a", "application", b""),)}, "enclosure"),
        ({"enclosures": (Enclosure("a", "message/rfc822", b""),)}, "enclosure"),
        ({"enclosures": (Enclosure("", "application/pdf", b""),)}, "enclosure"),
    ],
)
async def test_what_cannot_be_sent_is_refused_before_any_call(change: dict[str, Any], code: str) -> None:
    wrong = Email(**{"to": TRIP.to, "subject": "s", "text": "t", **change})
    with pytest.raises(BadEmail) as caught:
        build(wrong, address(SENDER), "ef_1", NOW)
    assert caught.value.code == code
    outcome = await mailer(9).send(wrong, "ef_1")
    assert isinstance(outcome, Refused)
    assert outcome.verdict is (Verdict.RECIPIENT if code == "address" else Verdict.PAYLOAD)


@pytest.mark.parametrize(
    "more",
    [
        {"security": "ssl"},
        {"security": "none", "host": "mail.example.test", "user": "u"},
        {"sender": "nobody"},
    ],
)
def test_unsafe_settings_are_refused(more: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        MailSettings(**{"host": "127.0.0.1", "port": 25, "sender": SENDER, **more})


def test_nothing_personal_prints() -> None:
    chosen = MailSettings("127.0.0.1", 25, SENDER, security="tls", user="u", password="hunter2")
    assert "hunter2" not in repr(chosen)
    assert "ada" not in repr(TRIP)
    assert "PDF-1.7" not in repr(PDF)


def test_international_domain() -> None:
    assert address("ada@bücher.test").addr_spec == "ada@xn--bcher-kva.test"


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_whatever_is_written_stays_one_message_to_one_person(subject: str, text: str, name: str) -> None:
    letter = Email(to=TRIP.to, to_name=name, subject="s" + subject, text="t" + text)
    message, found = parts(build(letter, address(SENDER), "k", NOW).as_bytes())
    assert sorted(message.keys()) == sorted(
        [
            "From",
            "To",
            "Subject",
            "Date",
            "Message-ID",
            "Auto-Submitted",
            "Content-Language",
            "MIME-Version",
            "Content-Type",
        ]
    )
    assert [a.addr_spec for a in message["To"].addresses] == ["ada@example.test"]
    assert set(found) == {"multipart/alternative", "text/plain", "text/html"}
    assert "<script" not in html_of(text + "<script>")
