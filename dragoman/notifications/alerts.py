"""What a person must look at: one open alert per subject and kind, and an e-mail to the operator when it opens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import msgspec

from dragoman.access import ANSWER, Doer, Role
from dragoman.bookings.facts import (
    BookingCancelled,
    BookingConfirmed,
    BookingExpired,
    CancellationAsked,
    CancellationDeclined,
    CancellationSettled,
    CancellationUnpriced,
    HoldEnding,
    TicketingFailed,
)
from dragoman.command import Refused, Work, command
from dragoman.conversations.facts import (
    ConversationAnswered,
    ConversationClosed,
    ConversationHandedBack,
    ConversationTaken,
    ConversationWaiting,
    MessageUndelivered,
    NetworkWarned,
    SenderBlocked,
    TakeUndone,
)
from dragoman.engine import Turn
from dragoman.flights.facts import (
    CancellationFailed,
    ChangeAccepted,
    FlightChanged,
    OrderOutcomeStuck,
    OrderOutcomeUnknown,
)
from dragoman.inbox.facts import AnswerDue, AnswerLate
from dragoman.inbox.sight import sight
from dragoman.notifications.effects import MAIL, MailAsk
from dragoman.notifications.words import word
from dragoman.outbound.facts import WebhookEndpointDisabled
from dragoman.payments.facts import (
    PaymentForeign,
    PaymentOrphaned,
    RefundAsked,
    RefundDecided,
    RefundFailed,
    RefundPaid,
)
from dragoman.payments.visibility import own_sales

KINDS: Mapping[type[msgspec.Struct], str] = {
    OrderOutcomeUnknown: "order_unknown",
    OrderOutcomeStuck: "order_stuck",
    TicketingFailed: "ticketing_failed",
    PaymentForeign: "payment_foreign",
    PaymentOrphaned: "payment_orphaned",
    RefundFailed: "refund_failed",
    RefundAsked: "refund_asked",
    FlightChanged: "flight_changed",
    CancellationAsked: "cancellation_asked",
    HoldEnding: "ticketing_deadline",
    CancellationFailed: "cancellation_failed",
    CancellationUnpriced: "cancellation_unpriced",
    ConversationWaiting: "conversation_waiting",
    NetworkWarned: "network_warned",
    MessageUndelivered: "message_undelivered",
    AnswerDue: "answer_due",
    AnswerLate: "answer_late",
    WebhookEndpointDisabled: "webhook_disabled",
    SenderBlocked: "sender_blocked",
}
_NOT_MAILED = frozenset(
    {"conversation_waiting", "message_undelivered", "answer_due", "answer_late", "refund_asked"}
)  # many a day, the list shows them; who approves refunds is written to by name


SETTLES: Mapping[type[msgspec.Struct], tuple[str, ...]] = {
    BookingConfirmed: ("order_unknown", "order_stuck", "ticketing_failed", "ticketing_deadline"),
    BookingCancelled: (
        "order_unknown",
        "order_stuck",
        "ticketing_failed",
        "cancellation_asked",
        "cancellation_failed",
        "ticketing_deadline",
    ),
    BookingExpired: ("ticketing_deadline",),
    CancellationDeclined: ("cancellation_asked",),
    CancellationSettled: ("cancellation_unpriced",),
    ChangeAccepted: ("flight_changed",),
    RefundPaid: ("refund_failed",),
    RefundDecided: ("refund_asked",),
    ConversationTaken: ("conversation_waiting",),
    ConversationAnswered: ("conversation_waiting", "answer_due", "answer_late"),
    ConversationHandedBack: ("conversation_waiting", "answer_due", "answer_late"),
    ConversationClosed: ("conversation_waiting", "answer_due", "answer_late"),
    TakeUndone: ("conversation_waiting", "answer_due", "answer_late"),
    AnswerLate: ("answer_due",),
}
"""What makes an alert of the same subject needless."""


async def who_watches(work: Work, fact: msgspec.Struct) -> tuple[str, ...]:
    """The tenant's alerts hear of every fact that needs a person, or no longer does."""
    return (f"alerts:{work.tenant.id}",) if type(fact) in KINDS or type(fact) in SETTLES else ()


async def alerts_turn(work: Work, turn: Turn) -> None:
    """Open an alert for each fact that needs a person, and close those that time has settled."""
    for event in turn.events:
        if event.kind == "fact":
            fact = work.read_fact(event.body)
            kind = KINDS.get(type(fact))
            if kind is not None:
                await open_alert(
                    work, kind, _subject(fact), str(getattr(fact, "reason", "") or getattr(fact, "code", ""))
                )
            if type(fact) in SETTLES:
                await work.sql.execute(
                    "update alert set closed_at = $1, closed_by = 'settled' where subject = $2 and kind = any($3) and closed_at is null",
                    work.now, _subject(fact), list(SETTLES[type(fact)]),
                )  # fmt: skip


def _subject(fact: msgspec.Struct) -> str:
    if isinstance(fact, NetworkWarned):
        return fact.subject
    if isinstance(fact, PaymentOrphaned | RefundAsked | RefundDecided):
        return f"payment:{fact.payment}"
    for name in ("booking", "conversation", "endpoint"):
        if getattr(fact, name, ""):
            return f"{name}:{getattr(fact, name)}"
    return ""


async def open_alert(work: Work, kind: str, subject: str, code: str) -> None:
    """Open an alert unless one of its kind is open for the subject; the operator is mailed when it is new."""
    row = work.new_id("al")
    opened = await work.sql.fetchval(
        "insert into alert (id, tenant_id, created_at, kind, subject, code) values ($1, $2, $3, $4, $5, $6)"
        " on conflict (tenant_id, kind, subject) where closed_at is null do nothing returning id",
        row, work.tenant.id, work.now, kind, subject, code[:60],
    )  # fmt: skip
    to = work.tenant.settings.support_email
    if opened is None or not to or kind in _NOT_MAILED:
        return
    what = word("en", f"alert.{kind}")
    text = word("en", "mail.alert", what=what, subject=subject, code=code, since=f"{work.now:%Y-%m-%d %H:%M}Z")
    ask = MailAsk(to, word("en", "mail.alert.subject", what=what), text)
    await work.effect(MAIL, f"{MAIL}:alert:{row}", ask, actor=f"alerts:{work.tenant.id}")


@dataclass(frozen=True, slots=True)
class Alert:
    """An open alert."""

    id: str
    at: datetime
    kind: str
    subject: str
    code: str


def alert_sight(by: Doer, first: int) -> tuple[str, list[object]]:
    """Return an SQL condition on `alert` and its arguments, numbered from `first`: sales see what concerns their own bookings and
    the conversations that they see; who else answers sees all, others none. Pure.
    """
    if by.role is not Role.SALES:
        return ("true" if by.role in ANSWER else "false"), []
    bookings, own = own_sales(by, first)
    chats, more = sight(by, first + len(own))
    return (
        f"(exists (select from booking b where alert.subject = 'booking:' || b.id and {bookings}) or exists (select from conversation c"
        f" join number n on n.id = c.number_id where alert.subject = 'conversation:' || c.id and {chats}))"
    ), [*own, *more]


# A network that refuses the number stops everything; then money and tickets; what concerns one chat comes last.
_LAST = ("conversation_waiting", "message_undelivered", "answer_due", "answer_late", "sender_blocked")


async def grave_alerts(work: Work, *, limit: int) -> tuple[Alert, ...]:
    """List the open alerts that this member of staff may see, the gravest kinds first, within a kind of gravity the oldest first."""
    seen, arguments = alert_sight(work.by, 3)
    rows = await work.sql.fetch(
        f"select id, created_at, kind, subject, code from alert where closed_at is null and {seen}"
        " order by case when kind = 'network_warned' then 0 when kind = any($1) then 2 else 1 end, id limit $2",
        list(_LAST), limit, *arguments,
    )  # fmt: skip
    return tuple(Alert(*row) for row in rows)


async def network_warns(work: Work) -> bool:
    """Say whether the network's warning about an account, a number or a template is open, to whoever may see how the product does."""
    return bool(
        await work.sql.fetchval("select exists (select from alert where kind = 'network_warned' and closed_at is null)")
    )


async def open_alerts(work: Work, *, after: str = "", limit: int = 100) -> tuple[Alert, ...]:
    """List the open alerts that this member of staff may see, oldest first; `after` is the id of the last one seen."""
    seen, arguments = alert_sight(work.by, 3)
    rows = await work.sql.fetch(
        f"select id, created_at, kind, subject, code from alert where closed_at is null and id > $1 and {seen} order by id limit $2",
        after, limit, *arguments,
    )  # fmt: skip
    return tuple(Alert(*row) for row in rows)


@command("alerts:close", by=ANSWER)
async def close_alert(work: Work, alert_id: str) -> None:
    """Close an alert that was dealt with."""
    seen, arguments = alert_sight(work.by, 4)
    closed = await work.sql.fetchval(
        f"update alert set closed_at = $2, closed_by = $3 where id = $1 and closed_at is null and {seen} returning id",
        alert_id, work.now, work.by.id, *arguments,
    )  # fmt: skip
    if closed is None:
        raise Refused("alert.gone", "That alert is closed already.", status=404)
