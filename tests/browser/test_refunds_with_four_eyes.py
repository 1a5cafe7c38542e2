"""A refund that two people decide, in real browsers: asked by operations, approved by the manager after proving it is her."""

from __future__ import annotations

import re
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.running import Album, Running

pytestmark = pytest.mark.browser
PASSWORD = "seven green river boats"


def came_in(browser: Browser, link: str) -> Page:
    """Open somebody's one-time link in a browser of their own."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.set_default_timeout(30_000)
    page.goto(link)
    page.get_by_role("button").first.click()
    expect(page.locator("#menu")).to_be_visible()
    return page


def bought(page: Page, simulators: str) -> None:
    """Ada books and pays; the airline refuses the order, so that the money waits for a choice."""
    httpx2.post(
        f"{simulators}/faults",
        json={"partner": "duffel", "operation": "create_order", "fault": "sold_out", "times": 1},
    ).raise_for_status()
    page.goto(f"{simulators}/phone?phones=2348035550101:Ada%20Obi")

    def write(text: str) -> None:
        page.get_by_label("Message", exact=True).fill(text)
        page.get_by_role("button", name="Send", exact=True).click()

    write("LOS-ABV 2026-12-15, 1 adult")
    expect(page.get_by_text("The best 3 of")).to_be_visible()
    page.get_by_role("button", name=re.compile("flights", re.IGNORECASE)).last.click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("radio").first.check()
    sheet.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Who travels?")).to_be_visible()
    write("Ms Ada Obi, 14 March 1988, ada.obi@example.com")
    expect(page.get_by_text("Please check before you pay")).to_be_visible()
    page.get_by_role("button", name="Confirm and pay").click()
    expect(page.get_by_text("Pay only through this link")).to_be_visible()
    messages = f"{simulators}/phone/api/2348035550101/messages?after=0"
    link = next(m["link"] for m in httpx2.get(messages).json()["messages"] if m["link"])
    page.goto(link)
    page.get_by_text("Success", exact=False).first.click()
    page.locator("#pay-card").click()
    expect(page.get_by_text(re.compile("Thank you|successful", re.IGNORECASE)).first).to_be_visible()


def open_payment(page: Page, console: str) -> None:
    page.goto(f"{console}/console/bookings")
    page.get_by_role("table").get_by_role("link").first.click()
    expect(page.get_by_text("Paid, waits for a choice").first).to_be_visible()
    page.get_by_role("link", name=re.compile(r"-1$")).click()
    expect(page.get_by_text("The policy gives back")).to_be_visible()


def test_two_people_refund(running: Running, browser: Browser, tmp_path: Path) -> None:
    expect.set_options(timeout=30_000)
    album = Album(tmp_path)
    errors: list[str] = []
    bought(browser.new_context().new_page(), running.simulators)
    chidi, efua = came_in(browser, running.link("Chidi Eze")), came_in(browser, running.link("Efua Boateng"))
    for page in (chidi, efua):
        page.on("pageerror", lambda error: errors.append(str(error)))
    efua.goto(f"{running.console}/console/profile")
    efua.get_by_label("New password").fill(PASSWORD)
    efua.get_by_label("New password").press("Enter")
    expect(efua.locator("#toasts [data-toast]")).to_be_visible()
    httpx2.post(f"{running.simulators}/clock/advance", json={"seconds": 900}).raise_for_status()

    open_payment(chidi, running.console)
    album.keep(chidi, "payment")
    chidi.locator("form[data-refund]").get_by_label("Note").fill("She called us")
    chidi.get_by_role("button", name="Ask for approval").click()
    expect(chidi.get_by_text("Waits for approval")).to_be_visible()
    expect(chidi.get_by_role("button", name="Approve")).to_have_count(0)
    album.keep(chidi, "asked")

    efua.goto(f"{running.console}/console/approvals")
    album.keep(efua, "approvals")
    efua.get_by_role("button", name="Approve").click()
    expect(efua.get_by_role("heading", name="Is it you?")).to_be_visible()
    album.keep(efua, "proof")
    efua.get_by_label("Password").fill(PASSWORD)
    efua.get_by_role("button", name="Go on").click()
    expect(efua.get_by_text("Nothing waits for approval.")).to_be_visible()

    expect(chidi.get_by_text("approved by Efua Boateng")).to_be_visible()  # by itself: nobody loads the page anew
    expect(chidi.get_by_text("Refunded").first).to_be_visible()
    album.keep(chidi, "refunded")
    assert errors == []
