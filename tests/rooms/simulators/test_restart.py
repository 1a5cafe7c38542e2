"""A restart of the simulators forgets nothing: orders, payments, refunds under way, mail, webhooks to come."""

from __future__ import annotations

from datetime import timedelta

import httpx2
import msgspec
import pytest

from dragoman.simulators import snapshot
from dragoman.simulators.app import build_simulators, build_world, compose
from dragoman.simulators.mail.messages import Message


@pytest.fixture
def restarted(stage, tmp_path):
    """Write the world down, and wake another one from it."""

    def again():
        snapshot.write(stage.world, stage.simulators, tmp_path)
        posted = type(stage.posted)()
        world = build_world(stage.world.settings, posted)
        simulators = build_simulators(world)
        client = httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app=compose(world, simulators, None)), base_url="http://sim"
        )
        assert snapshot.load(world, simulators, tmp_path)
        return type(stage)(world, simulators, client, posted)

    return again


async def test_duffel_goes_on(duffel, restarted):
    order = (await duffel.book(await duffel.offer("LOS", "ABV"))).json()["data"]
    pending = await duffel.offer("SEN", "STN")
    assert (await duffel.book(pending)).status_code == 202
    open_offer = (await duffel.search("LOS", "ABV"))["offers"][0]
    again = type(duffel)(restarted())
    assert (await again.get(f"/air/orders/{order['id']}")).json()["data"]["documents"] == order["documents"]
    assert (await again.get(f"/air/offers/{open_offer['id']}")).json()["data"] == open_offer
    second = (await again.book(open_offer)).json()["data"]
    assert second["id"] != order["id"]
    await again.advance(hours=1)
    told = [event["data"]["object"]["offer_id"] for event in again.told("order.created")]
    assert pending["id"] in told
    [resolved] = (await again.get("/air/orders", offer_id=pending["id"])).json()["data"]
    assert resolved["booking_reference"]


async def test_paystack_goes_on(paystack, restarted):
    shown = await paystack.paid()
    waiting = await paystack.initialize()
    refund = (await paystack.post("/refund", {"transaction": shown["reference"]})).json()["data"]
    again = type(paystack)(restarted())
    assert (await again.verify(shown["reference"]))["amount"] == shown["amount"]
    assert (await again.pay(waiting["access_code"]))["status"] == "success"
    await again.advance(minutes=1)
    assert (await again.get(f"/refund/{refund['id']}")).json()["data"]["status"] == "processed"
    assert [len(again.told(f"refund.{name}")) for name in ("processing", "processed")] == [1, 1]
    assert (await again.get("/balance")).json()["data"][0]["currency"] == "NGN"


async def test_mail_and_clock_are_kept(stage, restarted):
    message = Message("m1", "a@b.co", ["c@d.co"], b"Subject: x\r\n\r\n\xff", stage.world.now())
    stage.simulators["mail"].restore(msgspec.to_builtins([message], builtin_types=(bytes,)))
    await stage.world.move_to(timedelta(hours=5))
    again = restarted()
    assert again.world.clock.shift == timedelta(hours=5)
    [shown] = (await again.client.get("/mail/api/messages")).json()
    assert shown["subject"] == "x"
