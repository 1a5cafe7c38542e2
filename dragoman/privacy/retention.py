"""Nothing is kept longer than the business says: messages, their files and their search words go after `retention_days`."""

from __future__ import annotations

from datetime import timedelta

from dragoman.command import Work

_BATCH = 2_000
_REPORTS_KEPT = timedelta(days=7)  # a delivery report whose message never came; networks repeat for a week at most


async def retain(work: Work) -> int:
    """Delete one batch of what is over its time; returns how many messages went. Call until it returns 0.

    A conversation that a person of the business has, or that waits for one, keeps its messages until it is over.
    """
    before = work.now - timedelta(days=work.tenant.settings.retention_days)
    rows = await work.sql.fetch(
        "select m.id from message m join conversation c on c.id = m.conversation_id where m.created_at < $1"
        " and c.state not in ('WAITING', 'WITH_PERSON') limit $2",
        before, _BATCH,
    )  # fmt: skip
    ids = [row["id"] for row in rows]
    await work.sql.execute("delete from file where subject = any($1)", [f"message:{one}" for one in ids])
    await work.sql.execute("delete from message where id = any($1)", ids)
    await work.sql.execute(
        "delete from remark where created_at < $1 and sealed is not null and conversation_id in"
        " (select id from conversation where state not in ('WAITING', 'WITH_PERSON'))",
        before,
    )
    await work.sql.execute("delete from file where keep_until < $1", work.now)
    await work.sql.execute("delete from early_report where at < $1", work.now - _REPORTS_KEPT)
    return len(ids)
