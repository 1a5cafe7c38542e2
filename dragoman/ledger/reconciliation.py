"""The daily comparison of our books with the provider's records: every difference gets a name (design §6)."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct

from dragoman.kit.money import Money


class Charge(Struct, frozen=True):
    """One charge as one side sees it: what was taken, the provider's fee, and what went back."""

    reference: str
    charged: Money
    fees: Money
    refunded: Money


class Gap(StrEnum):
    """Why two records of one charge differ."""

    NOT_BOOKED = "not_booked"  # the provider has money that our ledger does not know
    NOT_AT_PROVIDER = "not_at_provider"  # our ledger has money that the provider does not know
    CURRENCY = "currency"
    AMOUNT = "amount"
    FEES = "fees"
    REFUNDS = "refunds"


class Difference(Struct, frozen=True):
    """One named difference; `ours` and `theirs` are None on the side that has no record."""

    reference: str
    gap: Gap
    ours: Money | None
    theirs: Money | None


def differences(ours: Iterable[Charge], theirs: Iterable[Charge]) -> tuple[Difference, ...]:
    """Compare charge by charge, in the order of references; an empty answer means the books agree to the minor unit."""
    here = {charge.reference: charge for charge in ours}
    there = {charge.reference: charge for charge in theirs}
    found: list[Difference] = []
    for reference in sorted(here.keys() | there.keys()):
        mine, other = here.get(reference), there.get(reference)
        if mine is None and other is not None:
            found.append(Difference(reference, Gap.NOT_BOOKED, None, other.charged))
        elif other is None and mine is not None:
            found.append(Difference(reference, Gap.NOT_AT_PROVIDER, mine.charged, None))
        elif mine is not None and other is not None:
            found.extend(_compare(mine, other))
    return tuple(found)


def _compare(mine: Charge, other: Charge) -> list[Difference]:
    if mine.charged.currency != other.charged.currency:
        return [Difference(mine.reference, Gap.CURRENCY, mine.charged, other.charged)]
    pairs = (
        (Gap.AMOUNT, mine.charged, other.charged),
        (Gap.FEES, mine.fees, other.fees),
        (Gap.REFUNDS, mine.refunded, other.refunded),
    )
    return [Difference(mine.reference, gap, left, right) for gap, left, right in pairs if left != right]
