"""The simulators' own pages in a headless browser: control desk, checkout and mailbox."""

from __future__ import annotations

import shutil
import smtplib

import httpx2
import pytest
from playwright.async_api import async_playwright

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="no chromium on this machine"),
]
QUIET = (
    "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


@pytest.fixture(params=[390, 1440])
async def page(request, served):
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        made = await browser.new_page(viewport={"width": request.param, "height": 844}, base_url=served.url)
        problems: list[str] = []
        made.on("pageerror", lambda error: problems.append(str(error)))
        made.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
        yield made
        wide = await made.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        await browser.close()
        assert not wide, "the page scrolls sideways"
        assert [text for text in problems if not text.startswith("Blocked script execution")] == []


def checkout(served, **more):
    answer = httpx2.post(
        served.url + "/paystack/transaction/initialize",
        json={"email": "ada.obi@example.com", "amount": 8_345_000, **more},
        headers={"Authorization": f"Bearer {served.settings.paystack_secret_key}"},
    )
    return answer.json()["data"]


async def test_a_fault_is_set_and_cleared_by_buttons(page, served):
    await page.goto("/")
    await page.get_by_role("tab", name="duffel").click()
    await page.get_by_label("Times").fill("3")
    row = page.locator(".operation", has=page.get_by_role("heading", name="create_order", exact=True))
    await row.get_by_role("button", name="sold_out").click()
    await page.locator("#active strong", has_text="sold_out").wait_for()
    active = httpx2.get(served.url + "/faults").json()["active"]
    assert [(fault["fault"], fault["times"]) for fault in active] == [("sold_out", 3)]
    await page.get_by_role("button", name="Clear all").click()
    await page.get_by_text("No fault is set").wait_for()
    assert httpx2.get(served.url + "/faults").json()["active"] == []


async def test_a_card_pays_and_leads_back(page, served):
    made = checkout(served, callback_url=served.url + "/")
    await page.goto(f"/paystack/checkout/{made['access_code']}")
    await page.wait_for_function("document.title.includes('NGN')")
    await page.get_by_role("button", name="PIN 1234, OTP 123456").click()
    await page.get_by_role("button", name="Pay NGN").click()
    for secret in ("1234", "123456"):
        await page.locator("#secret").fill(secret)
        await page.get_by_role("button", name="Authorize").click()
        if secret == "1234":
            await page.get_by_text("Enter the OTP").wait_for()
    await page.get_by_text("Payment successful").wait_for()
    await page.wait_for_url(f"**/?trxref={made['reference']}&reference={made['reference']}")


async def test_a_declined_card_can_be_followed_by_a_transfer(page, served):
    made = checkout(served)
    await page.goto(f"/paystack/checkout/{made['access_code']}")
    await page.get_by_role("button", name="Declined").click()
    await page.get_by_role("button", name="Pay NGN").click()
    await page.get_by_text("Payment failed").wait_for()
    await page.get_by_role("button", name="Try again").click()
    await page.get_by_role("tab", name="Transfer").click()
    await page.get_by_role("button", name="Send too little").click()
    await page.get_by_text("Transfer rejected").wait_for()
    await page.get_by_role("button", name="Try again").click()
    await page.get_by_role("tab", name="Transfer").click()
    await page.get_by_role("button", name="I've sent the money").click()
    await page.get_by_text("return to your chat").wait_for()
    await page.reload()
    await page.get_by_text("Already paid").wait_for()


async def test_mail_is_read_and_its_attachment_downloaded(page, served, stage):
    httpx2.delete(served.url + "/mail/api/messages")
    message = (
        "Subject: Itinerary\r\nFrom: Lagos Tours <b@lagostours.example>\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/html\r\n\r\n"
        "<h1>Bon voyage</h1><script>document.title='hacked'</script>\r\n--x\r\nContent-Type: application/pdf\r\n"
        'Content-Disposition: attachment; filename="itinerary.pdf"\r\n\r\n%PDF-1.7\r\n--x--\r\n'
    )
    with smtplib.SMTP("127.0.0.1", served.mail_port()) as client:
        client.sendmail("b@lagostours.example", ["ada.obi@example.com"], message)
    await page.goto("/mail")
    await page.get_by_role("link", name="Itinerary").click()
    await page.frame_locator("#html").get_by_role("heading", name="Bon voyage").wait_for()
    assert await page.title() == "Mailbox · Dragoman simulators"  # the message's script did not run
    async with page.expect_download() as download:
        await page.get_by_role("link", name="itinerary.pdf").click()
    assert (await download.value).suggested_filename == "itinerary.pdf"
