"""Search, price, book, pay, papers: the whole sale through the API."""

from __future__ import annotations

from datetime import datetime

import httpx2
import pytest

from dragoman.access import Role
from dragoman.kit.money import Money
from tests.rooms.api.world import CONTACT, NOW, SEARCH, TRAVELLER, Shop


async def test_a_search_waits_for_its_offers(shop: Shop, client: httpx2.AsyncClient) -> None:
    async with shop.at_work():
        found = await client.post("/v1/search", json=SEARCH)
    assert found.status_code == 200
    told = found.json()
    assert (told["status"], told["total"], len(told["offers"])) == ("done", 3, 3)
    first = told["offers"][0]
    assert first["price"] == {"minor": 182_700_00, "currency": "NGN", "amount": "182700.00"}
    assert first["airline_price"] == {"minor": 120_00, "currency": "USD", "amount": "120.00"}
    assert first["slices"][0]["segments"][0]["departs_at"] == "2026-12-15T07:05:00"
    assert first["passengers"] == {"adult": 1}
    assert found.headers["location"] == f"/v1/searches/{told['id']}"


async def test_who_does_not_wait_comes_back(shop: Shop, client: httpx2.AsyncClient) -> None:
    found = await client.post("/v1/search", json=SEARCH, headers=NOW)
    assert (found.status_code, found.json()["status"], found.headers["retry-after"]) == (202, "pending", "2")
    await shop.engine.drain()
    shown = await client.get(found.headers["location"], params={"sort": "cheapest"})
    prices = [o["price"]["minor"] for o in shown.json()["offers"]]
    assert (shown.status_code, shown.json()["status"], prices) == (200, "done", sorted(prices))


async def test_offers_come_in_pages(shop: Shop, client: httpx2.AsyncClient) -> None:
    shop.airline.count = 7
    whole = [o["id"] for o in await shop.offers(client)]
    search = (await client.get(f"/v1/offers/{whole[0]}")).json()["offer"]["search_id"]
    seen, cursor = [], None
    for _ in range(4):
        page = (
            await client.get(f"/v1/searches/{search}", params={"limit": 2, **({"cursor": cursor} if cursor else {})})
        ).json()
        seen += [o["id"] for o in page["offers"]]
        cursor = page["next_cursor"]
    assert (seen, cursor) == (whole, None)


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"slices": [{"origin": "LOS", "destination": "LOS", "departure_date": "2026-12-15"}]}, "/slices/0"),
        (
            {"slices": [{"origin": "LOS", "destination": "ABV", "departure_date": "2026-01-15"}]},
            "/slices/0/departure_date",
        ),
        ({"passengers": [{"type": "infant", "age": 0}]}, "/passengers"),
        ({"slices": [{"origin": "los", "destination": "ABV", "departure_date": "2026-12-15"}]}, "/slices/0/origin"),
        ({"max_connections": "1"}, "/max_connections"),
        ({"max_connections": True}, "/max_connections"),
        (
            {"slices": [{"origin": "LOS", "destination": "ABV", "departure_date": 1765756800}]},
            "/slices/0/departure_date",
        ),
        ({"cabinn": "economy"}, "/cabinn"),
    ],
)
async def test_a_search_that_makes_no_sense_is_named(
    client: httpx2.AsyncClient, change: dict[str, object], pointer: str
) -> None:
    refused = await client.post("/v1/search", json={**SEARCH, **change})
    told = refused.json()
    assert (refused.status_code, refused.headers["content-type"]) == (422, "application/problem+json")
    assert [e["pointer"] for e in told["errors"]] == [pointer]
    assert told["request_id"] == refused.headers["x-request-id"]


async def test_a_search_that_fails_says_so(shop: Shop, client: httpx2.AsyncClient) -> None:
    shop.airline.fails["search"] = "refused"
    async with shop.at_work():
        failed = await client.post("/v1/search", json=SEARCH)
    assert (failed.status_code, failed.json()["code"]) == (502, "search.failed")


async def test_a_place_that_the_airlines_do_not_know_is_named(shop: Shop, client: httpx2.AsyncClient) -> None:
    shop.airline.fails["search"] = "refused@slices.0.destination"
    async with shop.at_work():
        failed = await client.post("/v1/search", json=SEARCH)
    told = failed.json()
    assert (failed.status_code, told["code"]) == (422, "search.refused")
    assert [e["pointer"] for e in told["errors"]] == ["/slices/0/destination"]
    waited = await client.post("/v1/search", json=SEARCH, headers=NOW)
    await shop.engine.drain()
    shown = (await client.get(waited.headers["location"])).json()
    assert (shown["status"], shown["code"], shown["field"]) == ("failed", "refused", "slices.0.destination")


async def test_an_offer_is_priced_anew(shop: Shop, client: httpx2.AsyncClient) -> None:
    offer = (await shop.offers(client))[0]["id"]
    assert (await client.get(f"/v1/offers/{offer}")).json()["pricing"] == "done"
    shop.airline.price_now = Money(13_000, "USD")
    pending = await client.post(f"/v1/offers/{offer}/price", headers=NOW)
    assert (pending.status_code, pending.json()["pricing"]) == (202, "pending")
    async with shop.at_work():
        priced = await client.post(f"/v1/offers/{offer}/price")
    assert (priced.status_code, priced.json()["pricing"]) == (200, "done")
    assert priced.json()["offer"]["price"]["minor"] == 197_925_00


@pytest.mark.parametrize(("fails", "status", "code"), [("gone", 409, "offer.gone"), ("refused", 502, "offer.unpriced")])
async def test_an_offer_that_cannot_be_priced(
    shop: Shop, client: httpx2.AsyncClient, fails: str, status: int, code: str
) -> None:
    offer = (await shop.offers(client))[0]["id"]
    shop.airline.fails["price"] = fails
    async with shop.at_work():
        refused = await client.post(f"/v1/offers/{offer}/price")
    assert (refused.status_code, refused.json()["code"]) == (status, code)


async def test_from_search_to_papers(shop: Shop, client: httpx2.AsyncClient) -> None:
    offer = (await shop.offers(client))[0]["id"]
    body = {"offer_id": offer, "travellers": [TRAVELLER], "contact": CONTACT, "request_payment": True}
    async with shop.at_work():
        made = await client.post("/v1/book", json=body)
    booking = made.json()
    assert made.status_code == 201, made.text
    assert (made.status_code, booking["state"], booking["standing"]) == (201, "PAYMENT_PENDING", "awaiting_payment")
    assert booking["payment"] == {"url": f"https://pay.example/{booking['reference']}-1", "amount": booking["total"]}
    shop.bank.pay(f"{booking['reference']}-1")
    await shop.later(minutes=3)
    where = f"/v1/bookings/{booking['id']}"
    ticketed = (await client.get(where)).json()
    assert (ticketed["state"], ticketed["pnr"], ticketed["tickets"]) == ("CONFIRMED", "PNR1", ["999-1-pas_0"])
    papers = (await client.get(f"{where}/documents")).json()["items"]
    assert sorted(p["media_type"] for p in papers) == ["application/pdf", "application/pdf", "text/calendar"]
    pdf = await client.get(f"/v1/documents/{papers[0]['id']}")
    assert pdf.content.startswith(b"%PDF-")
    assert pdf.headers["content-disposition"].startswith("attachment; ")
    assert pdf.headers["x-content-type-options"] == "nosniff"
    payments = (await client.get(f"{where}/payments")).json()["items"]
    assert [(p["state"], p["verdict"], p["received"]["minor"]) for p in payments] == [("PAID", "full", 182_700_00)]
    open_now = (await client.get(f"{where}/actions")).json()["items"]
    assert [(a["verb"], a["sensitive"]) for a in open_now] == [
        ("quote_cancellation", False), ("resend_documents", False), ("add_note", False),
    ]  # fmt: skip
    tags = [e["tag"] for e in (await client.get(f"{where}/timeline")).json()["items"]]
    assert tags[0] == "bookings:draft"
    assert "booking:confirm" in tags
    assert (await client.post(f"{where}/documents/resend")).status_code == 202
    balances = (await client.get("/v1/ledger/balances")).json()
    assert balances["unbalanced"] == []
    per_currency: dict[str, int] = {}
    for line in balances["balances"]:
        money = line["balance"]
        per_currency[money["currency"]] = per_currency.get(money["currency"], 0) + money["minor"]
    assert per_currency == {"NGN": 0, "USD": 0}
    await shop.engine.drain()
    assert await shop.problems() == []


async def test_a_booking_that_is_refused_leaves_nothing(shop: Shop, client: httpx2.AsyncClient) -> None:
    offer = (await shop.offers(client))[0]["id"]
    before = await shop.counts()
    wrong = {**TRAVELLER, "born_on": "2027-03-14"}
    body = {"offer_id": offer, "travellers": [wrong], "contact": CONTACT}
    refused = await client.post("/v1/book", json=body)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/travellers/0/born_on")
    assert "Obi" not in refused.text
    bad_phone = await client.post(
        "/v1/book", json={**body, "travellers": [TRAVELLER], "contact": {**CONTACT, "phone": "none"}}
    )
    assert [e["pointer"] for e in bad_phone.json()["errors"]] == ["/contact/phone"]
    assert await shop.counts() == before


async def test_a_link_after_the_promise_has_ended(shop: Shop, client: httpx2.AsyncClient) -> None:
    shop.airline.hold_allowed = True  # offers live a day here
    made = await shop.booked(client)
    await shop.later(hours=1)
    where = f"/v1/bookings/{made['id']}"
    assert (await client.get(where)).json()["payment"] is None
    async with shop.at_work():
        renewed = await client.post(f"{where}/payment-link")
    assert (renewed.status_code, renewed.json()["payment"]["url"]) == (
        200,
        f"https://pay.example/{made['reference']}-2",
    )


async def sold_out(shop: Shop, client: httpx2.AsyncClient, price_then: Money | None = None) -> str:
    """A paid booking that the airline refused, and what the cheapest flight costs from then on; returns its address."""
    made = await shop.booked(client)
    shop.airline.price_now = price_then or shop.airline.price_now
    shop.airline.outcome = "refused:gone"
    shop.bank.pay(f"{made['reference']}-1")
    await shop.later(minutes=2)
    shop.airline.outcome = "ticketed"
    return f"/v1/bookings/{made['id']}"


async def test_a_paid_traveller_takes_another_offer(shop: Shop, client: httpx2.AsyncClient) -> None:
    where = await sold_out(shop, client, Money(11_000, "USD"))
    told = (await client.get(where)).json()
    assert (told["standing"], told["open_question"]) == ("choosing", "ticketing_failed")
    page = (await client.get(f"/v1/searches/{told['alternatives_search_id']}")).json()
    for wrong in ({"take": "offer"}, {"take": "refund", "offer_id": page["offers"][0]["id"]}, {"take": "wait"}):
        assert (await client.post(f"{where}/choice", json=wrong)).status_code == 422
    cheapest = min(page["offers"], key=lambda offer: offer["price"]["minor"])
    taken = await client.post(f"{where}/choice", json={"take": "offer", "offer_id": cheapest["id"]})
    assert (taken.status_code, taken.json()["open_question"]) == (200, "")
    await shop.engine.drain()
    assert (await client.get(where)).json()["state"] == "CONFIRMED"
    again = await client.post(f"{where}/choice", json={"take": "refund"})
    assert (again.status_code, again.json()["code"]) == (409, "choice")


async def test_what_was_just_refused_is_no_alternative(shop: Shop, client: httpx2.AsyncClient) -> None:
    where = await sold_out(shop, client)
    told = (await client.get(where)).json()
    refused = [leg["segments"][0]["departs_at"] for leg in told["slices"]]
    page = (await client.get(f"/v1/searches/{told['alternatives_search_id']}")).json()
    shown = [[leg["segments"][0]["departs_at"] for leg in offer["slices"]] for offer in page["offers"]]
    assert (len(shown), refused in shown) == (shop.airline.count - 1, False)


async def test_sales_asks_for_the_money_back_and_the_answer_says_that_it_waits(shop: Shop) -> None:
    async with shop.client(await shop.key(role=Role.SALES)) as sales:
        where = await sold_out(shop, sales)
        assert "ask_refund" in [a["verb"] for a in (await sales.get(f"{where}/actions")).json()["items"]]
        asked = await sales.post(f"{where}/choice", json={"take": "refund"})
        told = asked.json()
        assert (asked.status_code, told["refund_awaits_approval"]) == (202, True), told
        assert told["open_question"] == "ticketing_failed"
        assert "ask_refund" not in [a["verb"] for a in (await sales.get(f"{where}/actions")).json()["items"]]
        again = await sales.post(f"{where}/choice", json={"take": "refund"})
        assert (again.status_code, again.json()["code"]) == (409, "refund.asked")
        [charge] = (await sales.get(f"{where}/payments")).json()["items"]
        assert charge["refunds"] == []


async def test_a_paid_traveller_takes_the_money_back(shop: Shop, client: httpx2.AsyncClient) -> None:
    where = await sold_out(shop, client)
    taken = await client.post(f"{where}/choice", json={"take": "refund"})
    assert (taken.status_code, taken.json()["state"]) == (200, "CANCELLED")
    await shop.engine.drain()
    [charge] = (await client.get(f"{where}/payments")).json()["items"]
    assert [r["amount"] for r in charge["refunds"]] == [charge["amount"]]


async def test_cancel_by_the_role_of_the_key(shop: Shop, client: httpx2.AsyncClient) -> None:
    made = await shop.booked(client, pay=False)
    where = f"/v1/bookings/{made['id']}/cancel"
    async with shop.client(await shop.key(role=Role.SALES)) as sales:
        refused = await sales.post(where)
        assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
        own = await shop.booked(sales, pay=False)
        released = await sales.post(f"/v1/bookings/{own['id']}/cancel")
        assert (released.status_code, released.json()["state"]) == (200, "CANCELLED")
    cancelled = await client.post(where)
    assert (cancelled.status_code, cancelled.json()["state"]) == (200, "CANCELLED")
    again = await client.post(where)
    assert (again.status_code, again.json()["code"]) == (409, "state")


async def test_refund(shop: Shop, client: httpx2.AsyncClient) -> None:
    shop.airline.outcome = "refused:gone"
    made = await shop.booked(client)
    shop.bank.pay(f"{made['reference']}-1")
    await shop.later(minutes=3)
    where = f"/v1/bookings/{made['id']}"
    assert (await client.get(where)).json()["open_question"] == "ticketing_failed"
    payment = (await client.get(f"{where}/payments")).json()["items"][0]
    too_much = {"amount": {"minor": payment["amount"]["minor"] + 1, "currency": "NGN"}, "reason": "goodwill"}
    refused = await client.post(f"/v1/payments/{payment['id']}/refund", json=too_much)
    assert (refused.status_code, refused.json()["code"]) == (409, "refund.too_much")
    some = {"amount": {"minor": 50_000_00, "currency": "NGN"}, "reason": "goodwill"}
    async with shop.client(await shop.key(role=Role.SALES)) as sales:
        assert (await sales.post(f"/v1/payments/{payment['id']}/refund", json=some)).status_code == 403
    refunded = await client.post(f"/v1/payments/{payment['id']}/refund", json=some)
    assert (refunded.status_code, refunded.json()["state"]) == (202, "REFUND_PENDING")
    await shop.engine.drain()
    shown = (await client.get(f"{where}/payments")).json()["items"][0]["refunds"]
    assert [(r["state"], r["amount"]["minor"]) for r in shown] == [("REFUNDED", 50_000_00)]


async def held(shop: Shop, client: httpx2.AsyncClient, **more: object) -> httpx2.Response:
    """Ask for a booking whose seats the airline holds."""
    offer = (await shop.offers(client))[0]["id"]
    body = {"offer_id": offer, "travellers": [TRAVELLER], "contact": CONTACT, "hold": True, **more}
    return await client.post("/v1/book", json=body, headers=NOW)


async def test_seats_are_held_until_the_airlines_deadline_and_then_paid(shop: Shop, client: httpx2.AsyncClient) -> None:
    shop.airline.hold_allowed = True
    asked = await held(shop, client)
    assert (asked.status_code, asked.json()["state"], asked.json()["held_until"]) == (202, "DRAFT", None)
    await shop.engine.drain()
    where = asked.headers["location"]
    told = (await client.get(where)).json()
    [order] = shop.airline.orders.values()
    assert order.pay_by is not None
    assert (told["state"], datetime.fromisoformat(told["held_until"])) == ("HELD", order.pay_by)
    assert (await client.post(f"{where}/payment-link", headers=NOW)).status_code == 202
    await shop.engine.drain()
    shop.bank.pay(f"{told['reference']}-1")
    await shop.later(minutes=3)
    told = (await client.get(where)).json()
    assert (told["state"], told["held_until"], shop.airline.sold) == ("CONFIRMED", None, 1)


async def test_a_caller_who_waits_hears_of_the_hold_at_once(shop: Shop, client: httpx2.AsyncClient) -> None:
    shop.airline.hold_allowed = True
    offer = (await shop.offers(client))[0]["id"]
    body = {"offer_id": offer, "travellers": [TRAVELLER], "contact": CONTACT, "hold": True}
    async with shop.at_work():
        made = await client.post("/v1/book", json=body)
        assert (made.status_code, made.json()["state"]) == (201, "HELD")
        shop.airline.outcome = "refused:gone"
        other = await client.post("/v1/search", json={**SEARCH, "max_connections": 0})
        refused = await client.post("/v1/book", json={**body, "offer_id": other.json()["offers"][0]["id"]})
    assert (refused.status_code, refused.json()["code"]) == (409, "hold.failed")


async def test_a_hold_that_cannot_be_books_nothing(shop: Shop, client: httpx2.AsyncClient) -> None:
    at_once = await held(shop, client)
    assert (at_once.status_code, at_once.json()["code"]) == (409, "hold.not_offered")
    shop.airline.hold_allowed = True
    both = await held(shop, client, request_payment=True)
    assert both.status_code == 422
    async with shop.client(await shop.key(role=Role.SALES)) as sales:
        role = await held(shop, sales)
        assert (role.status_code, role.json()["code"]) == (403, "role")
    assert (await client.get("/v1/bookings")).json()["items"] == []
    assert shop.airline.asked["issue"] == 0
