"""Exchange rates: when one may be used, how a sum is converted, and a source that keeps its last word."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import httpx2
import pytest

from dragoman.partners.fx import client
from dragoman.partners.fx.client import JsonRates
from dragoman.payments.rates import AGE_MAX, Rate, RateError, check_rate, one_to_one
from dragoman.simulators.faults import Fault

NOW = datetime(2026, 11, 20, 9, 10, tzinfo=UTC)


def rate(value: str, base: str = "USD", quote: str = "NGN", at: datetime = NOW) -> Rate:
    return Rate(base, quote, Decimal(value), "test", at)


@pytest.mark.parametrize(
    ("one", "code"),
    [
        (rate("0"), "unreadable"),
        (rate("-1"), "unreadable"),
        (rate("NaN"), "unreadable"),
        (rate("1E+9"), "unreadable"),
        (rate("1", at=NOW - AGE_MAX - timedelta(seconds=1)), "stale"),
        (rate("1", at=NOW + timedelta(hours=27)), "stale"),
    ],
)
def test_a_rate_that_may_not_be_used(one, code):
    with pytest.raises(RateError) as refused:
        check_rate(one, NOW)
    assert refused.value.code == code


def test_a_rate_that_may_be_used():
    for at in (NOW, NOW - AGE_MAX, NOW + timedelta(hours=1)):
        assert check_rate(rate("1650.25", at=at), NOW).value == Decimal("1650.25")
    assert one_to_one("NGN", NOW).value == 1


@pytest.fixture
def source(clock, transport) -> JsonRates:
    return JsonRates.open("https://rates.test", clock, transport)


async def test_a_rate_is_read_exactly_and_kept_for_a_while(source, script, shape, clock):
    script.say(200, shape("fx/latest"))
    first = await source.latest("USD", "NGN")
    assert first == Rate("USD", "NGN", Decimal("1650.2537"), "rates.test", datetime(2026, 11, 20, tzinfo=UTC))
    assert await source.latest("USD", "NGN") == first
    assert script.asked() == ["GET /v1/latest?base=USD&symbols=NGN"]
    clock.advance(timedelta(minutes=10))
    script.say(200, {**shape("fx/latest"), "rates": {"NGN": 1700}})
    assert (await source.latest("USD", "NGN")).value == 1700


async def test_a_currency_to_itself_asks_nobody(source, script):
    assert (await source.latest("NGN", "NGN")).value == 1
    assert script.requests == []


async def test_the_last_word_serves_until_it_is_stale(source, script, shape, clock):
    script.say(200, shape("fx/latest"))
    first = await source.latest("USD", "NGN")
    clock.advance(timedelta(hours=1))
    script.say(500, b"")
    assert await source.latest("USD", "NGN") == first
    clock.advance(AGE_MAX)
    script.say(500, b"")
    with pytest.raises(RateError) as refused:
        await source.latest("USD", "NGN")
    assert refused.value.code == "stale"


async def test_only_so_many_pairs_are_kept_and_the_oldest_goes(source, script, clock, monkeypatch):
    monkeypatch.setattr(client, "PAIRS_MAX", 2)
    for quote in ("NGN", "GHS"):
        script.say(200, {**LATEST, "rates": {quote: 2}})
        await source.latest("USD", quote)
    clock.advance(timedelta(minutes=10))
    for quote in ("NGN", "KES"):  # NGN is asked again and is now the newest; KES drops GHS
        script.say(200, {**LATEST, "rates": {quote: 3}})
        await source.latest("USD", quote)
    assert (await source.latest("USD", "NGN")).value == 3
    script.fail(httpx2.ConnectError("no"))
    with pytest.raises(RateError) as refused:
        await source.latest("USD", "GHS")
    assert refused.value.code == "unavailable"


@pytest.mark.parametrize("stamp", [int(NOW.timestamp()) - 60, "2026-11-20T10:09:00+01:00", "2026-11-20T09:09:00"])
async def test_a_timestamp_is_more_exact_than_a_day(source, script, shape, stamp):
    script.say(200, {**shape("fx/latest"), "timestamp": stamp})
    assert (await source.latest("USD", "NGN")).at == NOW - timedelta(seconds=60)


LATEST = {"base": "USD", "date": "2026-11-20"}


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (200, {**LATEST, "rates": {"EUR": 1}}, "unknown"),
        (404, {"message": "not found"}, "unknown"),
        (422, {"message": "invalid"}, "unknown"),
        (429, b"", "unavailable"),
        (500, b"", "unavailable"),
        (200, b"", "unreadable"),
        (200, b"[" * 100_000, "unreadable"),
        (200, {**LATEST, "base": "EUR", "rates": {"NGN": 1}}, "unreadable"),
        (200, {"base": "USD", "rates": {"NGN": 1}}, "unreadable"),
        (200, {**LATEST, "rates": {"NGN": -1}}, "unreadable"),
        (200, {**LATEST, "rates": {"NGN": "NaN"}}, "unreadable"),
        (200, b'{"base":"USD","date":"2026-11-20","rates":{"NGN":1e999999999}}', "unreadable"),
        (200, {**LATEST, "rates": {"NGN": 1}, "timestamp": 10**18}, "unreadable"),
        (200, {**LATEST, "date": "2026-11-10", "rates": {"NGN": 1}}, "stale"),
    ],
)
async def test_an_answer_that_gives_no_rate(source, script, status, body, code):
    script.say(status, body)
    with pytest.raises(RateError) as refused:
        await source.latest("USD", "NGN")
    assert refused.value.code == code


async def test_a_source_out_of_reach(source, script):
    script.fail(httpx2.ConnectError("no"))
    with pytest.raises(RateError) as refused:
        await source.latest("USD", "NGN")
    assert refused.value.code == "unavailable"


@pytest.mark.parametrize("pair", [("usd", "NGN"), ("USD", "NG"), ("USD", "ñGN"), ("", "NGN"), ("USD", "NGN&x=1")])
async def test_a_currency_that_is_none_is_not_asked(source, script, pair):
    with pytest.raises(RateError) as refused:
        await source.latest(*pair)
    assert refused.value.code == "unknown"
    assert script.requests == []


async def test_check_names_the_source(source, script, shape):
    script.say(200, shape("fx/latest"))
    assert await source.check() == "Exchange rates come from rates.test."


@pytest.fixture
def simulated_source(simulated) -> JsonRates:
    return JsonRates.open("http://sims/fx", simulated.world.clock, simulated.transport)


async def test_the_simulated_source(simulated, simulated_source):
    rate = await simulated_source.latest("GBP", "NGN")
    assert 1000 < rate.value < 3000
    assert timedelta() <= simulated.world.now() - rate.at < timedelta(days=2)
    assert (await simulated_source.check()).startswith("Exchange rates come from")
    with pytest.raises(RateError) as refused:
        await simulated_source.latest("GBP", "ZZZ")
    assert refused.value.code == "unknown"


@pytest.mark.parametrize("fault", ["http_500", "http_503", "http_429", "reset", "timeout"])
async def test_the_simulated_source_failing(simulated, simulated_source, fault):
    simulated.fault("fx", "rates", fault)
    with pytest.raises(RateError) as refused:
        await simulated_source.latest("GBP", "NGN")
    assert refused.value.code == "unavailable"


@pytest.mark.parametrize(("days", "stale"), [(3, False), (5, True)])
async def test_the_simulated_source_resting(simulated, simulated_source, days, stale):
    simulated.world.faults.set(Fault("fx", "rates", "stale", options={"days": days}))
    if not stale:
        assert (await simulated_source.latest("GBP", "NGN")).value > 0
        return
    with pytest.raises(RateError) as refused:
        await simulated_source.latest("GBP", "NGN")
    assert refused.value.code == "stale"


async def test_an_address_with_the_base_in_it_is_asked_whole(clock, script, transport):
    stamp = int(NOW.timestamp()) - 60
    script.say(
        200,
        {"result": "success", "base_code": "GBP", "time_last_update_unix": stamp, "rates": {"NGN": 1962.72, "GBP": 1}},
    )
    source = JsonRates.open("https://rates.example/v6/latest/{base}", clock, transport)
    found = await source.latest("GBP", "NGN")
    assert (found.value, found.at, found.source) == (Decimal("1962.72"), NOW - timedelta(seconds=60), "rates.example")
    assert str(script.requests[-1].url) == "https://rates.example/v6/latest/GBP"
