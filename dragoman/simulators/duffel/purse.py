"""The account's balance at Duffel: without end in test mode unless the settings name a sum."""

from __future__ import annotations

from dragoman.kit.money import Money
from dragoman.simulators.duffel.errors import DuffelRefusal


class Purse:
    """What is left to spend; `left` is None when it has no end."""

    def __init__(self, setting: str, currency: str) -> None:
        self.left: Money | None = None if setting == "unlimited" else Money.parse(setting, currency)

    def spend(self, amount: Money) -> None:
        """Take a sum out; raises DuffelRefusal insufficient_balance."""
        if self.left is None:
            return
        if self.left < amount:
            raise DuffelRefusal("insufficient_balance", "The organisation's balance is too low to pay for the order")
        self.left = self.left - amount

    def give_back(self, amount: Money) -> None:
        """Put a refund in."""
        if self.left is not None:
            self.left = self.left + amount
