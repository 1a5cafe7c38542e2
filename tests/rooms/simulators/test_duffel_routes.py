"""The routes with a special fate in Duffel's test mode, one by one (partners.md A8)."""

from __future__ import annotations

from dragoman.simulators.duffel.scenarios import routes


async def test_no_offers(duffel):
    assert (await duffel.search("PVD", "RAI"))["offers"] == []


async def test_only_holdable_offers(duffel):
    offers = (await duffel.search("JFK", "EWR"))["offers"]
    assert offers
    assert {offer["payment_requirements"]["requires_instant_payment"] for offer in offers} == {False}


async def test_a_connection(duffel):
    offers = (await duffel.search("LHR", "DXB"))["offers"]
    assert offers
    assert all(len(offer["slices"][0]["segments"]) == 2 for offer in offers)


async def test_a_stop_inside_the_segment(duffel):
    offers = (await duffel.search("DXB", "AMS"))["offers"]
    stops = [offer["slices"][0]["segments"][0]["stops"] for offer in offers]
    assert stops
    assert all(stop[0]["airport"]["iata_code"] == "IST" for stop in stops)


async def test_no_baggage(duffel):
    offer = await duffel.offer("BTS", "MRU")
    assert offer["slices"][0]["segments"][0]["passengers"][0]["baggages"] == []


async def test_no_extra_services(duffel):
    without, with_bags = await duffel.offer("BTS", "ABV"), await duffel.offer("LOS", "ABV")
    for offer, count in ((without, 0), (with_bags, 1)):
        read = await duffel.get(f"/air/offers/{offer['id']}", return_available_services="true")
        assert len(read.json()["data"]["available_services"]) == count


async def test_the_search_times_out(duffel, code_of):
    asked = {
        "slices": [{"origin": "STN", "destination": "LHR", "departure_date": duffel.day()}],
        "passengers": [{"type": "adult"}],
    }
    assert code_of(await duffel.post("/air/offer_requests", asked)) == (504, "gateway_timeout_error")


async def test_the_offer_is_gone_when_read(duffel, code_of):
    offer = await duffel.offer("LGW", "LHR")
    assert code_of(await duffel.get(f"/air/offers/{offer['id']}")) == (422, "offer_no_longer_available")
    assert code_of(await duffel.book(offer)) == (422, "offer_no_longer_available")


async def test_the_price_rises_at_every_read(duffel, code_of):
    offer = await duffel.offer("LHR", "STN")
    totals = [float(offer["total_amount"])]
    for _ in range(2):
        totals.append(float((await duffel.get(f"/air/offers/{offer['id']}")).json()["data"]["total_amount"]))
    assert totals[0] < totals[1] < totals[2]
    assert code_of(await duffel.book(offer)) == (422, "payment_amount_does_not_match_order_amount")
    newest = (await duffel.get(f"/air/offers/{offer['id']}")).json()["data"]
    assert (await duffel.book(newest)).status_code == 201


async def test_the_order_fails_at_the_airline(duffel, code_of):
    offer = await duffel.offer("LHR", "LGW")
    assert code_of(await duffel.book(offer)) == (502, "airline_unknown")
    assert (await duffel.get("/air/orders", offer_id=offer["id"])).json()["data"] == []


async def test_the_balance_is_too_low(duffel, code_of):
    offer = await duffel.offer("LGW", "STN")
    refused = await duffel.book(offer)
    assert code_of(refused) == (422, "insufficient_balance")
    assert refused.json()["errors"][0]["type"] == "invalid_state_error"


async def test_created_without_tickets_yet(duffel):
    answer = await duffel.book(await duffel.offer("LTN", "STN"))
    order = answer.json()["data"]
    assert (answer.status_code, order["documents"]) == (200, [])
    assert duffel.told("order.created") == []
    await duffel.advance(seconds=31)
    assert [event["data"]["object"]["order_id"] for event in duffel.told("order.created")] == [order["id"]]
    assert len((await duffel.get(f"/air/orders/{order['id']}")).json()["data"]["documents"]) == 1


async def test_accepted_and_created_within_the_hour(duffel, code_of):
    offer = await duffel.offer("SEN", "STN")
    assert (await duffel.book(offer)).status_code == 202
    assert (await duffel.get("/air/orders", offer_id=offer["id"])).json()["data"] == []
    assert code_of(await duffel.book(offer)) == (422, "order_creation_already_attempted")
    await duffel.advance(minutes=59)
    [event] = duffel.told("order.created")
    assert event["data"]["object"]["offer_id"] == offer["id"]
    [order] = (await duffel.get("/air/orders", offer_id=offer["id"])).json()["data"]
    assert order["id"] == event["data"]["object"]["order_id"] == event["idempotency_key"]


async def test_accepted_and_then_failed(duffel):
    offer = await duffel.offer("LCY", "STN")
    assert (await duffel.book(offer)).status_code == 202
    await duffel.advance(minutes=5)
    [event] = duffel.told("order.creation_failed")
    assert event["data"]["object"]["offer_id"] == offer["id"]
    assert duffel.told("order.created") == []
    assert (await duffel.get("/air/orders", offer_id=offer["id"])).json()["data"] == []


async def test_an_airline_change_appears_at_each_read(duffel, code_of):
    order = (await duffel.book(await duffel.offer("LHR", "LTN"))).json()["data"]
    first, second = [
        (await duffel.get("/air/airline_initiated_changes", order_id=order["id"])).json()["data"][0] for _ in range(2)
    ]
    assert first["id"] != second["id"]
    accept = "/air/airline_initiated_changes/{}/actions/accept"
    assert code_of(await duffel.post(accept.format(first["id"]))) == (422, "stale_airline_initiated_change_accept")
    taken = (await duffel.post(accept.format(second["id"]))).json()["data"]
    assert taken["action_taken"] == "accepted"
    changed = (await duffel.get(f"/air/orders/{order['id']}")).json()["data"]
    assert changed["slices"][0]["id"] == taken["added"][0]["id"] != order["slices"][0]["id"]
    assert duffel.told("order.airline_initiated_change_detected") == []  # still on its way
    await duffel.advance(seconds=1)
    assert len(duffel.told("order.airline_initiated_change_detected")) == 2


async def test_a_cancellation_gives_airline_credits(duffel):
    order = (await duffel.book(await duffel.offer("LTN", "SYD"))).json()["data"]
    quote = (await duffel.post("/air/order_cancellations", {"order_id": order["id"]})).json()["data"]
    assert quote["refund_to"] == "airline_credits"
    assert [credit["credit_amount"] for credit in quote["airline_credits"]] == [order["total_amount"]]


def test_every_special_route_has_a_test():
    assert len(routes()) == 16
