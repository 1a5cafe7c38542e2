"""Rows of the performance table: a figure, what it is read against, what was aimed at, and whether that was met."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import Literal

_HOLDS = {">=": operator.ge, "<=": operator.le, "<": operator.lt}


@dataclass(frozen=True, slots=True)
class Aim:
    """What the product promises of a row: its figure or its ratio is at least, at most or below `limit`."""

    of: Literal["figure", "ratio"]
    holds: Literal[">=", "<=", "<"]
    limit: float

    def __str__(self) -> str:
        return f"{'ratio ' if self.of == 'ratio' else ''}{self.holds} {self.limit:g}"


@dataclass(frozen=True, slots=True)
class Row:
    """One line. `against` says what `ratio` divides by, or what else was measured beside the figure in the same run."""

    name: str
    figure: float
    unit: str
    against: str = ""
    ratio: float | None = None
    aim: Aim | None = None

    @property
    def met(self) -> bool | None:
        """Whether the aim holds; None without one."""
        if self.aim is None:
            return None
        value = self.figure if self.aim.of == "figure" else self.ratio
        return value is not None and bool(_HOLDS[self.aim.holds](value, self.aim.limit))


_VERDICT = {True: "met", False: "MISSED", None: ""}


def line(row: Row) -> str:
    """Lay one row out for people."""
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
    aim = "" if row.aim is None else str(row.aim)
    return (
        f"{row.name[:62]:62} {row.figure:11,.1f} {row.unit:9} {ratio:>7}  {aim:14} {_VERDICT[row.met]:6} {row.against}"
    )


def heading() -> str:
    """The table's first line."""
    return f"{'':62} {'figure':>11} {'unit':9} {'ratio':>7}  {'aim':14} {'':6} read against"


def quantile(values: list[float], part: float) -> float:
    """The value below which `part` of all values lie; raises IndexError when there are none."""
    return sorted(values)[min(int(len(values) * part), len(values) - 1)]
