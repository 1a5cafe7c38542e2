"""What the simulator posts to the product: signature, shapes, order, batches, identities, retries, faults."""

from __future__ import annotations

import hashlib
import hmac

import msgspec
import pytest

from tests.rooms.simulators.whatsapp.conftest import ADA, PHONE_ID, WABA, Town, build_town

HI = {"type": "text", "text": {"body": "hi"}}
SECRET = b"demo-app-secret-5e2f0c6d1b9a4e73"


async def test_an_inbound_text_has_every_key(town: Town) -> None:
    said = await town.says("LOS-ABV 2026-12-15, 1 adult ✈️")
    await town.pass_time(seconds=1)
    ((url, body, headers),) = town.letters
    assert url == "http://127.0.0.1:8000/webhooks/meta"
    digest = hmac.new(SECRET, body, hashlib.sha256).hexdigest()
    assert headers["X-Hub-Signature-256"] == f"sha256={digest}"
    whole = msgspec.json.decode(body)
    assert whole["object"] == "whatsapp_business_account"
    (entry,) = whole["entry"]
    (change,) = entry["changes"]
    assert (entry["id"], change["field"]) == (WABA, "messages")
    value = change["value"]
    assert value["metadata"] == {"display_phone_number": "2347003724666", "phone_number_id": PHONE_ID}
    user_id = value["contacts"][0]["user_id"]
    assert user_id.startswith("NG.")
    assert value["contacts"] == [{"profile": {"name": f"+{ADA}"}, "wa_id": ADA, "user_id": user_id}]
    (message,) = value["messages"]
    assert message["timestamp"].isdigit()
    assert {key: message[key] for key in message if key != "timestamp"} == {
        "from": ADA,
        "from_user_id": user_id,
        "id": said["id"],
        "type": "text",
        "text": {"body": "LOS-ABV 2026-12-15, 1 adult ✈️"},
    }


async def test_statuses_come_in_order_with_tracker_pricing_and_contacts(town: Town) -> None:
    await town.send(HI | {"biz_opaque_callback_data": "effect-1"})
    changes = await town.webhooks()
    await town.sees()
    changes += await town.webhooks()
    statuses = [change["value"]["statuses"][0] for change in changes]
    assert [s["status"] for s in statuses] == ["sent", "delivered", "read"]
    assert {s["biz_opaque_callback_data"] for s in statuses} == {"effect-1"}
    assert {s["recipient_id"] for s in statuses} == {ADA}
    assert len({s["recipient_user_id"] for s in statuses}) == 1
    assert statuses[0]["pricing"] == {
        "billable": False,
        "pricing_model": "PMP",
        "type": "free_customer_service",
        "category": "service",
    }
    assert "pricing" not in statuses[2]
    assert all(change["value"]["contacts"][0]["wa_id"] == ADA for change in changes)


async def test_a_failed_status_has_errors_and_no_contacts(town: Town) -> None:
    await town.http.post(
        "/faults", json={"partner": "whatsapp", "operation": "send", "fault": "undeliverable", "times": 1}
    )
    await town.send(HI)
    (change,) = await town.webhooks()
    assert "contacts" not in change["value"]
    error = change["value"]["statuses"][0]["errors"][0]
    assert (error["code"], error["title"]) == (131026, "Message undeliverable")
    assert set(error) == {"code", "title", "message", "error_data", "href"}


async def test_who_reads_with_receipts_off_is_never_read(town: Town) -> None:
    await town.http.post(f"/phone/api/{ADA}", json={"read_receipts": False})
    await town.send(HI)
    await town.sees()
    assert [s["status"] for s in await town.statuses()] == ["sent", "delivered"]
    await town.sees()
    assert await town.statuses() == []


async def test_a_phone_that_is_off_gets_it_later(town: Town) -> None:
    await town.http.post(f"/phone/api/{ADA}", json={"online": False})
    await town.send(HI)
    assert [s["status"] for s in await town.statuses()] == ["sent"]
    await town.http.post(f"/phone/api/{ADA}", json={"online": True})
    assert [s["status"] for s in await town.statuses()] == ["delivered"]


async def test_a_person_who_blocked_the_business_gets_nothing(town: Town) -> None:
    await town.http.post(f"/phone/api/{ADA}", json={"blocked": True})
    await town.send(HI)
    assert [s["status"] for s in await town.statuses()] == ["sent"]


@pytest.mark.parametrize(
    ("identity", "keys"),
    [
        ("both", {"wa_id", "user_id"}),
        ("user_id", {"user_id"}),
        ("phone", {"wa_id"}),
    ],
)
async def test_identities_on_messages_and_statuses(town: Town, identity: str, keys: set[str]) -> None:
    await town.mode(identity=identity)
    await town.says("Hi")
    await town.send(HI)
    message, sent, delivered = await town.webhooks()
    for change in (message, sent, delivered):
        assert set(change["value"]["contacts"][0]) == {"profile"} | keys
    inbound, status = message["value"]["messages"][0], sent["value"]["statuses"][0]
    assert ("from" in inbound, "from_user_id" in inbound) == ("wa_id" in keys, "user_id" in keys)
    assert ("recipient_id" in status, "recipient_user_id" in status) == ("wa_id" in keys, "user_id" in keys)


async def test_a_username_adopter_is_answered_by_user_id(town: Town) -> None:
    await town.http.post(f"/phone/api/{ADA}", json={"hides_phone": True, "username": "ada.obi", "name": "Ada Obi"})
    await town.says("Hi")
    (change,) = await town.webhooks()
    (contact,) = change["value"]["contacts"]
    assert contact["profile"] == {"name": "Ada Obi", "username": "ada.obi"}
    assert ADA not in str({k: v for k, v in change["value"].items() if k != "messages"})
    user_id = contact["user_id"]
    body = {"messaging_product": "whatsapp", "recipient": user_id} | HI
    answer = await town.graph("POST", f"{PHONE_ID}/messages", json=body)
    assert answer.json()["contacts"] == [{"input": user_id, "user_id": user_id}]
    assert (await town.sees())[-1]["text"] == "hi"
    unknown = await town.graph("POST", f"{PHONE_ID}/messages", json=body | {"recipient": "NG.1"})
    assert unknown.json()["error"]["code"] == 131026


async def test_a_batch_holds_up_to_its_size_and_nothing_is_lost(town: Town) -> None:
    await town.mode(batch=1000, linger=3600, throughput=0)  # longer than a slow machine needs to write them
    for n in range(2345):
        await town.says(f"message {n}", f"23480355{n:05d}")
    await town.world.courier.settle()
    assert len(town.letters) == 2
    await town.pass_time(seconds=3601)
    sizes = [sum(len(e["changes"]) for e in msgspec.json.decode(body)["entry"]) for _, body, _ in town.letters]
    assert sizes == [1000, 1000, 345]
    texts = [c["value"]["messages"][0]["text"]["body"] for c in await town.webhooks()]
    assert texts == [f"message {n}" for n in range(2345)]


@pytest.mark.parametrize("status", [500, 503, 302, 201, 0])
async def test_anything_but_200_is_tried_again_ever_more_rarely(town: Town, status: int) -> None:
    town.answers = [status] * 4
    await town.says("Hi")
    await town.world.courier.settle()
    gaps = []
    for span in (1, 5, 30, 300):
        before = len(town.letters)
        await town.pass_time(seconds=span + 0.01)
        gaps.append(len(town.letters) - before)
    assert gaps == [1, 1, 1, 1]
    assert len({body for _, body, _ in town.letters}) == 1
    await town.pass_time(days=3)
    assert len(town.letters) == 5


async def test_retries_end(town: Town) -> None:
    town.answers = [500] * 100
    await town.says("Hi")
    for _ in range(12):
        await town.pass_time(days=1)
    assert len(town.letters) == 9


@pytest.mark.parametrize(("fault", "options", "copies"), [("duplicate", {"copies": 3}, 3), ("drop", {}, 0)])
async def test_webhook_faults(town: Town, fault: str, options: dict[str, int], copies: int) -> None:
    body = {"partner": "whatsapp", "operation": "webhook", "fault": fault, "times": 1, "options": options}
    answer = await town.http.post("/faults", json=body)
    assert answer.is_success, answer.text
    await town.says("Hi")
    assert len(await town.webhooks()) == copies
    await town.says("again")
    assert len(await town.webhooks()) == 1


async def test_the_inbound_ticks_follow_the_business(town: Town) -> None:
    town.answers = [500]
    said = await town.says("Are you there?")
    await town.world.courier.settle()
    assert (await town.sees())[-1]["status"] == "sent"
    await town.pass_time(seconds=2)
    assert (await town.sees())[-1]["status"] == "delivered"
    body = {
        "messaging_product": "whatsapp",
        "status": "read",
        "message_id": said["id"],
        "typing_indicator": {"type": "text"},
    }
    assert (await town.graph("POST", f"{PHONE_ID}/messages", json=body)).json() == {"success": True}
    whole = (await town.http.get(f"/phone/api/{ADA}/messages")).json()
    assert [m["status"] for m in whole["messages"]] == ["read", "read"]
    assert whole["typing"]
    await town.pass_time(seconds=26)
    assert not (await town.http.get(f"/phone/api/{ADA}/messages")).json()["typing"]


async def test_the_handshake(town: Town) -> None:
    async def fetch(address: str, query: dict[str, str]) -> tuple[int, str]:
        good = query["hub.verify_token"] == "demo-verify-token" and query["hub.mode"] == "subscribe"
        return (200, query["hub.challenge"]) if good else (403, "no")

    town.whatsapp.handshake.fetch = fetch
    assert (await town.http.post("/graph/_verify", json={})).json()["verified"]
    refused = (await town.http.post("/graph/_verify", json={"verify_token": "wrong"})).json()
    assert (refused["verified"], refused["status"]) == (False, 403)


async def test_the_handshake_with_nobody_there(town: Town) -> None:
    said = (await town.http.post("/graph/_verify", json={"url": "http://127.0.0.1:9/x"})).json()
    assert (said["verified"], said["status"]) == (False, 0)


async def test_an_account_may_have_its_own_address(town: Town) -> None:
    async def fetch(address: str, query: dict[str, str]) -> tuple[int, str]:
        return 200, query["hub.challenge"]

    town.whatsapp.handshake.fetch = fetch
    body = {"override_callback_uri": "https://tenant.example/hook", "verify_token": "t"}
    assert (await town.graph("POST", f"{WABA}/subscribed_apps", json=body)).json() == {"success": True}
    listed = (await town.graph("GET", f"{WABA}/subscribed_apps")).json()["data"][0]
    assert listed["override_callback_uri"] == "https://tenant.example/hook"
    await town.says("Hi")
    await town.pass_time(seconds=1)
    assert [url for url, _, _ in town.letters] == ["https://tenant.example/hook"]


async def test_three_copies_shuffled_and_late_lose_nothing(town: Town) -> None:
    await town.mode(copies=3, shuffle=True, delay=30, batch=10, linger=1, throughput=0)
    for n in range(20):
        await town.says(f"m{n}")
    await town.pass_time(seconds=32)
    texts = [c["value"]["messages"][0]["text"]["body"] for c in await town.webhooks()]
    assert sorted(texts) == sorted([f"m{n}" for n in range(20)] * 3)
    assert texts != sorted(texts, key=lambda text: int(text[1:]))


async def test_a_restart_goes_on_with_what_was_under_way(town: Town) -> None:
    await town.send(HI | {"biz_opaque_callback_data": "effect-9"})
    kept = msgspec.msgpack.decode(msgspec.msgpack.encode(town.whatsapp.snapshot()))
    other, _ = build_town()
    other.whatsapp.restore(kept)
    await other.whatsapp.start()
    async with other.http:
        seen = [(s["status"], s["biz_opaque_callback_data"]) for s in await other.statuses()]
        assert seen == [("sent", "effect-9"), ("delivered", "effect-9")]
    other.world.agenda.close()


async def test_a_template_past_its_time_is_never_delivered(town: Town) -> None:
    parts = [{"type": "BODY", "text": "Boarding in 45 minutes."}]
    whole = {"name": "boarding", "language": "en", "category": "UTILITY", "components": parts}
    await town.graph("POST", f"{WABA}/message_templates", json=whole | {"message_send_ttl_seconds": 600})
    await town.pass_time(seconds=5)
    await town.http.post(f"/phone/api/{ADA}", json={"online": False})
    await town.send({"type": "template", "template": {"name": "boarding", "language": {"code": "en"}}})
    await town.send(HI)
    await town.pass_time(minutes=11)
    town.letters.clear()
    await town.http.post(f"/phone/api/{ADA}", json={"online": True})
    (delivered,) = await town.statuses()
    assert delivered["id"] == (await town.sees(peek=1))[-1]["id"]
