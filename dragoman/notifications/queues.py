"""What needs a person now: each queue with its count and the age of its oldest, one statement for each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from dragoman.access import ANSWER, APPROVE, INVENTORY, SEE_BOOKINGS, Doer, Role
from dragoman.bookings.unknowns import CANCELLATION_UNKNOWN, ORDER_UNKNOWN, REFUND_UNKNOWN
from dragoman.command import Work
from dragoman.notifications.alerts import alert_sight
from dragoman.payments.visibility import own_sales

HOLD_SOON = timedelta(hours=6)
TICKETING_SOON = timedelta(hours=2)  # requirement C9


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue: who sees it, and the statement that counts it ($1 = now, $2 = the span that it looks ahead or back).

    `takes` says how many of the two the statement has; `sight` which of the rows that it counts a member of staff sees.
    """

    name: str
    roles: frozenset[Role]
    sql: str
    takes: int = 0
    span: timedelta = timedelta()
    sight: Callable[[Doer, int], tuple[str, list[object]]] | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a queue stands. `since` is the oldest item's beginning, or the next deadline where the queue is one of deadlines (UTC)."""

    name: str
    count: int
    since: datetime | None


_HELD_UNPAID = (
    "from flight_order o join booking b on b.id = o.booking_id where o.state = 'HELD' and b.paid_minor = 0 and o.pay_by > $1::timestamptz"
    " and o.pay_by <= $1::timestamptz + $2::interval"
)
QUEUES = (
    Queue(
        "ticketing_deadline", SEE_BOOKINGS, f"select count(*), min(o.pay_by) {_HELD_UNPAID}", 2, TICKETING_SOON, own_sales
    ),
    Queue("holds_expiring", SEE_BOOKINGS, f"select count(*), min(o.pay_by) {_HELD_UNPAID}", 2, HOLD_SOON, own_sales),
    Queue(
        "unknown_orders", SEE_BOOKINGS,  # the conditions are constants
        "select count(*), min(a.created_at) from (select o.booking_id, o.created_at from flight_order o"  # noqa: S608
        f" where {ORDER_UNKNOWN} union all select c.booking_id, c.created_at from flight_cancellation c where {CANCELLATION_UNKNOWN}) a"
        " join booking b on b.id = a.booking_id where true", 1,
        sight=own_sales,
    ),
    Queue(
        "choices_open", SEE_BOOKINGS,
        "select count(*), min(b.created_at) from booking b where b.state = 'PAYMENT_PENDING' and b.choice <> ''", sight=own_sales,
    ),
    Queue("refunds_failed", INVENTORY, f"select count(*), min(r.created_at) from refund r where {REFUND_UNKNOWN}", 1),  # noqa: S608
    Queue(
        "approvals", APPROVE | INVENTORY,
        "select count(*), min(created_at) from refund_request where state = 'ASKED' and expires_at > $1", 1,
    ),
    Queue(
        "differences", APPROVE,
        "select count(*), min(created_at) from difference where closed_at is null",
    ),
    Queue(
        "conversations_waiting", ANSWER,
        "select count(*), min(waiting_since) from conversation where state = 'WAITING'",
    ),
    Queue(
        "sla", ANSWER,
        "select count(*), min(due_at) from spell where ended_at is null and due_at <= $1", 1,
    ),
    Queue(
        "undelivered", ANSWER,
        "select count(*), min(created_at) from alert where kind = 'message_undelivered' and closed_at is null",
        sight=alert_sight,
    ),
    Queue(
        "review", INVENTORY,
        "select count(*), min(created_at) from review where tenant_id = (select current_setting('dragoman.tenant', true))"
        " and closed_at is null",
    ),
    Queue(
        "alerts", ANSWER,
        "select count(*), min(created_at) from alert where kind <> all (array['message_undelivered', 'conversation_waiting'])"
        " and closed_at is null", sight=alert_sight,
    ),
)  # fmt: skip


async def queues(work: Work) -> tuple[Standing, ...]:
    """Return how every queue stands that this role works on, the most pressing kinds first."""
    found = []
    for queue in QUEUES:
        if work.by.role in queue.roles and work.by.role is not Role.CUSTOMER:
            seen, own = queue.sight(work.by, queue.takes + 1) if queue.sight else ("", [])
            sql = f"{queue.sql} and {seen}" if seen else queue.sql
            [row] = await work.sql.fetch(sql, *(work.now, queue.span)[: queue.takes], *own)
            found.append(Standing(queue.name, row[0], row[1]))
    return tuple(found)
