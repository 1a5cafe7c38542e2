"""Searching and re-pricing at Duffel, and what its refusals of reads mean."""

import gzip
import json
from datetime import UTC, date, datetime

import httpx2
import pytest

from dragoman.flights.supplier import Condition, FlightQuery, Seat, SliceQuery, SupplierError
from dragoman.kit.money import Money
from dragoman.partners.duffel.client import Duffel
from dragoman.partners.duffel.writing import ExtraChoice

QUERY = FlightQuery(
    slices=(SliceQuery("LOS", "ABV", date(2026, 12, 15)),),
    seats=(Seat(), Seat("child", 9), Seat("infant", 1)),
    cabin="economy",
    connections_max=1,
)
REQUEST = "orq_0000AaRq00000000000001"


@pytest.fixture
def duffel(clock, transport) -> Duffel:
    return Duffel.open("https://api.duffel.test/", "duffel_test_x", clock, transport)


async def test_a_search_asks_for_a_sorted_list_instead_of_all_at_once(duffel, script, shape):
    script.say(201, shape("duffel/offer_request")).say(200, shape("duffel/offers_page"))
    found = await duffel.search(QUERY, offers_max=20)
    assert script.asked() == [
        "POST /air/offer_requests?return_offers=false&supplier_timeout=20000",
        f"GET /air/offers?offer_request_id={REQUEST}&sort=total_amount&max_connections=1&limit=20",
    ]
    assert script.sent(0) == {
        "data": {
            "slices": [{"origin": "LOS", "destination": "ABV", "departure_date": "2026-12-15"}],
            "passengers": [{"type": "adult"}, {"age": 9}, {"age": 1}],
            "cabin_class": "economy",
            "max_connections": 1,
        }
    }
    assert (found.request, found.total, len(found.offers)) == (REQUEST, 2, 2)
    assert {offer.request for offer in found.offers} == {REQUEST}


async def test_an_infant_whose_age_nobody_asked_goes_by_type(duffel, script, shape):
    script.say(201, shape("duffel/offer_request")).say(200, shape("duffel/offers_page"))
    await duffel.search(FlightQuery(QUERY.slices, (Seat(), Seat("infant"))), offers_max=20)
    assert script.sent(0)["data"]["passengers"] == [{"type": "adult"}, {"type": "infant_without_seat"}]


async def test_pages_are_followed_up_to_the_wanted_number_and_sorted(duffel, script, shape):
    def offers(*amounts):
        return [{**shape("duffel/offer")["data"], "id": f"off_{a}", "total_amount": f"{a}.00"} for a in amounts]

    script.say(201, shape("duffel/offer_request"))
    script.say(200, {"data": offers(300, 100), "meta": {"after": "c1"}})
    script.say(200, {"data": offers(200, 50), "meta": {"after": "c2"}})
    found = await duffel.search(QUERY, offers_max=3)
    assert [offer.id for offer in found.offers] == ["off_100", "off_200", "off_300"]
    assert [one.split("limit=")[1] for one in script.asked()[1:]] == ["3", "1&after=c1"]


async def test_a_cursor_that_repeats_ends_the_list(duffel, script, shape):
    script.say(201, shape("duffel/offer_request"))
    for _ in range(2):
        script.say(200, {"data": [shape("duffel/offer")["data"]], "meta": {"after": "same"}})
    assert (await duffel.search(QUERY)).total == 2


async def test_no_offers_is_an_answer(duffel, script, shape):
    script.say(201, shape("duffel/offer_request")).say(200, {"data": [], "meta": {"after": None}})
    assert (await duffel.search(QUERY)).offers == ()


async def test_an_offer_that_cannot_be_stated_is_left_out_and_all_such_is_an_error(duffel, script, shape):
    good, odd = shape("duffel/offer")["data"], shape("duffel/offer")["data"]
    odd["total_amount"] = "1.005"
    script.say(201, shape("duffel/offer_request")).say(200, {"data": [odd, good], "meta": None})
    assert len((await duffel.search(QUERY)).offers) == 1
    script.say(201, shape("duffel/offer_request")).say(200, {"data": [odd], "meta": None})
    with pytest.raises(SupplierError) as refused:
        await duffel.search(QUERY)
    assert refused.value.code == "unreadable"


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        (FlightQuery((), (Seat(),)), "nothing_to_search"),
        (FlightQuery(QUERY.slices, ()), "nothing_to_search"),
        (FlightQuery(QUERY.slices, (Seat("child"),)), "age"),
        (FlightQuery(QUERY.slices, (Seat("child", 18),)), "age"),
        (FlightQuery(QUERY.slices, (Seat(),), cabin="royal"), "cabin"),
    ],
)
async def test_a_search_nobody_would_understand_is_not_sent(duffel, script, query, detail):
    with pytest.raises(SupplierError) as refused:
        await duffel.search(query)
    assert (refused.value.code, refused.value.detail) == ("refused", detail)
    assert script.requests == []


async def test_an_offer_as_documented(duffel, script, shape):
    script.say(200, shape("duffel/offer"))
    offer = await duffel.price("off_0000AaOf00000000000001")
    assert (offer.airline, offer.airline_name, offer.total) == ("ZZ", "Duffel Airways", Money(14320, "USD"))
    assert offer.expires_at == datetime(2026, 11, 20, 9, 30, 0, 123456, UTC)
    assert offer.change == Condition(True, Money(2500, "USD"))
    assert offer.refund == Condition(False, None)
    assert offer.hold_allowed
    assert offer.documents_required
    assert not offer.live
    assert offer.pay_by == datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert [(seat.kind, seat.age) for seat in offer.seats] == [("adult", None), ("child", 9), ("infant", 1)]
    out, back = offer.legs
    assert (out.minutes, out.fare, back.minutes, back.fare) == (75, "Basic", 1565, "")
    first = out.segments[0]
    assert (first.origin, first.destination, first.number, first.carrier) == ("LOS", "ABV", "0101", "ZZ")
    assert first.departs == datetime(2026, 12, 15, 7, 10)
    assert (first.origin_zone, first.origin_terminal, first.destination_terminal) == ("Africa/Lagos", "1", "")
    # the least that every seated passenger may take; the infant does not count
    assert (first.checked_bags, first.cabin_bags) == (1, 0)
    last = back.segments[1]
    assert (last.carrier, last.operated_by, last.destination_zone) == ("BA", "Duffel Airways", "Europe/London")


async def test_everything_that_may_be_null(duffel, script, shape):
    script.say(200, shape("duffel/offer_nulls"))
    offer = await duffel.price("off_0000AaOf00000000000002")
    assert (offer.refund, offer.change, offer.hold_allowed) == (Condition(), Condition(), False)
    assert offer.seats[0].kind == "adult"
    flight = offer.legs[0].segments[0]
    assert (flight.checked_bags, flight.aircraft, flight.operated_by, flight.stops) == (None, "", "", 0)
    assert (flight.minutes, offer.legs[0].minutes) == (75, 75)
    assert flight.destination_zone == "Africa/Lagos"


async def test_baggage_known_of_one_passenger_only_is_not_promised_to_all(duffel, script, shape):
    offer = shape("duffel/offer")
    offer["data"]["slices"][0]["segments"][0]["passengers"][1]["baggages"] = []
    script.say(200, offer)
    flight = (await duffel.price("off_1")).legs[0].segments[0]
    assert (flight.checked_bags, flight.cabin_bags) == (None, None)


async def test_an_airport_whose_zone_nobody_knows_is_left_out_but_duffels_word_counts(duffel, script, shape):
    offer = shape("duffel/offer_nulls")
    place = offer["data"]["slices"][0]["segments"][0]["destination"]
    place |= {"iata_code": "QQQ", "time_zone": "Africa/Accra"}
    script.say(200, offer)
    assert (await duffel.price("off_1")).legs[0].segments[0].destination_zone == "Africa/Accra"
    place["time_zone"] = None
    script.say(200, offer)
    with pytest.raises(SupplierError) as refused:
        await duffel.price("off_1")
    assert refused.value.code == "unreadable"


async def test_a_compressed_answer_is_read(duffel, script, shape):
    body = gzip.compress(json.dumps(shape("duffel/offer")).encode())
    script.say(200, body, {"content-encoding": "gzip"})
    assert (await duffel.price("off_1")).total == Money(14320, "USD")


async def test_a_price_with_extras_is_asked_with_fresh_ids(duffel, script, shape):
    script.say(200, shape("duffel/offer_services"))
    bag = (await duffel.extras("off_1"))[0]
    priced = shape("duffel/offer")
    priced["data"]["total_amount"] = "163.20"
    script.say(200, shape("duffel/offer_services")).say(200, priced)
    assert (await duffel.price("off_1", [ExtraChoice(bag.key)])).total == Money(16320, "USD")
    assert script.asked()[-1] == "POST /air/offers/off_1/actions/price"
    assert script.sent() == {
        "data": {
            "intended_payment_methods": [{"type": "balance"}],
            "intended_services": [{"id": "ase_0000AaAs00000000000001", "quantity": 1}],
        }
    }


def error(code, kind="invalid_state_error"):
    return {"errors": [{"type": kind, "code": code, "title": "T", "message": "M"}], "meta": {}}


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (422, error("offer_no_longer_available", "airline_error"), "gone"),
        (422, error("offer_expired"), "gone"),
        (422, error("offer_request_already_booked"), "gone"),
        (404, error("not_found", "invalid_request_error"), "not_found"),
        (410, error("not_found", "invalid_request_error"), "not_found"),
        (401, error("access_token_not_found", "authentication_error"), "refused"),
        (403, error("insufficient_permissions", "authentication_error"), "refused"),
        (400, error("missing_version_header", "invalid_request_error"), "refused"),
        (422, error("validation_required", "validation_error"), "refused"),
        (429, error("rate_limit_exceeded", "rate_limit_error"), "limited"),
        (500, error("internal_server_error", "api_error"), "unavailable"),
        (502, b"<html>", "unavailable"),
        (503, error("service_unavailable", "api_error"), "unavailable"),
        (504, error("gateway_timeout_error", "api_error"), "timeout"),
        (504, b"<html>", "timeout"),
        (404, b"<html>", "unreadable"),
        (302, b"", "unreadable"),
        (202, b"{}", "unreadable"),
        (200, b"", "unreadable"),
        (200, b'{"data":{"id":"off_1"}}', "unreadable"),
        (200, b"\xff\xfe", "unreadable"),
        (200, b'{"data":' + b"[" * 50_000, "unreadable"),
    ],
)
async def test_what_a_failed_read_means(duffel, script, status, body, code):
    script.say(status, body)
    with pytest.raises(SupplierError) as refused:
        await duffel.price("off_1")
    assert refused.value.code == code
    assert str(refused.value) == code


async def test_a_day_beyond_all_calendars_is_unreadable(duffel, script, shape):
    offer = shape("duffel/offer")
    offer["data"]["expires_at"] = "0001-01-01T00:00:00+05:00"
    script.say(200, offer)
    with pytest.raises(SupplierError) as refused:
        await duffel.price("off_1")
    assert refused.value.code == "unreadable"


@pytest.mark.parametrize(
    ("failure", "code"),
    [(httpx2.ConnectError("x"), "unavailable"), (httpx2.ReadTimeout("x"), "timeout")],
)
async def test_a_read_without_answer(duffel, script, failure, code):
    script.fail(failure)
    with pytest.raises(SupplierError) as refused:
        await duffel.price("off_1")
    assert refused.value.code == code


async def test_a_rate_limit_is_surfaced_and_kept(duffel, script):
    script.say(429, error("rate_limit_exceeded"), {"ratelimit-reset": "Fri, 20 Nov 2026 09:10:20 GMT"})
    for _ in range(2):
        with pytest.raises(SupplierError) as refused:
            await duffel.price("off_1")
        assert (refused.value.code, refused.value.retry_after) == ("limited", 20)
    assert len(script.requests) == 1


async def test_an_empty_id_never_addresses_the_whole_collection(duffel, script):
    with pytest.raises(SupplierError) as refused:
        await duffel.order("")
    assert refused.value.code == "not_found"
    script.say(404, error("not_found"))
    with pytest.raises(SupplierError):
        await duffel.order("../payments?x=1")
    assert script.asked() == ["GET /air/orders/..%2Fpayments%3Fx%3D1"]


async def test_places_without_a_code_are_left_out(duffel, script, shape):
    script.say(200, shape("duffel/places"))
    assert await duffel.places(" Lagos ") == (("LOS", "Murtala Muhammed International Airport"), ("LON", "London"))
    assert script.asked() == ["GET /places/suggestions?query=Lagos"]


async def test_check_says_the_mode_and_repeats_duffels_words(duffel, script):
    script.say(200, {"data": [], "meta": None})
    assert await duffel.check() == "Duffel accepts the access token (test mode)."
    script.say(401, error("access_token_not_found", "authentication_error"))
    with pytest.raises(SupplierError) as refused:
        await duffel.check()
    assert (refused.value.code, refused.value.detail) == ("refused", "T: M")
