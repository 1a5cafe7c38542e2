"""Paystack's rules about sums: subunits ×100 for every currency (also XOF), minimums and fees. Pure."""

from __future__ import annotations

from dragoman.simulators.paystack.refusals import PaystackRefusal, invalid

MINIMUM = {"NGN": 5_000, "USD": 200, "GHS": 10, "ZAR": 100, "KES": 300, "XOF": 100}
"""The least amount in subunits by currency (partners.md B1)."""
_AMOUNT_MAX = 10**15

# Percent in hundredths, flat subunits, the sum below which the flat part is waived, and the cap (0 = none).
# Paystack's public pricing, local cards; USD stands for international ones.
_FEES = {
    "NGN": (150, 10_000, 250_000, 200_000),
    "GHS": (195, 0, 0, 0),
    "ZAR": (290, 100, 0, 0),
    "KES": (290, 0, 0, 0),
    "XOF": (320, 0, 0, 0),
    "USD": (390, 0, 0, 0),
}


def read_amount(given: object) -> int:
    """An amount of whole subunits, sent as a number or as text; raises PaystackRefusal."""
    if isinstance(given, str) and given.isascii() and given.isdigit() and len(given) < 18:
        given = int(given)
    if isinstance(given, bool) or not isinstance(given, int) or not 0 < given <= _AMOUNT_MAX:
        raise invalid("Invalid Amount Sent", "Ensure that you're passing an amount in subunits, as a whole number")
    return given


def check_sum(amount: int, currency: str) -> None:
    """Check currency and minimum; raises PaystackRefusal."""
    if currency not in MINIMUM:
        raise PaystackRefusal(
            403,
            "Currency not supported by merchant",
            "unsupported_currency",
            "Use a currency that is enabled for your integration",
        )
    if amount < MINIMUM[currency]:
        raise invalid(
            f"Amount must be at least {currency} {MINIMUM[currency] / 100:g}",
            "Ensure that the amount is not below the minimum of the currency",
        )


def fees(amount: int, currency: str) -> int:
    """What Paystack keeps of a charge, in subunits."""
    percent, flat, waived_below, cap = _FEES.get(currency, (390, 0, 0, 0))
    kept = -(-amount * percent // 10_000) + (flat if amount >= waived_below else 0)
    return min(kept, cap) if cap else kept
