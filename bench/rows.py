"""What every measurement shares: the row it yields, a new database to measure on, the disk's own limit, and the table."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from dragoman.engine import embedded
from dragoman.engine.migrations import migrate


@dataclass(frozen=True)
class Row:
    """One figure. `aim` is what the product promises, "" where it promises nothing; `beside` is what to read it with."""

    name: str
    value: float
    unit: str
    aim: str = ""
    beside: str = ""


def fsyncs(seconds: float = 1.0) -> float:
    """fdatasync of 4 KiB in a preallocated file, per second, on the disk of the temporary directory."""
    with tempfile.NamedTemporaryFile() as file:
        block, number, begun = b"x" * 4096, 0, time.perf_counter()
        os.pwrite(file.fileno(), block * 1024, 0)
        os.fsync(file.fileno())
        while time.perf_counter() - begun < seconds:
            os.pwrite(file.fileno(), block, number % 1024 * 4096)
            os.fdatasync(file.fileno())
            number += 1
        return number / (time.perf_counter() - begun)


@asynccontextmanager
async def database() -> AsyncIterator[str]:
    """The owner's address of a new database, dropped afterwards."""
    external = os.environ.get("DRAGOMAN_TEST_DATABASE_URL")
    with tempfile.TemporaryDirectory(prefix="dragoman-bench-") as home:
        server = None if external else await embedded.start(Path(home))
        admin = external or (server.dsn("postgres") if server else "")
        name = f"dragoman_bench_{os.getpid()}"
        await run_once(admin, f"create database {name}")
        try:
            owner = urlunsplit(urlsplit(admin)._replace(path=f"/{name}"))
            await migrate(owner)
            yield owner
        finally:
            await run_once(admin, f"drop database {name} with (force)")
            if server is not None:
                await server.leave()


async def run_once(admin: str, statement: str) -> None:
    """Run one statement on a connection of its own."""
    connection = await asyncpg.connect(admin)
    await connection.execute(statement)
    await connection.close()


def against(row: Row, disk: float) -> Row:
    """Put a rate beside what the disk did in the same run."""
    if not row.unit.endswith("/s"):
        return row
    return replace(row, beside=", ".join(filter(None, (f"{row.value / disk:.1f} x fdatasync", row.beside))))


def p99(values: list[float]) -> float:
    """Return the value that one in a hundred passes."""
    return sorted(values)[int(len(values) * 0.99)]


def table(rows: list[Row]) -> str:
    """Lay rows out for people."""
    lines = [f"{'':58} {'value':>12} {'unit':10} {'aim':10} beside"]
    lines += [f"{r.name[:58]:58} {r.value:12,.1f} {r.unit:10} {r.aim:10} {r.beside}" for r in rows]
    return "\n".join(lines)
