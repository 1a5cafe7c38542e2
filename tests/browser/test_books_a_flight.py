"""The whole demo in a real browser: a flight booked on the phone page, paid on the payment page, its PDF opened, its e-mail read."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.running import Album, chromium, running

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`dragoman run --demo` as a person starts it; the simulators' address."""
    with running(tmp_path_factory.mktemp("demo")) as found:
        yield found.simulators


@pytest.fixture
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        made = browser.new_context(viewport={"width": 1100, "height": 900}).new_page()
        made.set_default_timeout(30_000)
        yield made
        browser.close()


def words_of(pdf: bytes, folder: Path) -> str:
    """The words of a PDF by poppler's pdftotext, "" where that is not installed."""
    tool = shutil.which("pdftotext")
    if tool is None:
        return ""
    (folder / "paper.pdf").write_bytes(pdf)
    done = subprocess.run([tool, "-layout", str(folder / "paper.pdf"), "-"], capture_output=True, check=True)
    return done.stdout.decode()


def test_a_flight_is_booked_in_the_browser(demo: str, page: Page, tmp_path: Path) -> None:
    expect.set_options(timeout=30_000)
    album, errors = Album(tmp_path), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{demo}/phone?phones=2348035550101:Ada%20Obi")

    def write(text: str) -> None:
        page.get_by_label("Message", exact=True).fill(text)
        page.get_by_role("button", name="Send", exact=True).click()

    album.keep(page, "phone")
    write("LOS-ABV 2026-12-15, 1 adult")
    expect(page.get_by_text("The best 3 of")).to_be_visible()
    album.keep(page, "offers")
    page.get_by_role("button", name=re.compile("flights", re.IGNORECASE)).last.click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("radio").first.check()
    album.keep(page, "list")
    sheet.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Who travels?")).to_be_visible()
    write("Ms Ada Obi, 14 March 1988, ada.obi@example.com")
    expect(page.get_by_text("Please check before you pay")).to_be_visible()
    album.keep(page, "quote")
    page.get_by_role("button", name="Confirm and pay").click()
    expect(page.get_by_text("Pay only through this link")).to_be_visible()
    album.keep(page, "link")
    messages = f"{demo}/phone/api/2348035550101/messages?after=0"
    link = next(m["link"] for m in httpx2.get(messages).json()["messages"] if m["link"])
    checkout = page.context.new_page()
    checkout.goto(link)
    checkout.get_by_text("Success", exact=False).first.click()
    album.keep(checkout, "checkout")
    checkout.locator("#pay-card").click()
    expect(checkout.get_by_text(re.compile("Thank you|successful", re.IGNORECASE)).first).to_be_visible()
    album.keep(checkout, "paid")
    expect(page.get_by_text("You are booked")).to_be_visible()
    expect(page.get_by_text(re.compile(r"Flights .*\.ics"))).to_be_visible()
    album.keep(page, "booked")
    chat = httpx2.get(messages).json()["messages"]
    ticket = next(m for m in chat if m["document"] and m["document"]["filename"].endswith(".pdf"))
    pnr = re.search(r"PNR\): \*(\w+)\*", ticket["text"])
    paper = httpx2.get(ticket["document"]["url"])
    assert paper.headers["content-type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF-")
    words = words_of(paper.content, tmp_path)
    assert pnr is not None
    assert not words or (pnr[1] in words and "Ada Obi" in words)
    mailbox = page.context.new_page()
    mailbox.goto(f"{demo}/mail")
    mailbox.get_by_text("You are booked").first.click()
    expect(mailbox.get_by_text(re.compile(r"Itinerary .*\.pdf")).first).to_be_visible()
    album.keep(mailbox, "mail")
    assert errors == []
