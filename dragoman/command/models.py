"""What every stored row has: an id, its tenant, when it was made; and for things with states a compare-and-swap version."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import BigInteger, DateTime, Integer, MetaData, Text
from sqlalchemy.dialects.postgresql import BYTEA, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from dragoman.command.states import StateTable

ROW_LOCK = {"key_share": True}
"""For `session.get(..., with_for_update=ROW_LOCK)`: FOR NO KEY UPDATE, which new rows that refer to this one need not wait for."""


class Row(DeclarativeBase):
    """A stored row of one tenant. Row-level security shows it to its tenant alone."""

    metadata = MetaData()
    type_annotation_map = {
        str: Text(),
        bytes: BYTEA(),
        int: BigInteger(),
        datetime: DateTime(timezone=True),
        dict[str, object]: JSONB(),
    }

    id: Mapped[str] = mapped_column(primary_key=True)
    tenant_id: Mapped[str] = mapped_column(index=False)
    created_at: Mapped[datetime]


class Versioned(Row):
    """A row that moves through the states of its table; `version` rises with every move."""

    __abstract__ = True
    states: ClassVar[StateTable]

    state: Mapped[str]
    version: Mapped[int] = mapped_column(Integer, default=0)
