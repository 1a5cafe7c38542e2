"""The demo as a person starts it, for tests that look at it with real browsers."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.desk import links as links_by_name

_ROOT = Path(__file__).parents[2]
_READY_S = 120
_NAMES = ("chromium", "chromium-browser", "google-chrome")  # as scripts/set-up-browser looks for them


@dataclass(frozen=True)
class Running:
    """Addresses of a running demo; `links` are those by which each of its people comes in, once, by name."""

    console: str
    simulators: str
    links: dict[str, str]
    said: Path
    home: Path

    def link(self, name: str) -> str:
        """The one-time link of a person."""
        return self.links[name]


def chromium() -> str:
    """The browser's path; fails with what to do when there is none."""
    for name in (os.environ.get("DRAGOMAN_TEST_CHROMIUM", ""), *_NAMES):
        if name and (found := shutil.which(name)):
            return found
    pytest.fail("No Chromium found: install it, or set DRAGOMAN_TEST_CHROMIUM to its path.", pytrace=False)


def free_ports() -> tuple[int, int]:
    """A port for the product, and one for the simulators whose mail port (25 above) is free as well."""
    for _ in range(100):
        with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as two:
            ports = one.getsockname()[1], two.getsockname()[1]
        try:
            with socket.create_server(("127.0.0.1", ports[1] + 25)):
                return ports
        except (OSError, OverflowError):
            continue
    raise AssertionError("no free ports")


@contextmanager
def running(home: Path) -> Iterator[Running]:
    """`dragoman run --demo` until the end of the block."""
    port, sim_port = free_ports()
    env = {k: v for k, v in os.environ.items() if not k.startswith("DRAGOMAN_")} | {
        "PYTHONPATH": str(_ROOT), "DRAGOMAN_HOME": str(home / "data"), "DRAGOMAN_PORT": str(port), "DRAGOMAN_SIM_PORT": str(sim_port),
    }  # fmt: skip
    said = home / "said"
    process = subprocess.Popen(
        [sys.executable, "-m", "dragoman", "run", "--demo"],
        cwd=home, env=env, stdout=said.open("wb"), stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        end = time.monotonic() + _READY_S
        while "Ctrl-C" not in said.read_text():
            assert process.poll() is None, said.read_text()[-2000:]
            assert time.monotonic() < end, f"not ready within {_READY_S} s"
            time.sleep(0.2)
        yield Running(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{sim_port}", links_by_name(said), said, home)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class Album:
    """Screenshots, numbered, in the test's temporary folder."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._count = folder, 0

    def keep(self, of: Page, name: str) -> None:
        self._count += 1
        of.screenshot(path=str(self._folder / f"{self._count:02}-{name}.png"))
