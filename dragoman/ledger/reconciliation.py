"""The daily comparison of our books with the provider's records: every difference gets a name (design §6, E4)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

from dragoman.kit.money import Money


class Gap(StrEnum):
    """Why two records of one charge differ."""

    NOT_BOOKED = "not_booked"  # the provider has money that our ledger does not know
    NOT_AT_PROVIDER = "not_at_provider"  # our ledger has money that the provider does not know
    CURRENCY = "currency"
    AMOUNT = "amount"
    FEE = "fee"  # the payer paid what we booked; the provider kept another fee


class Difference(Struct, frozen=True):
    """One named difference; `ours` and `theirs` are None on the side that has no record."""

    reference: str
    gap: Gap
    ours: Money | None
    theirs: Money | None


def differences(ours: Mapping[str, Money], theirs: Mapping[str, Money]) -> tuple[Difference, ...]:
    """Compare by reference what each charge left with the provider, fees taken off; empty = the books agree to the minor unit."""
    found: list[Difference] = []
    for reference in sorted(ours.keys() | theirs.keys()):
        mine, other = ours.get(reference), theirs.get(reference)
        if mine == other:
            continue
        if mine is None:
            gap = Gap.NOT_BOOKED
        elif other is None:
            gap = Gap.NOT_AT_PROVIDER
        else:
            gap = Gap.AMOUNT if mine.currency == other.currency else Gap.CURRENCY
        found.append(Difference(reference, gap, mine, other))
    return tuple(found)
