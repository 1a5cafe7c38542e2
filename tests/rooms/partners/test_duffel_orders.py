"""Placing and paying orders at Duffel: what is certain, what may exist, and what is sent."""

import httpx2
import pytest

from dragoman.flights.supplier import Issued, NotIssued, OrderUnknown, SupplierError, Traveller
from dragoman.kit.money import Money
from dragoman.partners.duffel.client import Duffel
from dragoman.partners.duffel.writing import ExtraChoice

HOLD = "ord_0000AaOr00000000000002"


@pytest.fixture
def duffel(clock, transport) -> Duffel:
    return Duffel.open("https://api.duffel.test", "duffel_test_x", clock, transport)


def error(code: str, kind: str = "invalid_state_error", **more):
    return {"errors": [{"type": kind, "code": code, "title": "Title", "message": "", **more}], "meta": {}}


async def test_an_order_is_sent_whole(duffel, script, shape, order_request):
    script.say(201, shape("duffel/order"))
    outcome = await duffel.issue(order_request)
    assert isinstance(outcome, Issued)
    assert (outcome.order.pnr, outcome.order.reference) == ("RZPNX8", "bk-0001")
    assert script.sent() == {
        "data": {
            "type": "instant",
            "selected_offers": ["off_0000AaOf00000000000001"],
            "passengers": [
                {
                    "id": "pas_0000AaDa0000000000001",
                    "title": "ms",
                    "given_name": "Ada",
                    "family_name": "Obi",
                    "gender": "f",
                    "born_on": "1990-04-02",
                    "email": "ada@example.com",
                    "phone_number": "+2348035550101",
                    "identity_documents": [
                        {
                            "type": "passport",
                            "unique_identifier": "A12345678",
                            "issuing_country_code": "NG",
                            "expires_on": "2031-01-31",
                        }
                    ],
                }
            ],
            "metadata": {"dragoman_ref": "bk-0001"},
            "payments": [{"type": "balance", "amount": "143.20", "currency": "USD"}],
        }
    }
    headers = script.requests[0].headers
    assert headers["authorization"] == "Bearer duffel_test_x"
    assert headers["duffel-version"] == "v2"
    assert headers["accept-encoding"] == "gzip"
    assert headers["content-type"] == "application/json"
    assert script.requests[0].extensions["timeout"]["read"] == 130


async def test_a_hold_carries_no_payment_and_an_infant_hangs_on_its_adult(duffel, script, shape, order_request, ada):
    carrying = Traveller(**{**{f: getattr(ada, f) for f in ada.__struct_fields__}, "infant": "pas_i"})
    script.say(201, shape("duffel/order_hold"))
    request = type(order_request)(order_request.offer, (carrying,), order_request.amount, "bk-0001", hold=True)
    outcome = await duffel.issue(request)
    assert isinstance(outcome, Issued)
    assert outcome.order.hold
    assert outcome.order.awaiting_payment
    assert outcome.order.paid_at is None
    sent = script.sent()["data"]
    assert sent["type"] == "hold"
    assert "payments" not in sent
    assert sent["passengers"][0]["infant_passenger_id"] == "pas_i"


V, S, A = "validation_error", "invalid_state_error", "airline_error"
OUTCOMES = [
    (422, error("offer_no_longer_available", A), "gone"),
    (422, error("offer_expired"), "gone"),
    (422, error("offer_request_already_booked", V), "gone"),
    (422, error("schedule_changed"), "gone"),
    (422, error("price_changed"), "price_changed"),
    (422, error("payment_amount_does_not_match_order_amount", V), "price_changed"),
    (422, error("payment_currency_does_not_match_order_currency", V), "price_changed"),
    (422, error("insufficient_balance"), "balance"),
    (402, error("payment_declined"), "balance"),
    (422, error("ancillary_service_not_available"), "request"),
    (502, error("order_not_created", A), "airline"),
    (422, error("validation_length", V, source={"pointer": "/data/passengers/0/given_name"}), "passenger"),
    (422, error("validation_required", V, source={"pointer": "/data/selected_offers"}), "request"),
    (422, error("invalid_passenger_name", V), "passenger"),
    (422, error("duplicate_passenger_name", V), "passenger"),
    (422, error("invalid_passenger_title", V), "passenger"),
    (422, error("invalid_phone_number", V), "passenger"),
    (422, error("invalid_email_address", V), "passenger"),
    (422, error("invalid_loyalty_card", V), "passenger"),
    (401, error("access_token_not_found", "authentication_error"), "request"),
    (403, error("insufficient_permissions", "authentication_error"), "request"),
    (400, error("unsupported_version", "invalid_request_error"), "request"),
    (404, error("not_found", "invalid_request_error"), "gone"),
    (200, {"data": {"id": "ord_1"}}, OrderUnknown("http_200", "ord_1")),
    (202, {"data": {"id": "off_1"}}, OrderUnknown("http_202")),
    (202, {}, OrderUnknown("http_202")),
    (204, b"", OrderUnknown("http_204")),
    (302, b"", OrderUnknown("http_302")),
    (422, error("duplicate_booking", A), OrderUnknown("duplicate_booking")),
    (422, error("order_creation_already_attempted"), OrderUnknown("order_creation_already_attempted")),
    (422, error("booking_already_attempted"), OrderUnknown("booking_already_attempted")),
    (422, error("airline_internal", A), OrderUnknown("airline_internal")),
    (502, error("airline_unknown", A), OrderUnknown("airline_unknown")),
    (422, error("duplicate_booking", V), OrderUnknown("duplicate_booking")),
    (429, error("offer_expired", V), OrderUnknown("offer_expired")),
    (422, error("a_code_of_tomorrow", A), OrderUnknown("a_code_of_tomorrow")),
    (422, error("a_code_of_tomorrow", S), OrderUnknown("a_code_of_tomorrow")),
    (500, error("price_changed"), OrderUnknown("price_changed")),
    (500, error("internal_server_error", "api_error"), OrderUnknown("internal_server_error")),
    (504, error("gateway_timeout_error", "api_error"), OrderUnknown("gateway_timeout_error")),
    (429, error("rate_limit_exceeded", "rate_limit_error"), OrderUnknown("rate_limit_exceeded")),
    (502, b"<html>Bad gateway</html>", OrderUnknown("http_502")),
    (503, b"<html>Unavailable</html>", OrderUnknown("http_503")),
    (422, b"<html>firewall</html>", OrderUnknown("http_422")),
    (503, error("duplicate_booking", A), OrderUnknown("duplicate_booking")),
    (422, {"errors": []}, OrderUnknown("http_422")),
    (
        422,
        {"errors": [*error("offer_expired")["errors"], *error("duplicate_booking", A)["errors"]]},
        OrderUnknown("duplicate_booking"),
    ),
    (201, {"data": {"id": "ord_9"}}, OrderUnknown("unreadable", "ord_9")),
    (201, b"not json", OrderUnknown("unreadable")),
]


@pytest.mark.parametrize(("status", "body", "expected"), OUTCOMES, ids=lambda value: str(value)[:60])
async def test_every_answer_is_a_definite_no_or_leaves_it_open(duffel, script, order_request, status, body, expected):
    script.say(status, body)
    outcome = await duffel.issue(order_request)
    if isinstance(expected, str):
        assert isinstance(outcome, NotIssued)
        assert outcome.reason == expected
        assert outcome.code == body["errors"][0]["code"]
    else:
        assert outcome == expected
    assert len(script.requests) == 1


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (httpx2.ReadTimeout("t"), "timeout"),
        (httpx2.ReadError("reset"), "unavailable"),
        (httpx2.RemoteProtocolError("cut"), "unavailable"),
    ],
)
async def test_a_lost_answer_leaves_it_open(duffel, script, order_request, failure, code):
    script.fail(failure)
    assert await duffel.issue(order_request) == OrderUnknown(code)


async def test_nothing_was_sent_when_nobody_was_reached(duffel, script, order_request):
    script.fail(httpx2.ConnectError("no"))
    with pytest.raises(SupplierError) as refused:
        await duffel.issue(order_request)
    assert refused.value.code == "unavailable"


async def test_duffels_own_503_means_that_nothing_was_booked(duffel, script, order_request):
    script.say(503, error("service_unavailable", "api_error"))
    with pytest.raises(SupplierError) as refused:
        await duffel.issue(order_request)
    assert (refused.value.code, refused.value.detail) == ("unavailable", "service_unavailable")


async def test_an_order_of_another_offer_is_no_answer(duffel, script, shape, order_request):
    other = shape("duffel/order")
    other["data"]["offer_id"] = "off_other"
    script.say(201, other)
    assert await duffel.issue(order_request) == OrderUnknown("other_offer", "ord_0000AaOr00000000000001")


async def test_an_airlines_failures_do_not_open_the_breaker_but_duffels_do(duffel, script, order_request):
    for _ in range(8):
        script.say(502, error("airline_unknown", A))
        await duffel.issue(order_request)
    for _ in range(5):
        script.say(500, b"oops")
        await duffel.issue(order_request)
    with pytest.raises(SupplierError) as refused:
        await duffel.issue(order_request)
    assert (refused.value.code, refused.value.retry_after) == ("unavailable", 30)
    assert len(script.requests) == 13


async def test_a_refusal_repeats_nothing_personal(duffel, script, order_request):
    fault = {
        "type": V,
        "code": "invalid_passenger_name",
        "title": "Invalid name",
        "message": "Ada OBI (ada@example.com, +2348035550101, born 1990-04-02, A12345678) is not accepted by 'Obi Air'",
        "source": {"field": "given_name", "pointer": "/data/passengers/0/given_name"},
    }
    script.say(422, {"errors": [fault]})
    outcome = await duffel.issue(order_request)
    assert isinstance(outcome, NotIssued)
    assert (outcome.field, outcome.passenger) == ("given_name", 0)
    assert "is not accepted" in outcome.detail
    for secret in ("ada", "obi", "example.com", "234803", "1990", "a12345678"):
        assert secret not in outcome.detail.lower()


async def test_a_refusal_masks_what_looks_personal_whosever_it_is(duffel, script, order_request):
    fault = {
        "type": V,
        "code": "invalid_email_address",
        "title": "Bad",
        "message": "kofi@example.com +233 24 555 0102 'Kofi'",
    }
    script.say(422, {"errors": [fault]})
    outcome = await duffel.issue(order_request)
    assert isinstance(outcome, NotIssued)
    assert outcome.detail == "Bad: *** *** ***"


@pytest.mark.parametrize("quantity", [0, -1, 3])
async def test_more_of_an_extra_than_is_sold_stops_the_order(duffel, script, shape, order_request, quantity):
    script.say(200, shape("duffel/offer_services")).say(200, shape("duffel/offer_services"))
    bag, _ = await duffel.extras(order_request.offer)
    with pytest.raises(SupplierError) as refused:
        await duffel.issue(order_request, [ExtraChoice(bag.key, quantity)])
    assert refused.value.code == "gone"
    assert len(script.requests) == 2


async def test_extras_are_ordered_by_the_ids_of_the_very_last_read(duffel, script, shape, order_request):
    script.say(200, shape("duffel/offer_services"))
    bag, _ = await duffel.extras(order_request.offer)
    assert (bag.kind, bag.price, bag.quantity_max) == ("baggage", Money(2000, "USD"), 2)
    fresh = shape("duffel/offer_services")
    fresh["data"]["available_services"][0]["id"] = "ase_fresh"
    script.say(200, fresh).say(201, shape("duffel/order"))
    await duffel.issue(order_request, [ExtraChoice(bag.key, 2)])
    assert script.sent()["data"]["services"] == [{"id": "ase_fresh", "quantity": 2}]
    assert script.asked()[-2:] == [
        "GET /air/offers/off_0000AaOf00000000000001?return_available_services=true",
        "POST /air/orders",
    ]


async def test_an_extra_no_longer_sold_stops_the_order_before_it_is_sent(duffel, script, shape, order_request):
    script.say(200, shape("duffel/offer"))
    with pytest.raises(SupplierError) as refused:
        await duffel.issue(order_request, [ExtraChoice("baggage|x")])
    assert refused.value.code == "gone"
    assert len(script.requests) == 1
