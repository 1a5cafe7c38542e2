"""A line to a partner: what counts as sent, rate limits by header, breakers by class."""

from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from dragoman.kit.breaker import Breaker, BreakerState
from dragoman.kit.http import Http
from dragoman.partners.calls import WAIT_MAX, CallFailed, Line, wait_named

NOW = datetime(2026, 11, 20, 9, 10, tzinfo=UTC)


@pytest.fixture
def line(transport, clock):
    breakers = [Breaker("read", failures_max=2), Breaker("order", failures_max=2)]
    return Line(Http("https://partner.test", transport=transport), clock, {"authorization": "Bearer k"}, breakers)


@pytest.mark.parametrize(
    ("error", "code", "sent"),
    [
        (httpx2.ConnectError("no"), "unavailable", False),
        (httpx2.ConnectTimeout("no"), "unavailable", False),
        (httpx2.PoolTimeout("no"), "unavailable", False),
        (httpx2.ReadTimeout("no"), "timeout", True),
        (httpx2.WriteTimeout("no"), "timeout", True),
        (httpx2.ReadError("no"), "unavailable", True),
        (httpx2.WriteError("no"), "unavailable", True),
        (httpx2.RemoteProtocolError("no"), "unavailable", True),
    ],
)
async def test_a_failure_says_whether_it_may_have_arrived(line, script, error, code, sent):
    script.fail(error)
    with pytest.raises(CallFailed) as failed:
        await line.call("read", "GET", "/x")
    assert (failed.value.code, failed.value.sent) == (code, sent)
    assert failed.value.__cause__ is None
    assert failed.value.__suppress_context__


async def test_the_breaker_of_one_class_leaves_the_others_alone(line, script, clock):
    script.say(500, {}).say(502, {}).say(200, {})
    await line.call("read", "GET", "/x")
    await line.call("read", "GET", "/x")
    with pytest.raises(CallFailed) as failed:
        await line.call("read", "GET", "/x")
    assert (failed.value.code, failed.value.sent, failed.value.retry_after) == ("open", False, 30)
    assert (await line.call("order", "POST", "/x", body=b"{}")).status == 200
    assert [view.state for view in line.views()] == [BreakerState.OPEN, BreakerState.CLOSED]
    assert len(script.requests) == 3
    clock.advance(timedelta(seconds=30))
    script.say(200, {})
    assert (await line.call("read", "GET", "/x")).status == 200


async def test_an_answer_in_between_forgets_the_failures_before(line, script):
    for status in (500, 200, 500, 200, 500):
        script.say(status, {})
        assert (await line.call("read", "GET", "/x")).status == status
    assert line.views()[0].failures == 1


async def test_a_refusal_for_the_rate_holds_the_class_back_until_the_reset(line, script, clock):
    script.say(429, {}, {"ratelimit-reset": "Fri, 20 Nov 2026 09:10:40 GMT"})
    assert (await line.call("read", "GET", "/x")).status == 429
    with pytest.raises(CallFailed) as failed:
        await line.call("read", "GET", "/x")
    assert (failed.value.code, failed.value.sent, failed.value.retry_after) == ("limited", False, 40)
    clock.advance(timedelta(seconds=40))
    script.say(200, {})
    assert (await line.call("read", "GET", "/x")).status == 200


async def test_a_last_remaining_call_holds_back_before_the_partner_refuses(line, script):
    script.say(200, {}, {"ratelimit-remaining": "0", "ratelimit-reset": "Fri, 20 Nov 2026 09:10:05 GMT"})
    await line.call("read", "GET", "/x")
    assert line.waits("read") == 5
    assert line.waits("order") is None


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7),
        ({"retry-after": "99999999999"}, WAIT_MAX.total_seconds()),
        ({"retry-after": "86400"}, WAIT_MAX.total_seconds()),
        ({"retry-after": "Fri, 20 Nov 2026 09:10:30 GMT"}, 30),
        ({"ratelimit-reset": "Fri, 20 Nov 2026 09:11:00 GMT"}, 60),
        ({"ratelimit-reset": "Fri, 20 Nov 2026 08:00:00 GMT"}, 0),
        ({"ratelimit-reset": "Fri, 20 Nov 2099 08:00:00 GMT"}, WAIT_MAX.total_seconds()),
        # the partner's clock is an hour behind ours: only the distance counts
        ({"ratelimit-reset": "Fri, 20 Nov 2026 08:11:00 GMT", "date": "Fri, 20 Nov 2026 08:10:30 GMT"}, 30),
        ({"ratelimit-reset": "soon"}, None),
        ({"ratelimit-reset": "20"}, None),
    ],
)
def test_the_wait_a_partner_names(headers, seconds):
    wait = wait_named(headers, NOW)
    assert (None if wait is None else wait.total_seconds()) == seconds
