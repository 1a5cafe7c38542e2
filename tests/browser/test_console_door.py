"""The console in a real browser: password and second factor, proofs, drafts over a lost session, news from others, phones, axe."""

from __future__ import annotations

import re
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Running
from tests.browser.desk import LAPTOP, PHONE, barriers, come_in, sideways

pytestmark = pytest.mark.browser
PASSWORD = "seven green river boats"


def set_password_and_code(page: Page, url: str) -> str:
    """Set both on the profile; returns a recovery code."""
    page.goto(f"{url}/console/profile")
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Change").click()
    expect(page.get_by_text("Your password is changed")).to_be_visible()
    page.get_by_role("link", name="Set up").click()
    totp = pyotp.TOTP((page.locator("code[dir=ltr]").text_content() or "").replace(" ", ""))
    page.get_by_label("Code").fill(totp.now())
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("Keep these recovery codes")).to_be_visible()
    recovery = page.locator("main li").first.text_content() or ""
    page.get_by_role("link", name="I have them").click()
    return recovery


def test_sign_in_with_second_factor_proof_and_a_draft_over_a_lost_session(running: Running, browser: Browser) -> None:
    context, page, errors = come_in(browser, running.link("Femi Cole"))
    recovery = set_password_and_code(page, running.console)
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/console/sign-in$"))
    page.goto(f"{running.console}/console/team")
    page.get_by_label("E-mail").fill("femi.cole@lagostours.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Code").fill(recovery)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="Team")).to_be_visible()
    page.get_by_label("Name").fill("Kemi Bello")
    page.get_by_label("E-mail").fill("kemi.bello@lagostours.example")
    kept = context.cookies()
    context.clear_cookies()  # the session is lost in mid-edit
    page.get_by_role("button", name="Invite", exact=True).click()
    expect(page).to_have_url(re.compile("/console/sign-in"))
    context.add_cookies(kept)  # type: ignore[arg-type]
    page.goto(page.url)
    expect(page.get_by_label("Name")).to_have_value("Kemi Bello")
    page.get_by_role("button", name="Invite", exact=True).click()
    expect(page.get_by_label("Link")).to_have_value(re.compile("/console/link/tn_"))
    page.get_by_role("link", name="Done").click()
    expect(page.get_by_role("link", name="Kemi Bello")).to_be_visible()
    expect(page.get_by_label("Name")).to_have_value("")
    assert [e for e in errors if "401" not in e and "403" not in e] == []


def test_one_person_sees_at_once_what_another_does_and_leaves_when_kept_out(running: Running, browser: Browser) -> None:
    _, femi, errors = come_in(browser, running.link("Femi Cole"))
    _, bayo, _ = come_in(browser, running.link("Bayo Ade"))
    femi.goto(f"{running.console}/console/team")
    bayo.goto(f"{running.console}/console/profile")
    _, other, _ = come_in(browser, running.link("Chidi Eze"))  # a sign-in is news of the team
    expect(femi.get_by_role("row", name="Chidi Eze")).to_be_visible()
    femi.get_by_role("link", name="Bayo Ade").click()
    femi.once("dialog", lambda dialog: dialog.accept())
    femi.get_by_role("button", name="Deactivate").click()
    expect(femi.get_by_text("They are signed out everywhere and cannot come in.")).to_be_visible()
    expect(bayo).to_have_url(re.compile("/console/sign-in"))
    expect(other).to_have_url(re.compile("/console/"))
    femi.get_by_role("button", name="Undo").click()
    expect(femi.get_by_text("They can sign in again.")).to_be_visible()
    assert errors == []


def test_keys_and_the_palette(running: Running, browser: Browser) -> None:
    _, page, errors = come_in(browser, running.link("Femi Cole"))
    page.goto(f"{running.console}/console/profile")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("t")
    expect(page.get_by_role("heading", name="Team")).to_be_visible()
    page.keyboard.press("Control+k")
    page.keyboard.type("prof")
    expect(page.locator("#found").get_by_role("link")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/console/profile"))
    assert errors == []


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_of_the_frame_can_be_read_and_fits(
    running: Running, browser: Browser, tmp_path: Path, language: str, theme: str
) -> None:
    context, page, errors = come_in(browser, running.link("Femi Cole"), locale=language)
    page.goto(f"{running.console}/console/profile")
    page.locator("select[name=language]").select_option(language)
    page.locator("select[name=theme]").select_option(theme)
    page.locator("form[action$=preferences] button").click()
    page.wait_for_load_state()
    page.goto(f"{running.console}/console/team")
    somebody = page.locator("#people a").first.get_attribute("href")
    for path in (
        "/console/profile",
        "/console/team",
        somebody,
        "/console/second/set-up",
        "/console/none",
        "/console/find?q=t",
    ):
        for size in (LAPTOP, PHONE):
            page.set_viewport_size(size)
            page.goto(f"{running.console}{path}")
            page.screenshot(path=str(tmp_path / f"{path.replace('/', '-')}-{language}-{theme}-{size['width']}.png"))  # type: ignore[union-attr]
            assert sideways(page) <= 0, (path, size)
            assert barriers(page) == [], (path, size, language, theme)
    page.set_viewport_size(PHONE)
    page.goto(f"{running.console}/console/team")
    page.locator("[data-menu]").click()
    expect(page.locator("#all")).to_be_visible()
    assert barriers(page) == []
    context.clear_cookies()
    for path in ("/console/sign-in", "/console/forgotten"):
        page.goto(f"{running.console}{path}")
        assert barriers(page) == [], path
        page.screenshot(path=str(tmp_path / f"{path.replace('/', '-')}-{language}-{theme}.png"))
    assert [e for e in errors if "404" not in e] == []
