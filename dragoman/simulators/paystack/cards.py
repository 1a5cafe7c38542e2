"""Paystack's test cards and what each does (docs, Test payments; partners.md B7)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Card:
    """A test card: its number, CVV, what it asks for and how a charge and a refund on it end."""

    number: str
    cvv: str
    title: str
    brand: str
    pin: str = ""
    otp: str = ""
    declined: str = ""  # the gateway's words; empty = approved
    refund: str = "processed"

    @property
    def last4(self) -> str:
        """The last four digits, all that is ever shown."""
        return self.number[-4:]


CARDS = (
    Card("4084084084084081", "408", "Success", "visa"),
    Card("507850785078507812", "081", "Asks for PIN 1111", "verve", pin="1111"),
    Card("5060666666666666666", "123", "PIN 1234, OTP 123456", "verve", pin="1234", otp="123456"),
    Card("4084080000005408", "001", "Declined", "visa", declined="Declined"),
    Card("4084080000670037", "787", "Insufficient funds", "visa", declined="Insufficient Funds"),
    Card("4084080000671803", "180", "Pays, refund fails", "visa", refund="failed"),
    Card("4084080000671902", "190", "Pays, refund needs attention", "visa", refund="needs-attention"),
)
_BY_NUMBER = {card.number: card for card in CARDS}


def card(number: str) -> Card | None:
    """The test card of this number, spaces and hyphens ignored; None for any other."""
    return _BY_NUMBER.get("".join(digit for digit in number if digit.isdigit()))
