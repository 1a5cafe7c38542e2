"""The inbox in a real browser beside the simulated phone: takeover, closed window, two agents, a sleep, a phone-sized screen."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.desk import links
from tests.browser.running import chromium, running

pytestmark = pytest.mark.browser
_FAULT = re.compile(r"Content Security Policy|Trusted|htmx:error")


def _is_fault(said: str) -> bool:
    """Whether a line of the browser's console is a fault; a request that leaving the page cut off is none."""
    return _FAULT.search(said) is not None and "Failed to fetch" not in said


@dataclass
class House:
    """A running demo and its people's browsers."""

    product: str
    simulators: str
    links: dict[str, str]
    browser: Browser
    contexts: dict[str, BrowserContext] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    def of(self, who: str, **options: Any) -> Page:
        """A page of somebody who is signed in; their link is used once."""
        if who not in self.contexts:
            context = self.browser.new_context(viewport={"width": 1440, "height": 900})
            page = context.new_page()
            page.goto(self.links[who])
            page.locator("main form button, form button").first.click()
            page.wait_for_url(re.compile(r"/console/(?!link)"))
            self.contexts[who] = context
        context = self.contexts[who]
        if options:
            context = self.browser.new_context(storage_state=context.storage_state(), **options)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda said: self.errors.append(said.text) if _is_fault(said.text) else None)
        return page

    def phone(self, number: str, **act: Any) -> None:
        """Let a traveller do something on their phone."""
        answer = httpx2.post(f"{self.simulators}/phone/api/{number}/messages", json=act, timeout=20)
        assert answer.status_code == 202, answer.text

    def shown(self, number: str) -> list[dict[str, Any]]:
        """What a traveller's phone shows."""
        answer = httpx2.get(f"{self.simulators}/phone/api/{number}/messages?after=0", timeout=20)
        found: list[dict[str, Any]] = answer.json()["messages"]
        return found

    def comes(self, number: str, text: str) -> dict[str, Any]:
        """Wait until a message of the business with this text is on a phone."""
        end = time.monotonic() + 30
        while time.monotonic() < end:
            for one in self.shown(number):
                if one["from"] == "business" and text in one["text"]:
                    return one
            time.sleep(0.1)
        raise AssertionError(f"{text!r} did not come: {[m['text'] for m in self.shown(number)]}")

    def asks_for_a_person(self, number: str) -> None:
        """A traveller asks for a person, and the bot says that one comes."""
        self.phone(number, text="I want to talk to a person")
        self.comes(number, "colleague")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with running(tmp_path_factory.mktemp("inbox")) as demo, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        expect.set_options(timeout=20_000)
        first_names = {name.split()[0]: link for name, link in links(demo.said).items()}
        yield House(demo.console, demo.simulators, first_names, browser)
        browser.close()


def opened(house: House, page: Page, number: str) -> None:
    """Open the conversation of a number from the list."""
    page.goto(f"{house.product}/console/inbox?tab=all")
    page.locator("[data-entry]").filter(has_text=number[-4:]).first.click()
    expect(page.locator("#thread")).to_be_visible()


def test_a_whole_takeover_with_the_phone_beside_the_console(house: House) -> None:
    ada, page = "2348035550101", house.of("Bayo")
    page.goto(f"{house.product}/console/inbox?tab=waiting")
    expect(page.get_by_text("Nothing here. All is answered.")).to_be_visible()
    house.asks_for_a_person(ada)
    entry = page.locator("[data-entry]").filter(has_text="0101")
    expect(entry).to_be_visible()  # without a reload
    entry.click()
    page.get_by_role("button", name="Take").click()
    expect(page.get_by_text("Yours. The assistant is silent now.")).to_be_visible()
    expect(page.locator("[data-tag=take]")).to_contain_text("Bayo Ade answers from here on")
    box = page.locator("[data-text=reply]")
    box.fill("Hello Ada, this is *Bayo*.")
    box.press("Control+Enter")
    expect(page.locator(".inbox-staff").last).to_contain_text("Hello Ada, this is Bayo.")
    expect(box).to_have_value("")
    house.comes(ada, "Hello Ada, this is *Bayo*.")
    before = len(house.shown(ada))
    house.phone(ada, text="Lagos to Abuja on Friday")
    expect(page.locator(".inbox-heard").last).to_contain_text("Lagos to Abuja on Friday")
    page.locator(".inbox-heard").last.get_by_text("understood?").click()
    expect(page.locator(".inbox-heard pre")).to_contain_text("intent")
    page.keyboard.press("n")
    note = page.locator("[data-text=note]")
    note.fill("Prefers mornings @efua")
    note.press("Control+Enter")
    expect(page.locator(".inbox-note").last).to_contain_text("Prefers mornings")
    assert len(house.shown(ada)) == before + 1  # the bot was silent, and the note stayed here
    page.get_by_role("button", name="Hand back").click()
    expect(page.locator("[data-tag=hand_back]")).to_be_visible()
    house.phone(ada, text="Lagos to Abuja on 15 December, 1 adult")
    house.comes(ada, "The best 3 of")
    expect(page.locator(".inbox-bot").last).to_contain_text("The best 3 of")
    mentioned = house.of("Efua")
    mentioned.goto(f"{house.product}/console/inbox")
    expect(mentioned.get_by_text("You are mentioned")).to_be_visible()
    assert house.errors == []


def test_two_agents_in_one_thread(house: House) -> None:
    kofi = "233245550102"
    house.asks_for_a_person(kofi)
    bayo, chidi = house.of("Bayo"), house.of("Chidi")
    opened(house, bayo, kofi)
    opened(house, chidi, kofi)
    expect(bayo.get_by_text("Chidi Eze is here")).to_be_visible()
    chidi.keyboard.press("n")
    chidi.locator("[data-text=note]").press_sequentially("let me look")
    expect(bayo.get_by_text("Chidi Eze is typing …")).to_be_visible()
    stale = chidi.locator("[data-key=t] form").evaluate("form => form.action")
    bayo.get_by_role("button", name="Take").click()
    expect(chidi.get_by_text("With Bayo Ade")).to_be_visible()
    expect(chidi.locator("[data-panel=note]")).to_be_visible()
    assert chidi.locator("[data-text=note]").input_value() == "let me look"  # what was begun is still there
    token = chidi.locator("body").get_attribute("data-csrf")
    late = chidi.request.post(stale, form={"_csrf": str(token)}, headers={"sec-fetch-site": "same-origin"})
    assert late.status == 409
    assert re.search(r"Already taken by Bayo Ade at \d\d:\d\d", late.text())
    assert house.errors == []


def test_nothing_is_lost_while_a_laptop_sleeps(house: House) -> None:
    ify = "2348035550103"
    house.asks_for_a_person(ify)
    page = house.of("Bayo")
    opened(house, page, ify)
    page.context.set_offline(True)
    for n in range(3):
        house.phone(ify, text=f"while you slept {n}")
    expect(page.get_by_text("while you slept 0")).to_have_count(0)
    page.context.set_offline(False)
    for n in range(3):
        expect(page.locator("#thread").get_by_text(f"while you slept {n}")).to_be_visible()


def test_a_draft_is_there_on_the_next_machine(house: House) -> None:
    ify = "2348035550104"
    house.asks_for_a_person(ify)
    page = house.of("Bayo")
    opened(house, page, ify)
    page.get_by_role("button", name="Take").click()
    page.locator("[data-text=reply]").fill("Dear Ify, about your")
    with page.expect_response(re.compile("/draft$")):
        pass
    other = house.of("Bayo", viewport={"width": 1200, "height": 800})
    opened(house, other, ify)
    expect(other.locator("[data-text=reply]")).to_have_value("Dear Ify, about your")
    other.context.close()


def test_on_a_phone_one_pane_at_a_time(house: House) -> None:
    ify = "2348035550105"
    house.asks_for_a_person(ify)
    laptop = house.of("Bayo")
    opened(house, laptop, ify)
    laptop.get_by_role("button", name="Take").click()
    expect(laptop.get_by_text("With Bayo Ade")).to_be_visible()
    page = house.of("Bayo", viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    page.goto(f"{house.product}/console/inbox?tab=all")
    expect(page.locator(".inbox-side")).to_have_count(0)
    page.locator("[data-entry]").filter(has_text=ify[-4:]).first.tap()
    expect(page.locator(".inbox-list")).to_be_hidden()
    expect(page.locator("#thread")).to_be_visible()
    page.locator("[data-text=reply]").fill("From my phone")
    page.get_by_role("button", name="Send", exact=True).tap()
    house.comes(ify, "From my phone")
    page.get_by_label("Person and trips").tap()
    expect(page.locator("#side")).to_be_visible()
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
    page.context.close()


def test_after_a_day_a_template_reaches_the_traveller(house: House) -> None:
    ify = "2348035550106"
    house.asks_for_a_person(ify)
    page = house.of("Bayo")
    opened(house, page, ify)
    page.get_by_role("button", name="Take").click()
    expect(page.get_by_text("With Bayo Ade")).to_be_visible()
    assert httpx2.post(f"{house.simulators}/clock/advance", json={"seconds": 25 * 3600}, timeout=60).is_success
    opened(house, page, ify)  # who moves the demo's clock stays signed in
    expect(page.get_by_text("24 hours are over: templates only")).to_be_visible()
    page.get_by_role("link", name="Choose a template").click()
    page.get_by_role("button", name="Ask WhatsApp").first.click()
    card = page.locator("[data-template]").filter(has_text="trip_news").first
    expect(card).to_be_visible(timeout=20_000)
    card.locator("input[data-value='1']").fill("Lagos Tours")
    expect(card.locator("[data-preview]")).to_contain_text("your trip with Lagos Tours")
    card.get_by_role("button", name="Send").click()
    assert house.comes(ify, "your trip with Lagos Tours")["type"] == "template"
    assert house.errors == []


def test_a_second_tab_hears_what_came_while_it_was_loading(house: House) -> None:
    ify = "2348035550107"
    house.asks_for_a_person(ify)
    first = house.of("Bayo")
    opened(house, first, ify)  # some tab of this browser keeps the stream, and this one hears of it
    second = first.context.new_page()
    second.route("**/console.js", lambda route: (_meanwhile(house, first, ify), route.continue_()))
    second.goto(first.url)
    expect(second.locator("#thread").get_by_text("while you were loading")).to_be_visible()
    second.close()


def _meanwhile(house: House, first: Page, number: str) -> None:
    """A traveller writes when the second tab is drawn and cannot hear yet, and the first tab has heard it."""
    with first.expect_response(re.compile("/thread$")):
        house.phone(number, text="while you were loading")
