"""What a policy gives back, by example and at its edges."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dragoman.flights.supplier import Condition
from dragoman.kit.money import Money
from dragoman.payments.refund_policy import Ground, Ticketed, over_limit, terms

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
LEFT = Money(100_000_00, "NGN")
TIERS = ((24, 5_000), (168, 9_000))


def ngn(minor: int) -> Money:
    return Money(minor, "NGN")


@pytest.mark.parametrize(
    ("rule", "hours", "tiers", "due", "ground"),
    [
        (Condition(True, ngn(0)), 48, (), 100_000_00, Ground.FARE_REFUNDABLE),
        (Condition(True, ngn(30_000_00)), 48, (), 70_000_00, Ground.FARE_PENALTY),
        (Condition(True, ngn(130_000_00)), 48, (), 0, Ground.FARE_PENALTY),
        (Condition(True, Money(10, "USD")), 48, (), 0, Ground.FARE_SILENT),
        (Condition(True, None), 48, (), 0, Ground.FARE_SILENT),
        (Condition(False), 48, (), 0, Ground.FARE_FINAL),
        (Condition(), 48, (), 0, Ground.FARE_SILENT),
        (Condition(True, ngn(0)), 0, (), 0, Ground.DEPARTED),
        (Condition(True, ngn(0)), 168, TIERS, 90_000_00, Ground.HOUSE_RULE),
        (Condition(True, ngn(0)), 167, TIERS, 50_000_00, Ground.HOUSE_RULE),
        (Condition(True, ngn(0)), 23, TIERS, 0, Ground.HOUSE_RULE),
        (Condition(True, ngn(60_000_00)), 30, TIERS, 40_000_00, Ground.FARE_PENALTY),
    ],
)
def test_a_ticket_gives_back_what_airline_and_house_leave(
    rule: Condition, hours: int, tiers: tuple[tuple[int, int], ...], due: int, ground: Ground
) -> None:
    found = terms(LEFT, Ticketed(rule, NOW + timedelta(hours=hours)), tiers, NOW)
    assert (found.due, found.ground, found.left) == (ngn(due), ground, LEFT)


def test_without_a_ticket_all_goes_back() -> None:
    assert (terms(LEFT, None, TIERS, NOW).due, terms(LEFT, None, TIERS, NOW).ground) == (LEFT, Ground.NOT_TICKETED)


@pytest.mark.parametrize(
    ("amount", "given", "limit", "over"),
    [
        (ngn(100), 0, None, False),
        (ngn(100), 0, 100, False),
        (ngn(101), 0, 100, True),
        (ngn(1), 100, 100, True),
        (ngn(1), 0, 0, True),
        (Money(1, "USD"), 0, 100, True),
        (Money(1, "USD"), 0, None, False),
    ],
)
def test_the_limit_counts_what_was_given_before(amount: Money, given: int, limit: int | None, over: bool) -> None:
    assert over_limit(amount, ngn(given), limit, "NGN") is over
