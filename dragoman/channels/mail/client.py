"""Sending over SMTP (RFC 5321): one message per connection, every phase bounded, never repeated here.

Until DATA a failure is certain: nothing was taken. From DATA on, a lost connection or a missing answer leaves open
whether the server took the message: Unknown. A repeat carries the same Message-ID.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import aiosmtplib

from dragoman.channels.mail.wire import BadEmail, address, build
from dragoman.conversations.channel import Accepted, Outcome, Refused, SendError, Unknown, Verdict
from dragoman.conversations.mail import Email
from dragoman.kit.clock import Clock

DETAIL_LIMIT = 300
_LACKING = "the server does not offer what the settings ask for"


@dataclass(frozen=True, slots=True)
class MailSettings:
    """A mail server. `security` is starttls, tls or none; `sender` may carry a name ("Lagos Tours <trips@…>").

    Seconds: `step` per command, `total` per message. Raises ValueError for a password that would cross a network in
    the clear, an unknown security word or an unreadable sender.
    """

    host: str
    port: int
    sender: str
    security: str = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    step: float = 20.0
    total: float = 90.0

    def __post_init__(self) -> None:
        if self.security not in ("starttls", "tls", "none"):
            raise ValueError("mail security is starttls, tls or none")
        if self.user and self.security == "none" and not _is_loopback(self.host):
            raise ValueError("a mail password needs starttls or tls")
        address(self.sender)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class SmtpMailer:
    """A Mailer over one SMTP server."""

    name = "mail"

    def __init__(self, settings: MailSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._sender = address(settings.sender)

    async def send(self, email: Email, key: str) -> Outcome:
        """Send once. Accepted carries the Message-ID; 4xx is RETRY, 5xx final, a loss from DATA on Unknown."""
        try:
            message = build(email, self._sender, key, self._clock.now())
        except BadEmail as error:
            return Refused(0, error.code, Verdict.RECIPIENT if error.code == "address" else Verdict.PAYLOAD)
        recipient = message["To"].addresses[0].addr_spec
        handed_over = False
        try:
            async with asyncio.timeout(self._settings.total), self._connected() as server:
                await server.mail(self._sender.addr_spec)
                await server.rcpt(recipient)
                handed_over = True
                await server.data(message.as_bytes())
        except aiosmtplib.SMTPResponseException as error:
            return _refused(error)
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            return Unknown(_word(error)) if handed_over else _unsent(error)
        return Accepted(message["Message-ID"])

    async def check(self) -> str:
        """Connect, sign in and name the sender, without sending; raises SendError with the server's words."""
        try:
            async with asyncio.timeout(self._settings.total), self._connected() as server:
                await server.mail(self._sender.addr_spec)
                await server.rset()
        except aiosmtplib.SMTPResponseException as error:
            refused = _refused(error)
            raise SendError(refused.code, refused.detail, refused.verdict) from error
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            unsent = _unsent(error)
            raise SendError(unsent.code, unsent.detail, unsent.verdict) from error
        return f"Mail server {self._settings.host}:{self._settings.port} takes mail from {self._sender.addr_spec}."

    @contextlib.asynccontextmanager
    async def _connected(self) -> AsyncIterator[aiosmtplib.SMTP]:
        """A connection, signed in; closed afterwards, politely if nothing went wrong."""
        chosen = self._settings
        server = aiosmtplib.SMTP(
            hostname=chosen.host,
            port=chosen.port,
            username=chosen.user or None,
            password=chosen.password or None,
            use_tls=chosen.security == "tls",
            start_tls=chosen.security == "starttls",
            timeout=chosen.step,
            local_hostname=self._sender.domain,
        )
        try:
            await server.connect()
            yield server
            with contextlib.suppress(aiosmtplib.SMTPException, OSError, TimeoutError):
                await server.quit()  # the message is taken; how the goodbye goes does not matter
        finally:
            server.close()


def _refused(error: aiosmtplib.SMTPResponseException) -> Refused:
    """What a reply code means (RFC 5321 §4.2.1: 4yz may be tried again, 5yz may not), by the command it answers."""
    detail = " ".join(error.message.split())[:DETAIL_LIMIT]
    if error.code < 500:
        verdict = Verdict.RETRY
    elif isinstance(error, aiosmtplib.SMTPRecipientRefused):
        verdict, detail = Verdict.RECIPIENT, "the address was refused"  # the server repeats the address
    elif isinstance(error, aiosmtplib.SMTPDataError):
        verdict = Verdict.PAYLOAD
    else:
        verdict = Verdict.ACCOUNT
    return Refused(error.code, detail, verdict)


def _unsent(error: Exception) -> Refused:
    """A failure before DATA: worth another try, unless the server lacks the protection we insist on."""
    word = _word(error)
    return Refused(0, word, Verdict.ACCOUNT if word in (_LACKING, "certificate") else Verdict.RETRY)


def _word(error: Exception) -> str:
    if type(error) in (aiosmtplib.SMTPException, aiosmtplib.SMTPNotSupported):
        return _LACKING  # the library tells a missing STARTTLS or AUTH by its plainest exception
    if "certificate" in str(error).lower():
        return "certificate"
    return "timeout" if isinstance(error, TimeoutError) else "connection_lost"
