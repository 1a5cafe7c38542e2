"""Read the books: balances by account and subject, and what was booked for one charge."""

from __future__ import annotations

from sqlalchemy import func, select

from dragoman.command import Work
from dragoman.kit.money import Money
from dragoman.ledger.accounts import Account
from dragoman.ledger.models import LedgerEntry, LedgerTx


async def balance(work: Work, account: Account, subject: str, currency: str) -> Money:
    """Return the balance of one subject of an account; debits positive."""
    total = await work.session.scalar(
        select(func.coalesce(func.sum(LedgerEntry.amount_minor), 0)).where(
            LedgerEntry.account == account.value, LedgerEntry.subject == subject, LedgerEntry.currency == currency
        )
    )
    return Money(int(total or 0), currency)


async def balances(work: Work) -> dict[tuple[Account, str], Money]:
    """Return every account's balance per currency, zeros left out; the values sum to zero per currency."""
    rows = await work.session.execute(
        select(LedgerEntry.account, LedgerEntry.currency, func.sum(LedgerEntry.amount_minor))
        .group_by(LedgerEntry.account, LedgerEntry.currency)
        .having(func.sum(LedgerEntry.amount_minor) != 0)
    )
    return {(Account(account), currency): Money(int(total), currency) for account, currency, total in rows}


async def booked_for(work: Work, prefix: str) -> dict[tuple[str, Account], Money]:
    """Sum what postings whose key starts with `prefix` moved, by key and account; one currency per key and account."""
    rows = await work.session.execute(
        select(LedgerTx.key, LedgerEntry.account, LedgerEntry.currency, func.sum(LedgerEntry.amount_minor))
        .join(LedgerEntry, LedgerEntry.tx_id == LedgerTx.id)
        .where(LedgerTx.key.startswith(prefix, autoescape=True))
        .group_by(LedgerTx.key, LedgerEntry.account, LedgerEntry.currency)
    )
    return {(key, Account(account)): Money(int(total), currency) for key, account, currency, total in rows}


async def unbalanced(work: Work) -> tuple[str, ...]:
    """Name postings that do not sum to zero; always empty unless the database's own check was taken away."""
    rows = await work.session.scalars(
        select(LedgerEntry.tx_id)
        .group_by(LedgerEntry.tx_id, LedgerEntry.currency)
        .having(func.sum(LedgerEntry.amount_minor) != 0)
    )
    return tuple(sorted(set(rows)))
