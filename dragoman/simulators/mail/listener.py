"""The SMTP side: takes messages on a port of its own, with the faults a mail server can have."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from dragoman.simulators.mail.messages import Mailbox, Message
from dragoman.simulators.world import World

FAULTS = frozenset({"smtp_451", "smtp_550", "slow", "timeout", "reset", "timeout_after_success"})
"""What can befall `send`: refused for now, refused for good, late, and the line lost before or after acceptance."""
_SIZE_MAX = 10_000_000
_RECIPIENTS_MAX = 100


def _welcome(server: SMTP, session: Session, envelope: Envelope, mechanism: str, login: object) -> AuthResult:
    """Any user and password is right: AUTH is optional here and checked by nobody."""
    return AuthResult(success=isinstance(login, LoginPassword))


class Listener:
    """Listens on the loopback address for SMTP and puts what it takes into the mailbox."""

    def __init__(self, world: World, mailbox: Mailbox) -> None:
        self._world = world
        self._mailbox = mailbox
        self._server: asyncio.Server | None = None
        self.port = 0

    async def start(self) -> None:
        """Begin to listen; raises OSError when the port is taken."""
        settings = self._world.settings
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._protocol, settings.mail_host, settings.mail_port)
        self.port = self._server.sockets[0].getsockname()[1]

    def _protocol(self) -> SMTP:
        """One connection; aiosmtpd finds its hooks by these names."""
        hooks = SimpleNamespace(**{"handle_RCPT": self._recipient, "handle_DATA": self._receive})
        return SMTP(
            hooks,
            hostname="mail.simulators.localhost",
            ident="Dragoman simulated mail",
            data_size_limit=_SIZE_MAX,
            enable_SMTPUTF8=True,
            authenticator=_welcome,
            auth_require_tls=False,
            timeout=60,
            loop=asyncio.get_running_loop(),
        )

    async def stop(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.close()

    async def _recipient(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a recipient, up to a hundred of one message."""
        if len(envelope.rcpt_tos) >= _RECIPIENTS_MAX:
            return "452 4.5.3 Too many recipients"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def _receive(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Take a message, or do what the fault set on `mail` `send` says."""
        world = self._world
        fault = world.faults.take("mail", "send")
        name = fault.name if fault else ""
        if name == "smtp_451":
            return "451 4.3.0 Mailbox busy, try again later"
        if name == "smtp_550":
            return "550 5.1.1 No such mailbox"
        if fault and name == "slow":
            await world.pause(fault.number("seconds", world.settings.slow_seconds))
        if fault and name == "timeout":
            await world.pause(fault.number("seconds", world.settings.timeout_seconds))
        if name in ("reset", "timeout"):
            return self._drop(server)
        number = world.count("mail message")
        self._keep(envelope, number)
        if fault and name == "timeout_after_success":
            await world.pause(fault.number("seconds", world.settings.timeout_seconds))
            return self._drop(server)
        return f"250 2.0.0 OK queued as {number}"

    def _keep(self, envelope: Envelope, number: int) -> None:
        self._world.changed = True
        content = envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        recipients = [str(address) for address in envelope.rcpt_tos]
        message = Message(f"m{number}", str(envelope.mail_from or ""), recipients, content, self._world.now())
        self._mailbox.add(message)

    def _drop(self, server: SMTP) -> str:
        """Cut the line; the reply returned is never sent."""
        if isinstance(server.transport, asyncio.WriteTransport):
            server.transport.abort()
        return "421 4.4.2 Connection dropped"
