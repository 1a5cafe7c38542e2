"""What the ledger refuses; both mean a mistake in our code, never in a traveller's input."""

from __future__ import annotations


class Unbalanced(ValueError):
    """A posting that does not sum to zero in each currency."""


class KeyReused(ValueError):
    """A posting's key came again with other lines or another cause."""
