"""Banks that transfers can go to: a few of each country; Paystack's own list is longer."""

from __future__ import annotations

from typing import Any

# (name, code, country, currency)
_BANKS = (
    ("Zenith Bank", "057", "Nigeria", "NGN"),
    ("Access Bank", "044", "Nigeria", "NGN"),
    ("Guaranty Trust Bank", "058", "Nigeria", "NGN"),
    ("First Bank of Nigeria", "011", "Nigeria", "NGN"),
    ("United Bank For Africa", "033", "Nigeria", "NGN"),
    ("Kuda Bank", "50211", "Nigeria", "NGN"),
    ("OPay Digital Services", "999992", "Nigeria", "NGN"),
    ("Test Bank", "001", "Nigeria", "NGN"),
    ("GCB Bank Limited", "040100", "Ghana", "GHS"),
    ("MTN Mobile Money", "MTN", "Ghana", "GHS"),
    ("Absa Bank Limited, South Africa", "632005", "South Africa", "ZAR"),
    ("Equity Bank", "68", "Kenya", "KES"),
    ("Ecobank Côte d'Ivoire", "CI059", "Côte d'Ivoire", "XOF"),
)

_ISO = {"Nigeria": "ng", "Ghana": "gh", "South Africa": "za", "Kenya": "ke", "Côte d'Ivoire": "ci"}


def bank_name(code: str) -> str | None:
    """The name of a bank by its code, None when it is not known."""
    return next((name for name, known, _, _ in _BANKS if known == code), None)


def bank_rows(currency: str, country: str) -> list[dict[str, Any]]:
    """The banks of a currency and a country (its name or ISO code); empty texts take all."""
    return [
        _bank_json(n, *bank)
        for n, bank in enumerate(_BANKS, start=1)
        if currency.upper() in ("", bank[3]) and country.casefold() in ("", bank[2].casefold(), _ISO[bank[2]])
    ]


def _bank_json(number: int, name: str, code: str, country: str, currency: str) -> dict[str, Any]:
    return {
        "id": number,
        "name": name,
        "slug": name.casefold().replace(" ", "-").replace(",", ""),
        "code": code,
        "longcode": "",
        "gateway": None,
        "pay_with_bank": False,
        "supports_transfer": True,
        "active": True,
        "is_deleted": False,
        "country": country,
        "currency": currency,
        "type": "mobile_money" if code == "MTN" else "nuban",
        "createdAt": "2016-07-14T10:04:29.000Z",
        "updatedAt": "2025-01-20T11:00:00.000Z",
    }
