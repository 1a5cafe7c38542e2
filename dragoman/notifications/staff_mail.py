"""E-mails to people of the business: an invitation, a way to a new password, a refund that they may approve.

Links are secrets and stand nowhere else.
"""

from __future__ import annotations

import html
from collections.abc import Callable

import msgspec

from dragoman.access import APPROVE
from dragoman.command import Work
from dragoman.engine import Turn
from dragoman.notifications.alerts import open_alert
from dragoman.notifications.effects import MAIL, MailAsk
from dragoman.notifications.trip import locale_of
from dragoman.payments.facts import RefundAsked
from dragoman.staff.facts import PasswordForgotten, StaffInvited
from dragoman.staff.models import Preferences
from dragoman.tenancy.queries import StaffCard

LinkTo = Callable[[str], str]
"""Writes the address of a one-time link from its token."""

# Subject and text by language; the links last as `staff/links.py` says.
_INVITED = {
    "en": (
        "{business} invites you to its console",
        "Hello {name},\n\n{business} invites you to its console. This link is for you alone, works once and lasts three days:\n\n{link}\n\n"
        "You choose a password there.",
    ),
    "ar": (
        "{business} تدعوك إلى لوحة العمل",
        "مرحبًا {name}،\n\nتدعوك {business} إلى لوحة العمل. هذا الرابط لك وحدك، يعمل مرة واحدة ويبقى ثلاثة أيام:\n\n{link}\n\nتختار هناك كلمة مرور.",
    ),
}
_FORGOTTEN = {
    "en": (
        "A new password for {business}",
        "Hello {name},\n\nsomebody, hopefully you, asked for a new password for the console of {business}. This link works once and lasts an"
        " hour:\n\n{link}\n\nIf it was not you, nothing has changed and there is nothing to do.",
    ),
    "ar": (
        "كلمة مرور جديدة لدى {business}",
        "مرحبًا {name}،\n\nطلب شخص ما، ونرجو أن تكون أنت، كلمة مرور جديدة للوحة {business}. يعمل هذا الرابط مرة واحدة ويبقى ساعة:\n\n{link}\n\n"
        "إن لم تكن أنت فلم يتغير شيء ولا يلزمك فعل شيء.",
    ),
}


_APPROVE = {
    "en": (
        "A refund of {amount} waits for you",
        "Hello {name},\n\na colleague asks for a refund of {amount} for booking {reference} and it needs a second person. Open Approvals in the"
        " console of {business} to approve or decline it.",
    ),
    "ar": (
        "استرداد بقيمة {amount} بانتظاركم",
        "مرحبًا {name}،\n\nيطلب أحد الزملاء استرداد {amount} عن الحجز {reference} ويحتاج إلى شخص ثانٍ. افتحوا «الموافقات» في لوحة {business}"
        " للموافقة أو الرفض.",
    ),
}


async def who_is_written_to(work: Work, fact: msgspec.Struct) -> tuple[str, ...]:
    """Name the actors that write to members of staff: of a refund, all who may approve it."""
    if isinstance(fact, RefundAsked):
        rows = await work.sql.fetch(
            "select id from staff where active and roles && $1::text[] and id <> $2 and coalesce(preferences->>'refund_mails', '') = ''"
            " order by id limit 50",
            sorted(APPROVE), fact.staff,
        )  # fmt: skip
        return tuple(f"staff:{row['id']}" for row in rows)
    return (f"staff:{fact.staff}",) if isinstance(fact, StaffInvited | PasswordForgotten) else ()


class StaffMailTurn:
    """Takes the turns of all `staff:` actors, one per member of staff."""

    def __init__(self, link_to: LinkTo) -> None:
        self._link_to = link_to

    async def __call__(self, work: Work, turn: Turn) -> None:
        """Take one turn."""
        for event in turn.events:
            if event.kind == "fact":
                await self._write(work, turn.actor, work.read_fact(event.body), event.external_id)
            elif event.kind == f"{MAIL}.failed":
                _, code = await work.unit.effect_state(event.effect_key) or ("", None)
                if code != "mail.unset":  # without a mail server the link was shown to who made it
                    await open_alert(work, "mail_failed", turn.actor, code or "")

    async def _write(self, work: Work, actor: str, fact: object, key: str) -> None:
        if not isinstance(fact, StaffInvited | PasswordForgotten | RefundAsked):
            return
        staff = actor.partition(":")[2]
        row = await work.sql.fetchrow("select sealed, preferences from staff where id = $1", staff)
        if row is None:
            return
        card = work.open("staff", "sealed", staff, bytes(row["sealed"]), StaffCard)
        if not card.email:
            return
        language = msgspec.convert(row["preferences"], Preferences).language
        filled = {"name": card.name, "business": work.tenant.name}
        if isinstance(fact, RefundAsked):
            texts = _APPROVE
            filled |= {
                "amount": fact.amount.format(locale_of(work.tenant, language)),
                "reference": await _reference(work, fact),
            }
        else:
            texts = _INVITED if isinstance(fact, StaffInvited) else _FORGOTTEN
            filled |= {"link": self._link_to(fact.token)}
        subject, text = texts.get(language, texts["en"])
        body = text.format_map(filled)
        shown = _as_html(body, filled.get("link", ""))
        ask = MailAsk(card.email, subject.format_map(filled), body, shown, card.name, language=language)
        await work.effect(MAIL, f"{MAIL}:{key}", ask, actor=actor)


async def _reference(work: Work, fact: RefundAsked) -> str:
    return str(await work.sql.fetchval("select reference from booking where id = $1", fact.booking))


def _as_html(text: str, link: str) -> str:
    escaped, address = html.escape(text).replace("\n", "<br>"), html.escape(link)
    return escaped.replace(address, f'<a href="{address}">{address}</a>') if address else escaped
