"""Whatever a partner answers, only the port's own errors come out, and webhooks only their one refusal."""
# ruff: noqa: PT017 - the property is which errors may come, and none need come

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dragoman.flights.supplier import (
    FlightQuery,
    Issued,
    NotIssued,
    OrderRequest,
    OrderUnknown,
    Seat,
    SliceQuery,
    SupplierError,
)
from dragoman.kit.clock import FrozenClock
from dragoman.kit.http import scripted_transport
from dragoman.kit.money import Money
from dragoman.partners.duffel import webhook as duffel_webhook
from dragoman.partners.duffel.client import Duffel
from dragoman.partners.fx.client import JsonRates
from dragoman.partners.paystack import webhook as paystack_webhook
from dragoman.partners.paystack.client import Paystack
from dragoman.partners.signatures import UnreadableWebhook
from dragoman.payments.gateway import ChargeRequest, GatewayRefused, GatewayUnavailable
from dragoman.payments.rates import RateError

from .conftest import SHAPES

NOW = datetime(2026, 11, 20, 9, 10, tzinfo=UTC)
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
STATUSES = st.sampled_from([200, 201, 202, 204, 301, 400, 401, 404, 409, 422, 429, 500, 502, 503, 504])
odd = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
    | st.sampled_from(["NGN", "1.00", "2026-12-15T07:10:00", "2026-12-15T07:10:00Z", "PT1H", "success", "ord_1"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=8,
)


def recorded(partner: str) -> list[Any]:
    return [json.loads(path.read_text()) for path in sorted((SHAPES / partner / "shapes").glob("*.json"))]


@st.composite
def bent(draw: st.DrawFn, partner: str) -> bytes:
    """A recorded body in which some leaves or branches were replaced by something odd, or bytes that are no JSON."""
    if draw(st.integers(0, 9)) == 0:
        return draw(st.binary(max_size=200))
    body = json.loads(json.dumps(draw(st.sampled_from(recorded(partner)))))
    for _ in range(draw(st.integers(0, 3))):
        at = body
        while isinstance(at, dict | list) and at:
            keys = list(at) if isinstance(at, dict) else range(len(at))
            key = draw(st.sampled_from(list(keys)))
            if not isinstance(at[key], dict | list) or draw(st.integers(0, 4)) == 0:
                at[key] = draw(odd)
                break
            at = at[key]
    return json.dumps(body).encode()


def answering(status: int, body: bytes) -> Any:
    return scripted_transport(lambda request: httpx2.Response(status, content=body))


QUERY = FlightQuery((SliceQuery("LOS", "ABV", date(2026, 12, 15)),), (Seat(),))
ORDER = OrderRequest("off_1", (), Money(14320, "USD"), "bk-0001")


@pytest.mark.parametrize(
    "call",
    [
        lambda duffel: duffel.search(QUERY),
        lambda duffel: duffel.price("off_1"),
        lambda duffel: duffel.extras("off_1"),
        lambda duffel: duffel.find("off_1", "bk-0001"),
        lambda duffel: duffel.order("ord_1"),
        lambda duffel: duffel.pay("ord_1", Money(14320, "USD")),
        lambda duffel: duffel.quote_cancel("ord_1"),
        lambda duffel: duffel.confirm_cancel("ore_1"),
        lambda duffel: duffel.airline_changes("ord_1"),
        lambda duffel: duffel.places("Lagos"),
        lambda duffel: duffel.check(),
    ],
    ids=lambda call: ",".join(call.__code__.co_names[:1]),
)
@QUICK
@given(status=STATUSES, body=bent("duffel"))
async def test_duffel_raises_nothing_but_its_ports_error(call, status, body):
    duffel = Duffel.open("https://d.test", "duffel_test_x", FrozenClock(NOW), answering(status, body))
    try:
        await call(duffel)
    except SupplierError as refused:
        assert refused.__cause__ is None
        assert refused.code in {"unavailable", "timeout", "refused", "not_found", "gone", "limited", "unreadable"}


@QUICK
@given(status=STATUSES, body=bent("duffel"))
@example(status=201, body=b'{"data":' + b"[" * 100_000)
async def test_an_order_has_an_outcome_or_was_certainly_not_made(status, body):
    duffel = Duffel.open("https://d.test", "duffel_test_x", FrozenClock(NOW), answering(status, body))
    try:
        outcome = await duffel.issue(ORDER)
    except SupplierError as refused:
        assert (status, refused.code) == (503, "unavailable")
        return
    assert isinstance(outcome, Issued | NotIssued | OrderUnknown)
    if isinstance(outcome, Issued):
        assert status == 201
    if isinstance(outcome, NotIssued):
        assert status >= 400
        assert outcome.reason in {"gone", "price_changed", "balance", "passenger", "airline", "request"}


CHARGE = ChargeRequest("pay-0001", Money(30050, "NGN"), "a@example.com", "t", "https://x.test")


@pytest.mark.parametrize(
    "call",
    [
        lambda paystack: paystack.initialize(CHARGE),
        lambda paystack: paystack.verify("pay-0001"),
        lambda paystack: paystack.refund("pay-0001", Money(30050, "NGN"), "note"),
        lambda paystack: paystack.refunds("pay-0001"),
        lambda paystack: paystack.charges(NOW - timedelta(days=1), NOW),
        lambda paystack: paystack.check(),
    ],
    ids=lambda call: ",".join(call.__code__.co_names[:1]),
)
@QUICK
@given(status=STATUSES, body=bent("paystack"))
async def test_paystack_raises_nothing_but_its_ports_errors(call, status, body):
    paystack = Paystack.open("https://p.test", "sk_test_x", FrozenClock(NOW), answering(status, body))
    try:
        await call(paystack)
    except GatewayRefused as refused:
        assert refused.__cause__ is None
        assert status < 500
        assert refused.code in {"duplicate", "amount", "currency", "key", "not_found", "invalid", "balance"}
    except GatewayUnavailable as lost:
        assert lost.__cause__ is None


@QUICK
@given(status=STATUSES, body=bent("fx"))
async def test_rates_raise_nothing_but_their_error(status, body):
    source = JsonRates.open("https://f.test", FrozenClock(NOW), answering(status, body))
    try:
        rate = await source.latest("USD", "NGN")
    except RateError as refused:
        assert refused.code in {"unavailable", "unknown", "stale", "unreadable"}
    else:
        assert status == 200
        assert 0 < rate.value <= 1_000_000


@pytest.mark.parametrize("split", [duffel_webhook.split, paystack_webhook.split])
@QUICK
@given(odd | st.dictionaries(st.sampled_from(["id", "type", "event", "data", "created_at"]), odd))
def test_a_webhook_is_read_or_refused(split, body):
    try:
        (news,) = split(json.dumps(body).encode())
    except UnreadableWebhook:
        return
    assert news.external_id


@pytest.mark.parametrize("partner", ["duffel", "paystack"])
@QUICK
@given(data=st.data())
def test_a_bent_event_keeps_a_stable_id_or_is_refused(partner, data):
    split = duffel_webhook.split if partner == "duffel" else paystack_webhook.split
    raw = data.draw(bent(partner))
    for one in json.loads(raw) if raw.startswith(b"[{") else []:
        body = json.dumps(one).encode()
        try:
            assert split(body) == split(body)
        except UnreadableWebhook:
            continue
