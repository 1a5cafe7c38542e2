"""The circuit breaker: closed, open, half-open, and what a health page reads."""

from datetime import UTC, datetime, timedelta

import pytest

from dragoman.kit.breaker import Breaker, BreakerOpen, BreakerState

T0 = datetime(2026, 11, 20, 9, tzinfo=UTC)


def later(seconds: float) -> datetime:
    return T0 + timedelta(seconds=seconds)


def tripped() -> Breaker:
    breaker = Breaker("search", failures_max=3, open_for=timedelta(seconds=30))
    for _ in range(3):
        breaker.enter(T0)
        breaker.fail(T0)
    return breaker


def test_it_stays_closed_below_the_limit_and_a_success_forgets():
    breaker = Breaker("search", failures_max=3)
    for _ in range(5):
        breaker.fail(T0)
        breaker.fail(T0)
        breaker.succeed()
    breaker.enter(T0)
    assert breaker.view(T0).state is BreakerState.CLOSED
    assert breaker.view(T0).failures == 0


def test_it_opens_and_says_for_how_long():
    breaker = tripped()
    with pytest.raises(BreakerOpen) as refused:
        breaker.enter(later(10))
    assert refused.value.retry_after == 20
    view = breaker.view(later(10))
    assert (view.name, view.state, view.failures, view.retry_at) == ("search", BreakerState.OPEN, 3, later(30))


def test_half_open_lets_one_trial_through_and_success_closes():
    breaker = tripped()
    assert breaker.state(later(30)) is BreakerState.HALF_OPEN
    breaker.enter(later(30))
    with pytest.raises(BreakerOpen):
        breaker.enter(later(31))
    breaker.succeed()
    breaker.enter(later(31))
    assert breaker.state(later(31)) is BreakerState.CLOSED


def test_a_failed_trial_opens_again_for_the_whole_time():
    breaker = tripped()
    breaker.enter(later(30))
    breaker.fail(later(35))
    with pytest.raises(BreakerOpen) as refused:
        breaker.enter(later(36))
    assert refused.value.retry_after == 29


def test_a_trial_that_never_reports_frees_its_place():
    breaker = tripped()
    breaker.enter(later(30))
    breaker.enter(later(60))
    with pytest.raises(BreakerOpen):
        breaker.enter(later(61))


@pytest.mark.parametrize(("failures", "seconds"), [(0, 30), (1, 0), (-1, 30)])
def test_a_breaker_that_cannot_work_is_refused(failures, seconds):
    with pytest.raises(ValueError, match="breaker"):
        Breaker("x", failures_max=failures, open_for=timedelta(seconds=seconds))
