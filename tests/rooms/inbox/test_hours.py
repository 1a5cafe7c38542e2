"""Opening hours: blocks, closed days, zones, and counting within them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.inbox.hours import MIDNIGHT, Week, add_open, is_open, next_opening, open_between

LUNCH = {day: ((time(9), time(13)), (time(14), time(18))) for day in range(5)}
LAGOS = Week("Africa/Lagos", LUNCH)  # UTC+1 all year
FRIDAY = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hour", "minute", "open_"),
    [(7, 59, False), (8, 0, True), (11, 59, True), (12, 0, False), (13, 0, True), (16, 59, True), (17, 0, False)],
)
def test_blocks_are_local_and_end_before_they_close(hour: int, minute: int, open_: bool) -> None:
    assert is_open(LAGOS, FRIDAY.replace(hour=hour, minute=minute)) is open_


def test_the_weekend_and_a_holiday_are_skipped() -> None:
    monday = Week("Africa/Lagos", LUNCH, frozenset({date(2026, 11, 23)}))
    assert next_opening(monday, FRIDAY.replace(hour=18)) == datetime(2026, 11, 24, 8, tzinfo=UTC)
    assert not is_open(monday, datetime(2026, 11, 23, 10, tzinfo=UTC))


def test_a_promise_counts_opening_time_only() -> None:
    at = FRIDAY.replace(hour=16, minute=50)  # ten minutes before closing
    assert add_open(LAGOS, at, timedelta(minutes=15)) == datetime(2026, 11, 23, 8, 5, tzinfo=UTC)
    assert open_between(LAGOS, at, datetime(2026, 11, 23, 8, 5, tzinfo=UTC)) == timedelta(minutes=15)


def test_no_hours_are_always_open_and_a_week_without_any_left_never_opens() -> None:
    always = Week("Africa/Lagos")
    assert is_open(always, FRIDAY)
    assert add_open(always, FRIDAY, timedelta(minutes=5)) == FRIDAY + timedelta(minutes=5)
    closed = Week("Africa/Lagos", LUNCH, frozenset(date(2026, 11, 1) + timedelta(days=n) for n in range(200)))
    assert next_opening(closed, FRIDAY) is None
    assert add_open(closed, FRIDAY, timedelta(minutes=1)) is None


def test_the_day_that_clocks_change_keeps_wall_times() -> None:
    berlin = Week("Europe/Berlin", {6: ((time(1), time(4)),)})
    spring = datetime(2026, 3, 29, 0, tzinfo=UTC)  # 01:00 local; 02:00 becomes 03:00
    assert open_between(berlin, spring, spring + timedelta(days=1)) == timedelta(hours=2)
    autumn = datetime(2026, 10, 24, 23, tzinfo=UTC)  # 01:00 summer time
    assert open_between(berlin, autumn, autumn + timedelta(days=1)) == timedelta(hours=4)


def test_a_night_is_two_blocks() -> None:
    night = Week("Africa/Lagos", {4: ((time(22), MIDNIGHT),), 5: ((time(0), time(2)),)})
    assert is_open(night, FRIDAY.replace(hour=23, minute=30))
    assert open_between(night, FRIDAY, FRIDAY + timedelta(days=2)) >= timedelta(hours=4) - timedelta(seconds=1)


@given(st.integers(0, 14 * 24 * 60), st.integers(1, 3000))
def test_what_is_added_is_what_is_counted(minute: int, span: int) -> None:
    at = FRIDAY + timedelta(minutes=minute)
    due = add_open(LAGOS, at, timedelta(minutes=span))
    assert due is not None
    assert open_between(LAGOS, at, due) == timedelta(minutes=span)
