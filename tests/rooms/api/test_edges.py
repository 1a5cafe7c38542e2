"""What bad, odd and hostile requests get; what every answer carries; rates, health and the description."""

from __future__ import annotations

import json
import time
from datetime import timedelta

import httpx2
import pytest
from openapi_spec_validator import validate
from pydantic import BaseModel, TypeAdapter

from dragoman.api import keys as door_keys
from dragoman.api.app import build_app, edged
from dragoman.api.gate import Rates
from dragoman.api.json_bounds import BadJson, checked
from dragoman.command import Calls
from dragoman.engine import Store
from dragoman.kit.clock import monotonic
from tests.rooms.api.world import NOW, SEARCH, Shop, build

JSON = {"content-type": "application/json"}


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "body.json"),
        (b'{"slices": [1,]}', 400, "body.json"),
        (b"[" * 100_000, 400, "body.json"),
        (b'{"a":' * 20 + b"1" + b"}" * 20, 400, "body.json"),
        (b'{"max_connections": ' + b"9" * 5000 + b"}", 400, "body.json"),
        (b'{"max_connections": 99999999999999999999}', 400, "body.json"),
        (b'{"max_connections": 1e999}', 400, "body.json"),
        (b'{"max_connections": NaN}', 400, "body.json"),
        (b'{"cabin": "\xff\xfe"}', 400, "body.json"),
        (b'{"cabin": "a\\u0000b"}', 400, "body.json"),
        (b'{"cabin": "a\x00b"}', 400, "body.json"),
        (b'{"cabin": "\\ud800"}', 400, "body.json"),
        (b'"' + b"\\" * 100_001, 400, "body.json"),
        (b'"' + b'\\"' * 60_000, 400, "body.json"),
        (b"x" * 200_000, 413, "body.size"),
        (b"[]", 422, "validation"),
        (b"null", 422, "validation"),
        (b'"text"', 422, "validation"),
        (b"", 422, "validation"),
        (b'{"max_connections": 9223372036854775807}', 422, "validation"),
    ],
)
async def test_a_body_that_is_no_good(
    shop: Shop, client: httpx2.AsyncClient, body: bytes, status: int, code: str
) -> None:
    before = await shop.counts()
    began = monotonic()
    answer = await client.post("/v1/search", content=body, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert monotonic() - began < 2
    assert await shop.counts() == before


async def test_a_body_of_unknown_length_is_bounded_too(client: httpx2.AsyncClient) -> None:
    async def endless() -> object:
        for _ in range(100):
            yield b" " * 10_000

    answer = await client.post("/v1/search", content=endless(), headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (413, "body.size")


def test_the_bounds_of_json_are_checked_in_linear_time() -> None:
    """A quote that never closes must not be tried from every quote inside it."""
    hostile = b'"' + b'\\"' * 2_000_000
    began = time.perf_counter()
    with pytest.raises(BadJson):
        checked(hostile)
    assert time.perf_counter() - began < 2


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/xml", ""])
async def test_only_json_is_read(client: httpx2.AsyncClient, kind: str) -> None:
    answer = await client.post("/v1/search", content=json.dumps(SEARCH).encode(), headers={"content-type": kind})
    assert (answer.status_code, answer.json()["code"]) == (415, "body.type")


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/v1/nothing", 404, "not_found"),
        ("GET", "/nothing", 404, "not_found"),
        ("GET", "/v1/bookings/", 404, "not_found"),
        ("GET", "/v1/bookings/%00", 404, "not_found"),
        ("GET", "/v1/bookings/bk_'or'1'='1", 404, "not_found"),
        ("GET", "/v1/bookings/..%2f..%2fetc", 404, "not_found"),
        ("GET", "/v1/documents/" + "x" * 5000, 404, "not_found"),
        ("POST", "/v1/review/99999999999999999999/replay", 404, "not_found"),
        ("PUT", "/v1/bookings", 405, "method"),
        ("DELETE", "/v1/search", 405, "method"),
        ("TRACE", "/v1/search", 405, "method"),
        ("GET", "/v1/bookings?limit=0", 422, "validation"),
        ("GET", "/v1/bookings?limit=51", 422, "validation"),
        ("GET", "/v1/bookings?limit=ten", 422, "validation"),
        ("GET", "/v1/bookings?state=LOST", 422, "validation"),
        ("GET", "/v1/bookings?reference=%00", 422, "validation"),
        ("GET", "/v1/bookings?cursor=%00", 422, "cursor"),
        ("GET", "/v1/bookings?cursor=" + "a" * 161, 422, "validation"),
        ("GET", "/v1/ledger/reconciliation?day=20261120", 422, "validation"),
        ("GET", "/v1/ledger/reconciliation", 422, "validation"),
    ],
)
async def test_every_error_is_a_problem(
    client: httpx2.AsyncClient, method: str, path: str, status: int, code: str
) -> None:
    answer = await client.request(method, path)
    told = answer.json()
    assert (answer.status_code, told["code"], answer.headers["content-type"]) == (
        status,
        code,
        "application/problem+json",
    )
    assert (told["status"], told["type"], told["request_id"]) == (
        status,
        f"urn:dragoman:problem:{code}",
        answer.headers["x-request-id"],
    )


async def test_methods_are_named(client: httpx2.AsyncClient) -> None:
    assert (await client.put("/v1/api-keys")).headers["allow"] == "GET, POST, HEAD, OPTIONS"
    options = await client.options("/v1/bookings")
    assert (options.status_code, options.headers["allow"], options.content) == (204, "GET, HEAD, OPTIONS", b"")
    assert (await client.options("/v1/nothing")).status_code == 404


async def test_head_is_get_without_its_body(client: httpx2.AsyncClient) -> None:
    head = await client.head("/v1/bookings")
    full = await client.get("/v1/bookings")
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(len(full.content)))


@pytest.mark.parametrize("path", ["/v1/bookings", "/v1/nothing", "/healthz", "/openapi.json"])
async def test_every_answer_carries_its_headers(client: httpx2.AsyncClient, path: str) -> None:
    headers = (await client.get(path)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["cache-control"] == "no-store"
    assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize(
    ("given", "kept"),
    [("shop-7781-abc", True), ("short", False), ("a b c d e f g", False), ("x" * 65, False), ("q\u00e9" * 8, False)],
)
async def test_request_ids_go_through_when_they_are_plain(client: httpx2.AsyncClient, given: str, kept: bool) -> None:
    answer = await client.get("/v1/bookings", headers={b"x-request-id": given.encode()})
    told = answer.headers["x-request-id"]
    assert (told == given) is kept
    assert kept or told.startswith("rq_")


async def test_the_audit_names_the_request(shop: Shop, client: httpx2.AsyncClient) -> None:
    await client.post("/v1/search", json=SEARCH, headers=NOW | {"x-request-id": "shop-7781-abc"})
    async with shop.lagos.work() as work:
        row = await work.sql.fetchrow("select request, role, surface from audit where tag = 'flights:search'")
    assert row["request"].startswith("shop-7781-abc~")
    assert (row["role"], row["surface"]) == ("manager", "api")


async def test_too_many_requests_are_told_to_wait(store: Store) -> None:
    shop = await build(store, Rates(per_key="3/10 seconds; 100/minute", per_tenant="5/minute"))
    async with shop.client(await shop.key()) as one, shop.client(await shop.key()) as two:
        first = [(await one.get("/v1/bookings")).status_code for _ in range(4)]
        limited = await one.get("/v1/bookings")
        others = [(await two.get("/v1/bookings")).status_code for _ in range(4)]
    assert first == [200, 200, 200, 429]
    assert (limited.status_code, limited.json()["code"]) == (429, "rate")
    assert 1 <= int(limited.headers["retry-after"]) <= 10
    assert others == [200, 200, 429, 429]  # a refused request of the first key did not count for the business
    async with shop.client(None) as stranger:
        assert (await stranger.get("/healthz")).status_code == 200


async def test_health_needs_no_key_and_names_what_waits(shop: Shop) -> None:
    async with shop.client() as client:
        ready = await client.get("/readyz")
        assert (ready.status_code, ready.json()["ready"], ready.json()["missing"]) == (200, True, {})
        assert ready.json()["degraded"] == {"duffel:webhook_secret": "unset"}
        shop.seen_at["paystack"] = monotonic() - 30
        assert 29 < (await client.get("/readyz")).json()["last_webhook_s"]["paystack"] < 40
        metrics = (await client.get("/metrics")).text
    assert "dragoman_database_up 1.0" in metrics
    assert 'dragoman_effects{state="unknown"} 0.0' in metrics
    assert "dragoman_review_open 0.0" in metrics
    assert 'dragoman_http_requests_total{method="GET",route="/readyz",status="200"}' in metrics


async def test_without_a_database_the_web_says_so(own_database: object) -> None:
    store = await own_database.store()  # type: ignore[attr-defined]
    shop = await build(store)
    key = await shop.key()
    await store.close()

    def gone(*_: object) -> object:
        raise OSError("no route to host 10.0.0.7")

    store.line = gone  # type: ignore[method-assign]
    async with shop.client(key) as client:
        ready = await client.get("/readyz")
        assert (ready.status_code, ready.json()["missing"]) == (503, {"database": "unreachable"})
        assert (await client.get("/healthz")).status_code == 200
        assert "dragoman_database_up 0.0" in (await client.get("/metrics")).text
        busy = await client.get("/v1/bookings")
    assert (busy.status_code, busy.json()["code"], busy.headers["retry-after"]) == (503, "busy", "2")
    assert "10.0.0.7" not in busy.text


async def test_the_description_is_valid_and_its_examples_fit(shop: Shop) -> None:
    async with shop.client() as client:
        told = (await client.get("/openapi.json")).json()
    validate(told)
    assert told["openapi"].startswith("3.1")
    for path, operations in told["paths"].items():
        assert path.startswith("/v1/")
        for operation in operations.values():
            assert operation["security"] == [{"key": []}]
            assert {"401", "403", "422", "429", "500"} <= set(operation["responses"]), path
            assert operation["description"]


def test_examples_fit_their_models() -> None:
    from dragoman.api.problems import Problem
    from dragoman.api.shapes import bookings, business, desk, flights

    found = [
        m
        for room in (bookings, business, desk, flights)
        for m in vars(room).values()
        if isinstance(m, type) and issubclass(m, BaseModel)
    ]
    shown = [m for m in {*found, Problem} if (m.model_config.get("json_schema_extra") or {}).get("example")]
    assert len(shown) == 8
    for model in shown:
        TypeAdapter(model).validate_python(model.model_config["json_schema_extra"]["example"])  # type: ignore[index,call-overload]


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[" * 900, b"x" * 5000, b'{"shift_seconds": 1e999}'])
async def test_the_demo_clock_takes_nothing_else_for_a_shift(shop: Shop, body: bytes) -> None:
    told: list[timedelta] = []

    async def shift(by: timedelta) -> None:
        told.append(by)

    transport = httpx2.ASGITransport(app=edged(build_app([], shop.app.state.gate, shift_clock=shift)))
    async with httpx2.AsyncClient(transport=transport, base_url="http://shop") as client:
        answer = await client.post("/demo/clock", content=body)
        assert answer.status_code == 400
        assert told == []
        assert (await client.post("/demo/clock", json={"shift_seconds": 60})).status_code == 204
    assert told == [timedelta(seconds=60)]


async def test_made_up_names_of_businesses_are_not_kept_for_ever(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door_keys, "_KEPT_MAX", 5)
    keys = door_keys.DoorKeys(Calls(shop.lagos.desk))
    assert await keys.secrets("meta:app_secret", "lagos-tours")
    for n in range(20):
        assert await keys.secrets("meta:app_secret", f"nobody-{n}") == {}
        assert len(keys._secrets) <= 5
