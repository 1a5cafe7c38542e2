"""What must hold after every story, whatever happened: our books agree with the partners' own, nothing is lost or told twice."""

from __future__ import annotations

import base64
from collections import Counter
from typing import Any
from urllib.parse import quote

from tests.stories.phones import Phone
from tests.stories.stage import Stage

AT_ONCE_MAX = 2  # messages of the bot for one cause (one turn)
ROW_MAX = 2  # within seconds, between two things that happen
_PERSONAL = ("A01234567", "ada.obi@example.com", "14 March 1988", "1988-03-14", "Obi", "Mensah", "4084084084084081")


async def faults(stage: Stage, phones: dict[str, Phone]) -> list[str]:
    """Name everything that must not be; empty when all is well."""
    found = [f"the engine reports: {trouble}" for trouble in stage.troubles]
    for check in (_engine, _ledger, _money, _orders, _messages, _at_once):
        found += await check(stage)
    confirmed = await stage.books.fetch(
        "select extract(epoch from created_at)::float8 as at from timeline where tag = 'booking:confirm'"
    )
    for phone in phones.values():
        found += _row(phone, [row["at"] for row in confirmed])
    return found + _log(stage.log.getvalue(), phones)


async def _engine(stage: Stage) -> list[str]:
    rows = await stage.books.fetch("select kind, reason from review where closed_at is null")
    found = [f"in review: {row['kind']} ({row['reason']})" for row in rows]
    if stage.house.engine.turns.failed:
        found.append(f"{stage.house.engine.turns.failed} turns raised an error")
    waiting = await stage.books.fetchval("select count(*) from actor where ready_at is not null")
    if waiting:
        found.append(f"{waiting} actors have unread events")
    return found


async def _ledger(stage: Stage) -> list[str]:
    uneven = await stage.books.fetch(
        "select tx_id, currency from ledger_entry group by tx_id, currency having sum(amount_minor) <> 0"
    )
    return [f"ledger posting {row['tx_id']} does not sum to zero in {row['currency']}" for row in uneven]


def paystack(stage: Stage) -> Any:
    """The simulated Paystack's own records."""
    return stage.simulators["paystack"].snapshot()


def duffel(stage: Stage) -> Any:
    """The simulated Duffel's own records."""
    return stage.simulators["duffel"].snapshot()


async def _money(stage: Stage) -> list[str]:
    """What the ledger says lies with the provider is what the provider says it holds for us, by currency."""
    kept = paystack(stage)
    theirs: Counter[str] = Counter()
    for charge in kept.transactions.values():
        if charge.paid_at is not None:
            theirs[charge.paid_currency] += charge.amount - (charge.fees or 0)
    for refund in kept.refunds.values():
        if refund.status != "failed":
            theirs[refund.currency] -= refund.amount
    rows = await stage.books.fetch(
        "select currency, sum(amount_minor)::bigint as held from ledger_entry where account = 'clearing' group by currency"
    )
    ours = Counter({row["currency"]: row["held"] for row in rows})
    found = [
        f"Paystack holds {theirs[c]} {c} (minor units) for us, our books say {ours[c]}"
        for c in theirs.keys() | ours.keys()
        if theirs[c] != ours[c]
    ]
    return found + await _no_money_forgotten(stage)


async def _no_money_forgotten(stage: Stage) -> list[str]:
    """Paid money has a ticket, an open choice, or an alert that a person sees."""
    rows = await stage.books.fetch(
        "select b.reference, b.state, b.choice, b.paid_minor from booking b where b.paid_minor > 0 and b.state <> 'CONFIRMED'"
        " and b.choice = '' and not exists (select 1 from alert a where a.closed_at is null and a.subject = 'booking:' || b.id)"
    )
    return [f"booking {r['reference']} holds money in state {r['state']} and nobody is told" for r in rows]


async def _orders(stage: Stage) -> list[str]:
    now = stage.now()
    theirs = {order.id for order in duffel(stage).orders if not order.fails and order.cancelled_at is None}
    theirs -= {order.id for order in duffel(stage).orders if order.lapsed(now)}
    rows = await stage.books.fetch("select supplier_order, state from flight_order where state in ('TICKETED', 'HELD')")
    ours = {row["supplier_order"] for row in rows}
    unknown = await stage.books.fetchval("select count(*) from flight_order where state in ('ISSUING', 'UNKNOWN')")
    found = [f"we know an order that Duffel does not: {order}" for order in sorted(ours - theirs)]
    if len(theirs - ours) > unknown:
        found.append(f"Duffel has {len(theirs - ours)} orders that we do not know")
    offers = Counter(order.offer_id for order in duffel(stage).orders if not order.fails)
    return found + [f"offer {offer} was bought {n} times" for offer, n in offers.items() if n > 1]


async def _messages(stage: Stage) -> list[str]:
    """Every message of ours is on a phone exactly once, and nothing else is."""
    network = stage.simulators["whatsapp"].network
    bubbles = [b for chat in network.chats.values() for b in chat.bubbles if b.sender == "business"]
    told_twice = [t for t, n in Counter(b.tracker for b in bubbles if b.tracker).items() if n > 1]
    rows = await stage.books.fetch(
        "select kind, delivery, code from message where not heard and delivery not in ('accepted','sent','delivered','read')"
    )
    sent = await stage.books.fetchval("select count(*) from message where not heard and delivery <> 'failed'")
    found = [f"a message was told twice: {tracker}" for tracker in told_twice]
    found += [f"a message of kind {r['kind']} is {r['delivery']} ({r['code']})" for r in rows]
    if sent != len([b for b in bubbles if b.error == 0]):
        found.append(f"{len(bubbles)} messages are on phones, we know of {sent}")
    return found


async def _at_once(stage: Stage) -> list[str]:
    rows = await stage.books.fetch(
        "select count(*) as n from message where not heard group by conversation_id, created_at having count(*) > $1",
        AT_ONCE_MAX,
    )
    return [f"{row['n']} messages are said in one turn" for row in rows]


def _row(phone: Phone, confirmed: list[float]) -> list[str]:
    """Count messages between two things that happen: the traveller writes, taps or pays, the airline issues the ticket."""
    row, before, found = 0, None, []
    for bubble in phone.bubbles:
        if bubble["from"] != "business":
            row, before = 0, None
            continue
        paid = before is not None and any(before <= at <= bubble["at"] for at in (*phone.paid_at, *confirmed))
        row = row + 1 if before is not None and bubble["at"] - before < 5 and not paid else 1
        before = bubble["at"]
        if row == ROW_MAX + 1:
            found.append(f"{phone.owner} gets more than {ROW_MAX} messages in a row, at “{bubble['text'][:60]}”")
    return found


def _log(log: str, phones: dict[str, Phone]) -> list[str]:
    """No personal value in any log line, in any of the forms it might take."""
    found = []
    for value in {form for word in (*_PERSONAL, *(p.number for p in phones.values())) for form in _forms(word)}:
        if value in log:
            found.append(f"personal in the log: {value}")
    return found


def _forms(value: str) -> set[str]:
    spaced = f"+{value[:3]} {value[3:6]} {value[6:9]} {value[9:]}" if value.isdigit() else value
    encoded = base64.b64encode(value.encode()).decode().rstrip("=")[: len(value)]
    return {value, value.lower(), value.upper(), spaced, quote(spaced), encoded}
