"""What the business gives back of a charge, pure: all while nothing was ticketed, else what airline and house rules leave."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from dragoman.flights.supplier import Condition
from dragoman.kit.money import Money

_WHOLE = Decimal(10_000)


class Ground(StrEnum):
    """Why a policy says what it says."""

    NOT_TICKETED = "not_ticketed"  # nothing was delivered for the money
    FARE_REFUNDABLE = "fare_refundable"
    FARE_PENALTY = "fare_penalty"
    FARE_FINAL = "fare_final"
    FARE_SILENT = "fare_silent"  # the airline does not say: a person asks it
    DEPARTED = "departed"
    HOUSE_RULE = "house_rule"  # the business's own table gives less than the airline


class Terms(Struct, frozen=True):
    """What may go back of a charge: `left` at most, `due` by policy, on which ground.

    `held` is what the books still have of it: the rest was paid on to the airline. None where only the rule was asked.
    """

    left: Money
    due: Money
    ground: Ground
    held: Money | None = None


class Ticketed(Struct, frozen=True):
    """A ticket that the money went into: the fare's rule in the charge's currency, and the departure (UTC)."""

    rule: Condition
    departs: datetime


def terms(left: Money, ticketed: Ticketed | None, tiers: Sequence[tuple[int, int]], now: datetime) -> Terms:
    """Return what the policy gives back of what is `left`.

    `tiers` are (hours before departure, share in basis points), longest first; the first one whose hours are still ahead
    counts, none fitting gives nothing; an empty table leaves the airline's rule alone.
    """
    if ticketed is None:
        return Terms(left, left, Ground.NOT_TICKETED)
    nothing = Money(0, left.currency)
    if ticketed.departs <= now:
        return Terms(left, nothing, Ground.DEPARTED)
    airline, ground = _by_fare(left, ticketed.rule)
    house = _by_house(left, tiers, ticketed.departs - now)
    return Terms(left, house, Ground.HOUSE_RULE) if house < airline else Terms(left, airline, ground)


def _by_fare(left: Money, rule: Condition) -> tuple[Money, Ground]:
    nothing = Money(0, left.currency)
    if rule.allowed is None:
        return nothing, Ground.FARE_SILENT
    if not rule.allowed:
        return nothing, Ground.FARE_FINAL
    if rule.penalty is None or rule.penalty.currency != left.currency:
        return nothing, Ground.FARE_SILENT
    if not rule.penalty:
        return left, Ground.FARE_REFUNDABLE
    return Money(max(left.minor - rule.penalty.minor, 0), left.currency), Ground.FARE_PENALTY


def _by_house(left: Money, tiers: Sequence[tuple[int, int]], ahead: timedelta) -> Money:
    if not tiers:
        return left
    for hours, share_bp in sorted(tiers, reverse=True):
        if ahead >= timedelta(hours=hours):
            return left.times(Decimal(share_bp) / _WHOLE)
    return Money(0, left.currency)


def over_limit(amount: Money, given: Money, limit_minor: int | None, currency: str) -> bool:
    """Say whether a refund needs a second person: with what staff `given` of the booking before, it exceeds the limit.

    The limit is in the business's `currency`; a sum in another currency cannot be compared and always needs one.
    """
    if limit_minor is None:
        return False
    return amount.currency != currency or amount.minor + given.minor > limit_minor
