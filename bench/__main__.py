"""The performance table: `python -m bench [--only door,turns] [--quick] [--json FILE]`."""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import signal
import time
from pathlib import Path

import msgspec
import uvloop

from bench.ground import fsyncs, prepared
from bench.table import Row, heading, line

ROWS = (
    "door",
    "turns",
    "engine",
    "sends",
    "peers",
    "paid",
    "timers",
    "stored",
    "inbox",
    "memory",
    "consoles",
    "understanding",
)


async def bench(names: list[str], *, quick: bool) -> list[Row]:
    """Measure what is named, in the table's order, printing each row when it is known."""
    taken: list[Row] = []
    async with prepared(quick=quick) as ground:
        load = ", ".join(f"{part:.1f}" for part in os.getloadavg())
        print(
            f"{os.cpu_count()} cores, {platform.system()} {platform.release()}, Python {platform.python_version()}, load {load}"
        )
        print(
            f"fdatasync of 4 KiB: {ground.fsyncs:,.0f}/s" + ("; QUICK: numbers too small to publish" if quick else "")
        )
        print(heading(), flush=True)
        for name in names:
            begun = time.perf_counter()
            for row in await importlib.import_module(f"bench.rows.{name}").measure(ground):
                taken.append(row)
                print(line(row), flush=True)
            print(f"  ({name}: {time.perf_counter() - begun:.0f} s, load {os.getloadavg()[0]:.1f})", flush=True)
        print(f"fdatasync of 4 KiB at the end: {fsyncs(0.3 if quick else 1.0):,.0f}/s")
    return taken


def main() -> None:
    """Read the command line, measure, print."""
    reader = argparse.ArgumentParser(prog="python -m bench", description="Print the performance table.")
    reader.add_argument("--only", default=",".join(ROWS), help=f"some of: {','.join(ROWS)}")
    reader.add_argument("--quick", action="store_true", help="small numbers, to see that it works")
    reader.add_argument("--json", type=Path, help="write the rows to this file as well")
    given = reader.parse_args()
    wanted = given.only.split(",")
    if unknown := set(wanted) - set(ROWS):
        reader.error(f"unknown rows: {', '.join(sorted(unknown))}")
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))  # it ends what was started
    rows = uvloop.run(bench([name for name in ROWS if name in wanted], quick=given.quick))
    if given.json:
        given.json.write_bytes(msgspec.json.encode(rows))
    missed = [row.name.strip() for row in rows if row.met is False]
    print(f"Aims missed: {len(missed)}" + "".join(f"\n  {name}" for name in missed))


if __name__ == "__main__":
    main()
