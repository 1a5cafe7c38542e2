"""Templates: what creation refuses, the review, filling with every parameter counted, pauses."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rooms.simulators.whatsapp.conftest import KOFI, WABA, Town

URL = {"type": "URL", "text": "Pay now", "url": "https://pay.example/{{1}}", "example": ["abc"]}
QUICK = {"type": "QUICK_REPLY", "text": "Talk to us"}


def body(text: str = "Hello {{1}}, your flight {{2}} leaves soon.", *example: str) -> dict[str, Any]:
    given = list(example) or ["Ada", "P4 7120"]
    return {"type": "BODY", "text": text, "example": {"body_text": [given]}}


def template(*components: dict[str, Any], **more: Any) -> dict[str, Any]:
    whole = {"name": "payment_due", "language": "en", "category": "UTILITY", "components": list(components) or [body()]}
    return whole | more


def params(*texts: str) -> list[dict[str, Any]]:
    return [{"type": "text", "text": text} for text in texts]


def sending(*components: dict[str, Any], name: str = "payment_due", language: str = "en") -> dict[str, Any]:
    return {
        "type": "template",
        "template": {"name": name, "language": {"code": language}, "components": list(components)},
    }


async def create(town: Town, whole: dict[str, Any]) -> Any:
    return await town.graph("POST", f"{WABA}/message_templates", json=whole)


async def approved(town: Town, whole: dict[str, Any]) -> str:
    answer = await create(town, whole)
    assert answer.status_code == 200, answer.text
    await town.webhooks()
    await town.webhooks()
    return str(answer.json()["id"])


REFUSED: dict[str, tuple[int, dict[str, Any]]] = {
    "name": (100, template(name="Payment Due")),
    "name 513": (100, template(name="a" * 513)),
    "language": (100, template(language="english")),
    "category": (100, template(category="NEWS")),
    "no body": (100, template({"type": "FOOTER", "text": "x"})),
    "two bodies": (100, template(body(), body())),
    "body 1025": (2388072, template({"type": "BODY", "text": "x" * 1025})),
    "variable first": (2388299, template(body("{{1}} is your flight and leaves soon", "x"))),
    "variable last": (2388299, template(body("Your flight leaves today at {{1}}", "x"))),
    "too many variables": (2388293, template(body("A {{1}} b {{2}} c {{3}} d", "x", "y", "z"))),
    "numbers out of order": (2388072, template(body("Hello {{2}}, your flight {{1}} leaves soon.", "a", "b"))),
    "broken braces": (2388072, template(body("Hello {{1}, your flight leaves soon.", "a"))),
    "no example": (2388072, template({"type": "BODY", "text": "Hello {{1}}, your flight leaves soon."})),
    "header 61": (2388073, template({"type": "HEADER", "format": "TEXT", "text": "x" * 61}, body())),
    "image header without sample": (2388073, template({"type": "HEADER", "format": "IMAGE"}, body())),
    "footer 61": (2388047, template(body(), {"type": "FOOTER", "text": "x" * 61})),
    "footer variable": (2388047, template(body(), {"type": "FOOTER", "text": "Hello {{1}}"})),
    "eleven buttons": (131009, template(body(), {"type": "BUTTONS", "buttons": [QUICK] * 11})),
    "mixed buttons": (100, template(body(), {"type": "BUTTONS", "buttons": [QUICK, URL, QUICK]})),
    "three links": (100, template(body(), {"type": "BUTTONS", "buttons": [URL] * 3})),
    "button text 26": (131009, template(body(), {"type": "BUTTONS", "buttons": [QUICK | {"text": "x" * 26}]})),
    "link variable in the middle": (
        100,
        template(body(), {"type": "BUTTONS", "buttons": [URL | {"url": "https://x.example/{{1}}/y"}]}),
    ),
    "utility for two days": (100, template(message_send_ttl_seconds=172_800)),
    "named in capitals": (
        2388072,
        template(body("Hello {{Name}}, your flight leaves soon.", "a"), parameter_format="NAMED"),
    ),
}


@pytest.mark.parametrize(("code", "whole"), REFUSED.values(), ids=REFUSED.keys())
async def test_creation_refuses(town: Town, code: int, whole: dict[str, Any]) -> None:
    answer = await create(town, whole)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)
    listed = (await town.graph("GET", f"{WABA}/message_templates")).json()["data"]
    assert [entry["name"] for entry in listed] == ["hello_world"]


async def test_review_takes_its_time_and_is_told(town: Town) -> None:
    await town.mode(template_review=60)
    answer = await create(town, template())
    assert answer.json()["status"] == "PENDING"
    filled = sending({"type": "body", "parameters": params("Ada", "P4 7120")})
    refused = await town.send(filled)
    assert (refused.status_code, refused.json()["error"]["code"]) == (404, 132001)
    await town.pass_time(seconds=61)
    (change,) = await town.webhooks()
    assert change["field"] == "message_template_status_update"
    assert (change["value"]["event"], change["value"]["message_template_name"]) == ("APPROVED", "payment_due")
    assert (await town.send(filled)).json()["messages"][0]["message_status"] == "accepted"


async def test_a_rejected_template_says_why(town: Town) -> None:
    await create(town, template(name="please_reject"))
    await town.pass_time(seconds=3)
    (change,) = await town.webhooks()
    assert (change["value"]["event"], change["value"]["reason"]) == ("REJECTED", "INVALID_FORMAT")


FILLS: dict[str, tuple[int, list[dict[str, Any]]]] = {
    "too few": (132000, [{"type": "body", "parameters": params("Ada")}]),
    "too many": (132000, [{"type": "body", "parameters": params("Ada", "P4", "x")}]),
    "none": (132000, []),
    "wrong format": (
        132012,
        [{"type": "body", "parameters": [{"type": "image", "image": {"link": "https://x.example"}}] * 2}],
    ),
    "new line": (132018, [{"type": "body", "parameters": params("Ada\nObi", "P4")}]),
    "five spaces": (132018, [{"type": "body", "parameters": params("Ada     Obi", "P4")}]),
    "empty": (131008, [{"type": "body", "parameters": params("", "P4")}]),
    "too long": (132005, [{"type": "body", "parameters": params("x" * 1024, "P4")}]),
    "button missing": (131008, [{"type": "body", "parameters": params("Ada", "P4")}]),
    "button beyond": (
        132000,
        [
            {"type": "body", "parameters": params("Ada", "P4")},
            {"type": "button", "sub_type": "url", "index": "0", "parameters": params("abc")},
            {"type": "button", "sub_type": "url", "index": "5", "parameters": params("abc")},
        ],
    ),
    "unknown component": (132012, [{"type": "tail", "parameters": []}]),
}


@pytest.mark.parametrize(("code", "components"), FILLS.values(), ids=FILLS.keys())
async def test_filling_refuses(town: Town, code: int, components: list[dict[str, Any]]) -> None:
    await approved(town, template(body(), {"type": "BUTTONS", "buttons": [URL, QUICK]}))
    answer = await town.send(sending(*components))
    assert answer.json()["error"]["code"] == code


async def test_a_filled_template_is_shown_and_its_button_can_be_tapped(town: Town) -> None:
    header = {"type": "HEADER", "format": "DOCUMENT", "example": {"header_handle": ["4::x"]}}
    await approved(
        town,
        template(
            header, body(), {"type": "FOOTER", "text": "Lagos Tours"}, {"type": "BUTTONS", "buttons": [URL, QUICK]}
        ),
    )
    answer = await town.send(
        sending(
            {
                "type": "header",
                "parameters": [
                    {"type": "document", "document": {"link": "https://x.example/t.pdf", "filename": "t.pdf"}}
                ],
            },
            {"type": "BODY", "parameters": params("Ada", "P4 7120")},
            {"type": "button", "sub_type": "url", "index": "0", "parameters": params("ord_1")},
            {
                "type": "button",
                "sub_type": "quick_reply",
                "index": 1,
                "parameters": [{"type": "payload", "payload": "person"}],
            },
        ),
        KOFI,
    )
    assert answer.status_code == 200, answer.text
    statuses = await town.statuses()
    assert statuses[0]["pricing"]["category"] == "utility"
    assert statuses[0]["pricing"]["billable"]
    (shown,) = await town.sees(KOFI)
    assert (shown["type"], shown["text"]) == ("template", "Hello Ada, your flight P4 7120 leaves soon.")
    assert shown["link"] == "https://pay.example/ord_1"
    assert shown["choices"] == [{"id": "person", "title": "Talk to us"}]
    assert (shown["header"]["media"]["filename"], shown["footer"]) == ("t.pdf", "Lagos Tours")
    await town.webhooks()
    await town.act({"choose": "person"}, KOFI)
    (change,) = await town.webhooks()
    (message,) = change["value"]["messages"]
    assert (message["type"], message["button"]) == ("button", {"payload": "person", "text": "Talk to us"})
    assert message["context"] == {"from": "2347003724666", "id": shown["id"]}


async def test_named_variables(town: Town) -> None:
    named = {
        "type": "BODY",
        "text": "Hello {{name}}, your flight {{flight}} leaves soon.",
        "example": {
            "body_text_named_params": [{"param_name": "name", "example": "A"}, {"param_name": "flight", "example": "P"}]
        },
    }
    await approved(town, template(named, parameter_format="NAMED"))
    good = [
        {"type": "text", "parameter_name": "flight", "text": "P4"},
        {"type": "text", "parameter_name": "name", "text": "Ada"},
    ]
    assert (await town.send(sending({"type": "body", "parameters": good}))).status_code == 200
    assert (await town.sees())[-1]["text"] == "Hello Ada, your flight P4 leaves soon."
    wrong = sending({"type": "body", "parameters": params("Ada", "P4")})
    assert (await town.send(wrong)).json()["error"]["code"] == 132012
    twice = sending({"type": "body", "parameters": [good[0], good[0]]})
    assert (await town.send(twice)).json()["error"]["code"] == 132000


@pytest.mark.parametrize(
    ("status", "code"), [("PAUSED", 132015), ("DISABLED", 132016), ("REJECTED", 132001), ("PENDING", 132001)]
)
async def test_a_template_in_trouble_refuses(town: Town, status: str, code: int) -> None:
    await town.http.post("/graph/_templates/hello_world", json={"status": status})
    (change,) = await town.webhooks()
    assert change["value"]["event"] == status
    assert (await town.send(sending(name="hello_world", language="en_US"))).json()["error"]["code"] == code


async def test_another_language_does_not_exist(town: Town) -> None:
    answer = await town.send(sending(name="hello_world", language="fr"))
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, 132001)


async def test_unpause(town: Town) -> None:
    await town.http.post("/graph/_templates/hello_world", json={"status": "PAUSED"})
    assert (await town.graph("POST", "1000000000000001/unpause")).json() == {"success": True}
    assert (await town.send(sending(name="hello_world", language="en_US"))).status_code == 200


async def test_edit_list_and_delete(town: Town) -> None:
    identity = await approved(town, template())
    edited = await town.graph("POST", identity, json={"components": [body("Dear {{1}}, flight {{2}} leaves soon.")]})
    assert edited.json()["success"]
    again = await town.graph("POST", identity, json={"category": "MARKETING"})
    assert again.json()["error"]["error_subcode"] == 2388025
    double = await create(town, template())
    assert double.json()["error"]["error_subcode"] == 2388024
    listed = (await town.graph("GET", f"{WABA}/message_templates", params={"name": "payment_due"})).json()["data"]
    assert [(entry["id"], entry["status"]) for entry in listed] == [(identity, "PENDING")]
    first = (await town.graph("GET", f"{WABA}/message_templates", params={"limit": 1})).json()
    assert len(first["data"]) == 1
    assert "next" in first["paging"]
    gone = await town.graph("DELETE", f"{WABA}/message_templates", params={"name": "payment_due"})
    assert gone.json() == {"success": True}
    assert (await town.graph("GET", identity)).json()["error"]["error_subcode"] == 33


async def test_a_hundred_creations_an_hour(town: Town) -> None:
    for n in range(100):
        assert (await create(town, template(name=f"t_{n}"))).status_code == 200
    assert (await create(town, template(name="one_more"))).json()["error"]["code"] == 80007
    await town.pass_time(hours=1, seconds=1)
    assert (await create(town, template(name="one_more"))).status_code == 200


async def test_marketing_to_someone_who_said_stop_fails(town: Town) -> None:
    await approved(town, template({"type": "BODY", "text": "Sale!"}, name="sale", category="MARKETING"))
    await town.http.post(f"/phone/api/{KOFI}", json={"wants_marketing": False})
    (change,) = await town.webhooks()
    assert (change["field"], change["value"]["user_preferences"][0]["value"]) == ("user_preferences", "stop")
    await town.send(sending(name="sale"), KOFI)
    (failed,) = await town.statuses()
    assert failed["errors"][0]["code"] == 131050
