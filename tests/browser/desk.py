"""The console of a running demo, for browser tests: its people come in by the links that the terminal printed."""

from __future__ import annotations

import re
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

LAPTOP, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
_SERIOUS = ("serious", "critical")


def links(said: Path) -> dict[str, str]:
    """The one-time links by name."""
    return dict(re.findall(r"^ +(\w+ \w+) +[a-z, ]+?(http\S+/console/link/\S+)$", said.read_text(), re.MULTILINE))  # fmt: skip


def come_in(
    browser: Browser, link: str, *, viewport: dict[str, int] | None = None, **options: object
) -> tuple[BrowserContext, Page, list[str]]:
    """Open the console by a link; returns the page and the errors it will have had."""
    context = browser.new_context(viewport=viewport or LAPTOP, **options)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(20_000)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda told: errors.append(told.text) if told.type == "error" else None)
    page.goto(link)
    page.get_by_role("button").first.click()
    page.wait_for_url(re.compile(r"/console/(?!link)"))
    return context, page, errors


def barriers(page: Page) -> list[str]:
    """What axe finds that is serious: rule and places."""
    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {[n['target'] for n in v['nodes']][:4]}" for v in found if v["impact"] in _SERIOUS]


def sideways(page: Page) -> int:
    """How many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
