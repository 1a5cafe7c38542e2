"""The 24-hour window and the delivery lattice, by tables."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from dragoman.conversations.delivery import further
from dragoman.conversations.window import Form, choose, closes_at

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("age", "template", "form"),
    [
        (timedelta(0), False, Form.FREE), (timedelta(hours=23, minutes=59), True, Form.FREE), (timedelta(hours=24, seconds=-10), True, Form.TEMPLATE),
        (timedelta(hours=24), True, Form.TEMPLATE), (timedelta(hours=24), False, Form.NONE), (timedelta(days=30), True, Form.TEMPLATE),
        (None, True, Form.TEMPLATE), (None, False, Form.NONE),
    ],
)  # fmt: skip
def test_free_text_inside_the_window_templates_outside(age: timedelta | None, template: bool, form: Form) -> None:
    assert choose(None if age is None else NOW - age, template, NOW) is form


def test_the_window_closes_a_day_after_the_last_word() -> None:
    assert closes_at(NOW) == NOW + timedelta(days=1)
    assert closes_at(None) is None


@pytest.mark.parametrize("order", list(permutations(["accepted", "sent", "delivered", "read"])), ids="-".join)
def test_reports_end_at_the_furthest_whatever_their_order(order: tuple[str, ...]) -> None:
    state = ""
    for report in (*order, *order):
        state = further(state, report)
    assert state == "read"


@pytest.mark.parametrize(
    ("known", "reported", "state"),
    [
        ("delivered", "failed", "delivered"), ("failed", "delivered", "delivered"), ("sent", "failed", "failed"), ("failed", "sent", "failed"),
        ("read", "sent", "read"), ("sent", "strange", "sent"), ("unknown", "sent", "sent"), ("delivered", "unknown", "delivered"),
    ],
)  # fmt: skip
def test_a_proof_of_arrival_outranks_a_failure(known: str, reported: str, state: str) -> None:
    assert further(known, reported) == state
