"""Paying held orders, finding orders again, cancelling and the airline's changes."""

from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from dragoman.flights.supplier import Issued, NotIssued, OrderUnknown, SupplierError
from dragoman.kit.breaker import BreakerState
from dragoman.kit.money import Money
from dragoman.partners.duffel.client import Duffel

HOLD = "ord_0000AaOr00000000000002"
SUM = Money(14320, "USD")


@pytest.fixture
def duffel(clock, transport) -> Duffel:
    return Duffel.open("https://api.duffel.test", "duffel_test_x", clock, transport)


def error(code: str, kind: str = "invalid_state_error"):
    return {"errors": [{"type": kind, "code": code, "title": "Title", "message": "Words."}], "meta": {}}


async def test_a_hold_is_read_paid_and_read_again(duffel, script, shape):
    script.say(200, shape("duffel/order_hold")).say(201, shape("duffel/payment"))
    script.say(200, shape("duffel/order_hold_paid"))
    outcome = await duffel.pay(HOLD, SUM)
    assert isinstance(outcome, Issued)
    assert outcome.order.paid_at == datetime(2026, 11, 21, 10, tzinfo=UTC)
    assert script.asked() == [f"GET /air/orders/{HOLD}", "POST /air/payments", f"GET /air/orders/{HOLD}"]
    assert script.sent(1) == {
        "data": {"order_id": HOLD, "payment": {"type": "balance", "amount": "143.20", "currency": "USD"}}
    }


@pytest.mark.parametrize(
    ("which", "amount", "expected"),
    [
        ("order_hold_lapsed", SUM, NotIssued("past_payment_required_by_date", "gone")),
        ("order_hold", Money(14000, "USD"), NotIssued("price_changed", "price_changed")),
        ("order_hold", Money(14320, "GBP"), NotIssued("price_changed", "price_changed")),
        ("order_hold_paid", SUM, Issued),
        ("order", SUM, Issued),
    ],
)
async def test_a_hold_that_cannot_be_paid_is_never_sent(duffel, script, shape, which, amount, expected):
    script.say(200, shape(f"duffel/{which}"))
    outcome = await duffel.pay(HOLD, amount)
    assert isinstance(outcome, Issued) if expected is Issued else outcome == expected
    assert len(script.requests) == 1


async def test_a_hold_past_its_deadline_is_not_paid_even_if_it_still_awaits(duffel, script, shape, clock):
    clock.advance(timedelta(days=3))
    script.say(200, shape("duffel/order_hold"))
    assert await duffel.pay(HOLD, SUM) == NotIssued("past_payment_required_by_date", "gone")


async def test_a_cancelled_hold_is_not_paid(duffel, script, shape):
    gone = shape("duffel/order_hold")
    gone["data"]["cancelled_at"] = "2026-11-20T09:09:00Z"
    script.say(200, gone)
    assert await duffel.pay(HOLD, SUM) == NotIssued("already_cancelled", "gone")


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (201, {"data": {"id": "pay_1", "status": "pending"}}, OrderUnknown("payment_pending", HOLD)),
        (
            201,
            {"data": {"id": "pay_1", "status": "failed", "failure_reason": "card_declined"}},
            NotIssued("card_declined", "balance"),
        ),
        (201, {"data": {"id": "pay_1", "status": "cancelled"}}, NotIssued("payment_cancelled", "balance")),
        (201, b"{", OrderUnknown("unreadable", HOLD)),
        (202, {}, OrderUnknown("http_202", HOLD)),
        (500, b"", OrderUnknown("http_500", HOLD)),
        (422, error("price_changed"), NotIssued("price_changed", "price_changed", "Title: Words.")),
        (422, error("schedule_changed"), NotIssued("schedule_changed", "gone", "Title: Words.")),
        (422, error("already_cancelled"), NotIssued("already_cancelled", "gone", "Title: Words.")),
        (
            422,
            error("past_payment_required_by_date"),
            NotIssued("past_payment_required_by_date", "gone", "Title: Words."),
        ),
        (
            422,
            error("order_type_not_eligible_for_payment"),
            NotIssued("order_type_not_eligible_for_payment", "request", "Title: Words."),
        ),
    ],
)
async def test_what_duffel_says_to_a_payment(duffel, script, shape, status, body, expected):
    script.say(200, shape("duffel/order_hold")).say(status, body)
    assert await duffel.pay(HOLD, SUM) == expected


async def test_a_lost_payment_stays_open_and_names_the_order(duffel, script, shape):
    script.say(200, shape("duffel/order_hold")).fail(httpx2.ReadTimeout("t"))
    assert await duffel.pay(HOLD, SUM) == OrderUnknown("timeout", HOLD)


async def test_already_paid_is_read_again_and_settled(duffel, script, shape):
    script.say(200, shape("duffel/order_hold")).say(422, error("already_paid"))
    script.say(200, shape("duffel/order_hold_paid"))
    assert isinstance(await duffel.pay(HOLD, SUM), Issued)


@pytest.mark.parametrize("which", ["order_hold", None])
async def test_a_payment_not_yet_seen_on_the_order_stays_open(duffel, script, shape, which):
    script.say(200, shape("duffel/order_hold")).say(201, shape("duffel/payment"))
    script.say(200, shape(f"duffel/{which}")) if which else script.say(500, b"")
    assert await duffel.pay(HOLD, SUM) == OrderUnknown("payment_settling", HOLD)


async def test_an_order_is_found_by_offer_and_reference(duffel, script, shape):
    script.say(200, shape("duffel/orders_page"))
    found = await duffel.find("off_0000AaOf00000000000001", "bk-0001")
    assert found is not None
    assert found.id == "ord_0000AaOr00000000000001"
    assert script.asked() == ["GET /air/orders?offer_id=off_0000AaOf00000000000001&limit=200"]


async def test_no_order_yet_is_none(duffel, script):
    script.say(200, {"data": [], "meta": {"limit": 200, "before": None, "after": None}})
    assert await duffel.find("off_1", "bk-0001") is None


async def test_orders_of_other_offers_are_not_ours(duffel, script, shape):
    script.say(200, shape("duffel/orders_page"))
    assert await duffel.find("off_other", "bk-other") is None


async def test_an_order_of_this_offer_under_another_reference_needs_a_person(duffel, script, shape):
    script.say(200, shape("duffel/orders_page"))
    with pytest.raises(SupplierError) as refused:
        await duffel.find("off_0000AaOf00000000000001", "bk-0002")
    assert (refused.value.code, refused.value.detail) == ("refused", "other_reference")


async def test_our_reference_on_another_offer_is_another_order(duffel, script, shape):
    script.say(200, shape("duffel/orders_page"))
    assert await duffel.find("off_other", "bk-0001") is None


async def test_of_two_orders_of_ours_the_living_one_counts(duffel, script, shape):
    page = shape("duffel/orders_page")
    dead = {**page["data"][0], "id": "ord_dead", "cancelled_at": "2026-11-20T09:06:00Z"}
    for rows in ([dead, page["data"][0]], [page["data"][0], dead]):
        script.say(200, {"data": rows, "meta": None})
        found = await duffel.find("off_0000AaOf00000000000001", "bk-0001")
        assert found is not None
        assert found.id == "ord_0000AaOr00000000000001"


async def test_an_unpaid_order_that_is_no_hold_is_not_paid(duffel, script, shape):
    odd = shape("duffel/order")
    odd["data"] |= {"documents": [], "payment_status": None}
    script.say(200, odd)
    assert await duffel.pay("ord_1", SUM) == NotIssued("order_type_not_eligible_for_payment", "request")


async def test_changes_of_other_orders_are_not_ours(duffel, script, shape):
    script.say(200, shape("duffel/airline_changes"))
    assert await duffel.airline_changes("ord_other") == ()


async def test_a_list_that_never_ends_is_never_a_no(duffel, script, shape):
    for n in range(5):
        script.say(200, {"data": shape("duffel/orders_page")["data"], "meta": {"after": f"cursor{n}"}})
    with pytest.raises(SupplierError) as refused:
        await duffel.find("off_other", "bk-other")
    assert refused.value.code == "unreadable"
    assert len(script.requests) == 5


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"data":null}', b'{"data":[{"id":1}]}', b"\xff", b"[" * 100_000])
async def test_an_unreadable_list_is_never_a_no(duffel, script, body):
    script.say(200, body)
    with pytest.raises(SupplierError) as refused:
        await duffel.find("off_1", "bk-0001")
    assert refused.value.code == "unreadable"


async def test_look_ups_wait_five_seconds_at_most_behind_their_breaker(duffel, script, clock):
    for _ in range(10):
        script.say(500, b"")
        with pytest.raises(SupplierError):
            await duffel.order(HOLD)
    with pytest.raises(SupplierError) as refused:
        await duffel.order(HOLD)
    assert (refused.value.code, refused.value.retry_after) == ("unavailable", 5)
    states = {view.name: view.state for view in duffel.health()}
    assert states == {
        "search": BreakerState.CLOSED,
        "read": BreakerState.CLOSED,
        "order": BreakerState.CLOSED,
        "lookup": BreakerState.OPEN,
    }


async def test_a_cancellation_is_quoted_and_confirmed(duffel, script, shape):
    script.say(201, shape("duffel/cancellation")).say(200, shape("duffel/cancellation_confirmed"))
    quote = await duffel.quote_cancel("ord_0000AaOr00000000000001")
    assert (quote.refund, quote.refund_to, quote.confirmed_at) == (SUM, "balance", None)
    done = await duffel.confirm_cancel(quote.id)
    assert done.confirmed_at == datetime(2026, 11, 20, 10, 10, tzinfo=UTC)
    assert script.sent(0) == {"data": {"order_id": "ord_0000AaOr00000000000001"}}
    assert script.asked()[1] == f"POST /air/order_cancellations/{quote.id}/actions/confirm"


async def test_a_refund_the_airline_does_not_name_is_unknown_not_zero(duffel, script, shape):
    script.say(201, shape("duffel/cancellation_nulls"))
    quote = await duffel.quote_cancel("ord_1")
    assert (quote.refund, quote.refund_to, quote.expires_at) == (None, "", None)


async def test_a_stale_quote_is_gone(duffel, script):
    script.say(422, error("order_cancellation_stale"))
    with pytest.raises(SupplierError) as refused:
        await duffel.confirm_cancel("ore_1")
    assert (refused.value.code, refused.value.detail) == ("gone", "order_cancellation_stale")


async def test_a_confirmation_made_before_is_found(duffel, script, shape):
    script.say(422, error("already_cancelled")).say(200, shape("duffel/cancellation_confirmed"))
    assert (await duffel.confirm_cancel("ore_1")).confirmed_at is not None


async def test_cancelled_by_another_quote_stays_gone(duffel, script, shape):
    script.say(422, error("already_cancelled")).say(200, shape("duffel/cancellation"))
    with pytest.raises(SupplierError) as refused:
        await duffel.confirm_cancel("ore_1")
    assert refused.value.code == "gone"


async def test_airline_changes_come_newest_last(duffel, script, shape):
    script.say(200, shape("duffel/airline_changes"))
    old, new = await duffel.airline_changes("ord_0000AaOr00000000000001")
    assert (old.taken, old.legs) == ("accepted", ())
    assert new.actions == ("accept", "cancel")
    assert new.legs[0].segments[0].departs == datetime(2026, 12, 15, 8, 10)


async def test_only_the_newest_change_can_be_accepted(duffel, script):
    script.say(200, {"data": {}}).say(422, error("stale_airline_initiated_change_accept"))
    await duffel.accept_change("aic_1")
    assert script.asked() == ["POST /air/airline_initiated_changes/aic_1/actions/accept"]
    with pytest.raises(SupplierError) as refused:
        await duffel.accept_change("aic_1")
    assert refused.value.code == "gone"
