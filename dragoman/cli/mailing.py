"""Whose mail server sends a business's e-mail: its own account, or the installation's."""

from __future__ import annotations

from collections.abc import Mapping

from dragoman.access import SYSTEM, Surface
from dragoman.channels.mail.client import MailSettings, SmtpMailer
from dragoman.command import Desk
from dragoman.conversations.mail import Mailer
from dragoman.kit.clock import Clock, monotonic
from dragoman.kit.http import Guard
from dragoman.kit.settings import Settings
from dragoman.tenancy.connections import mail_account

_KEPT_SECONDS = 10.0
_PORTS = range(1, 65_536)


class Mailers:
    """The mailers of all businesses in this process; a changed account is used within seconds."""

    def __init__(self, desk: Desk, settings: Settings, clock: Clock) -> None:
        self._desk = desk
        self._settings = settings
        self._clock = clock
        self._kept: dict[str, tuple[float, Mailer | None]] = {}

    async def get(self, tenant: str) -> Mailer | None:
        """Return a business's mailer, None without any mail server; raises HttpError for a server it may not reach."""
        kept = self._kept.get(tenant)
        if kept is not None and kept[0] > monotonic():
            return kept[1]
        async with self._desk.work(tenant, SYSTEM, Surface.SYSTEM) as work:
            values = await mail_account(work)
        mailer = await self.of(values)
        self._kept[tenant] = (monotonic() + _KEPT_SECONDS, mailer)
        return mailer

    async def of(self, values: Mapping[str, str]) -> Mailer | None:
        """Return a mailer for an account; ValueError says what is wrong with it.

        A server inside our own network is refused, unless it is the one that the installation itself names.
        """
        account = mail_settings(values, self._settings)
        if account is None:
            return None
        if values:
            guard = Guard(allowed_hosts=frozenset({self._settings.smtp_host.lower()} - {""}))
            await guard.reach(account.host, account.port)
        return SmtpMailer(account, self._clock)


def mail_settings(values: Mapping[str, str], settings: Settings) -> MailSettings | None:
    """Read a business's mail account, or the installation's when it has none; ValueError says what is wrong with it."""
    if not values:
        if not settings.smtp_host:
            return None
        return MailSettings(
            settings.smtp_host, settings.smtp_port, settings.smtp_from, settings.smtp_security, settings.smtp_user,
            settings.smtp_password.get_secret_value(),
        )  # fmt: skip
    port = values.get("port", "587")
    if not port.isdecimal() or int(port) not in _PORTS:
        raise ValueError("A port is a number from 1 to 65535.")
    return MailSettings(
        values.get("host", ""), int(port), values.get("sender", ""), values.get("security", "starttls"), values.get("user", ""),
        values.get("password", ""),
    )  # fmt: skip
