"""Card numbers typed into a chat are masked before anything is stored."""

from __future__ import annotations

import re

# A number as it is printed on cards (in one piece, 4-4-4-4 with up to 3 more, 4-6-5, 4-6-4), then in any other grouping: the
# month and year that people type right behind it must not hide it.
_WRITTEN = (
    re.compile(r"(?<![\d+])\d{13,19}(?!\d)"),
    re.compile(r"(?<![\d+])\d{4}(?:[ \-.]\d{4}){3}(?:[ \-.]\d{1,3})?(?!\d)"),
    re.compile(r"(?<![\d+])\d{4}(?:[ \-.]\d{4}){3}(?!\d)"),
    re.compile(r"(?<![\d+])\d{4}[ \-.]\d{6}[ \-.]\d{4,5}(?!\d)"),
    re.compile(r"(?<![\d+])(?:\d[ \-.]?){12,18}\d(?!\d)"),
)
MASK = "[card …"  # how a masked number begins
# What is typed beside a card number: its code may never be stored (PCI DSS 3.3.1), its expiry is no date of travel.
_BESIDE = re.compile(
    r"\b(?:exp(?:iry|ires|iration)?(?:\s+date)?\W{0,3})?(?:0?[1-9]|1[0-2])\s?/\s?(?:20)?\d\d\b|\b(?:cvv2?|cvc2?|cvn|security code|pin)\W{0,3}\d{3,6}\b",
    re.IGNORECASE,
)
_ISSUERS = ("4", "5", "2", "34", "37", "6", "30", "36", "38", "35")


def mask_cards(text: str) -> tuple[str, bool]:
    """Replace every payment card number (13 to 19 digits, Luhn sum right, issuer prefix known) by its last four digits.

    Beside one, expiry date, security code and PIN go too. Returns the text and whether any was found.
    Rule: ISO/IEC 7812-1 annex B (Luhn). Phone numbers with a plus, e-ticket
    numbers and passport lines fail the issuer or sum test and stay.
    """
    found = False

    def replace(match: re.Match[str]) -> str:
        nonlocal found
        digits = re.sub(r"\D", "", match.group())
        if not 13 <= len(digits) <= 19 or not digits.startswith(_ISSUERS) or not _luhn(digits):
            return match.group()
        found = True
        return f"{MASK}{digits[-4:]}]"

    masked = text
    for written in _WRITTEN:
        masked = written.sub(replace, masked)
    return (_BESIDE.sub("[hidden]", masked) if found else masked), found


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
