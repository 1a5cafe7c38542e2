"""Idempotency keys: one effect and one answer, whatever is repeated, raced or killed."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import httpx2
import pytest

from dragoman.access import SYSTEM, Surface
from dragoman.api.once import forget_answers
from dragoman.command import Work
from tests import lagos
from tests.rooms.api.world import CONTACT, NOW, SEARCH, TRAVELLER, Shop


async def _rows(shop: Shop, what: str) -> int:
    async with shop.lagos.work() as work:
        return int(await work.sql.fetchval(f"select count(*) from {what}"))


def _body(offer: str, **more: object) -> dict[str, object]:
    return {"offer_id": offer, "travellers": [TRAVELLER], "contact": CONTACT, **more}


async def test_the_same_request_gives_the_same_answer(shop: Shop, client: httpx2.AsyncClient) -> None:
    offer = (await shop.offers(client))[0]["id"]
    first = await client.post("/v1/book", json=_body(offer), headers={"idempotency-key": "book-1"})
    turned = dict(reversed(list(_body(offer).items())))
    again = await client.post("/v1/book", json=turned, headers={"idempotency-key": "book-1"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert (again.content, again.headers["location"]) == (first.content, first.headers["location"])
    assert ("idempotent-replayed" in first.headers, again.headers["idempotent-replayed"]) == (False, "true")
    assert await _rows(shop, "booking") == 1


async def test_another_request_under_the_key_is_refused(shop: Shop, client: httpx2.AsyncClient) -> None:
    offer = (await shop.offers(client))[0]["id"]
    key = {"idempotency-key": "book-1"}
    await client.post("/v1/book", json=_body(offer), headers=key)
    before = await shop.counts()
    other = await client.post("/v1/book", json=_body(offer, request_payment=True), headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency.reused")
    elsewhere = await client.post("/v1/search", json=SEARCH, headers=key)
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (422, "idempotency.reused")
    assert await shop.counts() == before


async def test_keys_of_two_callers_are_two_keys(shop: Shop, client: httpx2.AsyncClient) -> None:
    offer = (await shop.offers(client))[0]["id"]
    key = {"idempotency-key": "book-1"}
    first = await client.post("/v1/book", json=_body(offer), headers=key)
    async with shop.client(await shop.key()) as other:
        second = await other.post("/v1/book", json=_body(offer), headers=key)
    assert first.json()["id"] != second.json()["id"]


async def test_500_at_once_book_once(shop: Shop, client: httpx2.AsyncClient) -> None:
    offer = (await shop.offers(client))[0]["id"]
    key = {"idempotency-key": "book-1"}

    async def book() -> httpx2.Response:
        return await client.post("/v1/book", json=_body(offer), headers=key)

    answers = await asyncio.gather(*(book() for _ in range(500)))
    assert {(a.status_code, a.content) for a in answers} == {(201, answers[0].content)}
    assert sum("idempotent-replayed" in a.headers for a in answers) == 499
    assert (await _rows(shop, "booking"), await _rows(shop, "timeline where tag = 'bookings:draft'")) == (1, 1)


async def test_without_a_key_each_books(shop: Shop, client: httpx2.AsyncClient) -> None:
    """The twin: the guard is the key."""
    offer = (await shop.offers(client))[0]["id"]
    answers = await asyncio.gather(*(client.post("/v1/book", json=_body(offer)) for _ in range(5)))
    assert len({a.json()["id"] for a in answers}) == 5


async def test_many_that_wait_get_one_payment_link(shop: Shop, client: httpx2.AsyncClient) -> None:
    offer = (await shop.offers(client))[0]["id"]
    key = {"idempotency-key": "book-1"}
    async with shop.at_work():
        calls = (client.post("/v1/book", json=_body(offer, request_payment=True), headers=key) for _ in range(50))
        answers = await asyncio.gather(*calls)
    assert {(a.status_code, a.content) for a in answers} == {(201, answers[0].content)}
    assert answers[0].json()["payment"]["url"].endswith("-1")
    assert (shop.bank.asked["initialize"], await _rows(shop, "payment")) == (1, 1)


async def test_a_pending_answer_becomes_the_final_one_and_stays_it(shop: Shop, client: httpx2.AsyncClient) -> None:
    key = {"idempotency-key": "search-1"}
    pending = await client.post("/v1/search", json=SEARCH, headers=key | NOW)
    still = await client.post("/v1/search", json=SEARCH, headers=key | NOW)
    assert (pending.status_code, still.status_code, still.content) == (202, 202, pending.content)
    await shop.engine.drain()
    final = await client.post("/v1/search", json=SEARCH, headers=key | NOW)
    await shop.later(hours=2)  # the offers are gone by now; the answer that was given is not
    again = await client.post("/v1/search", json=SEARCH, headers=key | NOW)
    assert (final.status_code, again.status_code, again.content) == (200, 200, final.content)
    assert shop.airline.asked["search"] == 1


async def test_a_refusal_is_an_answer(shop: Shop, client: httpx2.AsyncClient) -> None:
    offer = (await shop.offers(client))[0]["id"]
    await shop.later(hours=2)
    key = {"idempotency-key": "book-1"}
    first = await client.post("/v1/book", json=_body(offer), headers=key)
    again = await client.post("/v1/book", json=_body(offer), headers=key)
    assert (first.status_code, first.json()["code"]) == (409, "offer.gone")
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert await _rows(shop, "audit where tag = 'bookings:book' and result = 'refused'") == 1


async def test_a_fault_of_the_request_uses_no_key(shop: Shop, client: httpx2.AsyncClient) -> None:
    offer = (await shop.offers(client))[0]["id"]
    key = {"idempotency-key": "book-1"}
    assert (await client.post("/v1/book", json={"offer_id": offer}, headers=key)).status_code == 422
    assert await _rows(shop, "answer") == 0
    assert (await client.post("/v1/book", json=_body(offer), headers=key)).status_code == 201


async def test_a_crash_in_the_middle_locks_no_key(
    shop: Shop, client: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer = (await shop.offers(client))[0]["id"]
    key = {"idempotency-key": "book-1"}
    before = await shop.counts()
    with monkeypatch.context() as broken:
        broken.setattr("dragoman.api.resources.bookings.Booking.of", _crash)
        failed = await client.post("/v1/book", json=_body(offer), headers=key)
    assert (failed.status_code, failed.json()["code"], failed.headers["content-type"]) == (
        500,
        "internal",
        "application/problem+json",
    )
    assert "secret" not in failed.text
    assert await shop.counts() == before
    assert (await client.post("/v1/book", json=_body(offer), headers=key)).status_code == 201


def _crash(_: object) -> None:
    raise RuntimeError("secret of Ada Obi")


async def test_a_connection_that_dies_in_the_middle_locks_no_key(
    shop: Shop, client: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer = (await shop.offers(client))[0]["id"]
    key = {"idempotency-key": "book-1"}
    before = await shop.counts()

    async def die(work: Work, made: str) -> None:
        assert await work.sql.fetchval("select count(*) from booking where id = $1", made) == 1
        await work.sql.execute("select pg_terminate_backend(pg_backend_pid())")

    with monkeypatch.context() as broken:
        broken.setattr("dragoman.api.resources.bookings.booking", die)
        failed = await client.post("/v1/book", json=_body(offer), headers=key)
    assert failed.status_code in (500, 503)
    assert await shop.counts() == before
    assert (await client.post("/v1/book", json=_body(offer), headers=key)).status_code == 201


async def test_answers_are_sealed(shop: Shop, client: httpx2.AsyncClient) -> None:
    made = await client.post(
        "/v1/api-keys", json={"name": "Shop", "scopes": ["read"]}, headers={"idempotency-key": "k-1"}
    )
    assert made.status_code == 403  # a manager issues no keys
    await client.post("/v1/search", json=SEARCH, headers={"idempotency-key": "search-1"} | NOW)
    async with shop.lagos.work() as work:
        sealed = [bytes(r["sealed"]) for r in await work.sql.fetch("select sealed from answer")]
    assert len(sealed) == 2
    assert all(b"LOS" not in s and b"role" not in s for s in sealed)


@pytest.mark.parametrize("key", ["", "a b", "x" * 129, "ключ"])
async def test_a_key_has_a_shape(client: httpx2.AsyncClient, key: str) -> None:
    refused = await client.post("/v1/search", json=SEARCH, headers={b"idempotency-key": key.encode()})
    assert (refused.status_code, refused.json()["code"]) == (400, "idempotency.key")


async def test_answers_are_forgotten_after_their_time(shop: Shop, client: httpx2.AsyncClient) -> None:
    key = {"idempotency-key": "search-1"}
    await client.post("/v1/search", json=SEARCH, headers=key | NOW)
    await shop.later(hours=72)
    assert await forget_answers(shop.lagos.desk, lagos.TENANT) == 0
    await shop.later(hours=25)
    async with shop.lagos.desk.work(lagos.TENANT, SYSTEM, Surface.SYSTEM) as work:
        assert await work.sql.fetchval("select count(*) from answer") == 1
    assert await forget_answers(shop.lagos.desk, lagos.TENANT) == 1
    with pytest.raises(ValueError, match="72 hours"):
        await forget_answers(shop.lagos.desk, lagos.TENANT, kept=timedelta(hours=71))
