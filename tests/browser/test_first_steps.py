"""An owner's first hour in a real browser: first steps, connections tested with the simulated partners, a webhook to their own system."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.running import Album, Running, running
from tests.browser.test_books_a_flight import page
from tests.rooms.outbound.receiver import Receiver, receiving

__all__ = ["page"]
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A running demo."""
    with running(tmp_path_factory.mktemp("demo")) as found:
        yield found


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


def test_first_steps_tick_themselves_off(demo: Running, page: Page, tmp_path: Path, receiver: Receiver) -> None:
    expect.set_options(timeout=20_000)
    album, errors = Album(tmp_path), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    console = f"{demo.console}/console"
    page.goto(demo.link("Femi Cole"))
    page.locator("form button").first.click()
    page.goto(f"{console}/guide")
    for name in ("duffel", "paystack", "whatsapp", "mail"):  # the demo has asked its simulators
        expect(page.locator(f"[data-step={name}]")).to_have_attribute("data-done", "yes")
    expect(page.locator("[data-step=first_payment]")).to_have_attribute("data-done", "no")
    album.keep(page, "first-steps")

    page.goto(f"{console}/partners")
    duffel = page.locator("section#duffel")
    duffel.locator("[name=token]").fill("duffel_test_wrong")
    duffel.get_by_role("button", name="Test and save").click()
    expect(page.locator("section#duffel .alert-error")).to_contain_text("token")
    expect(page.locator("section#duffel .alert-error")).to_contain_text("Nothing was changed.")
    album.keep(page, "refused")
    for name in ("duffel", "paystack", "whatsapp", "mail"):
        page.locator(f"section#{name}").get_by_role("button", name="Test connection").click()
        expect(page.locator(f"section#{name} .alert-success")).to_be_visible()
        expect(page.locator(f"section#{name}").get_by_text("Works", exact=True)).to_be_visible()
    album.keep(page, "connected")
    page.goto(f"{console}/guide")
    for name in ("duffel", "paystack", "whatsapp", "mail"):
        expect(page.locator(f"[data-step={name}]")).to_have_attribute("data-done", "yes")

    page.goto(f"{console}/webhooks")
    page.locator("[name=name]").fill("Our shop")
    page.locator("[name=url]").fill(receiver.url)
    page.get_by_role("button", name="Add").click()
    receiver.secret = page.locator("input[value^=whsec_]").input_value()
    page.get_by_role("button", name="Send a test").click()
    expect(page).to_have_url(re.compile("/deliveries/"))
    for _ in range(40):
        if page.get_by_text("Delivered").count():
            break
        page.wait_for_timeout(250)
        page.reload()
    expect(page.get_by_text("Delivered")).to_be_visible()
    assert receiver.kinds() == ["endpoint.test"]
    album.keep(page, "told")
    assert errors == []
