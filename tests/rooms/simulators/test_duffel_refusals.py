"""What Duffel refuses, with its codes (partners.md A1, A4, A7)."""

from __future__ import annotations

from email.utils import parsedate_to_datetime

import pytest

GOOD = {
    "Authorization": "Bearer duffel_test_lagos_tours_demo",
    "Duffel-Version": "v2",
    "Content-Type": "application/json",
    "Accept": "application/json",
}


@pytest.mark.parametrize(
    ("header", "value", "expected"),
    [
        ("Authorization", None, (401, "missing_authorization_header")),
        ("Authorization", "Basic abc", (401, "invalid_authorization_header")),
        ("Authorization", "Bearer duffel_test_other", (401, "access_token_not_found")),
        ("Duffel-Version", None, (400, "missing_version_header")),
        ("Duffel-Version", "v1", (400, "unsupported_version")),
        ("Duffel-Version", "2", (400, "invalid_version_header")),
        ("Content-Type", "text/plain", (415, "missing_content_type_header")),
        ("Accept", "text/html", (406, "unsupported_format")),
    ],
)
async def test_headers(stage, code_of, header, value, expected):
    headers = {**GOOD, header: value}
    headers = {name: text for name, text in headers.items() if text is not None}
    answer = await stage.client.post("/duffel/air/offer_requests", content=b'{"data":{}}', headers=headers)
    assert code_of(answer) == expected
    assert answer.json()["meta"] == {"request_id": answer.headers["x-request-id"], "status": expected[0]}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", (400, "missing_data_param")),
        (b"{", (400, "bad_request")),
        (b'{"data":"\xff"}', (400, "bad_request")),
        (b"[" * 100_000, (400, "bad_request")),
        (b"[]", (400, "missing_data_param")),
        (b'{"data":[]}', (400, "malformed_data_param")),
        (b'{"data":{"slices":' + b'"' + b"x" * 1_000_001 + b'"}}', (413, "request_entity_too_large")),
    ],
)
async def test_bodies(stage, code_of, body, expected):
    assert code_of(await stage.client.post("/duffel/air/offer_requests", content=body, headers=GOOD)) == expected


SLICE = {"origin": "LOS", "destination": "ABV"}


@pytest.mark.parametrize(
    ("change", "expected", "field"),
    [
        ({"slices": []}, "validation_required", "slices"),
        ({"slices": "LOS"}, "validation_type", "slices"),
        ({"slices": [{**SLICE, "origin": "QQQ"}]}, "validation_inclusion", "origin"),
        ({"slices": [{**SLICE, "origin": 7}]}, "validation_inclusion", "origin"),
        ({"slices": [{**SLICE, "destination": "LOS"}]}, "validation_inclusion", "destination"),
        ({"slices": [{**SLICE, "departure_date": None}]}, "validation_required", "departure_date"),
        ({"slices": [{**SLICE, "departure_date": "2026-02-30"}]}, "validation_format", "departure_date"),
        ({"slices": [{**SLICE, "departure_date": "2020-01-01"}]}, "validation_inclusion", "departure_date"),
        ({"slices": [{**SLICE, "departure_date": "2999-01-01"}]}, "validation_inclusion", "departure_date"),
        ({"passengers": []}, "validation_required", "passengers"),
        ({"passengers": [{}]}, "validation_required", "type"),
        ({"passengers": [{"type": "adult", "age": 30}]}, "validation_inclusion", "type"),
        ({"passengers": [{"type": "senior"}]}, "validation_inclusion", "type"),
        ({"passengers": [{"type": ["adult"]}]}, "validation_inclusion", "type"),
        ({"passengers": [{"fare_type": "royal"}]}, "validation_inclusion", "fare_type"),
        ({"passengers": [{"type": "adult", "fare_type": "student"}]}, "validation_inclusion", "type"),
        ({"passengers": [{"age": -1}]}, "validation_inclusion", "age"),
        ({"passengers": [{"type": "adult"}] * 10}, "validation_length", "passengers"),
        ({"passengers": [{"type": "infant_without_seat"}]}, "validation_inclusion", "passengers"),
        ({"cabin_class": "cargo"}, "validation_inclusion", "cabin_class"),
        ({"max_connections": 3}, "validation_inclusion", "max_connections"),
    ],
)
async def test_searches(duffel, code_of, change, expected, field):
    slices = change.pop("slices", [SLICE])
    if isinstance(slices, list):
        slices = [{"departure_date": duffel.day(), **part} for part in slices]
    asked = {"slices": slices, "passengers": [{"type": "adult"}], **change}
    refused = await duffel.post("/air/offer_requests", asked)
    assert code_of(refused) == (422, expected)
    assert refused.json()["errors"][0]["source"]["field"] == field


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("title", "sir", "invalid_passenger_title"),
        ("given_name", "", "validation_required"),
        ("given_name", "Ada1", "invalid_passenger_name"),
        ("given_name", "Ægir", "invalid_passenger_name"),
        ("given_name", "阿达", "invalid_passenger_name"),
        ("family_name", "O" * 21, "validation_length"),
        ("gender", "x", "validation_inclusion"),
        ("born_on", "1990-13-01", "validation_format"),
        ("born_on", "2999-01-01", "validation_inclusion"),
        ("born_on", "2024-01-01", "validation_inclusion"),
        ("email", "ada", "invalid_email_address"),
        ("phone_number", "08035550101", "invalid_phone_number"),
        ("id", "pas_0000other", "validation_inclusion"),
        ("identity_documents", [{}, {}], "validation_length"),
    ],
)
async def test_passengers(duffel, code_of, field, value, expected):
    offer = await duffel.offer("LOS", "ABV")
    body = duffel.order(offer)
    body["passengers"][0][field] = value
    assert code_of(await duffel.post("/air/orders", body)) == (422, expected)
    assert (await duffel.get("/air/orders", offer_id=offer["id"])).json()["data"] == []


@pytest.mark.parametrize("name", ["Zoë", "D'Arcy", "Anne-Marie", "Łukasz", "Amédée"])
async def test_names_with_accents_are_taken(duffel, name):
    offer = await duffel.offer("LOS", "ABV")
    body = duffel.order(offer)
    body["passengers"][0]["given_name"] = name
    assert (await duffel.post("/air/orders", body)).status_code == 201


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"selected_offers": []}, (422, "validation_required")),
        ({"selected_offers": ["off_1", "off_2"]}, (422, "validation_length")),
        ({"selected_offers": ["off_0000unknown"]}, (404, "not_found")),
        ({"type": "later"}, (422, "validation_inclusion")),
        ({"payments": []}, (422, "validation_required")),
        ({"payments": [{"type": "cash", "amount": "1.00", "currency": "GBP"}]}, (422, "validation_inclusion")),
        ({"payments": [{"type": "balance", "amount": 1, "currency": "GBP"}]}, (422, "validation_type")),
        (
            {"payments": [{"type": "balance", "amount": "1.00", "currency": "GBP"}]},
            (422, "payment_amount_does_not_match_order_amount"),
        ),
        (
            {"payments": [{"type": "balance", "amount": "1.00", "currency": "USD"}]},
            (422, "payment_currency_does_not_match_order_currency"),
        ),
        ({"services": [{"id": "ase_0000old", "quantity": 1}]}, (422, "ancillary_service_not_available")),
        ({"metadata": {"a b": "x"}}, (422, "validation_format")),
        ({"metadata": {"a": "x" * 501}}, (422, "validation_format")),
    ],
)
async def test_orders(duffel, code_of, change, expected):
    offer = await duffel.offer("LOS", "ABV")
    assert code_of(await duffel.book(offer, **change)) == expected
    assert (await duffel.get("/air/orders", offer_id=offer["id"])).json()["data"] == []


@pytest.mark.parametrize("passenger", [{"fare_type": "student"}, {"age": 30, "fare_type": "marine"}, {"age": 15}])
async def test_passengers_may_be_told_by_age_and_fare(duffel, passenger):
    assert (await duffel.search("LOS", "ABV", passengers=[passenger]))["offers"]


async def test_an_offer_request_is_used_once(duffel, code_of):
    found = await duffel.search("LOS", "ABV")
    first, second = found["offers"][:2]
    assert (await duffel.book(first)).status_code == 201
    for offer in (first, second):
        assert code_of(await duffel.book(offer)) == (422, "offer_request_already_booked")


async def test_an_offer_lives_half_an_hour(duffel, code_of):
    found = await duffel.search("LOS", "ABV")
    offer = found["offers"][0]
    await duffel.advance(minutes=29)
    assert (await duffel.get(f"/air/offers/{offer['id']}")).status_code == 200
    await duffel.advance(minutes=2)
    assert code_of(await duffel.get(f"/air/offers/{offer['id']}")) == (422, "offer_no_longer_available")
    assert code_of(await duffel.book(offer)) == (422, "offer_no_longer_available")
    assert (await duffel.get("/air/offers", offer_request_id=found["id"])).json()["data"] == []


async def test_documents_are_required_on_long_international_flights(duffel, code_of):
    offer = await duffel.offer("LOS", "DXB", owner="EK")
    assert offer["passenger_identity_documents_required"] is True
    body = duffel.order(offer)
    assert code_of(await duffel.post("/air/orders", body)) == (422, "validation_required")
    passport = {
        "type": "passport",
        "unique_identifier": "A01234567",
        "issuing_country_code": "NG",
        "expires_on": duffel.day(2000),
    }
    body["passengers"][0]["identity_documents"] = [{**passport, "expires_on": duffel.day(1)}]
    assert code_of(await duffel.post("/air/orders", body)) == (422, "validation_inclusion")
    body["passengers"][0]["identity_documents"] = [passport]
    assert (await duffel.post("/air/orders", body)).status_code == 201


async def test_an_infant_travels_with_one_adult(duffel, code_of):
    found = await duffel.search("LOS", "ABV", passengers=[{"type": "adult"}, {"age": 0}])
    offer = found["offers"][0]
    body = duffel.order(offer)
    adult = body["passengers"][0]
    infant = {**adult, "id": offer["passengers"][1]["id"], "given_name": "Bisi", "born_on": duffel.day(-60)}
    body["passengers"] = [adult, infant]
    assert code_of(await duffel.post("/air/orders", body)) == (422, "validation_required")
    adult["infant_passenger_id"] = infant["id"]
    assert (await duffel.post("/air/orders", body)).status_code == 201


async def test_the_rate_limit_is_told_as_an_http_date(duffel, code_of):
    duffel.stage.world.settings.duffel_searches_per_minute = 2
    await duffel.search("LOS", "ABV")
    await duffel.search("LOS", "ABV")
    asked = {"slices": [{**SLICE, "departure_date": duffel.day()}], "passengers": [{"type": "adult"}]}
    refused = await duffel.post("/air/offer_requests", asked)
    assert code_of(refused) == (429, "rate_limit_exceeded")
    assert (refused.headers["ratelimit-limit"], refused.headers["ratelimit-remaining"]) == ("2", "0")
    resets = parsedate_to_datetime(refused.headers["ratelimit-reset"])
    assert 0 < (resets - duffel.stage.world.now()).total_seconds() <= 61
    await duffel.advance(seconds=61)
    assert (await duffel.post("/air/offer_requests", asked)).status_code == 201


@pytest.mark.parametrize("limit", ["0", "201", "x", "-1"])
async def test_a_page_has_from_1_to_200_rows(duffel, limit):
    assert (await duffel.get("/air/orders", limit=limit)).status_code == 422


@pytest.mark.parametrize("cursor", ["x", "g2zzzzzzzz", "g2ffffffff"])
async def test_a_foreign_cursor_is_refused(duffel, code_of, cursor):
    assert code_of(await duffel.get("/air/orders", after=cursor)) == (400, "bad_request")


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
async def test_a_path_that_is_not_there_is_refused_in_json(stage, code_of, duffel, method):
    answer = await stage.client.request(method, "/duffel/air/unicorns", headers=duffel.headers, json={"data": {}})
    assert code_of(answer) == (404, "not_found")
