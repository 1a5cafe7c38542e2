"""The simulated Duffel answers with every field of the recorded shapes, of the same kind."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.wire.matching import differences

SHAPES = Path(__file__).parent / "shapes"
OWN_METADATA = "/metadata/"  # what the buyer wrote is not Duffel's


def recorded(name: str) -> dict:
    body = json.loads((SHAPES / f"{name}.json").read_text())
    return body["data"] if isinstance(body, dict) and "data" in body else body


@pytest.fixture
async def answers(duffel, stage) -> dict[str, object]:
    """One journey through the simulator; its answers by the name of the recorded shape that judges them."""
    request = await duffel.search("LOS", "ABV")
    own = next(offer for offer in request["offers"] if offer["owner"]["iata_code"] == "ZZ")
    listed = (await duffel.get("/air/offers", offer_request_id=request["id"])).json()
    offer = (await duffel.get(f"/air/offers/{own['id']}", return_available_services="true")).json()["data"]
    order = (await duffel.book(offer)).json()["data"]
    orders = (await duffel.get("/air/orders", offer_id=offer["id"])).json()
    await stage.client.post(f"/duffel/_control/orders/{order['id']}", json={"event": "schedule_change"})
    changes = (await duffel.get("/air/airline_initiated_changes", order_id=order["id"])).json()["data"]
    quote = (await duffel.post("/air/order_cancellations", {"order_id": order["id"]})).json()["data"]
    confirmed = (await duffel.post(f"/air/order_cancellations/{quote['id']}/actions/confirm")).json()["data"]
    holdable = await duffel.offer("JFK", "EWR")
    body = duffel.order(holdable, type="hold")
    del body["payments"]
    held = (await duffel.post("/air/orders", body)).json()["data"]
    payment = {"type": "balance", "amount": held["total_amount"], "currency": held["total_currency"]}
    paid = (await duffel.post("/air/payments", {"order_id": held["id"], "payment": payment})).json()["data"]
    return {
        "offer_request": request,
        "offers_page": listed["data"],
        "offer": offer,
        "offer_services": offer,
        "order": order,
        "orders_page": orders["data"],
        "order_hold": held,
        "order_hold_paid": (await duffel.get(f"/air/orders/{held['id']}")).json()["data"],
        "payment": paid,
        "airline_changes": changes,
        "cancellation": quote,
        "cancellation_confirmed": confirmed,
        "places": (await duffel.get("/places/suggestions", query="lagos")).json()["data"],
        "error": (await duffel.get("/air/orders", limit="0")).json(),
    }


async def test_every_recorded_field_is_answered(answers):
    found = {name: differences(recorded(name), answer) for name, answer in answers.items()}
    found = {name: [one for one in rows if OWN_METADATA not in one] for name, rows in found.items()}
    assert {name: rows for name, rows in found.items() if rows} == {}


async def test_the_judge_sees_what_is_missing(answers):
    offer = {**answers["offer"], "total_amount": 12.5}
    del offer["expires_at"]
    assert differences(recorded("offer"), offer) == ["/expires_at: missing", "/total_amount: float"]


async def test_every_recorded_event_that_the_simulator_sends_has_the_same_fields(duffel, stage):
    events = {event["type"]: event for event in recorded("webhooks")}
    order = (await duffel.book(await duffel.offer("LOS", "ABV"))).json()["data"]
    await duffel.book(await duffel.offer("LCY", "STN"))
    await stage.client.post(f"/duffel/_control/orders/{order['id']}", json={"event": "schedule_change"})
    quote = (await duffel.post("/air/order_cancellations", {"order_id": order["id"]})).json()["data"]
    await duffel.post(f"/air/order_cancellations/{quote['id']}/actions/confirm")
    await duffel.advance(minutes=1)
    for kind in (
        "order.created",
        "order.creation_failed",
        "order.airline_initiated_change_detected",
        "order_cancellation.confirmed",
    ):
        assert [differences(events[kind], told) for told in duffel.told(kind)] == [[]], kind
