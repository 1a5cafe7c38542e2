"""Phone numbers in one canonical form, so that one person is found again whichever way a number was written."""

from __future__ import annotations

import phonenumbers


def canonical(text: str, region: str | None = None) -> str | None:
    """Return `text` as E.164 ("+2348031234567"), or None when it cannot be a phone number.

    `region` (ISO country) reads numbers written without a country code. WhatsApp ids lack the plus and carry national
    oddities: Mexico's old 52 1 and Brazil's missing ninth digit are brought to today's form (reference: Meta wa_id
    notes; ITU numbering plans of MX since 2019 and BR since 2016). Always answer to the raw wa_id that wrote.
    """
    digits = "".join(c for c in text if c.isdigit())
    if not 7 <= len(digits) <= 15:
        return None
    if text.strip().startswith("+") or region is None:
        digits = _modern(digits)
        candidate, default = "+" + digits, None
    else:
        candidate, default = text, region
    try:
        number = phonenumbers.parse(candidate, default)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def region_of(e164: str) -> str | None:
    """Return the ISO country of an E.164 number, or None when its prefix belongs to no single country."""
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(e164, None))
    except phonenumbers.NumberParseException:
        return None


def is_valid(e164: str) -> bool:
    """Say whether the number exists in its country's plan (stricter than being possible)."""
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(e164, None))
    except phonenumbers.NumberParseException:
        return False


def _modern(digits: str) -> str:
    if digits.startswith("521") and len(digits) == 13:
        return "52" + digits[3:]
    if digits.startswith("549") and len(digits) == 13:
        return digits  # Argentina writes mobiles with the 9 in E.164
    if digits.startswith("55") and len(digits) == 12 and digits[4] in "6789":
        return digits[:4] + "9" + digits[4:]
    return digits
