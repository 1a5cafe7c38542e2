"""The ledger's rows: a transaction, its entries, and the exchange rates. Append-only; see migration 0003."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import Numeric
from sqlalchemy.orm import Mapped, mapped_column

from dragoman.command.models import Row


class LedgerTx(Row):
    """One posting: `key` makes it happen once, `digest` tells a replay from a change, `cause` names what it is for."""

    __tablename__ = "ledger_tx"

    key: Mapped[str]
    digest: Mapped[bytes]
    cause: Mapped[str]


class LedgerEntry(Row):
    """One line of a posting in minor units: positive debit, negative credit."""

    __tablename__ = "ledger_entry"

    tx_id: Mapped[str]
    account: Mapped[str]
    subject: Mapped[str]
    amount_minor: Mapped[int]
    currency: Mapped[str]


class Rate(Row):
    """How many units of `quote` one unit of `base` buys, as `source` said at `at` (UTC). Rows are kept, never changed."""

    __tablename__ = "rate"

    base: Mapped[str]
    quote: Mapped[str]
    rate: Mapped[Decimal] = mapped_column(Numeric)
    source: Mapped[str]
    at: Mapped[datetime]
