"""Exports are read page by page and end where they must."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from dragoman.console import csv


@dataclass(frozen=True)
class Row:
    """A row as a list gives it."""

    id: str


class Table:
    """Rows by id; it counts how often it was asked."""

    def __init__(self, count: int) -> None:
        self.rows = [Row(f"{n:06}") for n in range(count)]
        self.asked: list[str] = []

    async def fetch(self, after: str) -> Sequence[Row]:
        self.asked.append(after)
        return [row for row in self.rows if row.id > after][:10]


@pytest.mark.parametrize(("count", "calls"), [(0, 1), (9, 1), (10, 2), (25, 3)])
async def test_every_row_comes_once(count: int, calls: int) -> None:
    table = Table(count)
    assert [row async for row in csv.paged(table.fetch, 10)] == table.rows
    assert len(table.asked) == calls


async def test_a_file_ends_at_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv, "EXPORT_MAX", 30)
    table = Table(50)
    assert len([row async for row in csv.paged(table.fetch, 10)]) == 30
    assert len(table.asked) == 3
