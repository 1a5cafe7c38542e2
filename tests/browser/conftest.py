"""One demo and one browser for the browser tests of the console."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser import running as demo
from tests.browser.running import Running, chromium


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    """`dragoman run --demo` as a person starts it."""
    with demo.running(tmp_path) as found:
        yield found


@pytest.fixture
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield made
        made.close()
