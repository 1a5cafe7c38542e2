"""Every row of the performance table runs, with small numbers and on the same processes; figures are not judged here."""

from __future__ import annotations

import asyncio
import math
import os
import sys

import pytest

from bench import load, shapes
from bench.__main__ import ROWS
from bench.ground import free_port, fsyncs
from bench.table import Aim, Row, line, quantile


def test_an_aim_is_judged_by_what_it_is_of() -> None:
    assert Row("door", 5_000, "/s", ratio=0.3, aim=Aim("ratio", ">=", 0.3)).met is True
    assert Row("door", 5_000, "/s", ratio=0.29, aim=Aim("ratio", ">=", 0.3)).met is False
    assert Row("late", 250.0, "ms", aim=Aim("figure", "<", 250)).met is False
    assert Row("door", 1, "/s", aim=Aim("ratio", ">=", 0.3)).met is False
    assert Row("start", 1, "s").met is None


def test_a_line_shows_figure_aim_and_verdict() -> None:
    shown = line(Row("late", 251.0, "ms", "none pending 2 ms", 125.5, Aim("figure", "<", 250)))
    assert shown.startswith("late  ")
    assert "251.0 ms" in shown
    assert "125.50" in shown
    assert "MISSED none pending 2 ms" in shown


def test_a_quantile_of_one_value_is_that_value() -> None:
    assert quantile([3.0], 0.99) == 3.0
    assert quantile([float(n) for n in range(100)], 0.99) == 99.0


def test_the_disk_is_measured() -> None:
    assert fsyncs(0.05) > 0


class Server:
    """Answers each request with 200, every third with 503."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.readuntil(b"\r\n\r\n"):
            length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
            self.bodies.append(await reader.readexactly(length))
            status = b"503 Full" if len(self.bodies) % 3 == 0 else b"200 OK"
            writer.write(b"HTTP/1.1 " + status + b"\r\nContent-Length: 2\r\n\r\n")
            await asyncio.sleep(0)
            writer.write(b"ok")  # an answer in two pieces is one answer


@pytest.mark.parametrize("kind", ["full", "paced"])
async def test_the_generator_sends_each_request_once_and_counts_refusals(kind: str) -> None:
    server, port = Server(), free_port()
    requests = shapes.requests("/webhooks/meta/demo", 30)
    async with await asyncio.start_server(server.serve, "127.0.0.1", port):
        if kind == "full":
            taken = await load.full(port, requests, 20, connections=4)
        else:
            taken = await load.paced(port, requests, rate=300, seconds=0.1, connections=4)
    assert sorted(server.bodies) == sorted(request.split(b"\r\n\r\n", 1)[1] for request in requests)
    assert (len(taken.waits), taken.refused) == (20, 10)
    assert all(0 < wait < 20 for wait in taken.waits)
    assert math.isclose(taken.rate, 20 / taken.seconds)


IN_ONE_PROCESS = (
    "engine",
    "timers",
    "understanding",
)  # the others start the product many times: minutes, so only when asked for
ALL = "DRAGOMAN_TEST_BENCH"


@pytest.mark.parametrize("name", ROWS)
async def test_the_row_runs(name: str) -> None:
    if name not in IN_ONE_PROCESS and not os.environ.get(ALL):
        pytest.skip(f"set {ALL}=1 to run the rows that start the product")
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench", "--quick", "--only", name,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    async with asyncio.timeout(170):
        shown, complaints = await child.communicate()
    assert child.returncode == 0, complaints.decode()[-2_000:]
    assert complaints == b"", complaints.decode()[-2_000:]
    assert "Aims missed" in shown.decode()
