"""The one judgement of a charge: what the provider's record means against what was asked (requirement E3).

Pure: the same record judged by webhook, return page or reconciler gives the same verdict.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct

from dragoman.kit.money import Money
from dragoman.payments.gateway import ProviderRecord, RecordStatus


class Verdict(StrEnum):
    """What a charge's record is worth. The first four leave the charge open or end it without money."""

    OPEN = "open"
    FAILED = "failed"
    MISSING = "missing"
    REVERSED = "reversed"
    FULL = "full"
    SHORT = "short"
    OVER = "over"
    FOREIGN = "foreign"


class Judgement(Struct, frozen=True):
    """The verdict and its sums.

    `credited` counts for the traveller; `surcharge` is what the payer paid on top for the provider's fee; `missing` and
    `surplus` are the distances from what was due. `odd_request`: somebody opened the charge with another sum than ours.
    """

    verdict: Verdict
    charged: Money
    credited: Money
    fees: Money
    surcharge: Money
    missing: Money
    surplus: Money
    odd_request: bool = False


_NO_MONEY = {
    RecordStatus.OPEN: Verdict.OPEN,
    RecordStatus.ABANDONED: Verdict.OPEN,
    RecordStatus.FAILED: Verdict.FAILED,
    RecordStatus.MISSING: Verdict.MISSING,
    RecordStatus.REVERSED: Verdict.REVERSED,
}


def judge(asked: Money, record: ProviderRecord) -> Judgement:
    """Judge `record` against the charge's own amount `asked`.

    A payer may bear the provider's fee: Paystack's `amount` then exceeds `requested_amount` by no more than `fees` and
    nothing is owed back (partners.md B2). That holds only while the requested amount is ours. Who paid more than that paid
    too much: the whole surplus goes back and the fee on it is ours (docs/decisions/0016).
    """
    none = Money(0, record.charged.currency)
    fees = _fees(record)
    verdict = _NO_MONEY.get(record.status)
    if verdict is not None:
        return Judgement(verdict, none, none, none, none, none, none)
    if record.charged.currency != asked.currency:
        return Judgement(Verdict.FOREIGN, record.charged, none, fees, none, none, none)
    odd = record.requested is not None and record.requested != asked
    above = max(record.charged.minor - asked.minor, 0)
    surcharge = Money(above if record.requested == asked and above <= fees.minor else 0, asked.currency)
    credited = record.charged - surcharge
    distance = credited.minor - asked.minor
    found = Verdict.FULL if distance == 0 else Verdict.OVER if distance > 0 else Verdict.SHORT
    return Judgement(
        found,
        record.charged,
        credited,
        fees,
        surcharge,
        missing=Money(max(-distance, 0), asked.currency),
        surplus=Money(max(distance, 0), asked.currency),
        odd_request=odd,
    )


def _fees(record: ProviderRecord) -> Money:
    """The provider's fee in the charge's currency; a fee in another currency is not ours to book here and counts as zero."""
    if record.fees is None or record.fees.currency != record.charged.currency:
        return Money(0, record.charged.currency)
    return record.fees


def refundable(received: Money, refunds: Sequence[Money]) -> Money:
    """What may still go back of a charge: received less the refunds that are promised or done. Never negative."""
    left = received
    for refund in refunds:
        left = left - refund
    return left if left.minor > 0 else Money(0, received.currency)


def spread(amount: Money, pools: Sequence[tuple[str, Money]]) -> list[tuple[str, Money]]:
    """Take `amount` out of the pools in order (newest charge first); raises ValueError when they hold too little."""
    left, parts = amount.minor, []
    for name, pool in pools:
        part = min(left, pool.minor)
        if part > 0:
            parts.append((name, Money(part, amount.currency)))
            left -= part
    if left:
        raise ValueError("more than is left of the charges")
    return parts
