"""Exchange rates: deterministic, plausible, gently moving; and their faults."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.simulators.faults import Fault
from dragoman.simulators.fx.rates import currencies, level, rate

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


async def test_the_latest_rates_name_their_source_and_day(stage):
    shown = (await stage.client.get("/fx/v1/latest", params={"base": "GBP", "symbols": "NGN,USD"})).json()
    assert set(shown["rates"]) == {"NGN", "USD"}
    assert shown["base"] == "GBP"
    assert shown["source"]
    assert shown["timestamp"].startswith(shown["date"])
    again = (await stage.client.get("/fx/v1/latest", params={"base": "GBP", "symbols": "NGN,USD"})).json()
    assert again == shown
    day = (await stage.client.get(f"/fx/v1/{shown['date']}", params={"base": "GBP", "symbols": "NGN,USD"})).json()
    assert day == shown


async def test_rates_move_with_the_clock(stage):
    first = (await stage.client.get("/fx/v1/latest")).json()
    await stage.world.move_to(timedelta(days=2))
    second = (await stage.client.get("/fx/v1/latest")).json()
    assert first["date"] < second["date"]
    assert first["rates"]["NGN"] != second["rates"]["NGN"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/fx/v1/latest?base=ABC", 422),
        ("/fx/v1/latest?symbols=NGN,???", 422),
        ("/fx/v1/2019-12-31", 404),
        ("/fx/v1/2999-01-01", 404),
        ("/fx/v1/yesterday", 404),
    ],
)
async def test_what_is_not_known_is_refused(stage, path, status):
    assert (await stage.client.get(path)).status_code == status


async def test_stale_rates_say_how_old_they_are(stage):
    fresh = (await stage.client.get("/fx/v1/latest")).json()
    stage.world.faults.set(Fault("fx", "rates", "stale", options={"days": 5}))
    stale = (await stage.client.get("/fx/v1/latest")).json()
    assert date.fromisoformat(fresh["date"]) - date.fromisoformat(stale["date"]) == timedelta(days=5)


@given(st.sampled_from(currencies()), DAYS)
def test_rates_stay_near_their_level_and_move_gently(currency, day):
    today, tomorrow = (rate(5, "USD", currency, at) for at in (day, day + timedelta(days=1)))
    assert abs(today / level(currency) - 1) < Decimal("0.11")
    assert abs(tomorrow / today - 1) < Decimal("0.0075")


@given(st.sampled_from(currencies()), st.sampled_from(currencies()), DAYS)
def test_there_and_back_is_nearly_one(base, quote, day):
    assert abs(rate(5, base, quote, day) * rate(5, quote, base, day) - 1) < Decimal("0.00002")


def test_there_are_enough_currencies():
    assert len(currencies()) >= 40
