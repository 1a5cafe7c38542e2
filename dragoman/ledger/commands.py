"""Write to the books: the one function that posts."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from dragoman.command import Work
from dragoman.ledger.errors import KeyReused
from dragoman.ledger.models import LedgerEntry, LedgerTx
from dragoman.ledger.postings import Line, balanced, fingerprint


async def post(work: Work, key: str, lines: Iterable[Line], cause: str) -> bool:
    """Post balanced lines once per key; False when this very posting is booked already, or nothing is left to book.

    Part of other commands' work, never a use case of its own. Raises Unbalanced, and KeyReused when the key was used for
    other lines or another cause. The database enforces the balance again at commit (migration 0003).
    """
    kept = balanced(lines)
    if not kept:
        return False
    digest = fingerprint(kept, cause)
    tx = work.new_id("tx")
    fresh = await work.session.scalar(
        insert(LedgerTx)
        .values(id=tx, tenant_id=work.tenant.id, created_at=work.now, key=key, digest=digest, cause=cause)
        .on_conflict_do_nothing(index_elements=["tenant_id", "key"])
        .returning(LedgerTx.id)
    )
    if fresh is None:
        booked = await work.session.scalar(select(LedgerTx.digest).where(LedgerTx.key == key))
        if booked != digest:
            raise KeyReused(key)
        return False
    await work.session.execute(
        insert(LedgerEntry),
        [
            {
                "id": work.new_id("le"),
                "tenant_id": work.tenant.id,
                "created_at": work.now,
                "tx_id": tx,
                "account": line.account.value,
                "subject": line.subject,
                "amount_minor": line.amount.minor,
                "currency": line.amount.currency,
            }
            for line in kept
        ],
    )
    return True
