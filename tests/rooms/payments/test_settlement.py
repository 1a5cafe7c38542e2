"""The one judgement of a charge, by table and by property."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.kit.money import Money
from dragoman.payments.gateway import ProviderRecord, RecordStatus, RefundRecord, RefundStatus
from dragoman.payments.models import Refund
from dragoman.payments.refunds import matched
from dragoman.payments.settlement import Verdict, judge, refundable, spread
from dragoman.payments.watch import next_look, next_refund_look

ASKED = Money(100_00, "NGN")


def record(charged: int, *, requested: int | None = 100_00, fees: int = 0, currency: str = "NGN") -> ProviderRecord:
    return ProviderRecord(
        "r", RecordStatus.PAID, Money(charged, currency), None if requested is None else Money(requested, currency), Money(fees, currency)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("charged", "requested", "fees", "verdict", "missing", "surplus", "odd"),
    [
        (100_00, 100_00, 150, Verdict.FULL, 0, 0, False),
        (100_00, None, 0, Verdict.FULL, 0, 0, False),
        (101_50, 100_00, 150, Verdict.FULL, 0, 0, False),  # the payer bears the fee
        (101_51, 100_00, 150, Verdict.OVER, 0, 151, False),  # no fee explains that: all of it goes back
        (101_50, None, 150, Verdict.OVER, 0, 150, False),  # without a requested amount nothing excuses a surplus
        (101_50, 101_50, 150, Verdict.OVER, 0, 150, True),  # opened by somebody with another sum
        (99_99, 100_00, 150, Verdict.SHORT, 1, 0, False),
        (99_99, 99_99, 150, Verdict.SHORT, 1, 0, True),
    ],
)
def test_what_came_against_what_was_asked(charged, requested, fees, verdict, missing, surplus, odd) -> None:
    judged = judge(ASKED, record(charged, requested=requested, fees=fees))
    assert (judged.verdict, judged.missing.minor, judged.surplus.minor, judged.odd_request) == (
        verdict,
        missing,
        surplus,
        odd,
    )


def test_another_currency_is_never_compared_by_number() -> None:
    judged = judge(ASKED, record(100_00, currency="GHS"))
    assert (judged.verdict, judged.credited) == (Verdict.FOREIGN, Money(0, "GHS"))


@pytest.mark.parametrize("status", [s for s in RecordStatus if s is not RecordStatus.PAID])
def test_only_a_paid_record_is_money(status: RecordStatus) -> None:
    judged = judge(ASKED, ProviderRecord("r", status, ASKED))
    assert judged.credited.minor == 0
    assert judged.verdict not in (Verdict.FULL, Verdict.OVER, Verdict.SHORT)


@given(asked=st.integers(1, 10**9), charged=st.integers(1, 10**9), fees=st.integers(0, 10**7), same=st.booleans())
def test_every_unit_has_one_place(asked: int, charged: int, fees: int, same: bool) -> None:
    ours = Money(asked, "NGN")
    judged = judge(ours, record(charged, requested=asked if same else asked + 1, fees=fees))
    assert judged.credited + judged.surcharge == judged.charged
    assert judged.credited + judged.missing - judged.surplus == ours
    assert 0 <= judged.surcharge.minor <= fees
    assert not (judged.missing and judged.surplus)


@given(st.lists(st.integers(0, 1000), max_size=6), st.integers(1, 6000))
def test_a_refund_never_takes_more_than_a_charge_holds(pools: list[int], amount: int) -> None:
    named = [(str(i), Money(p, "NGN")) for i, p in enumerate(pools)]
    if amount > sum(pools):
        with pytest.raises(ValueError, match="more than"):
            spread(Money(amount, "NGN"), named)
        return
    parts = spread(Money(amount, "NGN"), named)
    assert sum(part.minor for _, part in parts) == amount
    assert all(part.minor <= dict(named)[name].minor for name, part in parts)


def test_what_may_still_go_back() -> None:
    assert refundable(ASKED, [Money(30_00, "NGN"), Money(70_00, "NGN")]) == Money(0, "NGN")
    assert refundable(ASKED, [Money(30_00, "NGN")]) == Money(70_00, "NGN")


NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def test_looks_are_dense_then_sparse_then_end() -> None:
    expires = NOW + timedelta(minutes=30)
    at, looks = NOW, []
    while (found := next_look(NOW, expires, at)) is not None:
        looks.append(found - NOW)
        at = found
    close = [look for look in looks if look <= timedelta(minutes=30)]
    assert close == [timedelta(seconds=40) * n for n in range(1, 46)]
    assert looks[-1] == timedelta(minutes=30, hours=72)
    assert len(looks) < 60


@given(st.integers(0, 10_000), st.integers(1, 5_000))
def test_a_look_is_always_ahead_and_bounded(minutes: int, life: int) -> None:
    now, expires = NOW + timedelta(minutes=minutes), NOW + timedelta(minutes=life)
    at = next_look(NOW, expires, now)
    assert at is None or now < at <= max(expires + timedelta(hours=72), NOW + timedelta(minutes=40))


def test_refund_looks_end_after_two_weeks() -> None:
    at, count = NOW, 0
    while (found := next_refund_look(NOW, at)) is not None:
        at, count = found, count + 1
    assert (count, at - NOW) == (8, timedelta(days=14))


def refund(name: str, minor: int, external: str = "", state: str = "REFUND_PENDING") -> Refund:
    return Refund(id=name, amount_minor=minor, currency="NGN", external_id=external, state=state)


def theirs(external: str, minor: int) -> RefundRecord:
    return RefundRecord(external, "r", Money(minor, "NGN"), RefundStatus.PENDING)


def test_refunds_are_paired_by_id_then_by_sum_and_never_guessed() -> None:
    known, lost, twin = refund("a", 5, "x1"), refund("b", 7), refund("c", 7)
    assert matched([known, lost], [theirs("x1", 5), theirs("x2", 7)]) == [
        (known, theirs("x1", 5)),
        (lost, theirs("x2", 7)),
    ]
    assert matched([lost, twin], [theirs("x2", 7)]) == []
    assert matched([lost], [theirs("x2", 8)]) == []
