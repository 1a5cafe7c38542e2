"""Subscriptions, signatures, retries and the record of deliveries (partners.md A6)."""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import UTC, datetime

from dragoman.simulators.duffel.webhooks import WAITS, sign


def test_the_signature_is_duffels():
    body = b'{"id":"wev_1"}'
    at = datetime(2026, 12, 15, 9, 30, tzinfo=UTC)
    header = sign("a_secret", body, at)
    stamp, digest = re.fullmatch(r"t=(\d+),v1=([0-9a-f]{64})", header).groups()
    assert int(stamp) == int(at.timestamp())
    assert digest == hmac.new(b"a_secret", f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()


async def test_an_order_is_told_once_and_signed(duffel, stage):
    order = (await duffel.book(await duffel.offer("LOS", "ABV"))).json()["data"]
    await duffel.advance(seconds=2)
    [event] = duffel.told("order.created")
    assert event["idempotency_key"] == order["id"]
    assert (event["api_version"], event["live_mode"]) == ("v2", False)
    url, body, headers = stage.posted.letters[-1]
    assert url == stage.world.settings.webhook_url("duffel")
    stamp = headers["X-Duffel-Signature"].split(",")[0][2:]
    secret = stage.world.settings.duffel_webhook_secret.encode()
    digest = hmac.new(secret, f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    assert headers["X-Duffel-Signature"] == f"t={stamp},v1={digest}"


async def test_a_failed_delivery_is_retried_within_72_hours_with_a_fresh_signature(duffel, stage):
    stage.posted.answers = [500] * 100
    await duffel.book(await duffel.offer("LOS", "ABV"))
    await duffel.advance(seconds=2)
    for wait in WAITS:
        await duffel.advance(seconds=wait.total_seconds() + 1)
    assert len(stage.posted.letters) == len(WAITS) + 1
    assert len({body for _, body, _ in stage.posted.letters}) == 1
    assert len({headers["X-Duffel-Signature"] for _, _, headers in stage.posted.letters}) == len(WAITS) + 1
    await duffel.advance(hours=100)
    assert len(stage.posted.letters) == len(WAITS) + 1
    assert sum(wait.total_seconds() for wait in WAITS) <= 72 * 3600
    listed = (await duffel.get("/air/webhooks/deliveries", limit="3", delivery_success="false")).json()["data"]
    assert {row["response_status_code"] for row in listed} == {500}


async def test_test_mode_has_one_webhook(duffel, code_of, stage):
    [seeded] = (await duffel.get("/air/webhooks")).json()["data"]
    assert "secret" not in seeded
    wanted = {"url": "https://shop.example/hook", "events": ["order.created"]}
    assert code_of(await duffel.post("/air/webhooks", wanted)) == (422, "unsafe_unique")
    gone = await stage.client.delete(f"/duffel/air/webhooks/{seeded['id']}", headers=duffel.headers)
    assert gone.status_code == 204
    made = (await duffel.post("/air/webhooks", wanted)).json()["data"]
    assert made["secret"]
    assert "secret" not in (await duffel.get(f"/air/webhooks/{made['id']}")).json()["data"]
    assert (await duffel.post(f"/air/webhooks/{made['id']}/actions/ping")).status_code == 204
    await stage.world.courier.settle()
    assert stage.posted.letters == []  # not subscribed to ping.triggered
    await duffel.book(await duffel.offer("LOS", "ABV"))
    await duffel.advance(seconds=2)
    url, body, headers = stage.posted.letters[-1]
    stamp = headers["X-Duffel-Signature"].split(",")[0][2:]
    digest = hmac.new(made["secret"].encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    assert url == "https://shop.example/hook"
    assert headers["X-Duffel-Signature"].endswith(digest)


async def test_a_ping_and_a_redelivery(duffel, stage):
    [seeded] = (await duffel.get("/air/webhooks")).json()["data"]
    await duffel.post(f"/air/webhooks/{seeded['id']}/actions/ping")
    await stage.world.courier.settle()
    [event] = duffel.told("ping.triggered")
    assert (await duffel.post(f"/air/webhooks/events/{event['id']}/actions/redeliver")).status_code == 202
    await stage.world.courier.settle()
    assert len(duffel.told("ping.triggered")) == 2
    paused = await duffel.patch(f"/air/webhooks/{seeded['id']}", {"active": False})
    assert paused.json()["data"]["active"] is False
    await duffel.post(f"/air/webhooks/{seeded['id']}/actions/ping")
    await stage.world.courier.settle()
    assert len(duffel.told("ping.triggered")) == 2


async def test_a_webhook_address_must_be_https(duffel, stage, code_of):
    [seeded] = (await duffel.get("/air/webhooks")).json()["data"]
    for url in ("http://shop.example/hook", "ftp://x", "//[", 7, ""):
        refused = await duffel.patch(f"/air/webhooks/{seeded['id']}", {"url": url})
        assert code_of(refused) == (422, "validation_format")
