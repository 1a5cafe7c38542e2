"""What axe finds on the console's screens: nothing serious or critical, in either theme, either language, on laptop and phone.

The ordinary run looks at the screens that are used most, in three dresses; the whole matrix is slow and runs on demand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.desk import LAPTOP, PHONE, barriers, come_in, sideways
from tests.browser.running import chromium, running
from tests.browser.test_refunds_with_four_eyes import bought

pytestmark = pytest.mark.browser
_SIZES = {"laptop": LAPTOP, "phone": PHONE}


@dataclass(frozen=True)
class Looked:
    """A running demo with a booking, its two people, and the screens that are used most: who sees them, and where they are."""

    url: str
    pages: dict[str, Page]
    screens: tuple[tuple[str, str], ...]


def _there(page: Page, at: str, link: str) -> str:
    """Return the address of the first link on a page that has this form."""
    page.goto(at)
    return next(str(a) for a in page.locator("main a").evaluate_all("all => all.map(a => a.getAttribute('href'))") if re.search(link, a or ""))  # fmt: skip


@pytest.fixture(scope="module")
def looked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Looked]:
    with running(tmp_path_factory.mktemp("barriers")) as demo, sync_playwright() as playwright:
        browser: Browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        expect.set_options(timeout=30_000)
        traveller = browser.new_context().new_page()
        traveller.set_default_timeout(30_000)
        bought(traveller, demo.simulators)
        efua, femi = (come_in(browser, demo.link(name))[1] for name in ("Efua Boateng", "Femi Cole"))
        console = f"{demo.console}/console"
        booking = _there(efua, f"{console}/bookings", r"/bookings/\w{10,}$")
        efua.goto(f"{demo.console}{booking}")
        expect(efua.get_by_text("Paid, waits for a choice").first).to_be_visible()
        payment = _there(efua, f"{demo.console}{booking}", r"/payments/\w{10,}$")
        thread = _there(efua, f"{console}/inbox?tab=all", r"/inbox/\w{10,}")
        theirs = ("/console/home", thread, booking, payment, "/console/analytics")
        yield Looked(
            demo.console,
            {"Efua": efua, "Femi": femi},
            (*(("Efua", path) for path in theirs), ("Femi", "/console/settings")),
        )
        browser.close()


def dressed(looked: Looked, language: str, theme: str) -> None:
    """Let both people choose a language and a theme."""
    for page in looked.pages.values():
        page.set_viewport_size(LAPTOP)
        page.goto(f"{looked.url}/console/profile")
        page.locator("select[name=language]").select_option(language)
        page.locator("select[name=theme]").select_option(theme)
        with page.expect_navigation():
            page.locator("form[action$=preferences] button").click()
        expect(page.locator("html")).to_have_attribute("lang", language)


def found(looked: Looked, screens: tuple[tuple[str, str], ...], size: str) -> list[str]:
    """Look at screens in one size: what bars the way on each, and which are wider than the window."""
    told = []
    for who, path in screens:
        page = looked.pages[who]
        page.set_viewport_size(_SIZES[size])  # type: ignore[arg-type]
        answer = page.goto(f"{looked.url}{path}")
        assert answer is not None
        assert answer.ok, (path, answer.status)
        told += [f"{path}: {barrier}" for barrier in barriers(page)]
        told += [f"{path}: {over} px too wide"] if (over := sideways(page)) > 0 else []
    return told


@pytest.mark.parametrize(
    ("language", "theme", "size"), [("en", "light", "laptop"), ("en", "dark", "phone"), ("ar", "light", "phone")]
)
def test_nothing_bars_the_way_on_the_screens_used_most(looked: Looked, language: str, theme: str, size: str) -> None:
    dressed(looked, language, theme)
    assert found(looked, looked.screens, size) == []


def test_what_bars_the_way_is_found(looked: Looked) -> None:
    page = looked.pages["Efua"]
    page.goto(f"{looked.url}/console/home")
    page.evaluate("document.querySelector('main').append(document.createElement('button'))")
    assert any(told.startswith("button-name") for told in barriers(page))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "theme", "size"), list(product(("en", "ar"), ("light", "dark"), ("laptop", "phone")))
)
def test_nothing_bars_the_way_on_any_screen(looked: Looked, language: str, theme: str, size: str) -> None:
    dressed(looked, language, theme)
    screens = dict.fromkeys(looked.screens)
    for who, page in looked.pages.items():
        places = page.locator("#menu a[href^='/console/']").evaluate_all("all => all.map(a => a.getAttribute('href'))")
        assert len(places) > 5, who
        screens |= dict.fromkeys((who, str(place)) for place in places)
    assert found(looked, tuple(screens), size) == []
