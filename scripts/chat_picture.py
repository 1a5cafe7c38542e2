"""Draw the chat of README from a running demo: book a flight on a simulated phone and photograph three moments.

Start `dragoman run --demo` on an empty home first, then: `python scripts/chat_picture.py docs/images/chat.png`. Everything
seen is typed, tapped and paid on the simulators' own pages. One thing is redrawn: machines that photograph pages often
have no emoji font, so the check mark is set as a drawing, as phones set it.
"""

from __future__ import annotations

import argparse
import io
import os
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
ASK = "LOS-ABV 2026-12-15, 1 adult"
DETAILS = "Ms Ada Obi, 14 March 1988, ada.obi@example.com"
CARD = "4084084084084081"
GAP = 24
CHECK_MARK = """() => {
  const walk = document.createTreeWalker(document.querySelector('[role=log]'), NodeFilter.SHOW_TEXT);
  const found = [];
  while (walk.nextNode()) if (walk.currentNode.data.includes('\u2705')) found.push(walk.currentNode);
  for (const text of found) {
    const rest = text.splitText(text.data.indexOf('\u2705'));
    rest.data = rest.data.slice(1);
    const drawing = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    for (const [name, value] of Object.entries({viewBox: '0 0 16 16', width: 15, height: 13}))
      drawing.setAttribute(name, value);
    const [square, tick] = ['rect', 'path'].map((name) => document.createElementNS(drawing.namespaceURI, name));
    for (const [name, value] of Object.entries({width: 16, height: 16, rx: 3, fill: '#2e9e4f'}))
      square.setAttribute(name, value);
    for (const [name, value] of Object.entries({d: 'M3.5 8.5l3 3 6-7', fill: 'none', stroke: '#fff', 'stroke-width': 2}))
      tick.setAttribute(name, value);
    drawing.append(square, tick);
    rest.before(drawing);
  }
}"""


def say(page: Page, text: str) -> None:
    """Type one message and send it."""
    page.get_by_label("Message", exact=True).fill(text)
    page.get_by_role("button", name="Send", exact=True).click()


def wait_for(page: Page, text: str) -> None:
    """Wait until the chat shows `text`, pictures and scrolling included."""
    expect(page.get_by_role("log")).to_contain_text(text, timeout=20_000)
    page.wait_for_timeout(600)  # bubbles slide in; a picture taken at once would be blurred


def photograph(page: Page) -> Image.Image:
    """Take the phone as it is shown now, with nothing hovered."""
    page.mouse.move(0, 0)
    page.evaluate(CHECK_MARK)
    page.wait_for_timeout(200)
    return Image.open(io.BytesIO(page.locator(".phone").screenshot())).convert("RGB")


def chat(page: Page, simulators: str) -> list[Image.Image]:
    """Book a flight on Ada's phone; return the pictures of offers, quote and ticket."""
    page.goto(f"{simulators}/phone?phones=2348035550101:Ada Obi")
    say(page, ASK)
    wait_for(page, "The best 3")
    pictures = [photograph(page)]
    say(page, "1")
    wait_for(page, "Who travels?")
    say(page, DETAILS)
    wait_for(page, "Please check before you pay")
    pictures.append(photograph(page))
    page.get_by_role("button", name="Confirm and pay").click()
    wait_for(page, "please pay")
    messages = page.request.get(f"{simulators}/phone/api/2348035550101/messages?peek=1").json()["messages"]
    link = next(message["link"] for message in reversed(messages) if message["link"])
    page.request.post(f"{link}/pay", data={"card": CARD})
    wait_for(page, "E-ticket")
    wait_for(page, ".ics")
    pictures.append(photograph(page))
    return pictures


def side_by_side(pictures: list[Image.Image]) -> Image.Image:
    """Put the pictures next to one another on white, and reduce the colours so that the file stays small."""
    width = sum(picture.width for picture in pictures) + GAP * (len(pictures) - 1)
    whole = Image.new("RGB", (width, max(picture.height for picture in pictures)), "white")
    left = 0
    for picture in pictures:
        whole.paste(picture, (left, 0))
        left += picture.width + GAP
    return whole.quantize(128, dither=Image.Dither.NONE)


def main() -> None:
    """Read the arguments, take the pictures, write the file."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("target", type=Path)
    wanted.add_argument("--simulators", default=f"http://127.0.0.1:{os.environ.get('DRAGOMAN_SIM_PORT', '8100')}")
    wanted.add_argument("--chromium", default=os.environ.get("DRAGOMAN_TEST_CHROMIUM", "/usr/bin/chromium"))
    asked = wanted.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=asked.chromium, args=FLAGS)
        page = browser.new_page(viewport={"width": 460, "height": 790}, color_scheme="light")
        side_by_side(chat(page, asked.simulators)).save(asked.target, optimize=True)
        browser.close()


if __name__ == "__main__":
    main()
