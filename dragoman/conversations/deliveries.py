"""What becomes of our messages: the network's reports and the answers of sends, joined in whatever order they come."""

from __future__ import annotations

import msgspec
from asyncpg import Record

from dragoman.command import Work
from dragoman.conversations import records
from dragoman.conversations.delivery import further
from dragoman.conversations.effects import SEND_KEY, SendAnswer
from dragoman.conversations.facts import MessageUndelivered
from dragoman.conversations.message import Delivery, DeliveryReport
from dragoman.engine import Done, Failed


async def report(work: Work, told: DeliveryReport) -> str | None:
    """Note a delivery report; returns our message's id, or None when it is not (yet) one of ours.

    A report that arrives before the answer of its own send is kept and joined when the answer comes.
    """
    message = told.tracker.split(".")[0] if told.tracker.startswith("ms_") else ""
    part = "." in told.tracker
    external_id = records.external(work, told.external_id)
    row = await work.sql.fetchrow(
        "select id, delivery, conversation_id from message where (id = $1 or external_id = $2) and not heard for update",
        message,
        external_id,
    )
    if row is None:
        await work.sql.execute(
            "insert into early_report (tenant_id, external_id, status, at, code) values ($1, $2, $3, $4, $5) on conflict do nothing",
            work.tenant.id, external_id, told.status, told.at, told.code,
        )  # fmt: skip
        return None
    if row["delivery"] in (Delivery.QUEUED, Delivery.SENDING, Delivery.UNKNOWN) and told.tracker:
        await _settle(work, told)
    if part and told.status != "failed":
        return str(row["id"])
    await _advance(work, row, row["delivery"], told.status, told.code, None if part else external_id)
    return str(row["id"])


async def _settle(work: Work, told: DeliveryReport) -> None:
    """A report that echoes our tracker proves a send whose answer was lost."""
    key = f"{SEND_KEY}{told.tracker}"
    answer = SendAnswer(told.tracker.split(".")[0], external_id=told.external_id, last="." not in told.tracker)
    if told.status == "failed":
        answer = msgspec.structs.replace(answer, code=told.code)
        await work.unit.settle_effect(key, Failed(str(told.code), work.seal("effect", "answer", key, answer)))
    else:
        await work.unit.settle_effect(key, Done(work.seal("effect", "answer", key, answer)))


async def sent(work: Work, answer: SendAnswer, outcome: str) -> None:
    """Note what became of a send: accepted, failed, or unknown."""
    row = await work.sql.fetchrow(
        "select id, delivery, conversation_id from message where id = $1 for update", answer.message
    )
    if row is None:
        return
    status = {"done": "accepted", "failed": "failed"}.get(outcome, "unknown")
    if not answer.last and status != "failed":
        return
    known = await _advance(work, row, row["delivery"], status, answer.code, records.external(work, answer.external_id))
    if answer.external_id:
        early = await work.sql.fetch(
            "delete from early_report where external_id = $1 returning status, code",
            records.external(work, answer.external_id),
        )
        for line in early:
            known = await _advance(work, row, known, line["status"], line["code"], None)


async def _advance(work: Work, row: Record, known: str, reported: str, code: int, external_id: str | None) -> str:
    """Write the further of two states and return it; a message that has just failed is told."""
    state = further(known, reported)
    await work.sql.execute(
        "update message set delivery = $2, delivery_at = case when $2 = delivery then delivery_at else $3 end,"
        " code = case when $2 = 'failed' then $4 else code end, external_id = coalesce(external_id, $5) where id = $1",
        row["id"], state, work.now, code, external_id,
    )  # fmt: skip
    if state != known:
        work.unit.live(f"conversation:{row['conversation_id']}", "message:delivery")
        if state == Delivery.FAILED:
            await work.tell(MessageUndelivered(row["conversation_id"], row["id"], code))
    return state
