"""One demo and one browser for the browser tests of the console."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.desk import links
from tests.browser.running import chromium, free_ports

_ROOT = Path(__file__).parents[2]
_READY_S = 120


@dataclass(frozen=True)
class Running:
    """A running demo: addresses, and what its terminal said."""

    url: str
    simulators: str
    said: Path
    home: Path

    def link(self, name: str) -> str:
        """The one-time link of a person."""
        return links(self.said)[name]


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    """`dragoman run --demo` as a person starts it."""
    port, sim_port = free_ports()
    env = {k: v for k, v in os.environ.items() if not k.startswith("DRAGOMAN_")} | {
        "PYTHONPATH": str(_ROOT), "DRAGOMAN_HOME": str(tmp_path / "home"), "DRAGOMAN_PORT": str(port), "DRAGOMAN_SIM_PORT": str(sim_port),
    }  # fmt: skip
    said = tmp_path / "said"
    process = subprocess.Popen(
        [sys.executable, "-m", "dragoman", "run", "--demo"],
        cwd=tmp_path,
        env=env,
        stdout=said.open("wb"),
        stderr=subprocess.STDOUT,
    )
    try:
        end = time.monotonic() + _READY_S
        while "Ctrl-C stops" not in said.read_text():
            assert process.poll() is None, said.read_text()[-2000:]
            assert time.monotonic() < end, f"not ready within {_READY_S} s"
            time.sleep(0.2)
        yield Running(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{sim_port}", said, tmp_path)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield made
        made.close()
