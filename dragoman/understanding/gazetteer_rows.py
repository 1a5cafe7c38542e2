"""What the gazetteer is made of: rows, and names that lead to them."""

from __future__ import annotations

import msgspec

from dragoman.understanding.text import key

LONGEST_NAME = 60


class Row(msgspec.Struct, array_like=True):
    """One place of the gazetteer as it is stored; `weight` 0-100 ranks it among places of the same name."""

    kind: str
    name: str
    country: str
    region: str
    iata: str
    airports: list[str]
    weight: int
    lat: float
    lon: float
    title: str = ""


class Draft:
    """The gazetteer while it is being put together: rows, and (name, row number) with the weight of that reading."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.names: dict[tuple[str, int], int] = {}
        self.codes: dict[str, int] = {}

    def add(self, row: Row) -> int:
        """Take in a row and return its number."""
        self.rows.append(row)
        return len(self.rows) - 1

    def call(self, name: str, number: int, weight: int) -> None:
        """Let `name` (any spelling) lead to row `number`; the highest weight wins."""
        form = key(name)
        if form and len(form) <= LONGEST_NAME and self.names.get((form, number), -100) < weight:
            self.names[form, number] = weight
