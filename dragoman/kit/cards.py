"""Card numbers typed into a chat are masked before anything is stored."""

from __future__ import annotations

import re

_DIGITS = re.compile(r"(?<![\d+])(?:\d[ \-.]?){12,18}\d(?!\d)")
MASK = "[card …"  # how a masked number begins
_ISSUERS = ("4", "5", "2", "34", "37", "6", "30", "36", "38", "35")


def mask_cards(text: str) -> tuple[str, bool]:
    """Replace every payment card number (13 to 19 digits, Luhn sum right, issuer prefix known) by its last four digits.

    Returns the text and whether any was found. Rule: ISO/IEC 7812-1 annex B (Luhn). Phone numbers with a plus, e-ticket
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

    return _DIGITS.sub(replace, text), found


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
