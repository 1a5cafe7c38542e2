"""WhatsApp's limits on outgoing content, and the cutting that keeps to them without breaking a character or losing text.

Lengths are counted in UTF-16 units, the strictest of the readings of Meta's word "characters": an emoji counts two.
Source: Meta, pages of the message types and "Template components"; where two pages disagree (list body 4,096 or
1,024) the smaller holds.
"""

from __future__ import annotations

import re

import regex

TEXT = 4096
CAPTION = 1024
BODY = 1024
HEADER = 60
FOOTER = 60
BUTTONS = 3
BUTTON_TITLE = 20
BUTTON_ID = 256
ROWS = 10
ROW_TITLE = 24
ROW_DETAIL = 72
ROW_ID = 200
SECTIONS = 10
SECTION_TITLE = 24
LIST_LABEL = 20
LINK_TITLE = 20
URL = 2000
FILENAME = 240
TRACKER = 512
TEMPLATE_VALUES = 1024

ELLIPSIS = "…"
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_GRAPHEME = regex.compile(r"\X")
# Where a text may be parted, best first: between paragraphs, lines, sentences (also CJK, Hindi, Arabic), words.
_BORDERS = (
    regex.compile(r"\n\s*\n"),
    regex.compile(r"\n"),
    regex.compile(r"(?<=[.!?…。！？।؟]['\"”’)]*)\s+|(?<=[。！？])"),
    regex.compile(r"\s+"),
)


def length(text: str) -> int:
    """The length in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def clean(text: str) -> str:
    """Drop what no message may carry: control characters but line break and tab, and halves of surrogate pairs."""
    return _UNWANTED.sub("", text).strip()


def one_line(text: str) -> str:
    """Clean, with every run of white space as one space: titles, headers and template values allow no more."""
    return " ".join(clean(text).split())


def shorten(text: str, limit: int) -> str:
    """One line of at most `limit`, ending in "…" when something was left out; characters stay whole."""
    line = one_line(text)
    if length(line) <= limit:
        return line
    return _head(line, limit - length(ELLIPSIS)).rstrip() + ELLIPSIS


def split(text: str, limit: int = TEXT, last: int | None = None) -> list[str]:
    """Part a text into pieces of at most `limit`, the final one at most `last`, at the best border in reach.

    An empty text gives no pieces.
    """
    rest, pieces = clean(text), []
    final = limit if last is None else last
    while length(rest) > final:
        high = len(_head(rest, limit))
        low = _tail_start(rest, final)
        head = _cut(rest, low if low <= high else high // 2, high)
        pieces.append(head.rstrip())
        rest = rest[len(head) :].lstrip()
    return [*pieces, rest] if rest else pieces


def _tail_start(text: str, final: int) -> int:
    """The first position from where the rest of the text is at most `final` long."""
    start = max(0, len(text) - final)
    while (excess := length(text[start:]) - final) > 0:
        start += (excess + 1) // 2
    return start


def _cut(text: str, low: int, high: int) -> str:
    """The first piece: up to the last of the best borders between `low` and `high`, else `high` whole characters."""
    if high >= len(text):
        high = len(text) - 1
    for border in _BORDERS:
        ends = [found.start() for found in border.finditer(text, low, high + 1) if 0 < found.start() <= high]
        if ends:
            return text[: ends[-1]]
    return _head(text, length(text[:high]))


def _head(text: str, limit: int) -> str:
    """The longest beginning of whole characters within `limit`; a single character longer than that is cut itself."""
    if length(text) <= limit:
        return text
    most = limit
    while (excess := length(text[:most]) - limit) > 0:
        most -= (excess + 1) // 2
    # characters begin anew at a space, so the search for their ends need not start at the very beginning
    start = end = max(text.rfind(" ", 0, most), text.rfind("\n", 0, most), 0)
    for grapheme in _GRAPHEME.finditer(text, start, most + 1):
        if grapheme.end() > most:
            break
        end = grapheme.end()
    return text[: end or max(most, 1)]
