"""The page /phone in headless Chromium: what a person sees and can tap, on a desk and on a narrow screen."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from tests.rooms.simulators.whatsapp.conftest import PHONE_ID, TOKEN
from tests.rooms.simulators.whatsapp.test_phone import BUTTONS, LIST

pytestmark = pytest.mark.browser
ARGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
fresh = (f"23480355502{n:02d}" for n in itertools.count())


@pytest.fixture(scope="module")
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGS)
        yield browser
        await browser.close()


class Holder:
    """A person who holds one phone on the page, and a business that writes to it."""

    def __init__(self, page: Page, number: str, http: httpx2.AsyncClient) -> None:
        self.page = page
        self.number = number
        self.http = http
        self.faults: list[str] = []
        page.on("pageerror", lambda fault: self.faults.append(str(fault)))
        page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)

    async def gets(self, payload: dict[str, Any]) -> None:
        body = {"messaging_product": "whatsapp", "to": self.number} | payload
        headers = {"Authorization": f"Bearer {TOKEN}"}
        answer = await self.http.post(f"/graph/v25.0/{PHONE_ID}/messages", json=body, headers=headers)
        assert answer.status_code == 200, answer.text

    async def writes(self, text: str, shown: str = "") -> None:
        await self.page.get_by_label("Message", exact=True).fill(text)
        await self.page.get_by_role("button", name="Send", exact=True).click()
        await expect(self.page.get_by_role("log")).to_contain_text(shown or text)

    async def messages(self) -> list[dict[str, Any]]:
        answer = await self.http.get(f"/phone/api/{self.number}/messages", params={"peek": 1})
        return answer.json()["messages"]


@pytest.fixture
async def holder(chromium: Browser, served: Any) -> AsyncIterator[Holder]:
    number = next(fresh)
    page = await chromium.new_page(viewport={"width": 1280, "height": 860})
    async with httpx2.AsyncClient(base_url=served.url, trust_env=False) as http:
        someone = Holder(page, number, http)
        await page.goto(f"{served.url}/phone?phones={number}:Ada%20Obi")
        await expect(page.get_by_text("Say hello to Lagos Tours")).to_be_visible()
        yield someone
        await page.close()
    assert someone.faults == []


async def test_writing_and_ticks(holder: Holder) -> None:
    await holder.writes("*Hello* there, see https://lagostours.example.", shown="Hello there, see")
    bubble = holder.page.get_by_role("article", name="You")
    await expect(bubble.locator("strong")).to_have_text("Hello")
    await expect(bubble.get_by_role("link")).to_have_attribute("href", "https://lagostours.example")
    await expect(bubble.get_by_role("img", name="delivered")).to_be_visible()
    (said,) = await holder.messages()
    body = {
        "messaging_product": "whatsapp",
        "status": "read",
        "message_id": said["id"],
        "typing_indicator": {"type": "text"},
    }
    headers = {"Authorization": f"Bearer {TOKEN}"}
    await holder.http.post(f"/graph/v25.0/{PHONE_ID}/messages", json=body, headers=headers)
    await expect(bubble.get_by_role("img", name="read")).to_be_visible()
    await expect(holder.page.get_by_text("typing…")).to_be_visible()
    await holder.gets({"type": "text", "text": {"body": "Hi Ada"}})
    await expect(holder.page.get_by_text("Hi Ada")).to_be_visible()
    await expect(holder.page.get_by_text("typing…")).to_be_hidden()


async def test_a_button_is_tapped_and_shown_as_used(holder: Holder) -> None:
    await holder.writes("Hi")
    await holder.gets(BUTTONS)
    await holder.page.get_by_role("button", name="Yes").click()
    await expect(holder.page.get_by_role("button", name="Yes")).to_be_disabled()
    await expect(holder.page.get_by_role("button", name="No", exact=True)).to_be_disabled()
    await expect(holder.page.get_by_role("button", name="Yes", pressed=True)).to_be_visible()
    hello, asked, answer = await holder.messages()
    assert (asked["chosen"], answer["text"], answer["quoted"]["n"]) == ("yes", "Yes", asked["n"])
    assert hello["n"] == 1


async def test_a_list_opens_as_a_sheet_and_a_row_is_sent(holder: Holder) -> None:
    await holder.writes("Hi")
    await holder.gets(LIST)
    await holder.page.get_by_role("button", name="See offers").click()
    sheet = holder.page.get_by_role("dialog", name="See offers")
    await expect(sheet.get_by_role("button", name="Send")).to_be_disabled()
    await expect(sheet.get_by_text("Morning")).to_be_visible()
    await sheet.get_by_role("radio", name="07:00 Air Peace").check()
    await sheet.get_by_role("button", name="Send").click()
    await expect(sheet).to_be_hidden()
    await expect(holder.page.get_by_role("article", name="You").last).to_contain_text("NGN 92,000")
    await holder.page.get_by_role("button", name="See offers").click()
    await holder.page.keyboard.press("Escape")
    await expect(sheet).to_be_hidden()


async def test_links_and_documents_open_in_a_new_tab(holder: Holder, served: Any) -> None:
    await holder.writes("Hi")
    parameters = {"display_text": "Pay now", "url": f"{served.url}/phone/page/icon.svg"}
    inner = {"type": "cta_url", "body": {"text": "Please pay"}, "action": {"name": "cta_url", "parameters": parameters}}
    await holder.gets({"type": "interactive", "interactive": inner})
    async with holder.page.context.expect_page() as opening:
        await holder.page.get_by_role("link", name="Pay now").click()
    opened = await opening.value
    assert opened.url == parameters["url"]
    files = {"file": ("Ticket.pdf", b"%PDF-1.4 x", "application/pdf")}
    upload = {
        "files": files,
        "data": {"messaging_product": "whatsapp"},
        "headers": {"Authorization": f"Bearer {TOKEN}"},
    }
    media_id = (await holder.http.post(f"/graph/v25.0/{PHONE_ID}/media", **upload)).json()["id"]
    await holder.gets({"type": "document", "document": {"id": media_id, "filename": "Ticket.pdf"}})
    link = holder.page.get_by_role("link", name="Open document Ticket.pdf")
    href = await link.get_attribute("href")
    assert (await holder.http.get(href or "")).content == b"%PDF-1.4 x"
    await opened.close()


async def test_a_photo_and_a_location_are_sent(holder: Holder) -> None:
    await holder.writes("Hi")
    await holder.page.get_by_label("Choose a file").set_input_files(
        {"name": "passport.txt", "mimeType": "text/plain", "buffer": b"x"}
    )
    await expect(holder.page.get_by_role("link", name="Open document passport.txt")).to_be_visible()
    await holder.page.get_by_role("button", name="Attach").click()
    await holder.page.get_by_role("menuitem", name="Location").click()
    await holder.page.get_by_role("button", name="Nnamdi Azikiwe Airport, Abuja").click()
    await expect(holder.page.get_by_role("link", name="Location Nnamdi Azikiwe Airport, Abuja")).to_be_visible()
    assert [m["type"] for m in await holder.messages()] == ["text", "document", "location"]


async def test_edit_delete_react_and_reply(holder: Holder) -> None:
    await holder.writes("Lagos to Abja")
    mine = holder.page.get_by_role("article", name="You").first
    await mine.hover()
    await mine.get_by_role("button", name="Message options").click()
    await holder.page.get_by_role("menuitem", name="Edit").click()
    await holder.writes("Lagos to Abuja")
    await expect(mine).to_contain_text("Edited")
    await mine.hover()
    await mine.get_by_role("button", name="Message options").click()
    await holder.page.get_by_role("button", name="React 👍").click()
    await expect(mine.get_by_label("Reactions")).to_have_text("👍")
    await mine.hover()
    await mine.get_by_role("button", name="Message options").click()
    await holder.page.get_by_role("menuitem", name="Reply").click()
    await holder.writes("for two")
    await expect(
        holder.page.get_by_role("article", name="You").last.get_by_role("button", name="Lagos to Abuja")
    ).to_be_visible()
    await mine.hover()
    await mine.get_by_role("button", name="Message options").click()
    await holder.page.get_by_role("menuitem", name="Delete for everyone").click()
    await expect(mine).to_contain_text("You deleted this message")
    edited, answered = await holder.messages()
    assert (edited["edited"], edited["revoked"], answered["quoted"]["n"]) == (True, True, 1)


async def test_words_cannot_become_markup(holder: Holder) -> None:
    evil = "<img src=x onerror=alert(1)> *<b>bold</b>* javascript:alert(1)"
    await holder.writes("<script>alert(1)</script>")
    await holder.gets({"type": "text", "text": {"body": evil}})
    log = holder.page.get_by_role("log")
    await expect(log).to_contain_text("<img src=x onerror=alert(1)>")
    assert await log.locator("img, script, b").count() == 0
    assert await log.locator("a").count() == 0


async def test_a_refusal_is_said(holder: Holder) -> None:
    empty = {"name": "nothing.txt", "mimeType": "text/plain", "buffer": b""}
    await holder.page.get_by_label("Choose a file").set_input_files(empty)
    await expect(holder.page.get_by_role("alert")).to_have_text("the form has no file, or an empty one")
    assert await holder.messages() == []
    assert len(holder.faults) == 1  # the browser reports the 422 too
    holder.faults.clear()


async def test_a_choice_made_elsewhere_shows_here(holder: Holder) -> None:
    await holder.writes("Hi")
    await holder.gets(BUTTONS)
    yes = holder.page.get_by_role("button", name="Yes")
    await expect(yes).to_be_enabled()
    await holder.http.post(f"/phone/api/{holder.number}/messages", json={"choose": "no"})
    await expect(yes).to_be_disabled()


async def test_settings_and_theme(holder: Holder) -> None:
    await holder.page.get_by_role("button", name="Settings of this phone").click()
    await holder.page.get_by_role("switch", name="Aeroplane mode").click()
    await holder.page.get_by_role("button", name="Close").click()
    person = (await holder.http.get(f"/phone/api/{holder.number}")).json()["person"]
    assert (person["online"], person["name"]) == (False, "Ada Obi")
    html = holder.page.locator("html")
    await expect(html).to_have_attribute("data-theme", "light")
    await holder.page.get_by_role("button", name="Switch between light and dark").click()
    await expect(html).to_have_attribute("data-theme", "dark")


async def test_two_phones_on_a_desk_and_one_on_a_narrow_screen(holder: Holder) -> None:
    other = next(fresh)
    await holder.page.get_by_label("Phone number").fill(f"+{other}")
    await holder.page.get_by_label("Name", exact=True).fill("Kofi Mensah")
    await holder.page.get_by_role("button", name="Add phone").click()
    ada = holder.page.get_by_role("region", name=f"Phone +{holder.number}")
    kofi = holder.page.get_by_role("region", name=f"Phone +{other}")
    await expect(kofi).to_be_visible()
    await expect(ada).to_be_visible()
    await holder.page.set_viewport_size({"width": 390, "height": 844})
    await expect(ada).to_be_hidden()
    await holder.page.get_by_role("tab", name="Ada Obi").click()
    await expect(kofi).to_be_hidden()
    box = await ada.bounding_box()
    assert box is not None
    assert box["width"] == 390
    assert await holder.page.evaluate("document.documentElement.scrollWidth") == 390


async def test_a_missed_moment_is_caught_up(holder: Holder) -> None:
    await holder.writes("Hi")
    await holder.page.context.set_offline(True)
    await holder.gets({"type": "text", "text": {"body": "While you were away"}})
    await holder.page.context.set_offline(False)
    await expect(holder.page.get_by_text("While you were away")).to_be_visible(timeout=10_000)
    holder.faults.clear()  # the browser reports the cut connection as an error
