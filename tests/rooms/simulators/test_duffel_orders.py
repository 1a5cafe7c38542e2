"""Orders, holds, payments, cancellations and airline changes over time (partners.md A4, A5)."""

from __future__ import annotations

import pytest

from dragoman.simulators.faults import Fault


async def hold(duffel):
    offer = await duffel.offer("LOS", "ABV")
    body = duffel.order(offer, type="hold")
    del body["payments"]
    answer = await duffel.post("/air/orders", body)
    assert answer.status_code == 201, answer.text
    return answer.json()["data"]


async def pay(duffel, order, amount=None):
    payment = {"type": "balance", "amount": amount or order["total_amount"], "currency": order["total_currency"]}
    return await duffel.post("/air/payments", {"order_id": order["id"], "payment": payment})


async def test_the_total_includes_the_bag_of_the_last_read(duffel, code_of):
    offer = await duffel.offer("LOS", "ABV")
    path = f"/air/offers/{offer['id']}"
    old = (await duffel.get(path, return_available_services="true")).json()["data"]["available_services"][0]
    new = (await duffel.get(path, return_available_services="true")).json()["data"]["available_services"][0]
    assert old["id"] != new["id"]
    wanted = [{"id": new["id"], "quantity": 1}]
    priced = (await duffel.post(f"{path}/actions/price", {"intended_services": wanted})).json()["data"]
    total = f"{float(offer['total_amount']) + float(new['total_amount']):.2f}"
    assert priced["total_amount"] == total
    payments = [{"type": "balance", "amount": total, "currency": offer["total_currency"]}]
    stale = [{"id": old["id"], "quantity": 1}]
    assert code_of(await duffel.book(offer, services=stale, payments=payments))[1] == "ancillary_service_not_available"
    order = (await duffel.book(offer, services=wanted, payments=payments)).json()["data"]
    assert order["total_amount"] == total
    kinds = [document["type"] for document in order["documents"]]
    assert kinds == ["electronic_ticket", "electronic_miscellaneous_document_associated"]


async def test_a_hold_is_guaranteed_48_hours_and_due_after_72(duffel, code_of):
    order = await hold(duffel)
    await duffel.advance(hours=49)
    dearer = (await duffel.get(f"/air/orders/{order['id']}")).json()["data"]
    assert float(dearer["total_amount"]) > float(order["total_amount"])
    assert code_of(await pay(duffel, order)) == (422, "payment_amount_does_not_match_order_amount")
    assert (await pay(duffel, dearer)).status_code == 201
    assert code_of(await pay(duffel, dearer)) == (422, "already_paid")
    paid = (await duffel.get(f"/air/orders/{order['id']}")).json()["data"]
    assert paid["payment_status"]["paid_at"]
    assert paid["documents"]


async def test_a_lapsed_hold_looks_paid_but_is_not(duffel, code_of):
    order = await hold(duffel)
    assert [row["id"] for row in (await duffel.get("/air/orders", awaiting_payment="true")).json()["data"]] == [
        order["id"]
    ]
    await duffel.advance(hours=72, seconds=1)
    lapsed = (await duffel.get(f"/air/orders/{order['id']}")).json()["data"]
    assert lapsed["payment_status"]["awaiting_payment"] is False
    assert lapsed["payment_status"]["paid_at"] is None
    assert lapsed["documents"] == []
    assert code_of(await pay(duffel, lapsed)) == (422, "past_payment_required_by_date")


async def test_an_instant_order_cannot_be_paid_again(duffel, code_of):
    order = (await duffel.book(await duffel.offer("LOS", "ABV"))).json()["data"]
    assert code_of(await pay(duffel, order)) == (422, "order_type_not_eligible_for_payment")


async def test_an_order_is_found_by_offer_name_and_reference(duffel):
    offer = await duffel.offer("LOS", "ABV")
    order = (await duffel.book(offer, metadata={"booking": "bk_1"})).json()["data"]
    assert order["offer_id"] == offer["id"]
    for params in (
        {"offer_id": offer["id"]},
        {"booking_reference": order["booking_reference"]},
        {"passenger_name[]": "obi"},
    ):
        assert [row["id"] for row in (await duffel.get("/air/orders", **params)).json()["data"]] == [order["id"]]
    assert (await duffel.get("/air/orders", offer_id="off_0000other")).json()["data"] == []
    changed = await duffel.patch(f"/air/orders/{order['id']}", {"metadata": {"booking": "bk_2"}})
    assert changed.json()["data"]["metadata"] == {"booking": "bk_2"}


async def test_only_the_newest_cancellation_quote_confirms(duffel, code_of):
    order = (await duffel.book(await duffel.offer("LOS", "ABV"))).json()["data"]
    first, second = [
        (await duffel.post("/air/order_cancellations", {"order_id": order["id"]})).json()["data"] for _ in range(2)
    ]
    path = "/air/order_cancellations/{}/actions/confirm"
    assert code_of(await duffel.post(path.format(first["id"]))) == (422, "order_cancellation_stale")
    done = (await duffel.post(path.format(second["id"]))).json()["data"]
    assert (done["refund_amount"], done["refund_to"]) == (order["total_amount"], "balance")
    assert code_of(await duffel.post(path.format(second["id"]))) == (422, "already_cancelled")
    again = await duffel.post("/air/order_cancellations", {"order_id": order["id"]})
    assert code_of(again) == (422, "already_cancelled")
    cancelled = (await duffel.get(f"/air/orders/{order['id']}")).json()["data"]
    assert cancelled["cancelled_at"]
    assert cancelled["available_actions"] == []


async def test_a_cancellation_quote_lives_an_hour(duffel, code_of):
    order = (await duffel.book(await duffel.offer("LOS", "ABV"))).json()["data"]
    quote = (await duffel.post("/air/order_cancellations", {"order_id": order["id"]})).json()["data"]
    await duffel.advance(minutes=61)
    refused = await duffel.post(f"/air/order_cancellations/{quote['id']}/actions/confirm")
    assert code_of(refused) == (422, "order_cancellation_expired")


async def test_a_saver_fare_cannot_be_cancelled(duffel, code_of):
    found = await duffel.search("LOS", "ABV")
    saver = next(o for o in found["offers"] if o["slices"][0]["fare_brand_name"] == "Saver")
    assert saver["conditions"]["refund_before_departure"]["allowed"] is False
    order = (await duffel.book(saver)).json()["data"]
    assert order["available_actions"] == ["update"]
    refused = await duffel.post("/air/order_cancellations", {"order_id": order["id"]})
    assert code_of(refused) == (422, "order_not_cancellable")


@pytest.mark.parametrize(("event", "added"), [("schedule_change", 1), ("airline_cancelled", 0)])
async def test_an_airline_changes_an_order_on_command(duffel, stage, event, added):
    order = (await duffel.book(await duffel.offer("LOS", "ABV"))).json()["data"]
    control = f"/duffel/_control/orders/{order['id']}"
    answer = await stage.client.post(control, json={"event": event, "hours": 3})
    assert answer.status_code == 202
    [change] = (await duffel.get("/air/airline_initiated_changes", order_id=order["id"])).json()["data"]
    assert len(change["added"]) == added
    await duffel.advance(seconds=2)
    [told] = duffel.told("order.airline_initiated_change_detected")
    assert told["idempotency_key"] == change["id"]
    assert told["data"]["object"]["order_id"] == order["id"]
    now = (await duffel.get(f"/air/orders/{order['id']}")).json()["data"]
    assert bool(now["cancelled_at"]) is (event == "airline_cancelled")
    assert (await stage.client.post(control, json={"event": "party"})).status_code == 422
    assert (await stage.client.post("/duffel/_control/orders/ord_x", json={"event": event})).status_code == 404


async def test_a_fault_lets_the_airline_change_the_order_later(duffel, stage):
    stage.world.faults.set(Fault("duffel", "create_order", "schedule_change", options={"seconds": 600, "hours": 5}))
    order = (await duffel.book(await duffel.offer("LOS", "ABV"))).json()["data"]
    await duffel.advance(seconds=599)
    assert (await duffel.get("/air/airline_initiated_changes", order_id=order["id"])).json()["data"] == []
    await duffel.advance(seconds=2)
    [change] = (await duffel.get("/air/airline_initiated_changes", order_id=order["id"])).json()["data"]
    assert change["action_taken"] is None
    assert change["removed"][0]["id"] == order["slices"][0]["id"]


async def test_a_return_trip_keeps_one_carrier_and_one_price(duffel):
    asked = [
        {"origin": "LON", "destination": "LOS", "departure_date": duffel.day(40)},
        {"origin": "LOS", "destination": "LON", "departure_date": duffel.day(50)},
    ]
    offers = (await duffel.search("LOS", "ABV", slices=asked))["offers"]
    assert offers
    for offer in offers:
        carriers = {part["segments"][0]["marketing_carrier"]["iata_code"] for part in offer["slices"]}
        assert carriers == {offer["owner"]["iata_code"]}
        assert float(offer["base_amount"]) + float(offer["tax_amount"]) == pytest.approx(float(offer["total_amount"]))
