"""Look into the books: accounts and their parts, the postings behind a balance, and the proof that all sums are zero."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from msgspec import Struct

from dragoman.access import APPROVE
from dragoman.command import Work, command
from dragoman.kit.money import Money
from dragoman.ledger.accounts import Account

PAGE_MAX = 100


class AccountLine(Struct, frozen=True):
    """One account in one currency over a span of days: before it, what moved in it, after it. Debits positive."""

    account: str
    before: Money
    debits: Money
    credits: Money
    after: Money


class SubjectLine(Struct, frozen=True):
    """One part of an account (a booking, a provider) with its balance; zeros are left out."""

    subject: str
    balance: Money
    postings: int
    newest_at: datetime

    @property
    def key(self) -> str:
        """What names this line alone, as the next page wants it."""
        return f"{self.balance.currency}:{self.subject}"


class PostingLine(Struct, frozen=True):
    """One line of a posting."""

    account: str
    subject: str
    amount: Money


class Posting(Struct, frozen=True):
    """One posting with all its lines, which sum to zero in each currency. `key` made it happen once; `cause` is what it is for."""

    id: str
    at: datetime
    key: str
    cause: str
    lines: tuple[PostingLine, ...]


class Proof(Struct, frozen=True):
    """That the books balance: how many postings there are, what each currency sums to, and postings that do not balance."""

    postings: int
    sums: tuple[Money, ...]
    unbalanced: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether everything sums to zero."""
        return not self.unbalanced and not any(self.sums)


def span(work: Work, first: date | None, last: date | None) -> tuple[datetime | None, datetime | None]:
    """Return the instants of a span of the business's days, both ends in; None = open."""
    since = work.begin(first) if first else None
    until = work.begin(last + timedelta(days=1)) if last else None
    return since, until


async def accounts(work: Work, *, first: date | None = None, last: date | None = None) -> tuple[AccountLine, ...]:
    """Return every account that ever moved, with what moved from `first` to `last` (the business's days, both in)."""
    since, until = span(work, first, last)
    rows = await work.sql.fetch(
        "select account, currency, coalesce(sum(amount_minor) filter (where created_at < $1), 0)::bigint as before,"
        " coalesce(sum(amount_minor) filter (where amount_minor > 0 and (created_at < $1) is not true), 0)::bigint as debits,"
        " coalesce(sum(amount_minor) filter (where amount_minor < 0 and (created_at < $1) is not true), 0)::bigint as credits,"
        " coalesce(sum(amount_minor), 0)::bigint as after from ledger_entry where ($2::timestamptz is null or created_at < $2)"
        " group by account, currency",
        since, until,
    )  # fmt: skip
    order = {account.value: n for n, account in enumerate(Account)}
    return tuple(
        AccountLine(r["account"], *(Money(r[name], r["currency"]) for name in ("before", "debits", "credits", "after")))
        for r in sorted(rows, key=lambda r: (order[r["account"]], r["currency"]))
    )


async def subjects(
    work: Work, account: Account, *, after: str = "", limit: int = 50, with_zero: bool = False
) -> tuple[SubjectLine, ...]:
    """Return an account's parts by name, one line per currency; `after` is the `key` of the last line seen."""
    currency, _, subject = after.partition(":")
    rows = await work.sql.fetch(
        "select subject, currency, sum(amount_minor)::bigint as balance, count(*) as postings, max(created_at) as newest_at"
        " from ledger_entry where account = $1 and (subject, currency) > ($2, $5) group by subject, currency having $4 or sum(amount_minor) <> 0"
        " order by subject, currency limit $3",
        account.value, subject, min(max(limit, 1), PAGE_MAX + 1), with_zero, currency,
    )  # fmt: skip
    return tuple(
        SubjectLine(r["subject"], Money(r["balance"], r["currency"]), r["postings"], r["newest_at"]) for r in rows
    )


async def postings(
    work: Work, *, account: str = "", subject: str = "", first: date | None = None, last: date | None = None, after: str = "",
    limit: int = 50,
) -> tuple[Posting, ...]:  # fmt: skip
    """Return postings that touch an account or one part of it, newest first, each with all its lines; `after` is the last id seen."""
    since, until = span(work, first, last)
    rows = await work.sql.fetch(
        "with t as (select x.id, x.created_at, x.key, x.cause from ledger_tx x where ($1 = '' or x.id < $1)"
        " and ($2::timestamptz is null or x.created_at >= $2) and ($3::timestamptz is null or x.created_at < $3)"
        " and ($4 = '' and $5 = '' or exists (select from ledger_entry e where e.tx_id = x.id and ($4 = '' or e.account = $4)"
        " and ($5 = '' or e.subject = $5))) order by x.id desc limit $6)"
        " select t.*, e.account, e.subject, e.amount_minor, e.currency from t join ledger_entry e on e.tx_id = t.id"
        " order by t.id desc, e.amount_minor < 0, e.id",
        after, since, until, account, subject, min(max(limit, 1), PAGE_MAX + 1),
    )  # fmt: skip
    found: dict[str, Posting] = {}
    lines: dict[str, list[PostingLine]] = {}
    for r in rows:
        found.setdefault(r["id"], Posting(r["id"], r["created_at"], r["key"], r["cause"], ()))
        lines.setdefault(r["id"], []).append(
            PostingLine(r["account"], r["subject"], Money(r["amount_minor"], r["currency"]))
        )
    return tuple(Posting(p.id, p.at, p.key, p.cause, tuple(lines[p.id])) for p in found.values())


async def proof(work: Work) -> Proof:
    """Add up the whole ledger: per currency, and posting by posting."""
    count: int = await work.sql.fetchval("select count(*) from ledger_tx")
    sums = await work.sql.fetch(
        "select currency, sum(amount_minor)::bigint as total from ledger_entry group by currency order by currency"
    )
    odd = await work.sql.fetch(
        "select distinct tx_id from ledger_entry group by tx_id, currency having sum(amount_minor) <> 0 order by tx_id limit 100"
    )
    return Proof(count, tuple(Money(r["total"], r["currency"]) for r in sums), tuple(r["tx_id"] for r in odd))


@command("ledger:export", by=APPROVE)
async def export_books(work: Work) -> None:
    """Take the postings out of the house; it stands in the audit trail."""
    await work.note(f"export:{work.by.id}", "ledger:export")
