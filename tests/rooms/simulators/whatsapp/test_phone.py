"""The phone's JSON: sending, choosing, files, edits, settings, waiting, streams."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
import pytest

from tests.rooms.simulators.whatsapp.conftest import ADA, KOFI, PHONE_ID, TOKEN, Town

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000a49444154789c6300010000050001"
)
BUTTONS = {
    "type": "interactive",
    "interactive": {
        "type": "button",
        "body": {"text": "Shall we *book*?"},
        "action": {
            "buttons": [{"type": "reply", "reply": {"id": i, "title": t}} for i, t in (("yes", "Yes"), ("no", "No"))]
        },
    },
}
LIST = {
    "type": "interactive",
    "interactive": {
        "type": "list",
        "header": {"type": "text", "text": "Flights"},
        "body": {"text": "Three offers"},
        "footer": {"text": "Prices in NGN"},
        "action": {
            "button": "See offers",
            "sections": [
                {"title": "Morning", "rows": [{"id": "o1", "title": "07:00 Air Peace", "description": "NGN 92,000"}]}
            ],
        },
    },
}


async def test_the_promised_shape(town: Town) -> None:
    await town.send(BUTTONS)
    hello, asked = await town.sees()
    assert set(asked) >= {"n", "from", "type", "text", "choices", "link", "document", "status"}
    assert (hello["n"], hello["from"], hello["type"], hello["text"]) == (1, "customer", "text", "Hello")
    assert (asked["n"], asked["from"], asked["type"], asked["text"]) == (
        2,
        "business",
        "interactive",
        "Shall we *book*?",
    )
    assert asked["choices"] == [{"id": "yes", "title": "Yes"}, {"id": "no", "title": "No"}]
    assert (asked["link"], asked["document"]) == (None, None)
    assert [m["n"] for m in await town.sees(after=1)] == [2]


async def test_a_button_is_tapped_once(town: Town) -> None:
    await town.send(BUTTONS)
    asked = (await town.sees())[-1]
    await town.act({"choose": "no"})
    message = next(c for c in await town.webhooks() if "messages" in c["value"])["value"]["messages"][0]
    assert message["interactive"] == {"type": "button_reply", "button_reply": {"id": "no", "title": "No"}}
    assert message["context"] == {"from": "2347003724666", "id": asked["id"]}
    assert (await town.sees())[1]["chosen"] == "no"
    refused = await town.act({"choose": "yes"}, status=409)
    assert refused["code"] == "already_chosen"
    await town.send(BUTTONS)
    await town.act({"choose": "yes"})


async def test_a_row_is_chosen_again_and_again(town: Town) -> None:
    await town.send(LIST)
    for _ in range(2):
        await town.act({"choose": "o1"})
    replies = [c["value"]["messages"][0]["interactive"] for c in await town.webhooks() if "messages" in c["value"]]
    row = {"id": "o1", "title": "07:00 Air Peace", "description": "NGN 92,000"}
    assert replies == [{"type": "list_reply", "list_reply": row}] * 2


async def test_what_was_not_offered_cannot_be_chosen(town: Town) -> None:
    before = len(await town.sees())
    refused = await town.act({"choose": "o1"}, status=409)
    assert refused["code"] == "not_offered"
    assert len(await town.sees()) == before


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"text": "a", "choose": "b"}, 422),
        ({"text": ""}, 400),
        ({"text": "   "}, 422),
        ({"text": "x" * 65_537}, 400),
        ({"location": {"latitude": 91, "longitude": 0}}, 400),
        ({"dance": True}, 400),
        ({"raw": {"type": "hologram"}}, 422),
        ({"edit": {"n": 99, "text": "x"}}, 404),
    ],
)
async def test_nonsense_is_refused(town: Town, body: dict[str, Any], status: int) -> None:
    await town.act(body, status=status)
    assert len(await town.sees(peek=1)) == 1
    assert await town.webhooks() == []


@pytest.mark.parametrize("number", ["abc", "0803", "1", "9" * 16])
async def test_a_phone_needs_a_number(town: Town, number: str) -> None:
    assert (await town.http.get(f"/phone/api/{number}/messages")).status_code == 422


async def test_a_photo_goes_to_the_business_and_back(town: Town) -> None:
    files = {"file": ("passport.png", PNG, "image/png")}
    answer = await town.http.post(f"/phone/api/{ADA}/messages", files=files, data={"caption": "My passport"})
    assert answer.status_code == 202
    (change,) = await town.webhooks()
    image = change["value"]["messages"][0]["image"]
    assert (image["mime_type"], image["caption"]) == ("image/png", "My passport")
    facts = (await town.graph("GET", image["id"])).json()
    assert (facts["sha256"], facts["file_size"]) == (image["sha256"], len(PNG))
    path = facts["url"].removeprefix("http://127.0.0.1:8100")
    token = {"Authorization": f"Bearer {TOKEN}"}
    assert (await town.http.get(path, headers=token)).content == PNG
    assert (await town.http.get(path)).status_code == 401
    assert (await town.http.get(path.replace("hash=", "hash=0"), headers=token)).status_code == 404
    await town.pass_time(minutes=5, seconds=1)
    assert (await town.http.get(path, headers=token)).status_code == 404
    shown = (await town.sees())[-1]
    assert shown["media"]["url"].startswith("http://sim/phone/media/")
    assert (await town.http.get(shown["media"]["url"])).content == PNG


async def test_a_document_is_uploaded_sent_and_opened(town: Town) -> None:
    files = {"file": ("ticket.pdf", b"%PDF-1.7 ticket", "application/pdf")}
    data = {"messaging_product": "whatsapp", "type": "application/pdf"}
    media_id = (await town.graph("POST", f"{PHONE_ID}/media", files=files, data=data)).json()["id"]
    body = {"id": media_id, "filename": "E-ticket.pdf", "caption": "Your ticket"}
    assert (await town.send({"type": "document", "document": body})).status_code == 200
    shown = (await town.sees())[-1]
    assert (shown["text"], shown["document"]["filename"]) == ("Your ticket", "E-ticket.pdf")
    opened = await town.http.get(shown["document"]["url"])
    assert (opened.content, opened.headers["content-type"]) == (b"%PDF-1.7 ticket", "application/pdf")
    wrong = await town.send({"type": "image", "image": {"id": media_id}})
    assert wrong.json()["error"]["code"] == 131053
    assert (await town.graph("DELETE", media_id)).json() == {"success": True}
    assert (await town.graph("GET", media_id)).json()["error"]["error_subcode"] == 33


@pytest.mark.parametrize(
    ("name", "mime", "size", "code"),
    [
        ("a.ics", "text/calendar", 10, 100),
        ("a.exe", "application/octet-stream", 10, 100),
        ("a.pdf", "application/pdf", 0, 100),
        ("a.jpg", "image/jpeg", 5 * 1024 * 1024 + 1, 131053),
        ("a.webp", "image/webp", 100 * 1024 + 1, 131053),
        ("a.ogg", "audio/ogg; codecs=opus", 16 * 1024 * 1024 + 1, 131053),
    ],
)
async def test_uploads_that_are_refused(town: Town, name: str, mime: str, size: int, code: int) -> None:
    files = {"file": (name, b"x" * size, mime)}
    answer = await town.graph("POST", f"{PHONE_ID}/media", files=files, data={"messaging_product": "whatsapp"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)


async def test_edit_revoke_react(town: Town) -> None:
    said = await town.says("Lagos to Abja")
    await town.webhooks()
    await town.act({"edit": {"n": said["n"], "text": "Lagos to Abuja"}})
    (edit,) = [c["value"]["messages"][0] for c in await town.webhooks()]
    assert edit["type"] == "edit"
    assert edit["edit"] == {
        "original_message_id": said["id"],
        "message": {"type": "text", "text": {"body": "Lagos to Abuja"}},
    }
    assert (await town.sees())[-1]["edited"]
    await town.act({"revoke": {"n": said["n"]}})
    (revoke,) = [c["value"]["messages"][0] for c in await town.webhooks()]
    assert revoke["revoke"] == {"original_message_id": said["id"]}
    gone = (await town.sees())[-1]
    assert (gone["revoked"], gone["text"]) == (True, "")
    await town.send(BUTTONS)
    await town.webhooks()
    asked = (await town.sees())[-1]
    await town.webhooks()
    await town.act({"reaction": {"n": asked["n"], "emoji": "👍"}})
    await town.act({"reaction": {"n": asked["n"], "emoji": ""}})
    reactions = [c["value"]["messages"][0]["reaction"] for c in await town.webhooks()]
    assert reactions == [{"message_id": asked["id"], "emoji": "👍"}, {"message_id": asked["id"]}]
    refused = await town.act({"edit": {"n": asked["n"], "text": "mine now"}}, status=409)
    assert refused["code"] == "not_yours"


async def test_the_business_reacts(town: Town) -> None:
    hello = (await town.sees())[0]
    await town.send({"type": "reaction", "reaction": {"message_id": hello["id"], "emoji": "❤️"}})
    assert [s["status"] for s in await town.statuses()] == ["sent"]
    assert (await town.sees())[0]["reactions"] == {"business": "❤️"}
    await town.send({"type": "reaction", "reaction": {"message_id": hello["id"], "emoji": ""}})
    assert (await town.sees())[0]["reactions"] == {}


RAW = {
    "order": {
        "type": "order",
        "order": {"catalog_id": "1", "product_items": [{"product_retailer_id": "t", "quantity": 1}]},
    },
    "system": {"type": "system", "system": {"type": "user_changed_number", "body": "changed", "wa_id": KOFI}},
    "unsupported": {"type": "unsupported", "errors": [{"code": 131051, "title": "Unsupported message type"}]},
    "referral": {"type": "text", "text": {"body": "Hi"}, "referral": {"source_type": "ad", "ctwa_clid": "x"}},
}


@pytest.mark.parametrize("raw", RAW.values(), ids=RAW.keys())
async def test_any_other_type_can_be_sent_as_it_is(town: Town, raw: dict[str, Any]) -> None:
    await town.act({"raw": raw})
    (change,) = await town.webhooks()
    (message,) = change["value"]["messages"]
    assert {key: message[key] for key in raw} == raw
    assert ("contacts" in change["value"]) == (raw["type"] != "system")


async def test_location_contacts_quotes_and_forwards(town: Town) -> None:
    place = {"latitude": 6.5244, "longitude": 3.3792, "name": "Lagos"}
    await town.act({"location": place, "quote": 1})
    await town.act({"contacts": [{"name": {"formatted_name": "Kofi Mensah"}}]})
    await town.act({"text": "fwd", "forwarded": True})
    location, contacts, forwarded = [c["value"]["messages"][0] for c in await town.webhooks()]
    assert location["location"] == place
    assert location["context"]["from"] == ADA
    assert contacts["contacts"][0]["name"]["formatted_name"] == "Kofi Mensah"
    assert forwarded["context"] == {"forwarded": True}
    shown = await town.sees()
    assert shown[1]["quoted"] == {"n": 1, "from": "customer", "text": "Hello"}


async def test_a_form_is_completed_once(town: Town) -> None:
    parameters = {"flow_message_version": "3", "flow_id": "1", "flow_cta": "Open", "flow_token": "tok-1"}
    inner = {"type": "flow", "body": {"text": "Passengers"}, "action": {"name": "flow", "parameters": parameters}}
    n = None
    await town.send({"type": "interactive", "interactive": inner})
    n = (await town.sees())[-1]["n"]
    await town.webhooks()
    await town.act({"flow": {"n": n, "response": {"name": "Ada"}}})
    reply = (await town.webhooks())[0]["value"]["messages"][0]["interactive"]["nfm_reply"]
    assert msgspec.json.decode(reply["response_json"]) == {"flow_token": "tok-1", "name": "Ada"}
    await town.act({"flow": {"n": n, "response": {}}}, status=409)


async def test_waiting_ends_as_soon_as_there_is_something(town: Town) -> None:
    waiting = asyncio.create_task(town.sees(after=1, wait=30))
    for _ in range(5):
        await asyncio.sleep(0)
    assert not waiting.done()
    await town.send({"type": "text", "text": {"body": "Pay at https://pay.example/abc."}})
    (message,) = await asyncio.wait_for(waiting, 5)
    assert message["link"] == "https://pay.example/abc"
    assert await town.sees(after=2, wait=0.01) == []


async def test_two_business_numbers_are_two_chats(town: Town) -> None:
    more = {
        "id": "106540352242999",
        "display": "2347003724999",
        "name": "Lagos Tours Abuja",
        "account": "102290129340398",
    }
    assert (await town.http.post("/graph/_numbers", json=more)).is_success
    assert (await town.http.post("/graph/_numbers", json=more)).status_code == 409
    await town.http.post(f"/phone/api/{ADA}/messages?to=%2B2347003724999", json={"text": "Abuja?"})
    (change,) = await town.webhooks()
    assert change["value"]["metadata"]["phone_number_id"] == "106540352242999"
    assert [m["text"] for m in await town.sees(to="106540352242999")] == ["Abuja?"]
    assert [m["text"] for m in await town.sees()] == ["Hello"]
    assert (await town.http.get(f"/phone/api/{ADA}/messages?to=999")).status_code == 404


async def test_history_is_bounded(town: Town) -> None:
    await town.mode(throughput=0)
    for n in range(900):
        await town.says(f"m{n}")
    kept = await town.sees()
    assert len(kept) <= 400
    assert kept[-1]["text"] == "m899"
    assert kept[-1]["n"] == 901


async def test_a_snapshot_forgets_nothing(town: Town) -> None:
    from tests.rooms.simulators.whatsapp.conftest import build_town

    await town.send(BUTTONS)
    await town.mode(identity="phone")
    kept = msgspec.msgpack.decode(msgspec.msgpack.encode(town.whatsapp.snapshot()))
    other, _ = build_town()
    other.whatsapp.restore(kept)
    async with other.http:
        assert [m["text"] for m in await other.sees(peek=1)] == ["Hello", "Shall we *book*?"]
        await other.act({"choose": "yes"})
        assert (await other.send({"type": "text", "text": {"body": "again"}})).status_code == 200
    assert other.whatsapp.network.mode.identity == "phone"
    other.world.agenda.close()


async def test_the_stream_tells_all_and_then_what_changes(town: Town) -> None:
    api = next(route for route in town.whatsapp.routes if getattr(route, "path", "") == "/phone/stream")
    assert api is not None
    from starlette.requests import Request

    from dragoman.simulators.whatsapp.phone_api import PhoneApi

    phone = PhoneApi(town.whatsapp.network, town.whatsapp.lifecycle)
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/phone/stream",
        "headers": [],
        "query_string": b"",
        "server": ("sim", 80),
        "scheme": "http",
    }
    events = phone._events([town.whatsapp.network.person(ADA)], Request(scope))
    assert await anext(events) == b"retry: 1000\n\n"
    first = msgspec.json.decode((await anext(events)).removeprefix(b"data: "))
    assert [m["text"] for m in first["chats"][0]["messages"]] == ["Hello"]
    coming = asyncio.ensure_future(anext(events))
    await asyncio.sleep(0)
    await town.send(BUTTONS)
    assert await coming == b": \n\n"
    second = msgspec.json.decode((await anext(events)).removeprefix(b"data: "))
    assert [m["text"] for m in second["chats"][0]["messages"]] == ["Shall we *book*?"]
    await events.aclose()
